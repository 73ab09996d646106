import type { FunctionReference } from './model.ts';

/** Limits of a token bucket. */
export interface Throttle {
  readonly ratePerSecond: number;
  /** Tokens that the bucket holds. */
  readonly burst: number;
}

export interface MethodThrottle {
  /** Path template, or `/*` for all of them. */
  readonly resourcePath: string;
  /** Verb, or `*`. */
  readonly httpMethod: string;
  readonly throttle: Throttle;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
}

export interface UsagePlan {
  readonly id: string;
  readonly name: string;
  readonly apiStages: readonly PlannedStage[];
  /** For each key, over all stages of the plan. */
  readonly throttle: Throttle | null;
  readonly quota: Quota | null;
  readonly keyIds: readonly string[];
}

export interface PlannedStage {
  readonly apiId: string;
  readonly stage: string;
  /** By path template and verb, `/users/{id}/GET`. */
  readonly methods: Readonly<Record<string, Throttle>>;
}

export interface Quota {
  readonly limit: number;
  /** Calls taken off the first period. */
  readonly offset: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
}

export type RestAuthorizer =
  | {
      readonly type: 'TOKEN';
      readonly id: string;
      readonly name: string;
      readonly function: FunctionReference;
      /** `method.request.header.NAME`. */
      readonly identitySource: string;
      /** Regular expression that a token has to match as a whole before the function is asked. */
      readonly validation: string | null;
      readonly ttlSeconds: number;
    }
  | {
      readonly type: 'REQUEST';
      readonly id: string;
      readonly name: string;
      readonly function: FunctionReference;
      /** `method.request.header.NAME`, `method.request.querystring.NAME`, `stageVariables.NAME`, `context.NAME`. */
      readonly identitySources: readonly string[];
      readonly ttlSeconds: number;
    }
  | {
      readonly type: 'COGNITO_USER_POOLS';
      readonly id: string;
      readonly name: string;
      /** `method.request.header.NAME`. */
      readonly identitySource: string;
      readonly userPoolArns: readonly string[];
      readonly validation: string | null;
    }
  | {
      readonly type: 'JWT';
      readonly id: string;
      readonly name: string;
      /** `method.request.header.NAME`. */
      readonly identitySource: string;
      /** At least one, each another one. */
      readonly issuers: readonly JwtIssuer[];
      /** Of every issuer's tokens: `RS256`. At least one. */
      readonly algorithms: readonly string[];
    };

/** An issuer that a JWT authorizer of a REST API trusts. */
export interface JwtIssuer {
  readonly issuer: string;
  /** At least one. */
  readonly audiences: readonly string[];
  readonly additionalClaims: readonly JwtClaimRule[];
}

export interface JwtClaimRule {
  readonly claimName: string;
  readonly required: boolean;
  /** Empty: any. */
  readonly expectedValues: readonly string[];
}

export type HttpAuthorizer =
  | {
      readonly type: 'REQUEST';
      readonly id: string;
      readonly name: string;
      readonly function: FunctionReference;
      readonly payloadFormatVersion: '1.0' | '2.0';
      /** The function answers `{ isAuthorized }` instead of a policy. */
      readonly simpleResponses: boolean;
      /** `$request.header.NAME`, `$request.querystring.NAME`, `$context.NAME`, `$stageVariables.NAME`. */
      readonly identitySources: readonly string[];
      readonly ttlSeconds: number;
    }
  | {
      readonly type: 'JWT';
      readonly id: string;
      readonly name: string;
      /** `$request.header.NAME` or `$request.querystring.NAME`. */
      readonly identitySource: string;
      readonly issuer: string;
      readonly audience: readonly string[];
    };

/** An IAM policy as its author wrote it; `gateway/policy` reads it. */
export type PolicyDocument = Readonly<Record<string, unknown>>;
