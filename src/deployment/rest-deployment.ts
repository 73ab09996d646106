import type {
  Authorizer,
  GetRestApiCommandOutput,
  GetStageCommandOutput,
  Method,
  MethodSetting,
  MethodSnapshot,
  Resource,
  UsagePlan,
} from '@aws-sdk/client-api-gateway';
import type {
  ApiSettings,
  DeployedAuthorizer,
  DeployedCache,
  DeployedRoute,
  DeployedThrottle,
  DeployedUsagePlan,
  StageSettings,
} from './deployment.ts';
import { readJwtConfiguration } from './jwt-configuration.ts';
import { authorizationOf, iso, keepable, stageVariablesIn } from './words.ts';

/** What API Gateway's answers about a REST API say, in this project's words. Pure. */

export function restApiSettings(api: GetRestApiCommandOutput): ApiSettings {
  return {
    name: api.name ?? '',
    endpointTypes: api.endpointConfiguration?.types ?? [],
    defaultEndpointOff: api.disableExecuteApiEndpoint ?? false,
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    resourcePolicy: Boolean(api.policy),
    cors: null,
  };
}

export function restStageSettings(stage: GetStageCommandOutput, deployedAt: Date | undefined): StageSettings {
  const canary = stage.canarySettings;
  return {
    deploymentId: stage.deploymentId ?? null,
    deployedAt: iso(deployedAt),
    updatedAt: iso(stage.lastUpdatedDate),
    autoDeploy: false,
    deploymentFailure: null,
    canary:
      canary === undefined || !canary.percentTraffic
        ? null
        : { deploymentId: canary.deploymentId ?? null, percentTraffic: canary.percentTraffic },
    variableNames: Object.keys(stage.variables ?? {}),
    cacheEnabled: stage.cacheClusterEnabled ?? false,
    webAcl: keepable(stage.webAclArn) || null,
    throttle: throttleOf(stage.methodSettings?.['*/*']),
    accessLog: Boolean(stage.accessLogSettings?.destinationArn),
  };
}

/** A limit below zero stands for none of its own. */
function throttleOf(setting: MethodSetting | undefined): DeployedThrottle | null {
  const { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst } = setting ?? {};
  return ratePerSecond === undefined || burst === undefined || ratePerSecond < 0 || burst < 0
    ? null
    : { ratePerSecond, burst };
}

/** What the API holds by now, as GetResources gives it with its methods. */
export function restRoutes(resources: readonly Resource[]): DeployedRoute[] {
  return resources.flatMap(({ path = '', resourceMethods = {} }) =>
    Object.entries(resourceMethods).map(([method, described]) => restRoute(`${method} ${path}`, described)),
  );
}

function restRoute(key: string, method: Method): DeployedRoute {
  const { methodIntegration: integration } = method;
  const keyedBy = (integration?.cacheKeyParameters ?? []).flatMap(parameterName);
  return {
    key,
    authorization: authorizationOf(method.authorizationType),
    authorizerId: method.authorizerId ?? null,
    scopes: method.authorizationScopes ?? [],
    apiKeyRequired: method.apiKeyRequired ?? false,
    requiredParameters: Object.entries(method.requestParameters ?? {}).flatMap(([name, required]) =>
      required ? parameterName(name) : [],
    ),
    integration:
      integration === undefined
        ? null
        : {
            type: integration.type ?? '',
            uri: keepable(integration.uri),
            timeoutMs: integration.timeoutInMillis ?? null,
            payloadFormatVersion: null,
            method: integration.httpMethod ?? null,
            ...(integration.credentials ? { ownRole: true as const } : {}),
            stageVariables: stageVariablesIn([
              integration.uri,
              integration.credentials,
              ...Object.values(integration.requestParameters ?? {}),
            ]),
          },
    throttle: null,
    cache: { ttlSeconds: null, keyedBy, invalidationNeedsPermission: false },
  };
}

