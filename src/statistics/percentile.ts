import type { Batch } from './batches.ts';
import { designEffect, effectiveSamples, fewestBatches, samplesNeededOver } from './design-effect.ts';
import { bucketAtRank, countUpTo, type Distribution, valueAtRank } from './distribution.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { type IntervalRanks, intervalRanks, tail } from './order-statistics.ts';

/** A percentile with its 95 % interval, or the number of samples that one would need. */
export type Percentile =
  | {
      readonly value: number;
      readonly low: number;
      readonly high: number;
      /** Independent values that the interval comes from: fewer than were measured where they depend on each other. */
      readonly effectiveSamples: number;
      /** `false` where those are too few: an end of the interval is only the last value that there is. */
      readonly bounded: boolean;
    }
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
 *
 * What it estimates is the percentile of everything that such a run could have measured: of the process where it is
 * stationary, of its average over the run's time where it drifts. With the values' batches the interval allows for
 * their depending on each other; without, or with fewer than twenty, they are taken for independent.
 *
 * The value is the end of its bucket, as in every HdrHistogram tool. The interval holds that whole bucket; beyond,
 * values are taken as evenly spread in theirs. Where all that was slow came together, as in a single stall, the
 * interval reaches to the largest value, and isn't `bounded`.
 */
export function percentileOf(
  distribution: Distribution,
  percent: number,
  batches: readonly Batch[] = [],
): Percentile {
  const { count } = distribution;
  const needed = samplesNeededOver(percent, batches.length);
  if (count < needed) return { value: null, needed };
  const ranks = dependentRanks(distribution, percent, batches);
  const bucket = bucketAtRank(distribution, nearestRank(percent, count));
  const highest = distribution.highest[bucket] as number;
  const lowest = distribution.lowest[bucket] as number;
  const low = Math.min(lowest, Math.floor(valueAtRank(distribution, ranks.low ?? 1)));
  const high = Math.max(highest, Math.ceil(valueAtRank(distribution, ranks.high ?? count)));
  return {
    value: highest / microsecondsPerMs,
    low: low / microsecondsPerMs,
    high: high / microsecondsPerMs,
    effectiveSamples: Math.max(1, Math.round(ranks.effective)),
    bounded: ranks.low !== null && ranks.high !== null,
  };
}

/**
 * The low end alone, in milliseconds: the percentile lies above it with 97.5 % confidence. It needs far fewer
 * values than the high end of a tail percentile; `null` where there are too few even so.
 */
export function lowerLimit(
  distribution: Distribution,
  percent: number,
  batches: readonly Batch[] = [],
): number | null {
  const { low } = dependentRanks(distribution, percent, batches);
  if (low === null) return null;
  const bucket = bucketAtRank(distribution, nearestRank(percent, distribution.count));
  return (
    Math.min(distribution.lowest[bucket] as number, Math.floor(valueAtRank(distribution, low))) /
    microsecondsPerMs
  );
}

/**
 * Whether the percentile is within a bound with 97.5 % confidence, told from the values beyond the bound alone. That
 * needs no interval: where hardly a value is beyond, it doesn't matter how those below depend on each other.
 */
export function isWithin(
  distribution: Distribution,
  percent: number,
  { boundMs, batches }: { readonly boundMs: number; readonly batches: readonly Batch[] },
): boolean {
  const { count } = distribution;
  if (count === 0) return false;
  const bound = boundMs * microsecondsPerMs;
  const within = countUpTo(distribution, bound) / count;
  if (within <= percent / 100) return false;
  const worth =
    batches.length < fewestBatches ? count : effectiveSamples(count, designEffect(batches, bound));
  const independent = Math.min(count, worth);
  return incompleteBeta(percent / 100, within * independent, (1 - within) * independent + 1) <= tail;
}

interface DependentRanks extends IntervalRanks {
  /** Independent values that the percentile's neighbourhood is worth. */
  readonly effective: number;
}

/**
 * Ranks among the measured values, from ranks among as many independent ones as they are worth. Where few values
 * were slow by chance, they also look less dependent than they are: so each end is checked at its own place, and the
 * worse of the two counts.
 */
function dependentRanks(
  distribution: Distribution,
  percent: number,
  batches: readonly Batch[],
): DependentRanks {
  const { count } = distribution;
  if (count === 0) return { low: null, high: null, effective: 0 };
  if (batches.length < fewestBatches) return { ...intervalRanks(percent, count), effective: count };
  const worthAt = (rank: number) => {
    const bucket = distribution.lowest[bucketAtRank(distribution, Math.ceil(rank))] as number;
    return effectiveSamples(count, designEffect(batches, bucket));
  };
  const atPercentile = worthAt(nearestRank(percent, count));
  const first = ranksOf(percent, count, atPercentile);
  const worst = (rank: number | null) =>
    rank === null ? atPercentile : Math.min(atPercentile, worthAt(rank));
  const atLow = worst(first.low);
  const atHigh = worst(first.high);
  return {
    low: ranksOf(percent, count, atLow).low,
    high: ranksOf(percent, count, atHigh).high,
    effective: Math.min(atLow, atHigh),
  };
}

/** Ranks among `effective` values, stretched to `count` of them. */
function ranksOf(percent: number, count: number, effective: number): IntervalRanks {
  const { low, high } = intervalRanks(percent, effective);
  const stretched = (rank: number | null) =>
    rank === null ? null : Math.min(count, Math.max(1, (rank * (count + 1)) / (effective + 1)));
  return { low: stretched(low), high: stretched(high) };
}
