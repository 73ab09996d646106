import type { ApiType } from '../contract/contract.ts';

/**
 * What is deployed under one target, as far as the caller's permissions let it be read. Everything that needs a
 * permission stands in a `Reading`, so that a missing permission takes away one feature and never the run.
 */
export interface Deployment {
  /** Name of the target. */
  readonly target: string;
  readonly apiType: ApiType;
  readonly apiId: string;
  readonly stageName: string;
  readonly api: Reading<ApiSettings>;
  readonly stage: Reading<StageSettings>;
  /** What the stage serves: on a REST API the snapshot of its deployment. */
  readonly routes: Reading<readonly DeployedRoute[]>;
  /** What the API holds by now, deployed on this stage or not. */
  readonly definedRoutes: Reading<readonly DeployedRoute[]>;
}

export type Reading<T> =
  | { readonly read: true; readonly value: T }
  /** `because` is one sentence; `permission` the IAM action that would let it be read, where one is missing. */
  | { readonly read: false; readonly because: string; readonly permission?: string };

export interface ApiSettings {
  readonly name: string;
  readonly endpointTypes: readonly string[];
  readonly defaultEndpointOff: boolean;
  /** REST API; empty on an HTTP API. */
  readonly binaryMediaTypes: readonly string[];
  /** HTTP API: its CORS configuration, or `null`. */
  readonly cors: {
    readonly allowOrigins: readonly string[];
    readonly allowMethods: readonly string[];
    readonly allowHeaders: readonly string[];
    readonly allowCredentials: boolean;
  } | null;
}

export interface StageSettings {
  readonly deploymentId: string | null;
  /** ISO 8601. */
  readonly deployedAt: string | null;
  /** REST API: part of the traffic goes to another deployment. */
  readonly canary: { readonly deploymentId: string | null; readonly percentTraffic: number } | null;
  readonly variableNames: readonly string[];
  readonly cacheEnabled: boolean;
  /** Web ACL's ARN. */
  readonly webAcl: string | null;
  /** Default throttle of the stage; `null` where only the account's holds. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number } | null;
}

export interface DeployedRoute {
  /** `GET /users/{id}`, `ANY /users`, `$default`. */
  readonly key: string;
  readonly authorization: 'NONE' | 'AWS_IAM' | 'JWT' | 'COGNITO_USER_POOLS' | 'CUSTOM';
  readonly scopes: readonly string[];
  readonly apiKeyRequired: boolean;
  readonly integration: {
    /** `AWS_PROXY`, `AWS`, `HTTP_PROXY`, `HTTP`, `MOCK`. */
    readonly type: string;
    readonly uri: string | null;
    readonly timeoutMs: number | null;
    /** HTTP API with Lambda. */
    readonly payloadFormatVersion: string | null;
  } | null;
}
