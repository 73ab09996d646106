/** Where a run stands. Percentiles are of response time over all series from the start, `null` before the first answer. */
export interface Progress {
  readonly started: number;
  readonly finished: number;
  readonly dropped: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Of the schedule: the intended start of the latest arrival that is answered. */
  readonly elapsedSeconds: number;
}
