import type { Histogram } from 'hdr-histogram-js';
import { onDemand } from '../on-demand.ts';

const hdr = onDemand<typeof import('hdr-histogram-js')>('hdr-histogram-js');

/** Durations, milliseconds. Percentiles are exact to 0.1 % or 1 µs, whichever is more; the others to the microsecond. */
export interface Times {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Gathers durations in constant memory. */
export class TimesGathered {
  readonly #microseconds: Histogram = hdr().build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2,
    numberOfSignificantValueDigits: 3,
    autoResize: true,
  });
  #sumMs = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = 0;

  add(ms: number): void {
    this.#microseconds.recordValue(Math.max(0, Math.round(ms * 1000)));
    this.#sumMs += ms;
    if (ms < this.#minMs) this.#minMs = ms;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  addAll(other: TimesGathered): void {
    this.#microseconds.add(other.#microseconds);
    this.#sumMs += other.#sumMs;
    this.#minMs = Math.min(this.#minMs, other.#minMs);
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** `null`: there were none. */
  get times(): Times | null {
    const count = this.#microseconds.totalCount;
    if (count === 0) return null;
    // A histogram's values are those of its buckets' ends, which may lie beyond the largest that there was.
    const at = (percentile: number): number =>
      Math.min(this.#microseconds.getValueAtPercentile(percentile) / 1000, this.#maxMs);
    return {
      min: this.#minMs,
      mean: Math.round((this.#sumMs / count) * 1000) / 1000,
      p50: at(50),
      p90: at(90),
      p95: at(95),
      p99: at(99),
      p999: at(99.9),
      max: this.#maxMs,
    };
  }
}
