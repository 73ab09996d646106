import type { Api } from '../model.ts';

/** One line of the truth log: what the gateway knows of a request. Durations are milliseconds with three decimals. */
export interface TruthRecord {
  /** Epoch milliseconds at which the head of the request was read. */
  readonly arrivedAtMs: number;
  readonly stack: string;
  readonly apiType: 'rest' | 'http';
  readonly apiId: string;
  /** `null`: the path names none. */
  readonly stage: string | null;
  /** `GET /users/{id}`, `$default`; `null`: the API has none for the request. */
  readonly route: string | null;
  /** What the caller got as `x-amzn-RequestId` or `apigw-requestid`. */
  readonly requestId: string | null;
  /** `null`: the connection was dropped. */
  readonly status: number | null;
  /** From the arrival until the whole answer was given to the operating system. */
  readonly totalMs: number;
  /** From the call of the backend until its answer; `null`: it wasn't called. */
  readonly integrationMs: number | null;
  /** The total without the integration's part. */
  readonly gatewayMs: number;
  /** The answer came from the stage cache. */
  readonly cached: boolean;
  /** A throttle or a quota refused it. */
  readonly throttled: boolean;
  /** Whether it waited for a new process of its function; `null`: no function was called. */
  readonly cold: boolean | null;
}

/** Where a request arrived. */
export interface ObservedApi {
  readonly stack: string;
  readonly api: Api;
}

/** Takes down what happens to one request while it is under way. */
export class Observation {
  stage: string | null = null;
  route: string | null = null;
  requestId: string | null = null;
  cached = false;
  throttled = false;
  cold: boolean | null = null;
  readonly #observed: ObservedApi;
  readonly #startedMs: number;
  #relayedMs: number | null = null;
  #integrationMs: number | null = null;

  /** @param startedMs on the clock of `performance.now`. */
  constructor(observed: ObservedApi, startedMs: number) {
    this.#observed = observed;
    this.#startedMs = startedMs;
  }

  /** Times the work of a backend. */
  async relay<Result extends object>(work: () => Promise<Result>): Promise<Result> {
    this.#relayedMs = performance.now();
    const result = await work();
    this.#integrationMs = performance.now() - this.#relayedMs;
    return result;
  }

  /** An invocation of the integration's function is over. */
  invoked({ cold }: { readonly cold?: boolean }): void {
    this.cold = cold ?? false;
  }

  /** The answer is out. @param status `null`: the connection was dropped instead. */
  finished(status: number | null): TruthRecord {
    const nowMs = performance.now();
    const { api, stack } = this.#observed;
    // A backend that is still at work was given up.
    const integrationMs = this.#integrationMs ?? (this.#relayedMs === null ? null : nowMs - this.#relayedMs);
    const totalMs = nowMs - this.#startedMs;
    return {
      arrivedAtMs: rounded(performance.timeOrigin + this.#startedMs),
      stack,
      apiType: api.apiType,
      apiId: api.id,
      stage: this.stage,
      route: this.route,
      requestId: this.requestId,
      status,
      totalMs: rounded(totalMs),
      integrationMs: integrationMs === null ? null : rounded(integrationMs),
      gatewayMs: rounded(totalMs - (integrationMs ?? 0)),
      cached: this.cached,
      throttled: this.throttled,
      cold: this.cold,
    };
  }
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
