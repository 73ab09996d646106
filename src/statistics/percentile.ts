import { bucketAtRank, type Distribution } from './distribution.ts';
import { intervalRanks, samplesNeeded } from './order-statistics.ts';

/** A percentile with its 95 % interval, or the number of samples that one would need. */
export type Percentile =
  | { readonly value: number; readonly low: number; readonly high: number }
  | { readonly value: null; readonly needed: number };

const microsecondsPerMs = 1000;

/**
 * Rank of a percentile by nearest rank: the smallest rank that at least `percent` % of the values are at or
 * below, counted from 1. HdrHistogram defines it the same way.
 */
export function nearestRank(percent: number, count: number): number {
  const exact = (count * percent) / 100;
  // A product such as 1000 × 99.9 / 100 may come out one bit above the whole number that it is.
  return Math.min(count, Math.max(1, Math.ceil(exact - exact * 2 ** -50)));
}

/**
 * A percentile in milliseconds with its 95 % interval, withheld where there are too few values for one.
 * The value is the end of its bucket, as in every HdrHistogram tool; the interval is rounded outwards to its
 * buckets' ends, so that bucketing takes nothing off its coverage.
 */
export function percentileOf(distribution: Distribution, percent: number): Percentile {
  const ranks = intervalRanks(percent, distribution.count);
  if (ranks.low === null || ranks.high === null) return { value: null, needed: samplesNeeded(percent) };
  const at = (rank: number) => bucketAtRank(distribution, rank);
  return {
    value: (distribution.highest[at(nearestRank(percent, distribution.count))] as number) / microsecondsPerMs,
    low: (distribution.lowest[at(ranks.low)] as number) / microsecondsPerMs,
    high: (distribution.highest[at(ranks.high)] as number) / microsecondsPerMs,
  };
}

/**
 * The low end alone, in milliseconds: the percentile lies above it with 97.5 % confidence. It needs far fewer
 * values than the high end of a tail percentile; `null` where there are too few even so.
 */
export function lowerLimit(distribution: Distribution, percent: number): number | null {
  const { low } = intervalRanks(percent, distribution.count);
  if (low === null) return null;
  return (distribution.lowest[bucketAtRank(distribution, low)] as number) / microsecondsPerMs;
}
