import { type ContractRoute, routesOf } from '../../contract/route.ts';
import type { DeployedCache } from '../../deployment/deployment.ts';
import { deployedRoute } from '../../deployment/route-lookup.ts';
import type { Observed } from '../answer.ts';
import type { TargetFacts } from '../target-check.ts';

/** Where the behaviour of stage caches is written down. */
export const cacheSource =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html';

/** A route together with what was asked of it, and how the stage caches it. */
export interface Cached {
  readonly route: ContractRoute;
  readonly examples: readonly Observed[];
  readonly probes: readonly Observed[];
  /** As deployed; `null` where it isn't cached, `undefined` where nobody could tell. */
  readonly deployed: DeployedCache | null | undefined;
}

/** The routes that a stage may cache: those with GET. */
export function cachedRoutes({ target, contract, deployment, exchanges }: TargetFacts): Cached[] {
  return routesOf(contract, target.apiType)
    .filter(({ method }) => method === 'GET')
    .map((route) => {
      const own = exchanges.filter(({ exchange }) => exchange.route === route.key);
      const known = deployedRoute(deployment, route.key);
      const stage = deployment?.stage;
      const off = stage?.read === true && !stage.value.cacheEnabled;
      return {
        route,
        examples: own.filter(({ exchange }) => exchange.purpose === 'example'),
        probes: own.filter(({ exchange }) => exchange.purpose === 'cache'),
        deployed: off ? null : known === null || stage?.read !== true ? undefined : known.cache,
      };
    });
}

export const doing =
  (...does: readonly string[]) =>
  ({ exchange: { probe } }: Observed): boolean =>
    probe !== undefined && does.includes(probe.does);

export function keyHolds({ keyedBy }: DeployedCache, name: string): boolean {
  return keyedBy.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** Successes with the same bytes. */
export function sameAnswer(one: Observed, other: Observed): boolean {
  const success = one.status >= 200 && one.status <= 299;
  return success && one.status === other.status && one.body.equals(other.body);
}
