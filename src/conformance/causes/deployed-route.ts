import { routeTaking } from '../../deployment/route-lookup.ts';
import type { Facts } from './cause.ts';
import { fromDeployment, type Known } from './deployed.ts';
import { onRest, own } from './recognise.ts';

const explains = ['status', 'gateway-error'] as const;
const explainsAll = ['status', 'gateway-error', 'cors-preflight-status'] as const;

const named = ({ deployment: { stageName }, stage }: Known) =>
  stage?.deploymentId
    ? `the deployment ${stage.deploymentId} of the stage ${stageName}`
    : `the stage ${stageName}`;
const preflight = ({ observed }: Facts) => observed.exchange.purpose === 'preflight';

/** What API Gateway tells of a route that it answers as if there were none. */
export const deployedRouteCauses = fromDeployment([
  {
    id: 'default-endpoint-off',
    explains: explainsAll,
    when: (facts, { deployment: { api } }) =>
      own('forbidden', 'route-missing')(facts) &&
      api.read &&
      api.value.defaultEndpointOff &&
      /\.execute-api\./.test(facts.observed.exchange.request.url),
    cause: ({ deployment: { apiId } }, { observed }) =>
      `${observed.status}: the default endpoint of the API ${apiId} is switched off, and this URL is the default endpoint.`,
    fix: () => 'Test the custom domain (--url, or output in the config), or switch the default endpoint on.',
  },
  {
    id: 'route-not-in-deployment',
    explains,
    when: (facts, { deployment: { routes, definedRoutes } }) =>
      own('route-missing')(facts) &&
      !preflight(facts) &&
      routes.read &&
      routeTaking(routes.value, facts.observed.exchange.route) === null &&
      definedRoutes.read &&
      routeTaking(definedRoutes.value, facts.observed.exchange.route) !== null,
    cause: (known) =>
      `${known.refusal} on a promised route: the route exists in the API but not in ${known.stage?.deploymentId ? `the stage's deployment ${known.stage.deploymentId}` : `what the stage ${known.deployment.stageName} serves`}; deploy again.${
        known.stage?.deploymentFailure
          ? ` The last automatic deployment failed: ${known.stage.deploymentFailure}`
          : ''
      }`,
    fix: ({ deployment: { apiType, apiId, stageName } }) =>
      apiType === 'rest'
        ? `aws apigateway create-deployment --rest-api-id ${apiId} --stage-name ${stageName}; in a template, let the deployment depend on every method and have a new logical id for each change.`
        : `aws apigatewayv2 create-deployment --api-id ${apiId} --stage-name '${stageName}', or switch AutoDeploy on.`,
  },
  {
    id: 'route-in-no-api',
    explains,
    when: (facts, { deployment: { routes, definedRoutes } }) =>
      own('route-missing')(facts) &&
      !preflight(facts) &&
      definedRoutes.read &&
      routeTaking(definedRoutes.value, facts.observed.exchange.route) === null &&
      !(routes.read && routeTaking(routes.value, facts.observed.exchange.route) !== null),
    cause: (known, facts) =>
      `${known.refusal} on a promised route: the API ${known.deployment.apiId} has no such route, deployed or not${besides(known, facts)}.`,
    fix: ({ deployment }) =>
      deployment.apiType === 'rest'
        ? 'Add the resource and method and deploy, or correct the route in the contract.'
        : 'Add the route with an integration, or correct the route in the contract.',
  },
  {
    id: 'iam-unsigned',
    explains,
    when: (facts, { route, sent }) =>
      own('route-missing', 'forbidden')(facts) && route?.authorization === 'AWS_IAM' && !sent.authorization,
    cause: (_, { observed }) =>
      `${observed.status}: the route is deployed and its authorization is AWS_IAM, and the request was not signed.`,
    fix: () =>
      'Give the route auth: { iam: true } in the contract, or set the authorization of a public route to NONE.',
  },
  {
    id: 'deployed-and-missing',
    explains,
    when: (facts, { deployment: { routes } }) =>
      own('route-missing')(facts) &&
      !preflight(facts) &&
      facts.neighbourhood.routeAnswers === null &&
      routes.read &&
      routeTaking(routes.value, facts.observed.exchange.route) !== null,
    cause: (known) =>
      `${known.refusal} although ${named(known)} holds the route: this URL leads to another API or stage, the path is written differently, or the deployment has not reached every host yet.`,
    fix: () =>
      'Compare the URL with what npx gatewright discover prints; a fresh deployment takes seconds: --retry-until-deployed 60.',
  },
  {
    id: 'options-not-deployed',
    explains: ['cors-preflight-status'],
    when: (facts, { deployment: { routes } }) =>
      onRest(facts) &&
      own('route-missing', 'signature')(facts) &&
      routes.read &&
      routeTaking(routes.value, preflightKey(facts)) === null,
    cause: (known, facts) =>
      `The resource ${preflightKey(facts).slice(8)} has no OPTIONS method in ${named(known)}${
        known.deployment.definedRoutes.read &&
        routeTaking(known.deployment.definedRoutes.value, preflightKey(facts)) !== null
          ? ', although the API has one; deploy again'
          : ''
      }.`,
    fix: () =>
      'Add OPTIONS with a MOCK integration and the CORS headers to this very resource (each resource needs its own), and deploy.',
  },
]);

/** What the API has on the same path, for whoever mistyped the method. */
function besides({ deployment: { definedRoutes } }: Known, { observed: { exchange } }: Facts): string {
  if (!definedRoutes.read) return '';
  const path = (exchange.route.split(' ')[1] ?? '').replace(/\/$/, '');
  const methods = definedRoutes.value
    .map(({ key }) => key.split(' '))
    .filter(([method, other = '']) => method !== 'OPTIONS' && other.replace(/\/$/, '') === path)
    .map((parts) => parts.join(' '));
  return methods.length === 0 ? '' : `; it has ${methods.join(', ')}`;
}

function preflightKey({ observed: { exchange } }: Facts): string {
  return `OPTIONS ${exchange.route.split(' ')[1] ?? ''}`;
}
