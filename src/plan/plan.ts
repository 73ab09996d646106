import type { ApiType, Objectives } from '../contract/contract.ts';

/**
 * What a k6 scenario is to send, as a file (`runs/RUN-ID/plan.json`) that a person can read.
 * Written by Node, read by k6 with `open()`. It holds no secret: those are named and k6 reads them
 * from its environment.
 */
export interface Plan {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly scenario: 'latency';
  readonly arrivals: Arrivals;
  readonly warmUp: WarmUp;
  /** Requests still unanswered after this long count as errors. */
  readonly timeoutSeconds: number;
  readonly targets: readonly PlannedTarget[];
  /** What is told apart in the results, by index: a route of a target. */
  readonly series: readonly PlannedSeries[];
  readonly requests: readonly LoadRequest[];
  /**
   * Index into `requests` for arrival i: `order[i % order.length]`. Targets alternate in small shuffled
   * blocks and routes follow their weights, so that every stretch of the run holds the same mixture.
   */
  readonly order: readonly number[];
}

/** Open model: arrivals start on schedule, whatever the answers do. */
export interface Arrivals {
  /** For each target. */
  readonly ratePerSecond: number;
  /** Over all targets, rounded to a multiple of 0.001. */
  readonly totalPerSecond: number;
  readonly durationSeconds: number;
  /** Total rate × tolerated stall: more would spread arrivals over connections that go cold, fewer drops some. */
  readonly virtualUsers: number;
  readonly toleratedStallSeconds: number;
  /** Arrivals of the whole run over all targets; k6 may start one more at the very end. */
  readonly expected: number;
  readonly seed: number;
}

/** Not measured: every virtual user opens its connection to every origin, and functions start. */
export interface WarmUp {
  /** From the first request of the warm-up to the first measured arrival. */
  readonly seconds: number;
  /** Virtual users take their turns over this long, so that the warm-up is no harder on a target than the load. */
  readonly spreadSeconds: number;
  /**
   * For each origin, indices into `requests`: every virtual user sends one of each origin, and over all of
   * them every request is sent.
   */
  readonly origins: readonly (readonly number[])[];
}

export interface PlannedTarget {
  readonly target: string;
  readonly apiType: ApiType;
  readonly invokeUrl: string;
  readonly stage: string | null;
  readonly region: string | null;
  readonly contract: string;
}

export interface PlannedSeries {
  readonly target: string;
  readonly route: string;
  readonly objectives: Objectives;
}

export interface LoadRequest {
  /** Index into `series`. */
  readonly series: number;
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  /** Header name → environment variable with its value. */
  readonly secretHeaders: { readonly [name: string]: string };
  /** Text, or bytes in base64. */
  readonly body: null | { readonly text: string } | { readonly base64: string };
  readonly expectStatus: number;
}
