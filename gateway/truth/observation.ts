import { type Answer, headerOf } from '../call.ts';
import type { Disturbances } from '../disturbance/disturbances.ts';
import type { RouteDisturbance } from '../disturbance/route-disturbance.ts';
import type { Place } from '../disturbance/target.ts';
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
  /** What the stage cache had: `refresh` where the caller had it replaced; `null`: the request was none for it. */
  readonly cache: 'hit' | 'miss' | 'refresh' | null;
  /** A throttle or a quota refused it. */
  readonly throttled: boolean;
  readonly throttledBy: ThrottledBy | null;
  /** Whether it waited for a new process of its function; `null`: no function was called. */
  readonly cold: boolean | null;
  /** Time that it was told to take in addition, by rules of latency and cold starts. */
  readonly addedGatewayMs: number;
  readonly addedIntegrationMs: number;
  /** How it was told to fail. */
  readonly fault: 'drop' | '5xx' | null;
}

/**
 * What refused a request: its usage plan (`plan`, also where the plan limits the method, or `quota`), the limit that a stage gives all of its
 * methods or routes alike, one that a method or route has of its own, or the account's.
 */
export type ThrottledBy = 'quota' | 'plan' | 'stage' | 'method' | 'route' | 'account';

/** Where a request arrived. */
export interface ObservedApi {
  readonly stack: string;
  readonly api: Api;
}

/** Where a request is, as rules name it. */
export function placeOf({ stack, api }: ObservedApi, route: string | null): Place {
  return { stack, apiType: api.apiType, apiId: api.id, logicalId: api.logicalId, route };
}

/** Takes down what happens to one request while it is under way, and does to it on purpose what rules say. */
export class Observation {
  stage: string | null = null;
  route: string | null = null;
  requestId: string | null = null;
  cache: TruthRecord['cache'] = null;
  throttledBy: ThrottledBy | null = null;
  cold: boolean | null = null;
  readonly #observed: ObservedApi;
  readonly #startedMs: number;
  readonly #disturbances: Disturbances | null;
  #disturbance: RouteDisturbance | undefined;
  #relayedMs: number | null = null;
  #integrationMs: number | null = null;
  #addedGatewayMs = 0;
  #addedIntegrationMs = 0;
  #fault: TruthRecord['fault'] = null;

  /** @param startedMs on the clock of `performance.now`. */
  constructor(observed: ObservedApi, startedMs: number, disturbances: Disturbances | null) {
    this.#disturbances = disturbances;
    this.#observed = observed;
    this.#startedMs = startedMs;
  }

  /** Whether something may be done to it on purpose. */
  get disturbed(): boolean {
    return this.#disturbances !== null;
  }

  /** Whether it gets no answer, but its connection closed. */
  get dropped(): boolean {
    return this.#fault === 'drop';
  }

  /** The request has found its route: waits out a stall, and says how it is to fail, if at all. */
  enter(route: string): Promise<'drop' | number | null> | null {
    this.route = route;
    return this.#disturbances === null ? null : this.#disturb(this.#disturbances);
  }

  async #disturb(disturbances: Disturbances): Promise<'drop' | number | null> {
    const { stalledMs, failure } = this.#here(disturbances);
    await disturbances.wait(stalledMs());
    const failed = failure();
    if (failed !== null) this.#fault = failed === 'drop' ? failed : '5xx';
    return failed;
  }

  /** The answer is ready: takes the gateway's own time before it goes out. */
  async leave(): Promise<void> {
    if (this.#disturbances === null) return;
    const { gatewayMs, stalledMs } = this.#here(this.#disturbances);
    this.#addedGatewayMs = gatewayMs();
    await this.#disturbances.wait(this.#addedGatewayMs);
    await this.#disturbances.wait(stalledMs());
  }

  #here(disturbances: Disturbances): RouteDisturbance {
    this.#disturbance ??= disturbances.at(placeOf(this.#observed, this.route));
    return this.#disturbance;
  }

  /** Times the work of a backend, which takes longer where rules say so. */
  async relay<Result extends object>(work: () => Promise<Result>): Promise<Result> {
    this.#relayedMs = performance.now();
    const disturbances = this.#disturbances;
    if (disturbances !== null) await this.#addIntegration(this.#here(disturbances).integrationMs());
    const result = await work();
    if (disturbances !== null && 'cold' in result && result.cold === true)
      await this.#addIntegration(this.#here(disturbances).coldMs());
    this.#integrationMs = performance.now() - this.#relayedMs;
    return result;
  }

  async #addIntegration(ms: number): Promise<void> {
    this.#addedIntegrationMs += ms;
    await this.#disturbances?.wait(ms);
  }

  /** An invocation of the integration's function is over. */
  invoked({ cold }: { readonly cold?: boolean }): void {
    this.cold = cold ?? false;
  }

  /** The answer is out, or the connection was dropped instead. @param outMs on the clock of `performance.now`. */
  finished({ status, headers }: Answer, outMs: number): TruthRecord {
    const { api, stack } = this.#observed;
    // A backend that is still at work was given up.
    const integrationMs = this.#integrationMs ?? (this.#relayedMs === null ? null : outMs - this.#relayedMs);
    const totalMs = outMs - this.#startedMs;
    return {
      arrivedAtMs: rounded(performance.timeOrigin + this.#startedMs),
      stack,
      apiType: api.apiType,
      apiId: api.id,
      stage: this.stage,
      route: this.route,
      // Requests that are refused before they have a stage get an id all the same.
      requestId: this.requestId ?? idOf(headers),
      status: this.dropped ? null : status,
      totalMs: rounded(totalMs),
      integrationMs: integrationMs === null ? null : rounded(integrationMs),
      gatewayMs: rounded(totalMs - (integrationMs ?? 0)),
      cached: this.cache === 'hit',
      cache: this.cache,
      throttled: this.throttledBy !== null,
      throttledBy: this.throttledBy,
      cold: this.cold,
      addedGatewayMs: rounded(this.#addedGatewayMs),
      addedIntegrationMs: rounded(this.#addedIntegrationMs),
      fault: this.#fault,
    };
  }
}

function idOf(headers: Answer['headers']): string | null {
  return headerOf(headers, 'x-amzn-requestid') ?? headerOf(headers, 'apigw-requestid') ?? null;
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
