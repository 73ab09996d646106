import { detectableRatio } from './detectable.ts';
import { type ErrorDifference, errorDifference, type PairedFailures } from './error-difference.ts';
import { holm } from './holm.ts';
import { type PairedTimes, type SortedTimes, sorted } from './paired.ts';
import { type QuantileRatio, quantileRatio } from './quantile-ratio.ts';

/** The pairs of one route, or of all (`*`). */
export interface RoutePairs {
  readonly route: string;
  /** Pairs whose members both answered as promised, on connections that were open. */
  readonly times: PairedTimes;
  /** Of all pairs whose members both came to an end. */
  readonly failures: PairedFailures;
}

export type Conclusion = 'faster' | 'slower' | 'no-difference' | 'inconclusive';

export const comparedPercentiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

export type ComparedPercentile = keyof typeof comparedPercentiles;

/** One comparison of candidate and baseline, judged among all of its run. */
export type Difference = LatencyDifference | ErrorRateDifference;

export interface LatencyDifference {
  readonly kind: 'latency';
  readonly route: string;
  readonly statistic: ComparedPercentile;
  readonly ratio: QuantileRatio;
  readonly conclusion: Conclusion;
  /** The smallest ratio above 1 that so many pairs would have shown in four of five runs; `null` without an interval. */
  readonly detectable: number | null;
}

export interface ErrorRateDifference {
  readonly kind: 'error-rate';
  readonly route: string;
  readonly statistic: 'errorRate';
  readonly rates: ErrorDifference | null;
  /** `faster` stands for fewer errors, `slower` for more. */
  readonly conclusion: Conclusion;
}

/** All routes together. */
export const everyRoute = '*';

/**
 * Share of the run's error rate that each comparison gets: the largest part goes to the question that was asked, the median
 * of all routes, and one part in four is divided among single routes.
 */
const weights = { p50: 4, p90: 1, p95: 2, p99: 1, errorRate: 1, routes: 3 } as const;

export interface DifferenceOptions {
  /** The first is of all routes together. */
  readonly groups: readonly RoutePairs[];
  /** A ratio above 1: smaller differences don't matter to whoever asks. */
  readonly effect: number;
  /** Differences of error rates up to this one don't matter. */
  readonly errorEffect: number;
}

/**
 * Every comparison of a run. One is a difference where the run's tests together, corrected by Holm, say so; it is
 * `no-difference` where its interval holds nothing that matters; and inconclusive where it holds both.
 */
export function differencesOf({ groups, effect, errorEffect }: DifferenceOptions): Difference[] {
  const rows = groups.flatMap((group) => {
    const ordered = sorted(group.times);
    return [...latencyRows(group, ordered), errorRow(group)];
  });
  const perRoute = weights.routes / Math.max(1, rows.filter(({ route }) => route !== everyRoute).length);
  const found = holm(
    rows.map((row) => ({
      pValue: pValueOf(row),
      weight: row.route === everyRoute ? weights[row.statistic] : perRoute,
    })),
  );
  return rows.map(
    (row, index) => ({ ...row, conclusion: conclude(row, found[index] === true) }) as Difference,
  );

  function conclude(row: Row, different: boolean): Conclusion {
    if (different) return candidateIsBetter(row) ? 'faster' : 'slower';
    const [low, high] = boundsOf(row);
    const [least, most] = row.kind === 'latency' ? [1 / effect, effect] : [-errorEffect, errorEffect];
    return low >= least && high <= most ? 'no-difference' : 'inconclusive';
  }
}

type Row = Omit<LatencyDifference, 'conclusion'> | Omit<ErrorRateDifference, 'conclusion'>;

function latencyRows({ route, times }: RoutePairs, ordered: SortedTimes): Row[] {
  return Object.entries(comparedPercentiles).map(([statistic, share]) => {
    const ratio = quantileRatio(times, ordered, share);
    return {
      kind: 'latency',
      route,
      statistic: statistic as ComparedPercentile,
      ratio,
      detectable: ratio.kind === 'estimated' ? detectableRatio(ratio) : null,
    };
  });
}

function errorRow({ route, failures }: RoutePairs): Row {
  const rates = failures.baseline.length === 0 ? null : errorDifference(failures);
  return { kind: 'error-rate', route, statistic: 'errorRate', rates };
}

function pValueOf(row: Row): number {
  if (row.kind === 'latency') return row.ratio.kind === 'estimated' ? row.ratio.pValue : 1;
  return row.rates?.pValue ?? 1;
}

function boundsOf(row: Row): readonly [number, number] {
  if (row.kind === 'error-rate') return row.rates === null ? [-1, 1] : [row.rates.low, row.rates.high];
  return row.ratio.kind === 'estimated' ? [row.ratio.low, row.ratio.high] : [0, Number.POSITIVE_INFINITY];
}

function candidateIsBetter(row: Row): boolean {
  if (row.kind === 'error-rate') return (row.rates?.difference ?? 0) < 0;
  return row.ratio.kind === 'estimated' && row.ratio.value < 1;
}
