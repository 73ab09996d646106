import type { ApiType } from '../contract/contract.ts';
import type { Missing } from '../permission/missing-permission.ts';

/**
 * What is deployed under one target, as far as the caller's permissions let it be read. Everything that needs a
 * permission stands in a `Reading`, so that a missing permission takes away one feature and never the run.
 * It holds no secret: of stage variables only the names, of API keys nothing.
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
  readonly authorizers: Reading<readonly DeployedAuthorizer[]>;
  /** The usage plans that hold this stage; none on an HTTP API. */
  readonly usagePlans: Reading<readonly DeployedUsagePlan[]>;
  /** The custom domains that lead to this stage. */
  readonly domains: Reading<readonly DeployedDomain[]>;
  /** Permissions that were missing for what others of these tell as well, if less of it. */
  readonly missing?: readonly Missing[];
}

export interface DeployedDomain {
  readonly name: string;
  /** Oldest TLS that it accepts: `TLS_1_0`, `TLS_1_2`, or a later policy's name. */
  readonly securityPolicy: string | null;
}

export type Reading<T> =
  | { readonly read: true; readonly value: T }
  /**
   * `because` is one sentence; `permission` the IAM action that would let it be read, where one is missing, and `without` what goes
   * missing with it.
   */
  | {
      readonly read: false;
      readonly because: string;
      readonly permission?: string;
      readonly without?: string;
    };

export interface ApiSettings {
  readonly name: string;
  readonly endpointTypes: readonly string[];
  readonly defaultEndpointOff: boolean;
  /** REST API; empty on an HTTP API. */
  readonly binaryMediaTypes: readonly string[];
  /** REST API: a resource policy decides who may call. */
  readonly resourcePolicy: boolean;
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
  /** When the stage's own settings last changed; ISO 8601. */
  readonly updatedAt: string | null;
  /** HTTP API: changes are deployed by themselves. */
  readonly autoDeploy: boolean;
  /** HTTP API: why the last automatic deployment failed. */
  readonly deploymentFailure: string | null;
  /** REST API: part of the traffic goes to another deployment. */
  readonly canary: { readonly deploymentId: string | null; readonly percentTraffic: number } | null;
  readonly variableNames: readonly string[];
  /** REST API: a cache cluster stands behind the stage. */
  readonly cacheEnabled: boolean;
  /** Web ACL's ARN. */
  readonly webAcl: string | null;
  /** Default throttle of the stage; `null` where only the account's holds. */
  readonly throttle: DeployedThrottle | null;
  readonly accessLog: boolean;
}

export interface DeployedThrottle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface DeployedRoute {
  /** `GET /users/{id}`, `ANY /users`, `$default`. */
  readonly key: string;
  readonly authorization: 'NONE' | 'AWS_IAM' | 'JWT' | 'COGNITO_USER_POOLS' | 'CUSTOM';
  readonly authorizerId: string | null;
  readonly scopes: readonly string[];
  readonly apiKeyRequired: boolean;
  /** REST API: parameters that a request validator insists on: `query.q`, `header.x-id`, `body`. Empty where they were not read. */
  readonly requiredParameters: readonly string[];
  readonly integration: DeployedIntegration | null;
  /** The route's own throttle on this stage, else `null`. */
  readonly throttle: DeployedThrottle | null;
  /** REST API: how the stage's cache treats the method; `null` where it is not cached. */
  readonly cache: DeployedCache | null;
}

export interface DeployedIntegration {
  /** `AWS_PROXY`, `AWS`, `HTTP_PROXY`, `HTTP`, `MOCK`. */
  readonly type: string;
  readonly uri: string | null;
  readonly timeoutMs: number | null;
  /** HTTP API with Lambda. */
  readonly payloadFormatVersion: string | null;
  /** REST API: the method that the backend is called with. */
  readonly method: string | null;
  /** A role of its own makes the call, so that the function's policy doesn't matter. */
  readonly ownRole?: true;
  /** Names of the stage variables that it refers to. */
  readonly stageVariables: readonly string[];
}

export interface DeployedCache {
  readonly ttlSeconds: number | null;
  /** As the contract writes them: `path.id`, `query.q`, `header.Accept`. */
  readonly keyedBy: readonly string[];
  /** Whether a `Cache-Control: max-age=0` of anybody's is obeyed. */
  readonly invalidationNeedsPermission: boolean;
}

export interface DeployedAuthorizer {
  readonly id: string;
  readonly name: string;
  readonly type: 'JWT' | 'REQUEST' | 'TOKEN' | 'COGNITO_USER_POOLS';
  /** JWT of an HTTP API. */
  readonly issuer: string | null;
  /** JWT of an HTTP API: the audiences that are let in. */
  readonly audience: readonly string[];
  /** JWT of a REST API; left out where that was not told. */
  readonly issuers?: readonly TrustedIssuer[];
  /** JWT of a REST API: the algorithms that may sign tokens, `RS256`. */
  readonly algorithms?: readonly string[];
  /** `method.request.header.Authorization`, `$request.header.Authorization`. */
  readonly identitySources: readonly string[];
  /** Lambda authorizers: how long a decision is kept; `null` where that doesn't apply or was not told. */
  readonly ttlSeconds: number | null;
}

/** An issuer that a JWT authorizer trusts. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** What else its tokens have to say; a claim without values only has to be there. */
  readonly claims: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly values: readonly string[];
  }[];
}

export interface DeployedUsagePlan {
  readonly id: string;
  readonly name: string;
  readonly throttle: DeployedThrottle | null;
  readonly quota: { readonly limit: number; readonly period: 'DAY' | 'WEEK' | 'MONTH' } | null;
}