/** `method.request.querystring.q` → `query.q`. */
export function parameterName(source: string): string[] {
  const [, place = '', name] =
    /^(?:method|integration)\.request\.(path|querystring|header)\.(.+)$/.exec(source) ?? [];
  return name === undefined ? [] : [`${place === 'querystring' ? 'query' : place}.${name}`];
}

type Summary = Record<string, Record<string, MethodSnapshot>>;

/** The routes of a deployment's snapshot, as GetDeployment sums them up; what they are integrated with it doesn't tell. */
export function summarisedRoutes(summary: Summary): DeployedRoute[] {
  return Object.entries(summary).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { authorizationType, apiKeyRequired }]) => ({
      key: `${method} ${path.replaceAll('~1', '/')}`,
      authorization: authorizationOf(authorizationType),
      authorizerId: null,
      scopes: [],
      apiKeyRequired: apiKeyRequired ?? false,
      requiredParameters: [],
      integration: null,
      throttle: null,
      cache: null,
    })),
  );
}

/** The routes with what the stage sets for them: method settings are the stage's, not the snapshot's. */
export function withStageSettings(
  routes: readonly DeployedRoute[],
  { cacheClusterEnabled = false, methodSettings = {} }: GetStageCommandOutput,
): DeployedRoute[] {
  const settings = new Map(Object.entries(methodSettings).map(([key, one]) => [settingKey(key), one]));
  return routes.map((route) => {
    const [method = '', path = ''] = route.key.split(' ');
    const own = settings.get(`* ${path}`) ?? {};
    const exact = settings.get(`${method} ${path}`) ?? {};
    const all = settings.get('* *') ?? {};
    return {
      ...route,
      throttle: throttleOf({ ...own, ...exact }),
      cache: cacheClusterEnabled ? cacheOf(route.cache, { ...all, ...own, ...exact }) : null,
    };
  });
}

/** `~1users~1{id}/GET` and `*\/*` as `GET /users/{id}` and `* *`. */
function settingKey(key: string): string {
  const slash = key.lastIndexOf('/');
  const path = key.slice(0, slash).replaceAll('~1', '/');
  return `${key.slice(slash + 1)} ${path === '*' ? '*' : `/${path.replace(/^\//, '')}`}`;
}

function cacheOf(known: DeployedCache | null, setting: MethodSetting): DeployedCache | null {
  if (setting.cachingEnabled !== true) return null;
  return {
    ttlSeconds: setting.cacheTtlInSeconds ?? null,
    keyedBy: known?.keyedBy ?? [],
    invalidationNeedsPermission: setting.requireAuthorizationForCacheControl ?? false,
  };
}

/** An authorizer with what the SDK's model doesn't have. */
export type ListedAuthorizer = Omit<Authorizer, 'type'> & {
  readonly type?: DeployedAuthorizer['type'] | undefined;
  readonly jwtConfiguration?: unknown;
};

export function restAuthorizers(listed: readonly ListedAuthorizer[]): DeployedAuthorizer[] {
  return listed.map(
    ({ id = '', name = '', type = 'TOKEN', identitySource, authorizerResultTtlInSeconds, ...rest }) => ({
      id,
      name,
      type,
      issuer: null,
      audience: [],
      ...readJwtConfiguration(rest.jwtConfiguration),
      identitySources: (identitySource ?? '').split(',').flatMap((source) => source.trim() || []),
      ttlSeconds: authorizerResultTtlInSeconds ?? null,
    }),
  );
}

/** The plans that hold this stage. */
export function plansOf(
  plans: readonly UsagePlan[],
  { apiId, stageName }: { readonly apiId: string; readonly stageName: string },
): DeployedUsagePlan[] {
  return plans
    .filter(({ apiStages = [] }) => apiStages.some((one) => one.apiId === apiId && one.stage === stageName))
    .map(({ id = '', name = '', throttle, quota }) => ({
      id,
      name,
      throttle: throttleOf({
        throttlingRateLimit: throttle?.rateLimit,
        throttlingBurstLimit: throttle?.burstLimit,
      }),
      quota:
        quota?.limit === undefined || quota.period === undefined
          ? null
          : { limit: quota.limit, period: quota.period },
    }));
}
