import type {
  Authorizer,
  GetApiCommandOutput,
  GetStageCommandOutput,
  Integration,
  Route,
  RouteSettings,
} from '@aws-sdk/client-apigatewayv2';
import type {
  ApiSettings,
  DeployedAuthorizer,
  DeployedRoute,
  DeployedThrottle,
  StageSettings,
} from './deployment.ts';
import { authorizationOf, iso, keepable, stageVariablesIn } from './words.ts';

/** What API Gateway's answers about an HTTP API say, in this project's words. Pure. */

export function httpApiSettings(api: GetApiCommandOutput): ApiSettings {
  const cors = api.CorsConfiguration;
  return {
    name: api.Name ?? '',
    endpointTypes: ['REGIONAL'],
    defaultEndpointOff: api.DisableExecuteApiEndpoint ?? false,
    binaryMediaTypes: [],
    resourcePolicy: false,
    cors:
      cors === undefined
        ? null
        : {
            allowOrigins: cors.AllowOrigins ?? [],
            allowMethods: cors.AllowMethods ?? [],
            allowHeaders: cors.AllowHeaders ?? [],
            allowCredentials: cors.AllowCredentials ?? false,
          },
  };
}

export function httpStageSettings(stage: GetStageCommandOutput, deployedAt: Date | undefined): StageSettings {
  const message = stage.LastDeploymentStatusMessage ?? '';
  return {
    deploymentId: stage.DeploymentId ?? null,
    deployedAt: iso(deployedAt),
    updatedAt: iso(stage.LastUpdatedDate),
    autoDeploy: stage.AutoDeploy ?? false,
    deploymentFailure: message === '' || /^successfully/i.test(message) ? null : message,
    canary: null,
    variableNames: Object.keys(stage.StageVariables ?? {}),
    cacheEnabled: false,
    webAcl: null,
    throttle: throttleOf(stage.DefaultRouteSettings),
    accessLog: Boolean(stage.AccessLogSettings?.DestinationArn),
  };
}

function throttleOf(settings: RouteSettings | undefined): DeployedThrottle | null {
  const { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst } = settings ?? {};
  return ratePerSecond === undefined || burst === undefined ? null : { ratePerSecond, burst };
}

/** What the API holds by now. */
export function httpRoutes(routes: readonly Route[], integrations: readonly Integration[]): DeployedRoute[] {
  return routes.flatMap((route) => {
    if (route.RouteKey === undefined) return [];
    const id = route.Target?.split('/').at(-1);
    const integration = integrations.find(({ IntegrationId }) => IntegrationId === id);
    return {
      key: route.RouteKey,
      authorization: authorizationOf(route.AuthorizationType),
      authorizerId: route.AuthorizerId ?? null,
      scopes: route.AuthorizationScopes ?? [],
      apiKeyRequired: route.ApiKeyRequired ?? false,
      requiredParameters: [],
      integration: integration === undefined ? null : httpIntegration(integration),
      throttle: null,
      cache: null,
    };
  });
}

function httpIntegration(integration: Integration): DeployedRoute['integration'] {
  return {
    type: integration.IntegrationType ?? '',
    uri: keepable(integration.IntegrationUri ?? integration.IntegrationSubtype),
    timeoutMs: integration.TimeoutInMillis ?? null,
    payloadFormatVersion: integration.PayloadFormatVersion ?? null,
    method: integration.IntegrationMethod ?? null,
    ...(integration.CredentialsArn ? { ownRole: true as const } : {}),
    stageVariables: stageVariablesIn([
      integration.IntegrationUri,
      ...Object.values(integration.RequestParameters ?? {}),
    ]),
  };
}

export function withRouteSettings(
  routes: readonly DeployedRoute[],
  { RouteSettings: settings = {} }: GetStageCommandOutput,
): DeployedRoute[] {
  return routes.map((route) => ({ ...route, throttle: throttleOf(settings[route.key]) }));
}

export function httpAuthorizers(listed: readonly Authorizer[]): DeployedAuthorizer[] {
  return listed.map((one) => ({
    id: one.AuthorizerId ?? '',
    name: one.Name ?? '',
    type: one.AuthorizerType ?? 'REQUEST',
    issuer: one.JwtConfiguration?.Issuer ?? null,
    audience: one.JwtConfiguration?.Audience ?? [],
    identitySources: one.IdentitySource ?? [],
    ttlSeconds: one.AuthorizerResultTtlInSeconds ?? null,
  }));
}
