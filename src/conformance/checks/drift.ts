import { apiTypes } from '../../contract/contract.ts';
import { examplesOf, expectationFor } from '../../contract/example.ts';
import { type ContractRoute, routesOf } from '../../contract/route.ts';
import type { DeployedRoute, Deployment } from '../../deployment/deployment.ts';
import { routeTaking } from '../../deployment/route-lookup.ts';
import { fail, pass, skip } from '../check.ts';
import { expectations } from '../expectations.ts';
import type { TargetCheck, TargetFacts, TargetOutcome } from '../target-check.ts';

const deploying = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html';

export const notDeployed: TargetCheck = {
  id: 'drift-not-deployed',
  title: 'Every promised route is deployed on this stage',
  family: 'drift',
  apiTypes,
  severity: 'error',
  why: 'Callers of a promised route are refused.',
  fix: 'Deploy the API to this stage again, or take the route out of the contract.',
  source: deploying,
  judge: withRoutes((routes, facts, deployment) =>
    promisedRoutes(facts)
      .filter((route) => !isRefusalPromised(route, facts) && !isAnsweredByCors(route, deployment))
      .map((route) =>
        routeTaking(routes, route.key) === null
          ? missing(route, facts, deployment)
          : { route: route.key, example: onStage, outcome: pass },
      ),
  ),
};

const onStage = 'deployed on this stage';

function missing({ key }: ContractRoute, { exchanges }: TargetFacts, deployment: Deployment): TargetOutcome {
  const { apiType, apiId, stageName, stage, routes, definedRoutes } = deployment;
  const own = exchanges.filter(({ exchange }) => exchange.route === key && exchange.purpose === 'example');
  // What answers is deployed, whatever an emulator's lists say.
  if (own.some(({ gatewayError, status }) => status > 0 && gatewayError?.kind !== 'route-missing')) {
    return {
      route: key,
      example: onStage,
      outcome: skip('the route answers, and API Gateway does not list it'),
    };
  }
  const defined = routes.read && definedRoutes.read && routeTaking(definedRoutes.value, key) !== null;
  const id = stage.read && stage.value.deploymentId !== null ? ` ${stage.value.deploymentId}` : '';
  const deploy =
    apiType === 'rest'
      ? `aws apigateway create-deployment --rest-api-id ${apiId} --stage-name ${stageName}`
      : `aws apigatewayv2 create-deployment --api-id ${apiId} --stage-name '${stageName}'`;
  return {
    route: key,
    example: onStage,
    outcome: fail(
      defined
        ? `the route exists in the API but not in the stage's deployment${id}`
        : `the API ${apiId} has no such route`,
      { expected: key, received: defined ? 'not deployed' : 'not there' },
    ),
    diagnosis: defined
      ? `The contract promises the route, the API has it, and the stage ${stageName} does not serve it; deploy again. ${deploy}`
      : 'The contract promises the route and the API does not have it. Add it and deploy, or take it out of the contract.',
  };
}

export const notPromised: TargetCheck = {
  id: 'drift-not-promised',
  title: 'Every deployed route is promised',
  family: 'drift',
  apiTypes,
  severity: 'note',
  why: 'What no contract promises is tested by nobody, and may be called by anybody.',
  fix: 'Promise the route in the contract, or take it off the stage.',
  source: deploying,
  judge: withRoutes((routes, facts, { routes: served }) => {
    // Without the stage's own list nobody knows what is deployed.
    if (!served.read) return [ofTarget(skip(served.because))];
    const promised = promisedRoutes(facts);
    const taken = new Set(promised.map(({ key }) => routeTaking(routes, key)));
    const paths = promised.map(({ pathTemplate }) => withoutNames(pathTemplate));
    return routes
      .filter((route) => !taken.has(route) && !isPreflightOf(route, paths))
      .map(({ key, authorization, apiKeyRequired }) => ({
        route: key,
        example: 'promised in the contract',
        outcome: fail(
          `deployed but not promised${authorization === 'NONE' && !apiKeyRequired ? ', and open to everybody' : ''}`,
        ),
      }));
  }),
};

/** An OPTIONS method of a promised path is there for browsers. */
function isPreflightOf({ key }: DeployedRoute, paths: readonly string[]): boolean {
  const [method, path = ''] = key.split(' ');
  return method === 'OPTIONS' && (paths.includes(withoutNames(path)) || path.endsWith('+}'));
}

function withoutNames(path: string): string {
  return path.replace(/\{[^{}+]+/g, '{');
}

export function promisedRoutes({
  contract,
  target,
}: Pick<TargetFacts, 'contract' | 'target'>): ContractRoute[] {
  return routesOf(contract, target.apiType);
}

/** A contract may promise that something is not there. */
function isRefusalPromised({ route }: ContractRoute, { target }: TargetFacts): boolean {
  const { status } = expectations[target.apiType].unknownRoute;
  const examples = examplesOf(route, target.apiType);
  return (
    examples.length > 0 &&
    examples.every(({ example }) => expectationFor(example, target.apiType).status === status)
  );
}

/** An HTTP API with a CORS configuration answers OPTIONS without a route. */
function isAnsweredByCors({ method }: ContractRoute, { apiType, api }: Deployment): boolean {
  return apiType === 'http' && method === 'OPTIONS' && api.read && api.value.cors !== null;
}

export function ofTarget(outcome: TargetOutcome['outcome']): TargetOutcome {
  return { route: '*', example: 'what is deployed', outcome };
}

type JudgeRoutes = (
  routes: readonly DeployedRoute[],
  facts: TargetFacts,
  deployment: Deployment,
) => readonly TargetOutcome[];

/**
 * Judges by what the stage serves, else by what the API holds; skipped, with the reason, where neither could be
 * read. Of a bare URL nothing is known, and nothing is said.
 */
export function withRoutes(judge: JudgeRoutes): TargetCheck['judge'] {
  return (facts) => {
    const { deployment } = facts;
    // What the contract was made of it can't have drifted from.
    if (deployment === null || facts.derived) return [];
    const known = deployment.routes.read ? deployment.routes : deployment.definedRoutes;
    return known.read ? judge(known.value, facts, deployment) : [ofTarget(skip(known.because))];
  };
}
