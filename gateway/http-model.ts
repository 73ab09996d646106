import type { HttpAuthorizer, Throttle } from './access.ts';
import type { AccessLog, ApiCommon, HttpBackend, Unsupported } from './api-model.ts';
import type { FunctionReference } from './function-model.ts';

export interface HttpApi extends ApiCommon {
  readonly apiType: 'http';
  readonly description?: string;
  readonly version?: string;
  readonly cors: HttpCors | null;
  readonly authorizers: readonly HttpAuthorizer[];
  readonly routes: readonly HttpRoute[];
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
