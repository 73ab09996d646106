import { tailDeviations } from '../statistics/order-statistics.ts';
import { discordanceOf, pValueOf } from './discordance.ts';

/** Which requests failed, pair by pair: 1 where one did. Columns of one length. */
export interface PairedFailures {
  readonly baseline: Uint8Array;
  readonly candidate: Uint8Array;
}

/** Shares from 0 to 1; the difference is candidate − baseline. */
export interface ErrorDifference {
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Of no difference, two-sided; not yet corrected for other comparisons. */
  readonly pValue: number;
}

/**
 * The difference of two error rates over pairs: McNemar's test in its mid-p form, and the interval of Bonett and Price (2012,
 * "Adjusted Wald confidence interval for a difference of binomial proportions based on paired data"), which keeps its
 * coverage where errors are rare. Both widen by the design effect where failures come in runs.
 */
export function errorDifference({ baseline, candidate }: PairedFailures): ErrorDifference {
  const pairs = baseline.length;
  if (pairs === 0) throw new RangeError('no pairs');
  const discordance = discordanceOf(
    pairs,
    (pair) => ((baseline[pair] ?? 0) - (candidate[pair] ?? 0)) as -1 | 0 | 1,
  );
  const { onlyBaseline, onlyCandidate, designEffect } = discordance;
  const baselineOnly = (onlyBaseline + 1) / (pairs + 2);
  const candidateOnly = (onlyCandidate + 1) / (pairs + 2);
  const middle = candidateOnly - baselineOnly;
  const variance = (baselineOnly + candidateOnly - middle ** 2) / (pairs + 2);
  const spread = tailDeviations * Math.sqrt(variance * designEffect);
  return {
    baseline: shareOf(baseline),
    candidate: shareOf(candidate),
    difference: (onlyCandidate - onlyBaseline) / pairs,
    low: Math.max(-1, middle - spread),
    high: Math.min(1, middle + spread),
    pValue: pValueOf(discordance),
  };
}

function shareOf(failed: Uint8Array): number {
  return failed.reduce((sum, one) => sum + one, 0) / failed.length;
}
