import { type Auth, apiTypes, type Route } from '../../contract/contract.ts';
import type { ContractRoute } from '../../contract/route.ts';
import type { DeployedRoute, Deployment } from '../../deployment/deployment.ts';
import { deployedRoute } from '../../deployment/route-lookup.ts';
import { fail, type Outcome, pass, skip } from '../check.ts';
import type { TargetCheck, TargetFacts } from '../target-check.ts';
import { ofTarget, promisedRoutes, withRoutes } from './drift.ts';

export const authorizationDiffers: TargetCheck = {
  id: 'drift-authorization',
  title: 'What is promised to need credentials needs them as deployed',
  family: 'drift',
  apiTypes,
  severity: 'error',
  why: 'Whoever finds the URL gets the answer that only some should get.',
  fix: 'Set the authorization (and apiKeyRequired) of the route as promised, and deploy.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
  judge: ofPromises(
    ({ route }) => authsOf(route).length > 0,
    (promised, deployed, facts) => openness(promised, deployed, facts),
    'authorization as promised',
  ),
};

const authsOf = ({ auth }: Route): readonly Auth[] => [auth ?? []].flat();
const isIam = (auth: Auth) => 'iam' in auth && auth.iam === true;

function openness({ key, route }: ContractRoute, deployed: DeployedRoute, facts: TargetFacts): Outcome {
  const auths = authsOf(route);
  const { authorization, apiKeyRequired } = deployed;
  if (auths.some(isIam) && authorization !== 'AWS_IAM') {
    return fail('the contract promises an IAM signature, and the deployed route demands none', {
      expected: 'AWS_IAM',
      received: authorization,
    });
  }
  if (authorization !== 'NONE' || apiKeyRequired) return pass;
  const bare = facts.exchanges.filter(
    ({ exchange: { route: at, purpose, request } }) =>
      at === key && purpose !== 'preflight' && Object.keys(request.secretHeaders).length === 0,
  );
  // A function may look at its callers itself, which no setting shows.
  if (bare.length > 0 && bare.every(({ status }) => status === 401 || status === 403)) return pass;
  const open = bare.some(({ status }) => status >= 200 && status <= 299);
  return fail(
    `the contract promises that ${auths.flatMap(({ header }) => header ?? []).join(' and ')} is needed, and the deployed route is open to everybody${open ? '' : ', unless the function looks for itself'}`,
    { severity: open ? 'error' : 'warning', expected: 'an authorizer or an API key', received: 'NONE' },
  );
}

export const throttleDiffers: TargetCheck = {
  id: 'drift-throttle',
  title: 'A promised throttle is set as promised',
  family: 'drift',
  apiTypes,
  severity: 'warning',
  why: "Without a throttle of its own one caller can use up the whole account's.",
  fix: "Set the throttle on the stage's method or route, or in a usage plan, or correct the contract.",
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html',
  judge: ofPromises(
    ({ route }) => route.throttle !== undefined,
    ({ route }, deployed, _, deployment) => {
      const { stage, usagePlans } = deployment;
      if (!stage.read) return skip(stage.because);
      const plans = usagePlans.read ? usagePlans.value.flatMap(({ throttle }) => throttle ?? []) : [];
      const set = deployed.throttle ?? stage.value.throttle ?? plans[0] ?? null;
      const { ratePerSecond = 0, burst } = route.throttle ?? {};
      const expected = `${ratePerSecond} a second${burst === undefined ? '' : `, burst ${burst}`}`;
      if (set === null) {
        if (!usagePlans.read) return skip(usagePlans.because);
        return fail("the promised throttle is not set: only the account's holds", {
          expected,
          received: 'none',
        });
      }
      const same = set.ratePerSecond === ratePerSecond && (burst === undefined || set.burst === burst);
      const received = `${set.ratePerSecond} a second, burst ${set.burst}`;
      return same ? pass : fail('the throttle that is set is not the promised one', { expected, received });
    },
    'throttle as promised',
  ),
};

export const cacheDiffers: TargetCheck = {
  id: 'drift-cache',
  title: 'A promised cache is on as promised',
  family: 'drift',
  apiTypes: ['rest'],
  severity: 'warning',
  why: 'Every request reaches the backend that the cache was to spare, or callers get older answers than promised.',
  fix: "Switch the stage's cache on for the method, with the promised time to live and key parameters, or correct the contract.",
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html',
  judge: ofPromises(
    ({ route }) => route.cache !== undefined,
    ({ route }, { cache }, _, { stage }) => {
      if (!stage.read) return skip(stage.because);
      const { ttlSeconds = 0, keyedBy = [] } = route.cache ?? {};
      const expected = `${ttlSeconds} s`;
      if (!stage.value.cacheEnabled) {
        return fail('the contract promises a cache, and the stage has none', {
          expected,
          received: 'no cache',
        });
      }
      if (cache === null) {
        return fail('the stage has a cache, and it is not on for this method', { expected, received: 'off' });
      }
      const lost = keyedBy.filter((name) => !cache.keyedBy.some((each) => same(each, name)));
      if (lost.length > 0) {
        return fail(`the cache key lacks ${lost.join(', ')}`, {
          expected: keyedBy.join(', '),
          received: cache.keyedBy.join(', ') || 'no key parameters',
        });
      }
      return cache.ttlSeconds === null || cache.ttlSeconds === ttlSeconds
        ? pass
        : fail('the time to live is not the promised one', { expected, received: `${cache.ttlSeconds} s` });
    },
    'cache as promised',
  ),
};

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

export const deploymentFailed: TargetCheck = {
  id: 'drift-deployment-failed',
  title: 'The last deployment came through',
  family: 'drift',
  apiTypes: ['http'],
  severity: 'error',
  why: 'The stage goes on serving what was deployed before, and nobody is told.',
  fix: 'Mend what API Gateway names, and deploy.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html',
  judge({ deployment }) {
    if (deployment === null || !deployment.stage.read) return [];
    const { deploymentFailure } = deployment.stage.value;
    return deploymentFailure === null
      ? []
      : [ofTarget(fail(`the stage's last automatic deployment failed: ${deploymentFailure}`))];
  },
};

type JudgeOne = (
  promised: ContractRoute,
  deployed: DeployedRoute,
  facts: TargetFacts,
  deployment: Deployment,
) => Outcome;

/** Holds each route that makes a promise of this kind against the deployed route that takes it. */
function ofPromises(
  promises: (route: ContractRoute) => boolean,
  judge: JudgeOne,
  example: string,
): TargetCheck['judge'] {
  return (facts) => {
    const routes = promisedRoutes(facts).filter(promises);
    if (routes.length === 0) return [];
    return withRoutes((_, __, deployment) =>
      routes.flatMap((route) => {
        const deployed = deployedRoute(deployment, route.key);
        if (deployed === null) return [];
        return { route: route.key, example, outcome: judge(route, deployed, facts, deployment) };
      }),
    )(facts);
  };
}
