import type { HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage, Throttle } from '../model.ts';
import type { ControlScope } from './control-scope.ts';
import { apiUrl } from './invoke-url.ts';
import { found, type Read } from './json-reads.ts';
import { lambdaUri } from './lambda-uri.ts';

/** API Gateway's reads of HTTP APIs (API reference V2): lists under `items`, dates in ISO 8601. */
export const httpReads: readonly Read<ControlScope>[] = [
  {
    path: '/v2/apis',
    answer: (_names, scope) => ({ items: httpApis(scope).map((api) => describedApi(api, scope)) }),
  },
  { path: '/v2/apis/{api}', answer: ({ api }, scope) => describedApi(apiCalled(api, scope), scope) },
  {
    path: '/v2/apis/{api}/stages',
    answer: ({ api }, scope) => {
      const one = apiCalled(api, scope);
      return { items: one.stages.map((stage) => describedStage(stage, one)) };
    },
  },
  {
    path: '/v2/apis/{api}/stages/{stage}',
    answer: ({ api, stage }, scope) => {
      const one = apiCalled(api, scope);
      return describedStage(
        found(one.stages, ({ name }) => name === stage, 'Invalid stage identifier specified'),
        one,
      );
    },
  },
  {
    path: '/v2/apis/{api}/routes',
    answer: ({ api }, scope) => ({ items: apiCalled(api, scope).routes.map(describedRoute) }),
  },
  {
    path: '/v2/apis/{api}/routes/{route}',
    answer: ({ api, route }, scope) =>
      describedRoute(
        found(
          apiCalled(api, scope).routes,
          ({ id }) => id === route,
          `Invalid Route identifier specified ${route}`,
        ),
      ),
  },
  {
    path: '/v2/apis/{api}/integrations',
    answer: ({ api }, scope) => ({ items: integrations(apiCalled(api, scope)) }),
  },
  {
    path: '/v2/apis/{api}/integrations/{integration}',
    answer: ({ api, integration }, scope) =>
      found(
        integrations(apiCalled(api, scope)),
        ({ integrationId }) => integrationId === integration,
        `Invalid Integration identifier specified ${integration}`,
      ),
  },
  {
    path: '/v2/apis/{api}/authorizers',
    answer: ({ api }, scope) => ({ items: apiCalled(api, scope).authorizers.map(describedAuthorizer) }),
  },
  {
    path: '/v2/apis/{api}/authorizers/{authorizer}',
    answer: ({ api, authorizer }, scope) =>
      describedAuthorizer(
        found(
          apiCalled(api, scope).authorizers,
          ({ id }) => id === authorizer,
          `Invalid Authorizer identifier specified ${authorizer}`,
        ),
      ),
  },
  {
    path: '/v2/apis/{api}/deployments/{deployment}',
    answer: ({ api, deployment }, scope) =>
      found(
        deployments(apiCalled(api, scope)),
        ({ deploymentId }) => deploymentId === deployment,
        `Invalid Deployment identifier specified ${deployment}`,
      ),
  },
  {
    path: '/v2/apis/{api}/deployments',
    answer: ({ api }, scope) => ({ items: deployments(apiCalled(api, scope)) }),
  },
];

function httpApis({ deployment }: ControlScope): HttpApi[] {
  return deployment.stacks.flatMap(({ apis }) => apis.filter((api) => api.apiType === 'http'));
}

function apiCalled(id: string | undefined, scope: ControlScope): HttpApi {
  return found(
    httpApis(scope),
    (api) => api.id === id,
    `Invalid API identifier specified 123456789012:${id}`,
  );
}

function describedApi(api: HttpApi, { endpoint }: ControlScope) {
  return {
    apiId: api.id,
    name: api.name,
    ...(api.description === undefined ? {} : { description: api.description }),
    ...(api.version === undefined ? {} : { version: api.version }),
    protocolType: 'HTTP',
    apiEndpoint: apiUrl(api.id, endpoint),
    apiKeySelectionExpression: '$request.header.x-api-key',
    routeSelectionExpression: '$request.method $request.path',
    ...(api.cors === null
      ? {}
      : { corsConfiguration: { ...api.cors, maxAge: api.cors.maxAge ?? undefined } }),
    createdDate: api.createdAt,
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    tags: {},
  };
}

