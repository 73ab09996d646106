import type { ApiType, Objectives, SecretSource } from '../contract/contract.ts';
import type { Marks } from '../contract/marks.ts';
import type { Transport } from '../transport/transport.ts';
import type { CachingPlan } from './caching-plan.ts';
import type { ComparisonPlan } from './comparison-plan.ts';
import type { ThrottlingPlan } from './throttling-plan.ts';

/** One of the k6 scenarios in `load/`, with what it alone needs. */
export type Plan = LatencyPlan | CachingPlan | ThrottlingPlan | ComparisonPlan;

export interface LatencyPlan extends LoadPlan {
  readonly scenario: 'latency';
  /** A person's own script was run, which nobody knows the schedule of: the plan is made of what it sent. */
  readonly script?: string;
  /** Of a script: when each of its requests was meant to start is known, as its iterations arrive at a constant rate and make one each. */
  readonly scheduled?: true;
}

/**
 * What a k6 scenario is to send, as a file (`runs/RUN-ID/plan.json`) that a person can read.
 * Written by Node, read by k6 with `open()`. It holds no secret: those are named and k6 reads them
 * from its environment.
 */
export interface LoadPlan {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly arrivals: Arrivals;
  readonly warmUp: WarmUp;
  /** Every measured answer is kept by itself too, as scenarios need it that study single answers. */
  readonly observe: boolean;
  /** Of so many answers the headers of one are read for what they tell beside marks; default: of every one. */
  readonly lookEvery?: number;
  /** Requests still unanswered after this long count as errors. */
  readonly timeoutSeconds: number;
  readonly targets: readonly PlannedTarget[];
  /** What is told apart in the results, by index: a route of a target. */
  readonly series: readonly PlannedSeries[];
  readonly requests: readonly LoadRequest[];
  /** How k6 gets to hosts that the plain way doesn't lead to. */
  readonly reach?: Reach;
  /** Environment variables that Node makes for k6, and of what; every other variable is the person's own. */
  readonly secrets?: { readonly [variable: string]: PlannedSecret };
}

/** In k6's terms: https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/ (`hosts`, `tlsAuth`). */
export interface Reach {
  /** `HOST:PORT` of an invoke URL → the `ADDRESS:PORT` that connections are opened to instead. */
  readonly hosts: { readonly [place: string]: string };
  /** For mutual TLS: paths of PEM files, which k6 reads. It shows the one that an authority has issued which the server asks for. */
  readonly clientCertificates: readonly { readonly cert: string; readonly key: string }[];
}

export interface PlannedSecret {
  readonly from: SecretSource;
  /** Stands before the secret. */
  readonly scheme?: 'Bearer';
}

/**
 * Open model: arrivals start on schedule, whatever the answers do. Every target has a schedule, virtual users and so
 * connections of its own; the schedules are shifted against each other, so that targets take turns at the same rate.
 */
export interface Arrivals {
  /** For each target, rounded to a multiple of 0.001; the highest of all phases. */
  readonly ratePerSecond: number;
  /** Over all targets, at the highest rate. */
  readonly totalPerSecond: number;
  /** One after another without a gap, from the first measured arrival on; a constant rate is one phase. */
  readonly phases: readonly Phase[];
  readonly durationSeconds: number;
  /** For each target: rate × tolerated stall. More would leave connections idle until they close, fewer drop arrivals. */
  readonly virtualUsers: number;
  readonly toleratedStallSeconds: number;
  /** Measured arrivals of the whole run over all targets. */
  readonly expected: number;
  readonly seed: number;
}

/** A stretch of every target's schedule with a rate of its own. */
export interface Phase {
  /** `steady`, `step 2`, `spike`: a word for reports, unique in the plan. */
  readonly name: string;
  /** Since the first measured arrival. */
  readonly fromSecond: number;
  readonly seconds: number;
  /** For each target, a multiple of 0.001; 0 sends nothing. */
  readonly ratePerSecond: number;
}

/**
 * The head of every target's schedule, which is not measured: each virtual user, in its turn, opens its connection,
 * and functions start.
 */
export interface WarmUp {
  /** Of each target. */
  readonly arrivals: number;
  /** The first phase's rate, or a tenth of the highest one where that is more. */
  readonly ratePerSecond: number;
  /** From the first arrival to the first measured one. */
  readonly seconds: number;
}

export interface PlannedTarget {
  readonly target: string;
  readonly apiType: ApiType;
  readonly invokeUrl: string;
  readonly stage: string | null;
  readonly region: string | null;
  readonly contract: string;
  /** What its first arrival waits after the first target's. */
  readonly offsetSeconds: number;
  /** Indices into `requests`, taken in turn by the arrivals of the warm-up. */
  readonly warmUp: readonly number[];
  /**
   * Index into `requests` for its measured arrival i: `order[i % order.length]`, as long for every target. Routes
   * follow their weights, so that every stretch of the run holds the same mixture.
   */
  readonly order: readonly number[];
  /** k6 ends the run before it sends this target one more, warm-up included; left out: nothing limits it. */
  readonly mostRequests?: number;
  /** How its host is reached; its headers are in the requests. */
  readonly transport?: Omit<Transport, 'headers'>;
}

export interface PlannedSeries {
  readonly target: string;
  readonly route: string;
  /** By a MOCK integration: no route of the target can be faster, from the same place. */
  readonly answeredBy?: 'gateway';
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
  /** k6 signs it (Signature Version 4, execute-api); `null`: for the region of the AWS settings. */
  readonly signing?: { readonly region: string | null };
  /** Every other status is an error. */
  readonly expectStatus: readonly number[];
  /** Promised for answers of the expected status; left out where nothing is promised. */
  readonly contentType?: string;
  /** Where the answer tells of itself what no status does. */
  readonly marks?: Marks;
}
