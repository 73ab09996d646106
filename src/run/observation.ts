/**
 * One measured request by itself, as the scenarios keep it that study single answers (caching, throttling).
 * Times are milliseconds with microseconds as fraction, since the first measured arrival of the plan's first target.
 */
export interface Observation {
  /** Index into the plan's targets. */
  readonly target: number;
  /** Index into the plan's requests. */
  readonly request: number;
  /** Number of the arrival in its target's schedule, from 0 behind the warm-up. */
  readonly arrival: number;
  readonly intendedMs: number;
  /** When k6 began to send it. */
  readonly sentMs: number;
  readonly serviceMs: number;
  /** 0 where nothing came back. */
  readonly status: number;
  /** Of a 429: the throttle's `Too Many Requests`, or the quota's `Limit Exceeded`; `null` of every other answer. */
  readonly refusal: 'throttled' | 'quota' | 'unknown' | null;
  /** Value of the contract's invocation mark, hashed where it is long; `null` where none is named or there. */
  readonly mark: string | null;
  /** The answer has a `Warning` header, as where `Cache-Control: max-age=0` was ignored. */
  readonly warned: boolean;
  /** It had to open a connection. */
  readonly fresh: boolean;
}

/**
 * The observations of a run as `run.json` holds them: a list for each property, so that many of them are read and written
 * quickly. Times are whole microseconds.
 */
export interface Observations {
  /** Of measured requests that are in none of these lists, because they would have been too many. */
  readonly leftOut: number;
  readonly target: readonly number[];
  readonly request: readonly number[];
  readonly arrival: readonly number[];
  readonly intendedUs: readonly number[];
  readonly sentUs: readonly number[];
  readonly serviceUs: readonly number[];
  readonly status: readonly number[];
  readonly refusal: readonly number[];
  /** Index into `marks`, or -1. */
  readonly mark: readonly number[];
  readonly marks: readonly string[];
  readonly warned: readonly number[];
  readonly fresh: readonly number[];
}

/** By the number that stands for each in `refusal`. */
export const refusals = [
  null,
  'throttled',
  'quota',
  'unknown',
] as const satisfies readonly Observation['refusal'][];

/** The answers of a run one by one, in the order in which they were meant to start; none where its plan doesn't keep them. */
export function observationsOf({ observations }: { readonly observations?: Observations }): Observation[] {
  if (observations === undefined) return [];
  const at = (list: readonly number[], index: number) => list[index] ?? 0;
  return observations.target.map((target, index) => ({
    target,
    request: at(observations.request, index),
    arrival: at(observations.arrival, index),
    intendedMs: at(observations.intendedUs, index) / 1000,
    sentMs: at(observations.sentUs, index) / 1000,
    serviceMs: at(observations.serviceUs, index) / 1000,
    status: at(observations.status, index),
    refusal: refusals[at(observations.refusal, index)] ?? null,
    mark: observations.marks[at(observations.mark, index)] ?? null,
    warned: at(observations.warned, index) === 1,
    fresh: at(observations.fresh, index) === 1,
  }));
}
