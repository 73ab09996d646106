import type { KnownLimit, KnownSettings } from '../plan/throttling-plan.ts';
import type { Estimate } from '../statistics/estimate.ts';

/** Which of the limits on a request's way is the one that was found. */
export type WhoseLimit =
  /** The one whose settings are those that were measured. */
  | { readonly kind: 'known'; readonly limit: KnownLimit }
  /** Several are set alike. */
  | { readonly kind: 'one-of'; readonly limits: readonly KnownLimit[] }
  /** The settings that could be read say something else; `lowest` is the one that should have refused first. */
  | { readonly kind: 'none-of-the-settings'; readonly lowest: KnownLimit | null }
  /** They could not be read, and no answer says it. */
  | { readonly kind: 'unknown' };

/** How far a setting may lie from what was measured, where the interval doesn't hold it. */
export const tolerance = { rate: 0.05, burst: 0.1 } as const;

export function whoseLimit(
  rate: Estimate | null,
  burst: Estimate | null,
  { limits, complete }: KnownSettings,
): WhoseLimit {
  if (limits.length === 0 && !complete) return { kind: 'unknown' };
  const like = limits.filter(
    (limit) =>
      rate !== null &&
      fits(limit.ratePerSecond, rate, tolerance.rate) &&
      (burst === null || fits(limit.burst, burst, tolerance.burst)),
  );
  const [only, another] = like;
  if (only !== undefined && another === undefined) return { kind: 'known', limit: only };
  if (only !== undefined) return { kind: 'one-of', limits: like };
  if (!complete) return { kind: 'unknown' };
  const [lowest = null] = limits.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
  return { kind: 'none-of-the-settings', lowest };
}

/** Whether a value is the measured one: within its interval, or as near to it as an exact measurement comes. */
export function fits(value: number, { value: measured, low, high }: Estimate, share: number): boolean {
  return (value >= low && value <= high) || Math.abs(measured - value) <= share * value;
}
