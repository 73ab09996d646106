import { tailDeviations } from '../statistics/order-statistics.ts';

/** The normal quantile of finding four differences in five. */
const power = 0.841621;

interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The ratio above 1 that a comparison with such an interval shows in four runs of five. An interval's half-width on
 * the logarithmic scale is 1.96 standard errors, and a difference is found that often from 2.8 of them on.
 */
export function detectableRatio({ low, high }: Interval): number | null {
  if (!(low > 0 && Number.isFinite(high))) return null;
  return Math.exp((Math.log(high / low) / 2 / tailDeviations) * (tailDeviations + power));
}

/**
 * How many times as many pairs it would take until a ratio of `effect` shows in four runs of five: a standard error falls
 * with the square root of their number.
 */
export function timesAsMany(interval: Interval, effect: number): number | null {
  const now = detectableRatio(interval);
  return now === null ? null : (Math.log(now) / Math.log(effect)) ** 2;
}
