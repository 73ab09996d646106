import { mulberry32 } from '../plan/order.ts';
import { type Estimate, median } from './estimate.ts';

/** Medians of service time in milliseconds, with 95 % intervals; `difference` is what a hit saves. */
export interface HitLatency {
  readonly hits: Estimate;
  readonly misses: Estimate;
  readonly difference: Estimate;
}

const resamples = 500;
const fewest = 5;
/** A median doesn't get better by more of them, and a resample slower. */
const mostDrawn = 1000;

/** By resampling (percentile bootstrap, Efron 1979; seeded); `null` where there are too few of either kind for an interval. */
export function hitLatency(hitsMs: readonly number[], missesMs: readonly number[]): HitLatency | null {
  if (hitsMs.length < fewest || missesMs.length < fewest) return null;
  const random = mulberry32(1);
  const drawn = Array.from({ length: resamples }, () => ({
    hits: median(resample(hitsMs, random)),
    misses: median(resample(missesMs, random)),
  }));
  const hits = median(hitsMs);
  const misses = median(missesMs);
  return {
    hits: estimate(
      hits,
      drawn.map((each) => each.hits),
    ),
    misses: estimate(
      misses,
      drawn.map((each) => each.misses),
    ),
    difference: estimate(
      misses - hits,
      drawn.map((each) => each.misses - each.hits),
    ),
  };
}

function resample(values: readonly number[], random: () => number): number[] {
  return Array.from(
    { length: Math.min(values.length, mostDrawn) },
    () => values[Math.floor(random() * values.length)] ?? 0,
  );
}

function estimate(value: number, drawn: readonly number[]): Estimate {
  const sorted = drawn.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? value;
  return { value, low: Math.min(value, at(0.025)), high: Math.max(value, at(0.975)) };
}
