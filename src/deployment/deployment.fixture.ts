import type { ApiType } from '../contract/contract.ts';
import type { DeployedRoute, Deployment, StageSettings } from './deployment.ts';
import { read } from './reading.ts';

/** What a test says about a deployment; everything else is sound, and was read. */
export interface ToldDeployment extends Partial<Omit<Deployment, 'routes' | 'definedRoutes' | 'stage'>> {
  /** What the stage serves; default: what the API holds. */
  readonly served?: readonly Partial<DeployedRoute>[] | Deployment['routes'];
  readonly defined?: readonly Partial<DeployedRoute>[] | Deployment['routes'];
  readonly settings?: Partial<StageSettings>;
}

export function deploymentOf(apiType: ApiType, told: ToldDeployment = {}): Deployment {
  const { served, defined = [{}], settings, ...rest } = told;
  const routes = (given: typeof defined): Deployment['routes'] =>
    'read' in given ? given : read(given.map((one) => routeOf(apiType, one)));
  return {
    target: `shop:${apiType}`,
    apiType,
    apiId: 'abc123',
    stageName: 'dev',
    api: read({
      name: 'shop',
      endpointTypes: ['REGIONAL'],
      defaultEndpointOff: false,
      binaryMediaTypes: [],
      resourcePolicy: false,
      cors: null,
    }),
    stage: read({
      deploymentId: '3f2k1a',
      deployedAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      autoDeploy: false,
      deploymentFailure: null,
      canary: null,
      variableNames: [],
      cacheEnabled: false,
      webAcl: null,
      throttle: null,
      accessLog: false,
      ...settings,
    }),
    routes: routes(served ?? defined),
    definedRoutes: routes(defined),
    authorizers: read([]),
    usagePlans: read([]),
    domains: read([]),
    ...rest,
  };
}

/** `GET /items`, open to all, with a function behind it. */
export function routeOf(apiType: ApiType, told: Partial<DeployedRoute> = {}): DeployedRoute {
  const name = 'arn:aws:lambda:eu-west-1:…:function:shop';
  const path = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${name}/invocations`;
  return {
    key: 'GET /items',
    authorization: 'NONE',
    authorizerId: null,
    scopes: [],
    apiKeyRequired: false,
    requiredParameters: [],
    integration: {
      type: 'AWS_PROXY',
      uri: apiType === 'rest' ? path : name,
      timeoutMs: 29_000,
      payloadFormatVersion: apiType === 'rest' ? null : '2.0',
      method: 'POST',
      stageVariables: [],
    },
    throttle: null,
    cache: null,
    ...told,
  };
}
