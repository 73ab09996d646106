import type { HttpAuthorizer, Throttle } from './access.ts';
import type { AccessLog, ApiCommon, ApiDeployment, HttpBackend, Unsupported } from './api-model.ts';
import type { FunctionReference } from './function-model.ts';

/** What a deployment freezes of its API. */
export interface HttpSnapshot {
  readonly authorizers: readonly HttpAuthorizer[];
  readonly routes: readonly HttpRoute[];
}

export type HttpDeployment = ApiDeployment<HttpSnapshot>;

/** The API as it is configured now; stages without `autoDeploy` serve what their deployment froze of it. */
export interface HttpApi extends ApiCommon, HttpSnapshot {
  readonly apiType: 'http';
  /** Configured by an OpenAPI document, which an update puts in place of everything before. */
  readonly isImported?: boolean;
  /** Left out, or without the one that a stage names: that stage serves the API as it is now. */
  readonly deployments?: readonly HttpDeployment[];
  readonly description?: string;
  readonly version?: string;
  readonly cors: HttpCors | null;
  readonly stages: readonly HttpStage[];
}

export interface HttpCors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAge: number | null;
}

export interface HttpRoute {
  readonly id: string;
  /** `GET /users/{id}` or `$default`. */
  readonly routeKey: string;
  readonly authorizationType: string;
  /** One of the API's authorizers, for `CUSTOM` and `JWT`. */
  readonly authorizerId: string | null;
  readonly authorizationScopes: readonly string[];
  readonly operationName?: string;
  /** Routes may share an integration. */
  readonly integrationId?: string;
  readonly integration: HttpIntegration;
}

export type HttpIntegration =
  | (ParameterMapping & {
      readonly type: 'AWS_PROXY';
      readonly function: FunctionReference;
      readonly payloadFormatVersion: '1.0' | '2.0';
      readonly timeoutMs: number;
    })
  | (ParameterMapping & HttpBackend & { readonly type: 'HTTP_PROXY' })
  | Unsupported;

/** Changes to the request that a backend gets, and to its response. */
export interface ParameterMapping {
  /** `overwrite:header.NAME`, `append:querystring.NAME`, `overwrite:path`, … → selection expression. */
  readonly requestParameters?: Readonly<Record<string, string>>;
  /** Status of the backend → `append:header.NAME`, `overwrite:statuscode`, … → selection expression. */
  readonly responseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface HttpStage {
  /** `$default` has no segment in the URL. */
  readonly name: string;
  readonly deploymentId: string | null;
  readonly autoDeploy: boolean;
  /** Limit of each route that `routeThrottling` doesn't name; `null`: the account's only. */
  readonly defaultThrottle: Throttle | null;
  /** By route key. */
  readonly routeThrottling: Readonly<Record<string, Throttle>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly accessLog?: AccessLog;
}
