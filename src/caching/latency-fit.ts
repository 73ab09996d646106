import { median } from './estimate.ts';

/** Logarithms of milliseconds as Student's t with three degrees of freedom: a stall now and then is nothing unheard of. */
export interface LatencyShape {
  readonly location: number;
  readonly scale: number;
}

/** What hits and misses take. */
export interface LatencyFit {
  readonly hits: LatencyShape;
  readonly misses: LatencyShape;
}

const degrees = 3;
/** A tenth of a factor: no latency is known better. */
const leastScale = 0.05;
/** No single answer weighs more than this: e^6 to one. */
const mostEvidence = 6;

/** Median and median deviation, which a few answers of the other kind don't move. */
export function shapeOf(logs: readonly number[]): LatencyShape {
  const location = median(logs);
  const deviation = median(logs.map((each) => Math.abs(each - location)));
  // 0.765: the quartile of this t distribution.
  return { location, scale: Math.max(leastScale, deviation / 0.765) };
}

function logDensity({ location, scale }: LatencyShape, log: number): number {
  const distance = (log - location) / scale;
  return -((degrees + 1) / 2) * Math.log1p(distance ** 2 / degrees) - Math.log(scale);
}

/** How much likelier a hit is than a miss, as the logarithm of the ratio, bounded. */
export function evidence({ hits, misses }: LatencyFit, serviceMs: number): number {
  const log = logOf(serviceMs);
  // What is quicker than hits usually are is no miss, and what is slower than misses no hit.
  const clamped = Math.max(Math.min(log, misses.location + misses.scale), hits.location - hits.scale);
  const ratio = logDensity(hits, clamped) - logDensity(misses, clamped);
  return Math.max(-mostEvidence, Math.min(mostEvidence, ratio));
}

export function logOf(serviceMs: number): number {
  return Math.log(Math.max(serviceMs, 0.001));
}

/**
 * How surely the first are slower than the second, in standard deviations (Mann and Whitney's rank sum, normal
 * approximation; 0 where one is empty).
 */
export function slowerBy(slow: readonly number[], quick: readonly number[]): number {
  if (slow.length === 0 || quick.length === 0) return 0;
  const sorted = quick.toSorted((a, b) => a - b);
  const wins = slow.reduce((sum, value) => sum + rankIn(sorted, value), 0);
  const pairs = slow.length * quick.length;
  const deviation = Math.sqrt((pairs * (slow.length + quick.length + 1)) / 12);
  return (wins - pairs / 2) / deviation;
}

/** How many are smaller; half of those that are the same. */
function rankIn(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  let same = low;
  while (sorted[same] === value) same++;
  return (low + same) / 2;
}
