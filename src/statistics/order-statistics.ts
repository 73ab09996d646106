import { incompleteBeta } from './incomplete-beta.ts';

/**
 * Ranks between which a percentile lies with 95 % confidence, whatever the values' distribution.
 *
 * Of n independent values, the value of rank r lies at or above the p-quantile with probability I_p(r, n − r + 1).
 * That function goes on between whole ranks, so the interval leaves 2.5 % on either side and not only "at most", as
 * whole ranks would; the value at rank 12.3 is interpolated between the 12th and the 13th.
 *
 * Values that depend on each other come in as the number of independent ones that they are worth
 * (`design-effect.ts`), which needn't be whole either.
 *
 * Source: Hutson, "Calculating nonparametric confidence intervals for quantiles using fractional order statistics",
 * J. Applied Statistics 26 (1999); for whole ranks: Hahn & Meeker, "Statistical Intervals", 5.2.
 */

/** Probability left out on either side of an interval. */
export const tail = 0.025;

/** The normal quantile that belongs to `tail`. */
export const tailDeviations = 1.959963984540054;

export interface IntervalRanks {
  /** From 1 to the number of values, fractions among them; `null` where no value is far enough out. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Ranks of a two-sided 95 % interval among `count` independent values, a number that needn't be whole. */
export function intervalRanks(percent: number, count: number): IntervalRanks {
  if (count < 1) return { low: null, high: null };
  const share = percent / 100;
  return {
    low: 1 - (1 - share) ** count < 1 - tail ? null : rankWith(share, count, 1 - tail),
    high: share ** count > tail ? null : rankWith(share, count, tail),
  };
}

const closeRank = 1e-7;

/** The rank at which I_p(r, n − r + 1), which falls from rank to rank, has this value. */
function rankWith(share: number, count: number, probability: number): number {
  const excess = (rank: number) => incompleteBeta(share, rank, count - rank + 1) - probability;
  const spread = Math.sqrt(count * share * (1 - share));
  const guess = count * share + 0.5 + (probability < 0.5 ? 1 : -1) * tailDeviations * spread;
  let low = Math.max(1, guess - 2 - spread / 4);
  if (excess(low) < 0) low = 1;
  let high = Math.max(low, Math.min(count, guess + 2 + spread / 4));
  if (excess(high) > 0) high = count;
  let atLow = excess(low);
  let atHigh = excess(high);
  // No value is further out: the end one leaves out even less.
  if (atLow <= 0) return low;
  if (atHigh >= 0) return high;
  // Regula falsi, Illinois: the end that stays has its weight halved, so that both close in.
  for (let step = 0; step < 100 && high - low > closeRank * Math.max(1, spread); step++) {
    const rank = atLow === atHigh ? (low + high) / 2 : (low * atHigh - high * atLow) / (atHigh - atLow);
    const here = excess(rank);
    if (Math.abs(here) < 1e-11) return rank;
    if (here > 0) {
      low = rank;
      atLow = here;
      atHigh /= 2;
    } else {
      high = rank;
      atHigh = here;
      atLow /= 2;
    }
  }
  return (low + high) / 2;
}

/** Smallest number of independent values for which the two-sided 95 % interval exists. */
export function samplesNeeded(percent: number): number {
  const share = Math.max(percent, 100 - percent) / 100;
  return Math.ceil(Math.log(tail) / Math.log(share));
}

/**
 * About how many independent values it takes until the interval leaves a bound out, if the share of values within
 * the bound (`within`, 0–1) stays what it is: normal approximation of the binomial. `null` if no number would.
 */
export function samplesToDecide(percent: number, within: number): number | null {
  const share = percent / 100;
  const distance = Math.abs(within - share);
  if (distance === 0) return null;
  const variance = share * (1 - share);
  return Math.max(samplesNeeded(percent), Math.ceil((tailDeviations / distance) ** 2 * variance));
}

/**
 * The 97.5 % quantile of Student's t, in place of `tailDeviations` where a variance is itself estimated: to 1 % from
 * three degrees of freedom on, much better beyond.
 *
 * Source: Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.7.5.
 */
export function studentDeviations(degreesOfFreedom: number): number {
  const z = tailDeviations;
  const n = degreesOfFreedom;
  return (
    z +
    (z ** 3 + z) / (4 * n) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * n ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * n ** 3)
  );
}
