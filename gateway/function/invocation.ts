/** The error document of a Lambda invocation, as its caller gets it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly requestId?: string;
  /** Python's frames. */
  readonly stackTrace?: readonly string[];
  /** Node's. */
  readonly trace?: readonly string[];
}

/** The end of an invocation; `payload` is the handler's result as JSON text. */
export type Invocation = (
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly kind: FailureKind; readonly error: FunctionError }
) & {
  /** It waited for a new process. */
  readonly cold?: true;
};

/**
 * `unhandled`: the handler threw, or its code can't be loaded. `timeout`: it ran longer than its function may.
 * `crash`: its process ended. `no-such-function`: no function has the ARN.
 */
export type FailureKind = 'unhandled' | 'timeout' | 'crash' | 'no-such-function';

/** Sends one event, JSON text, to the function with the ARN. Never rejects. */
export type Invoke = (arn: string, event: string) => Promise<Invocation>;

/** A line that a handler printed. */
export interface FunctionLog {
  readonly functionName: string;
  readonly line: string;
}

export function failure(kind: FailureKind, errorType: string, errorMessage: string): Invocation {
  return { ok: false, kind, error: { errorType, errorMessage } };
}
