import { discordanceOf, pValueOf, upperTailOf } from './discordance.ts';
import { type PairedTimes, pooledValue, quantile, type SortedTimes } from './paired.ts';

/** How two targets' percentiles compare: candidate / baseline, below 1 where the candidate is faster. */
export type QuantileRatio =
  | {
      readonly kind: 'estimated';
      readonly baselineMs: number;
      readonly candidateMs: number;
      readonly value: number;
      /** 95 % interval. */
      readonly low: number;
      readonly high: number;
      /** Of no difference, two-sided; not yet corrected for other comparisons. */
      readonly pValue: number;
      /** Pairs of which one value lies above the common percentile and one below: what the test is about. */
      readonly discordant: number;
      /** Above 1 where one target had slow spells of its own: so many times fewer pairs would say as much. */
      readonly designEffect: number;
    }
  /** Even values that lie wholly apart would not be told from chance. */
  | { readonly kind: 'too-few-pairs'; readonly pairs: number; readonly needed: number };

/** Probability left out on either side of an interval. */
const tail = 0.025;

/** With six discordant pairs, all one way, chance is told apart: 2 × ½ × 2⁻⁶ is below 5 %, with five only just. */
const fewestDiscordant = 6;

/** Pairs without which a percentile's ratio has no interval. */
export function pairsNeeded(share: number): number {
  return Math.ceil(fewestDiscordant / (2 * Math.min(share, 1 - share)) - 1e-9);
}

/**
 * The ratio of two percentiles by a randomisation test within pairs. If both percentiles are equal, a pair that has
 * one value above the common percentile and one below is as likely to have them one way as the other. The interval
 * holds every ratio r for which that is not refuted after multiplying the baseline by r, so interval and test never disagree.
 * Drift and stalls that both targets share hit both members of a pair; spells of one target alone widen
 * the interval by the design effect.
 *
 * `share` is 0.5 for the median. Source: Lehmann & Romano, "Testing Statistical Hypotheses", 5.12 (randomisation
 * tests, and intervals by inverting them); Hodges & Lehmann 1963.
 */
export function quantileRatio(times: PairedTimes, ordered: SortedTimes, share: number): QuantileRatio {
  const pairs = times.baselineUs.length;
  const needed = pairsNeeded(share);
  if (pairs < needed) return { kind: 'too-few-pairs', pairs, needed };
  const baselineUs = Math.max(1, quantile(ordered.baseline, share));
  const candidateUs = Math.max(1, quantile(ordered.candidate, share));
  const value = candidateUs / baselineUs;
  const parted = partedBy(times, ordered, share);
  const unscaled = parted(1);
  const above = (scale: number) => upperTailOf(parted(scale));
  return {
    kind: 'estimated',
    baselineMs: baselineUs / 1000,
    candidateMs: candidateUs / 1000,
    value,
    low: crossing(above, { from: value, step: 1 / 1.05, until: (probability) => probability >= 1 - tail }),
    high: crossing(above, { from: value, step: 1.05, until: (probability) => probability <= tail }),
    pValue: pValueOf(unscaled),
    discordant: unscaled.onlyBaseline + unscaled.onlyCandidate,
    designEffect: unscaled.designEffect,
  };
}

/** The pairs that the common percentile parts, the baseline multiplied by a scale. */
function partedBy({ baselineUs, candidateUs }: PairedTimes, ordered: SortedTimes, share: number) {
  const pairs = baselineUs.length;
  const rank = Math.min(2 * pairs, Math.max(1, Math.round(share * 2 * pairs)));
  return (scale: number) => {
    const common = pooledValue(ordered, scale, rank);
    return discordanceOf(pairs, (pair) => {
      const baselineAbove = (baselineUs[pair] as number) * scale > common;
      if (baselineAbove === (candidateUs[pair] as number) > common) return 0;
      return baselineAbove ? 1 : -1;
    });
  };
}

interface Search {
  readonly from: number;
  /** Factor of the first step away from the estimate; each further one is twice as wide. */
  readonly step: number;
  until(probability: number): boolean;
}

const widestLog = Math.log(1e6);
const precision = 1e-4;

/** The first scale, going away from the estimate, that the test refutes; to a ten-thousandth. */
function crossing(above: (scale: number) => number, { from, step, until }: Search): number {
  const direction = Math.log(step);
  let inside = 0;
  let outside = direction;
  while (!until(above(from * Math.exp(outside)))) {
    inside = outside;
    outside *= 2;
    if (Math.abs(outside) > widestLog) return step > 1 ? Number.POSITIVE_INFINITY : 0;
  }
  while (Math.abs(outside - inside) > precision) {
    const middle = (inside + outside) / 2;
    if (until(above(from * Math.exp(middle)))) outside = middle;
    else inside = middle;
  }
  return from * Math.exp((inside + outside) / 2);
}
