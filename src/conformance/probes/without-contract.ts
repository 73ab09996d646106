import type { Subject } from '../../config/subjects.ts';
import { type ContractRoute, effectOf, pathParameters, routesOf } from '../../contract/route.ts';
import type { PlannedExchange } from '../exchange.ts';
import { plan } from '../planned-exchange.ts';

/**
 * One request a route that needs no example: it changes nothing, its path has no parameter, nothing has to be sent
 * with it, and nobody has to sign in. Nothing is known of the answer but that it must be none of a broken deployment.
 */
export function deployedRoutes(subject: Subject): PlannedExchange[] {
  const { contract, target } = subject;
  return routesOf(contract, target.apiType).flatMap((route) => {
    if (whyUntried(route) !== null) return [];
    return plan(
      subject,
      { route: route.key, example: 'without an example', purpose: 'deployed-route' },
      {
        method: route.method,
        url: `${target.invokeUrl}${route.pathTemplate}`,
        headers: {},
        secretHeaders: {},
        body: null,
      },
    );
  });
}

/** Why a route can't be called without a person's word, or `null` where it can. */
export function whyUntried({ method, pathTemplate, route }: ContractRoute): string | null {
  if (effectOf(route, method) !== 'none') return `${method} may change something`;
  const names = pathParameters(pathTemplate).map(({ name }) => name);
  if (names.length > 0) return `it needs a value for ${names.map((name) => `{${name}}`).join(' and ')}`;
  if (route.auth !== undefined) return 'it needs credentials';
  const [example] = Object.values(route.examples);
  const { expect, ...sent } = example ?? {};
  return example === undefined || Object.keys(sent).length > 0 ? 'it needs parameters' : null;
}
