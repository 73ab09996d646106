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
