import type { Estimate } from '../statistics/estimate.ts';

export type { Estimate };

/** Seconds. Without a value nothing expired while somebody looked, so that an entry lives at least `low`. */
export type TimeToLive = Estimate | { readonly value: null; readonly low: number; readonly high: null };

export function exactly(value: number): Estimate {
  return { value, low: value, high: value };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