const described = ({ ratePerSecond, burst }: Throttle) => ({
  throttlingRateLimit: ratePerSecond,
  throttlingBurstLimit: burst,
});

function describedAuthorizer(authorizer: HttpAuthorizer) {
  const { id: authorizerId, name, type: authorizerType } = authorizer;
  if (authorizer.type === 'JWT') {
    const { issuer, audience, identitySource } = authorizer;
    const jwtConfiguration = { issuer, audience };
    return { authorizerId, name, authorizerType, identitySource: [identitySource], jwtConfiguration };
  }
  return {
    authorizerId,
    name,
    authorizerType,
    authorizerUri: lambdaUri(authorizer.function),
    identitySource: authorizer.identitySources,
    authorizerPayloadFormatVersion: authorizer.payloadFormatVersion,
    authorizerResultTtlInSeconds: authorizer.ttlSeconds,
    enableSimpleResponses: authorizer.simpleResponses,
  };
}

function describedStage(stage: HttpStage, { createdAt }: HttpApi) {
  const { name, deploymentId, autoDeploy, variables, tags, defaultThrottle, routeThrottling } = stage;
  const routes = Object.entries(routeThrottling).map(([key, throttle]) => [key, described(throttle)]);
  return {
    stageName: name,
    deploymentId: deploymentId ?? undefined,
    autoDeploy,
    stageVariables: variables,
    defaultRouteSettings: {
      detailedMetricsEnabled: false,
      ...(defaultThrottle === null ? {} : described(defaultThrottle)),
    },
    routeSettings: Object.fromEntries(routes),
    ...(stage.accessLog === undefined
      ? {}
      : { accessLogSettings: { destinationArn: stage.accessLog.logGroup, format: stage.accessLog.format } }),
    createdDate: createdAt,
    lastUpdatedDate: createdAt,
    tags,
  };
}

function describedRoute(route: HttpRoute) {
  const { id, routeKey, authorizationType, authorizerId, authorizationScopes, integrationId } = route;
  return {
    routeId: id,
    routeKey,
    authorizationType,
    ...(authorizerId === null ? {} : { authorizerId }),
    ...(authorizationScopes.length === 0 ? {} : { authorizationScopes }),
    ...(route.operationName === undefined ? {} : { operationName: route.operationName }),
    apiKeyRequired: false,
    target: integrationId === undefined ? undefined : `integrations/${integrationId}`,
  };
}

/** The integrations that are served; of the others the model keeps no more than the reason. */
function integrations({ routes }: HttpApi) {
  const described = routes.flatMap(({ integrationId, integration }) => {
    if (integrationId === undefined || integration.type === 'UNSUPPORTED') return [];
    const one = { integrationId, ...describedIntegration(integration) };
    return [[integrationId, one] as const];
  });
  return [...new Map(described).values()];
}

function deployments({ stages, createdAt }: HttpApi) {
  const ids = new Set(stages.flatMap(({ deploymentId }) => deploymentId ?? []));
  return [...ids].map((deploymentId) => ({
    deploymentId,
    createdDate: createdAt,
    deploymentStatus: 'DEPLOYED',
    autoDeployed: false,
  }));
}

function describedIntegration(integration: Exclude<HttpIntegration, { type: 'UNSUPPORTED' }>) {
  const { type, timeoutMs, requestParameters, responseParameters } = integration;
  const isProxy = type === 'HTTP_PROXY';
  return {
    integrationType: type,
    integrationMethod: isProxy ? integration.httpMethod : 'POST',
    integrationUri: isProxy ? integration.uri : integration.function.arn,
    connectionType: 'INTERNET',
    payloadFormatVersion: isProxy ? '1.0' : integration.payloadFormatVersion,
    timeoutInMillis: timeoutMs,
    requestParameters,
    responseParameters,
  };
}
