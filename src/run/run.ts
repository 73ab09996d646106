import type { Plan } from '../plan/plan.ts';
import type { ConnectionMeasurement } from './connections.ts';
import type { Machine } from './machine.ts';
import type { Observations } from './observation.ts';
import type { RunPairs } from './pairs.ts';

/**
 * One execution of a plan (`runs/RUN-ID/run.json`): everything that a report, a comparison or a trend
 * needs, and nothing that needs another file.
 */
export interface Run {
  readonly schemaVersion: 2;
  readonly runId: string;
  readonly tool: { readonly gatewright: string; readonly k6: string; readonly node: string };
  readonly machine: Machine;
  readonly plan: Plan;
  /** ISO 8601; `finishedAt` is when the last answer came. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Why it ended: as planned, by a person (partial), or because the generator failed. */
  readonly ended: RunEnd;
  readonly counts: RunCounts;
  readonly clocks: Clocks;
  /** By index of the plan's series. */
  readonly series: readonly SeriesMeasurement[];
  /** By index of the plan's targets. */
  readonly connections: readonly ConnectionMeasurement[];
  /** Where the plan keeps each answer by itself; `observationsOf` reads them. */
  readonly observations?: Observations;
  /** Of a comparison; `decodePairs` reads them. */
  readonly pairs?: RunPairs;
}

export type RunEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'interrupted' }
  /** By the run's own guards; what was measured until then is kept. */
  | { readonly kind: 'stopped'; readonly because: StopCause; readonly message: string }
  | { readonly kind: 'generator-failed'; readonly exitCode: number | null; readonly message: string };

/** A target that answers with errors, one that doesn't answer, credentials that are no longer taken, a limit of requests or cost, a person's own script, and a threshold in it. */
export type StopCause = 'failing-target' | 'lost-target' | 'credentials' | 'limit' | 'script' | 'threshold';

export interface RunCounts {
  /** Measured arrivals that started, and those that the generator had no virtual user for. */
  readonly started: number;
  readonly dropped: number;
  /** By index of the plan's targets: each has virtual users of its own. */
  readonly droppedByTarget: readonly number[];
  readonly finished: number;
  /** Measured requests that had to open a connection. */
  readonly freshConnections: number;
  /** Requests in the generator's output that couldn't be understood and are in no other number. */
  readonly unreadable: number;
}

export interface Clocks {
  /** Epoch milliseconds of the first measured arrival, as scheduled. */
  readonly scheduleStartMs: number;
  /**
   * Taken off every response time, by index of the plan's targets: the smallest delay between the target's schedule
   * and its requests in this run, which is the generator's own and not the target's.
   */
  readonly calibrationMs: readonly number[];
  /** How far the machine's clock was set during the run, forwards and backwards added up; steps of less than 20 ms are none. */
  readonly steppedMs: number;
  /**
   * How late the generator itself was with each request, after calibration: HdrHistogram V2, compressed, base64;
   * whole microseconds. It is part of response time, so where it is large the generator was measured.
   */
  readonly startDelay: string;
}

export interface SeriesMeasurement {
  readonly count: number;
  /** Answers with another status than the plan expects, and requests without an answer. */
  readonly errors: number;
  readonly byStatus: { readonly [status: string]: number };
  /** Requests without an answer, by k6's error code. */
  readonly byErrorCode: { readonly [code: string]: number };
  readonly bytesReceived: number;
  /**
   * HdrHistogram V2, compressed, base64; whole microseconds. Answered requests over open connections: the first ones of
   * a connection and cold starts, as far as they are known, are kept apart.
   */
  readonly service: string;
  /** From the intended start; the generator's delay is in it. */
  readonly response: string;
  /** The same by class of status (`2xx`), where there is more than one. */
  readonly byClass: { readonly [statusClass: string]: ClassMeasurement };
  readonly coldStarts: ColdStarts;
  /** Where answers tell the function's own time in `Server-Timing`. */
  readonly functionTime?: FunctionTime;
  /** Answers of an expected status with another media type than promised, by that; told from those that the plan looks at. */
  readonly otherMediaTypes: { readonly [mediaType: string]: number };
  /** Redirections that the plan doesn't expect, by where to. None is followed. */
  readonly redirectedTo: { readonly [origin: string]: number };
  /** HTML pages of an unexpected status that no part of AWS made; missing where there were none. */
  readonly foreignPages?: number;
  /**
   * One entry a second of the schedule that had arrivals, in order. A plan of more than an hour has an entry for each
   * stretch of ⌈duration / 3,600⌉ seconds, so that no run grows without bound.
   */
  readonly seconds: readonly SecondMeasurement[];
}

export interface ClassMeasurement {
  readonly count: number;
  readonly service: string;
  readonly response: string;
}

/** Calls for which an environment of the function had to be started first. */
export interface ColdStarts {
  /** Whether the contract names a mark that tells them; without one only the first call is known. */
  readonly marked: boolean;
  /** Among the measured requests, and in the warm-up. */
  readonly count: number;
  readonly inWarmUp: number;
  /** Service time of both. */
  readonly service: string;
  /** The route's first request of the warm-up, which mostly meets a function that was idle; `null` where none was answered. */
  readonly firstCall: { readonly serviceMs: number; readonly status: number } | null;
  /** Where no mark tells them: which requests may have met a new environment. They are in the histograms all the same. */
  readonly needs?: EnvironmentNeeds;
}

/** Requests that no environment may have been free for. */
export interface EnvironmentNeeds {
  /** Measured requests that raised the number in flight on the route, or came after a long pause. */
  readonly raised: number;
  readonly mostInFlight: number;
  /** These, the first thousand of them. */
  readonly candidates: readonly EnvironmentCandidate[];
}

export interface EnvironmentCandidate {
  /** From the first measured arrival. */
  readonly atMs: number;
  readonly serviceMs: number;
  /** Requests of the route under way when it was sent, itself among them. */
  readonly inFlight: number;
  readonly afterIdle: boolean;
  /** From its start until a request of the route that started later was answered; `null`: none was before it. */
  readonly overtakenMs: number | null;
}

export interface FunctionTime {
  readonly count: number;
  /** As the function says it. */
  readonly function: string;
  /** Service time less the function's: the gateway, the way to it and back, and the start of the function. */
  readonly gateway: string;
}

export interface SecondMeasurement {
  /** The second of the target's schedule, counted from 0 behind the warm-up, that the requests were meant to start in; the first one of a stretch. */
  readonly second: number;
  readonly count: number;
  readonly errors: number;
  /** Answered, and in no histogram of the second: first requests of a connection, and cold starts. */
  readonly apart: number;
  /** HdrHistogram V2, compressed, base64; whole microseconds. Answered requests only. */
  readonly service: string;
  readonly response: string;
}
