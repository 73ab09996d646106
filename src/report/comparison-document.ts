import { type Conclusion, type Difference, differencesOf } from '../comparison/differences.ts';
import type { Equivalence } from '../comparison/equivalence.ts';
import { type ComparisonRun, pairsOfRun } from '../comparison/pairs-of-run.ts';
import type { Move } from '../migration/move.ts';
import type { Run } from '../run/run.ts';
import { share } from '../statistics/figures.ts';
import { judgeComparison } from '../verdict/comparison.ts';
import { doubts } from '../verdict/trust.ts';
import type { Judgement } from '../verdict/verdict.ts';
import { waitingLine } from './cost-words.ts';
import type { CostDocument } from './documents.ts';

/** What `compare --json` prints, and `runs/RUN-ID/comparison.json`. */
export interface ComparisonDocument extends Judgement {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly baseline: string;
  readonly candidate: string;
  /** The smallest difference that was asked about, as a share: 0.1 is 10 %. */
  readonly effect: number;
  /** First those of all routes together (`*`). */
  readonly differences: readonly ComparedRow[];
  readonly equivalence: Equivalence;
  /** Why the two are not quite alike, in sentences: one function behind both, EDGE against REGIONAL, a failing gate. */
  readonly remarks: readonly string[];
  /** Where one is a REST API and the other an HTTP API, and prices of the region are known. */
  readonly cost: CostDocument | null;
  /** What the difference at the median comes to in a month of waiting, in a sentence; `null` without prices or a difference. */
  readonly waiting: string | null;
  /** What is in the way of the other API type, of each target that could be read. */
  readonly blockers: readonly Move[];
}

export interface ComparedRow {
  readonly route: string;
  readonly statistic: 'p50' | 'p90' | 'p95' | 'p99' | 'errorRate';
  /** Milliseconds of service time; of `errorRate` a share from 0 to 1. `null` without enough pairs. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  /** Candidate / baseline with its 95 % interval; `null` of `errorRate`, and with `needed` pairs missing. */
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number | null } | null;
  /** Of `errorRate`: candidate − baseline with its 95 % interval. */
  readonly difference: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly pairs: number;
  /** Pairs that it takes, where there are too few. */
  readonly needed: number | null;
  /** Of no difference, before the correction for the number of comparisons. */
  readonly pValue: number | null;
  /** The smallest ratio above 1 that so many pairs would show in four of five runs. */
  readonly detectable: number | null;
  /** Corrected for the number of comparisons in the run. */
  readonly conclusion: Conclusion;
}

/** What is known of a comparison beside its run. */
export interface ComparisonContext
  extends Pick<ComparisonDocument, 'effect' | 'equivalence' | 'remarks' | 'blockers' | 'cost'> {
  readonly failWhenSlower: boolean;
  /** US dollars a GB-second of a function that waits for an answer; `null` where the price list has none. */
  readonly gbSecond: string | null;
}

/** Differences of error rates up to half a percent don't matter here. */
const errorEffect = 0.005;

/** What the pairs of a run come to, judged. */
export function comparisonDocument(
  run: Run,
  { failWhenSlower, gbSecond, ...about }: ComparisonContext,
): ComparisonDocument {
  const effect = 1 + about.effect;
  const [baseline = '', candidate = ''] = run.plan.targets.map(({ target }) => target);
  const groups = pairsOfRun(run as ComparisonRun);
  const differences = differencesOf({ groups, effect, errorEffect });
  const pairs = new Map(groups.map(({ route, times }) => [route, times.baselineUs.length]));
  const { durationSeconds } = run.plan.arrivals;
  const rows = differences.map((difference) => comparedRow(difference, pairs.get(difference.route) ?? 0));
  return {
    schemaVersion: 1,
    runId: run.runId,
    ...judgeComparison({
      baseline,
      candidate,
      doubts: [...doubts(run), ...failingSides(rows[0]?.route, rows, [baseline, candidate])],
      differences,
      effect,
      durationSeconds,
      failWhenSlower,
    }),
    baseline,
    candidate,
    differences: rows,
    waiting: waitingOf(rows[0], { run, cost: about.cost, gbSecond }),
    ...about,
  };
}

/** Beyond this share of failures, what is left of the times is a choice that the failures made. */
const mostFailures = 0.05;

function failingSides(
  route: string | undefined,
  rows: readonly ComparedRow[],
  names: readonly [string, string],
): string[] {
  const errors = rows.find((row) => row.route === route && row.statistic === 'errorRate');
  return [errors?.baseline, errors?.candidate].flatMap((rate, side) =>
    rate != null && rate > mostFailures
      ? [
          `${share(rate)} of the requests to ${names[side]} failed: the times of the others are no fair part of it`,
        ]
      : [],
  );
}

interface Waiting extends Pick<ComparisonContext, 'cost' | 'gbSecond'> {
  readonly run: Run;
}

/** At the one volume that was asked about, or at the middle one of several. */
function waitingOf(median: ComparedRow | undefined, { run, cost, gbSecond }: Waiting): string | null {
  const month = cost?.months[Math.floor(cost.months.length / 2)];
  const { baseline, candidate, conclusion } = median ?? {};
  if (month === undefined || month.requests === 0 || baseline == null || candidate == null) return null;
  if (conclusion !== 'faster' && conclusion !== 'slower') return null;
  const less = run.plan.targets[1]?.apiType === 'http' ? baseline - candidate : candidate - baseline;
  return waitingLine({ savedMs: less, monthlyRequests: month.requests, gbSecond });
}

/** A difference as the document holds it. JSON knows no infinity: an interval without upper end has `null` there. */
export function comparedRow(difference: Difference, pairs: number): ComparedRow {
  const { route, conclusion } = difference;
  const nothing = {
    baseline: null,
    candidate: null,
    ratio: null,
    difference: null,
    needed: null,
    pValue: null,
    detectable: null,
  };
  if (difference.kind === 'error-rate') {
    const { rates, statistic } = difference;
    if (rates === null) return { ...nothing, route, statistic, pairs, conclusion };
    const { baseline, candidate, difference: value, low, high, pValue } = rates;
    return {
      ...nothing,
      route,
      statistic,
      pairs,
      conclusion,
      baseline,
      candidate,
      pValue,
      difference: { value, low, high },
    };
  }
  const { statistic, ratio, detectable } = difference;
  if (ratio.kind === 'too-few-pairs') {
    return { ...nothing, route, statistic, pairs, conclusion, needed: ratio.needed };
  }
  const { baselineMs, candidateMs, value, low, high, pValue } = ratio;
  return {
    ...nothing,
    route,
    statistic,
    pairs,
    conclusion,
    baseline: baselineMs,
    candidate: candidateMs,
    ratio: { value, low, high: Number.isFinite(high) ? high : null },
    pValue,
    detectable,
  };
}
