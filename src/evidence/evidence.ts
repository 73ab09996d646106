import type { ApiType } from '../contract/contract.ts';

/** A call that the gateway made an error of, because of the function behind it. */
export interface FailedCall {
  /** Id of the exchange. */
  readonly exchange: string;
  readonly target: string;
  readonly apiType: ApiType;
  /** Method and path template, `GET /users/{id}`. */
  readonly route: string;
  readonly status: number;
  /** Epoch milliseconds, on the clock of API Gateway as far as it is known. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** The gateway's. */
  readonly requestId: string | null;
  /** `1-5759e988-bd862e3fe1be46a994272793`, of X-Amzn-Trace-Id. */
  readonly traceId: string | null;
}

/** What a function's log, the execution log of its stage and the function's policy say of a failed call. No secret, no account. */
export interface CallEvidence {
  readonly exchange: string;
  readonly functionName: string;
  readonly logGroup: string | null;
  /** What became of the function; several where the log doesn't tell which run was this call's. */
  readonly outcomes: readonly FunctionOutcome[];
  readonly permission: InvokePermission | null;
  /** REST API: another failure that the execution log tells of, in API Gateway's words. */
  readonly configurationError: string | null;
  /** Why the function can't run, as Lambda describes it. */
  readonly functionState: string | null;
}

export type FunctionOutcome =
  | {
      readonly kind: 'raised';
      readonly errorType: string;
      readonly message: string;
      /** `index.py line 42`, of the function's own code. */
      readonly place: string | null;
    }
  | { readonly kind: 'not-loaded'; readonly errorType: string; readonly message: string }
  | { readonly kind: 'timed-out'; readonly seconds: number | null }
  | { readonly kind: 'out-of-memory'; readonly memoryMb: number | null }
  | { readonly kind: 'exited'; readonly message: string }
  /** It ended without an error; `malformed` says what is wrong with its result, where that is known. */
  | { readonly kind: 'returned'; readonly malformed: string | null };

/** Whether the function's policy lets API Gateway invoke it for a call. */
export type InvokePermission =
  | { readonly granted: true }
  | {
      readonly granted: false;
      /** What is asked for, `…:abc123/dev/GET/hello`. */
      readonly wanted: string;
      /** What the policy grants API Gateway instead, each as a source ARN's end. */
      readonly has: readonly string[];
    };

/** `RUN_DIR/evidence.json`. */
export interface EvidenceDocument {
  readonly schemaVersion: 1;
  readonly calls: readonly CallEvidence[];
  /** What could not be read, one sentence each. */
  readonly notes: readonly string[];
}
