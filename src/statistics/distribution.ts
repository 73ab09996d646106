import { type Buckets, readHistogram } from './encoded-histogram.ts';

/**
 * Recorded values in order, as the buckets of one or several HDR histograms: what ranks are looked up in.
 * Values are whole microseconds; a bucket is at most 0.1 % wide (three significant digits).
 */
export interface Distribution {
  readonly count: number;
  /** Smallest and largest value that fall into each bucket that has any, ascending. */
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
  /** Number of values in this bucket and all before it. */
  readonly cumulative: readonly number[];
}

/**
 * The values of all the histograms together (HdrHistogram V2, compressed, base64). Merging adds bucket to
 * bucket, so the result is the histogram that one recorder would have made of all the values.
 *
 * @throws Error if a text isn't such a histogram.
 */
export function distributionOf(encoded: readonly string[]): Distribution {
  return mergedDistribution(encoded.map(readHistogram));
}

/** The values of histograms that are read already. */
export function mergedDistribution(histograms: readonly Buckets[]): Distribution {
  const merged = new Map<number, { highest: number; count: number }>();
  for (const { lowest, highest, counts } of histograms) {
    for (const [index, count] of counts.entries()) {
      const bucket = merged.get(lowest[index] as number);
      if (bucket !== undefined) bucket.count += count;
      else merged.set(lowest[index] as number, { highest: highest[index] as number, count });
    }
  }
  const buckets = [...merged].sort(([a], [b]) => a - b);
  let count = 0;
  const cumulative = buckets.map(([, bucket]) => {
    count += bucket.count;
    return count;
  });
  return {
    count,
    lowest: buckets.map(([lowest]) => lowest),
    highest: buckets.map(([, { highest }]) => highest),
    cumulative,
  };
}

/** Index of the bucket with the value of this rank (1 is the smallest value, `count` the largest). */
export function bucketAtRank(distribution: Distribution, rank: number): number {
  if (!(rank >= 1 && rank <= distribution.count)) {
    throw new RangeError(`rank ${rank} of ${distribution.count} values`);
  }
  let low = 0;
  let high = distribution.cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((distribution.cumulative[middle] as number) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Microseconds at a rank that needn't be whole, between those of the ranks beside it. Values are taken as evenly
 * spread in their bucket.
 */
export function valueAtRank(distribution: Distribution, rank: number): number {
  const below = Math.floor(rank);
  const value = positionAt(distribution, below);
  if (below === rank) return value;
  return value + (rank - below) * (positionAt(distribution, below + 1) - value);
}

function positionAt(distribution: Distribution, rank: number): number {
  const index = bucketAtRank(distribution, rank);
  const lowest = distribution.lowest[index] as number;
  const highest = distribution.highest[index] as number;
  const before = index === 0 ? 0 : (distribution.cumulative[index - 1] as number);
  const here = (distribution.cumulative[index] as number) - before;
  return lowest + ((highest - lowest) * (rank - before - 0.5)) / here;
}

/** Number of values in buckets that lie wholly at or below this many microseconds. */
export function countUpTo(distribution: Distribution, value: number): number {
  let count = 0;
  for (const [index, highest] of distribution.highest.entries()) {
    if (highest > value) break;
    count = distribution.cumulative[index] as number;
  }
  return count;
}

/** Largest value in microseconds, rounded up to its bucket's end; `null` without values. */
export function maximum(distribution: Distribution): number | null {
  return distribution.highest.at(-1) ?? null;
}
