import { apiTypes } from '../../contract/contract.ts';
import { pathParameters } from '../../contract/route.ts';
import type { DeployedRoute, Deployment } from '../../deployment/deployment.ts';
import { fail } from '../check.ts';
import type { TargetCheck, TargetOutcome } from '../target-check.ts';

/** What the settings of a stage alone give away, of routes that nobody tried, too. */

export const cachedParameters: TargetCheck = {
  id: 'cache-key-deployed',
  title: "A cached route's path parameters are in its cache key",
  family: 'caching',
  apiTypes: ['rest'],
  severity: 'warning',
  why: 'Whoever asks for one thing gets another, which somebody asked for before.',
  fix: "Add the parameter to the method's request parameters and to CacheKeyParameters of its integration, and deploy.",
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html',
  judge: ({ deployment }) =>
    servedRoutes(deployment).flatMap((route) => {
      // A summary of the snapshot tells nothing of integrations.
      if (route.cache === null || route.integration === null || !/^(GET|ANY) /.test(route.key)) return [];
      const { keyedBy } = route.cache;
      const lost = pathParameters(route.key).filter(({ name }) => !keyedBy.includes(`path.${name}`));
      if (lost.length === 0) return [];
      const names = lost.map(({ name }) => `{${name}}`).join(' and ');
      return found(route, `the route is cached, and ${names} is no part of the cache key`, {
        expected: lost.map(({ name }) => `path.${name}`).join(', '),
        received: keyedBy.join(', ') || 'no key parameters',
      });
    }),
};

export const missingVariables: TargetCheck = {
  id: 'stage-variable-deployed',
  title: 'The stage has the variables that its integrations refer to',
  family: 'routing',
  apiTypes,
  severity: 'warning',
  why: 'The route answers 500 on this stage.',
  fix: 'Set the variable on this stage; for a function alias it needs a lambda:InvokeFunction permission of its own.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html',
  judge: ({ deployment, exchanges }) => {
    // A canary may have variables of its own.
    if (deployment === null || !deployment.stage.read || deployment.stage.value.canary !== null) return [];
    const { variableNames } = deployment.stage.value;
    return servedRoutes(deployment).flatMap((route) => {
      const missing = (route.integration?.stageVariables ?? []).filter(
        (name) => !variableNames.includes(name),
      );
      const tried = exchanges.some(
        ({ exchange }) => exchange.route === route.key && exchange.purpose === 'example',
      );
      // What was tried says it itself.
      if (missing.length === 0 || tried) return [];
      return found(
        route,
        `the integration refers to the stage variable ${missing.join(' and ')}, which the stage ${deployment.stageName} does not have`,
        {
          expected: missing.join(', '),
          received: variableNames.join(', ') || 'no variables',
        },
      );
    });
  },
};

export const openAudience: TargetCheck = {
  id: 'jwt-audience-deployed',
  title: 'A JWT authorizer names its audience',
  family: 'auth',
  apiTypes: ['http'],
  severity: 'warning',
  why: 'A token that was issued for any other application of the same issuer is let in.',
  fix: "Set the authorizer's audience to that of this API.",
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  judge: ({ deployment }) =>
    servedRoutes(deployment).flatMap((route) => {
      if (route.authorization !== 'JWT' || deployment === null || !deployment.authorizers.read) return [];
      const authorizer = deployment.authorizers.value.find(({ id }) => id === route.authorizerId);
      if (authorizer === undefined || authorizer.audience.length > 0) return [];
      return found(route, `the JWT authorizer ${authorizer.name} names no audience`, {
        expected: 'an audience',
        received: 'none',
      });
    }),
};

function found(
  { key }: DeployedRoute,
  message: string,
  details: { readonly expected: string; readonly received: string },
): TargetOutcome {
  return { route: key, example: 'as deployed', outcome: fail(message, details) };
}

function servedRoutes(deployment: Deployment | null): readonly DeployedRoute[] {
  if (deployment === null) return [];
  const known = deployment.routes.read ? deployment.routes : deployment.definedRoutes;
  return known.read ? known.value : [];
}
