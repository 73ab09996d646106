import { decodeFromCompressedBase64, Float64Histogram } from 'hdr-histogram-js';

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

/** Buckets of 64 bits: a merged run may count more than 32-bit buckets hold. */
const bucketBits = 64;

/**
 * The values of all the histograms together (HdrHistogram V2, compressed, base64). Merging adds bucket to
 * bucket, so the result is the histogram that one recorder would have made of all the values.
 *
 * @throws Error if a text isn't such a histogram.
 */
export function distributionOf(encoded: readonly string[]): Distribution {
  const merged = new Float64Histogram(1, 2, 3);
  merged.autoResize = true;
  for (const text of encoded) {
    const part = decodeFromCompressedBase64(text, bucketBits);
    if (part.totalCount > 0) merged.add(part as Float64Histogram);
  }
  return bucketsOf(merged);
}

function bucketsOf(histogram: Float64Histogram): Distribution {
  const lowest: number[] = [];
  const highest: number[] = [];
  const cumulative: number[] = [];
  let count = 0;
  for (let index = 0; count < histogram.totalCount && index < histogram.countsArrayLength; index++) {
    const here = histogram.getCountAtIndex(index);
    if (here === 0) continue;
    const value = histogram.valueFromIndex(index);
    count += here;
    lowest.push(value);
    highest.push(histogram.highestEquivalentValue(value));
    cumulative.push(count);
  }
  return { count, lowest, highest, cumulative };
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
