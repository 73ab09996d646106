import type { Answer } from '../call.ts';
import type { Invocation } from '../function/invocation.ts';

/** How an answer went out. */
export interface Sent {
  readonly status: number;
  readonly responseLength: number;
  readonly responseLatencyMs: number;
}

/** Takes down what the access log of a stage says of a call, besides what the call itself tells. */
export class CallRecord {
  integrationLatencyMs: number | null = null;
  /** What the backend answered; of a function, what its result says. */
  integrationStatus: number | null = null;
  /** What Lambda answered, which is 200 for a function that failed. */
  invocationStatus: number | null = null;
  integrationError: string | null = null;
  authorizerLatencyMs: number | null = null;
  authorizerError: string | null = null;
  readonly #startedMs = performance.now();
  #write: ((sent: Sent) => void) | null = null;

  /** Times the work of a backend. */
  async relay<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now();
    try {
      return await work();
    } finally {
      this.integrationLatencyMs = Math.round(performance.now() - startedMs);
    }
  }

  /** Times the work of an authorizer's function. */
  async authorize<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now();
    const result = await work();
    this.authorizerLatencyMs = Math.round(performance.now() - startedMs);
    return result;
  }

  invoked(invocation: Invocation): void {
    this.invocationStatus = !invocation.ok && invocation.kind === 'no-such-function' ? 404 : 200;
    if (!invocation.ok) this.integrationError = invocation.error.errorMessage;
  }

  /** What to write once the answer is out. */
  whenSent(write: (sent: Sent) => void): void {
    this.#write = write;
  }

  sent({ status, body }: Answer): void {
    this.#write?.({
      status,
      responseLength: Buffer.byteLength(body),
      responseLatencyMs: Math.round(performance.now() - this.#startedMs),
    });
  }
}
