import { type Buckets, readHistogram } from './encoded-histogram.ts';
import { groupBy } from './grouping.ts';

/** What one histogram of a run holds, and when its requests were meant to start. */
export interface TimedHistogram {
  /** Since the schedule's start. */
  readonly second: number;
  /** HdrHistogram V2, compressed, base64. */
  readonly encoded: string;
}

/** A stretch of a run: the values that were meant to start in it. */
export interface Batch {
  /** Of its stretch, from 0; batches of a run are in this order. */
  readonly number: number;
  readonly count: number;
  readonly histograms: readonly Buckets[];
}

/** More would show no more of how values depend on each other, and less of what depends over minutes. */
const mostBatches = 100;

/** Whole seconds of a batch where a schedule, or a phase of it, is this long. */
export function batchSeconds(durationSeconds: number): number {
  return Math.max(1, Math.ceil(durationSeconds / mostBatches));
}

/** Values by when they were meant to start, in stretches of so many seconds. Stretches without a value are left out. */
export function batchesOf(histograms: readonly TimedHistogram[], seconds: number): Batch[] {
  const timed = histograms.map(({ second, encoded }) => ({
    number: Math.floor(second / seconds),
    histogram: readHistogram(encoded),
  }));
  return inOrder(timed.filter(({ histogram }) => histogram.counts.length > 0));
}

/** The batches of several series of one run, stretch by stretch. */
export function mergeBatches(series: readonly (readonly Batch[])[]): Batch[] {
  return inOrder(
    series.flat().flatMap(({ number, histograms }) => histograms.map((histogram) => ({ number, histogram }))),
  );
}

function inOrder(timed: readonly { readonly number: number; readonly histogram: Buckets }[]): Batch[] {
  return [...groupBy(timed, ({ number }) => number)]
    .sort(([a], [b]) => a - b)
    .map(([number, group]) => {
      const histograms = group.map(({ histogram }) => histogram);
      return { number, histograms, count: histograms.reduce((sum, each) => sum + total(each), 0) };
    });
}

function total({ counts }: Buckets): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Values in buckets above the one that begins at this many microseconds. */
export function countAbove({ histograms }: Batch, bucket: number): number {
  let above = 0;
  for (const { lowest, counts } of histograms) {
    for (let index = lowest.length - 1; index >= 0 && (lowest[index] as number) > bucket; index--) {
      above += counts[index] as number;
    }
  }
  return above;
}
