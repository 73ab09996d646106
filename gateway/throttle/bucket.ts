import type { Throttle } from '../model.ts';

/** Lets a call pass, or not. The clock is the caller's, so that a test can move it. */
export interface Bucket {
  /** Takes one token; `false` where there is none. */
  take(nowMs: number): boolean;
}

/**
 * A token bucket (AWS documentation, "Throttle requests to your REST APIs"): it holds `burst` tokens,
 * starts full and gains `ratePerSecond` of them. A rate of 0 lets nothing pass, whatever the burst.
 */
export function createBucket({ ratePerSecond, burst }: Throttle): Bucket {
  if (ratePerSecond <= 0 || burst < 1) return { take: () => false };
  const perMs = ratePerSecond / 1000;
  let tokens = burst;
  let filledAtMs = Number.POSITIVE_INFINITY;
  return {
    take(nowMs) {
      // A clock that is set back gives nothing, and refills from there on.
      if (nowMs > filledAtMs) tokens = Math.min(burst, tokens + (nowMs - filledAtMs) * perMs);
      filledAtMs = nowMs;
      // Sums of fractions fall short of whole tokens by rounding.
      if (tokens < 1 - 1e-9) return false;
      tokens -= 1;
      return true;
    },
  };
}
