/**
 * Confidence intervals of percentiles from order statistics: exact and distribution-free.
 *
 * Of n independent values, the number at or below the true p-quantile is binomial (n, p), whatever the values'
 * distribution. So the values of rank `low` and `high` hold it between them with probability
 * P(low ≤ X ≤ high − 1), and the ranks are chosen so that at most 2.5 % is left on either side. Coverage is
 * therefore at least 95 %: a little above, as ranks are whole numbers, and higher still where values tie.
 *
 * Condition: values are independent and from one distribution. Latencies of one run are so only roughly: a
 * stall hits neighbours together and a drift changes the distribution, and then the interval is too narrow.
 *
 * Source: Hahn & Meeker, "Statistical Intervals", 5.2 (distribution-free intervals for percentiles);
 * Conover, "Practical Nonparametric Statistics", 3.2 (quantile test).
 */

/** Probability left out on either side of an interval. */
const tail = 0.025;

/** The normal quantile that belongs to `tail`, for planning sample sizes. */
const tailDeviations = 1.959964;

export interface IntervalRanks {
  /** Ranks from 1; `null` where no value is far enough out. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Ranks of the values between which the percentile lies, two-sided, 95 %. */
export function intervalRanks(percent: number, count: number): IntervalRanks {
  if (count < 1) return { low: null, high: null };
  const { first, cumulative } = binomial(count, percent / 100);
  let low = first;
  while ((cumulative[low - first] as number) <= tail) low++;
  let high = low;
  while ((cumulative[high - first] ?? 1) < 1 - tail) high++;
  // P(X ≤ k) is the first above 2.5 % at k = low, and the first to reach 97.5 % at k = high.
  return { low: low >= 1 ? low : null, high: high + 1 <= count ? high + 1 : null };
}

/** Smallest number of values for which the two-sided 95 % interval exists. */
export function samplesNeeded(percent: number): number {
  const share = Math.max(percent, 100 - percent) / 100;
  return Math.ceil(Math.log(tail) / Math.log(share));
}

/**
 * About how many values it takes until the interval leaves a bound out, if the share of values within the bound
 * (`within`, 0–1) stays what it is: normal approximation of the binomial. `null` if no number would.
 */
export function samplesToDecide(percent: number, within: number): number | null {
  const share = percent / 100;
  const distance = Math.abs(within - share);
  if (distance === 0) return null;
  const variance = share * (1 - share);
  return Math.max(samplesNeeded(percent), Math.ceil((tailDeviations / distance) ** 2 * variance));
}

/** P(low ≤ X ≤ high − 1): the coverage that the ranks have with continuous values. */
export function exactCoverage(percent: number, count: number): number {
  const { low, high } = intervalRanks(percent, count);
  const { first, cumulative } = binomial(count, percent / 100);
  const upTo = (k: number) => (k < first ? 0 : (cumulative[k - first] ?? 1));
  return (high === null ? 1 : upTo(high - 1)) - (low === null ? 0 : upTo(low - 1));
}

interface Binomial {
  /** First number of successes with a probability worth counting. */
  readonly first: number;
  /** P(X ≤ first + i). */
  readonly cumulative: readonly number[];
}

/** Terms this much smaller than the largest one can't change a sum of doubles. */
const negligible = 1e-19;

/**
 * The binomial distribution around its mode, summed exactly. Each term follows from its neighbour and the sum is
 * scaled to 1, so there is no factorial to overflow; about 20 √n terms are kept.
 */
function binomial(trials: number, share: number): Binomial {
  const mode = Math.min(trials, Math.floor((trials + 1) * share));
  const odds = share / (1 - share);
  const below: number[] = [];
  for (let k = mode, term = 1; k > 0; k--) {
    term *= k / ((trials - k + 1) * odds);
    if (term < negligible) break;
    below.push(term);
  }
  const terms = [...below.reverse(), 1];
  for (let k = mode, term = 1; k < trials; k++) {
    term *= ((trials - k) * odds) / (k + 1);
    if (term < negligible) break;
    terms.push(term);
  }
  const total = terms.reduce((sum, term) => sum + term, 0);
  let sum = 0;
  const cumulative = terms.map((term) => {
    sum += term;
    return sum / total;
  });
  return { first: mode - below.length, cumulative };
}
