import { timesAsMany } from '../comparison/detectable.ts';
import {
  type Difference,
  type ErrorRateDifference,
  everyRoute,
  type LatencyDifference,
} from '../comparison/differences.ts';
import { percent, spanOf, takes } from '../comparison/ratio-words.ts';
import { about, count, ms, share } from '../statistics/figures.ts';
import type { Judgement } from './verdict.ts';

export interface ComparisonQuestion {
  readonly baseline: string;
  readonly candidate: string;
  /** Why the measurement can't be trusted, in sentences. */
  readonly doubts: readonly string[];
  readonly differences: readonly Difference[];
  /** The smallest ratio above 1 that matters. */
  readonly effect: number;
  readonly durationSeconds: number;
  /** A concluded step back fails the run. */
  readonly failWhenSlower: boolean;
}

/**
 * The verdict on a comparison: whether the question was answered, not whether the answer is welcome, unless the caller
 * asked to fail on a step back. The median and p95 of all routes have to be answered; every other row may stay open.
 */
export function judgeComparison(question: ComparisonQuestion): Judgement {
  const { doubts, failWhenSlower } = question;
  const overall = question.differences.filter(({ route }) => route === everyRoute);
  const asked = overall.filter(({ statistic }) => statistic === 'p50' || statistic === 'p95');
  const open = asked.filter(({ conclusion }) => conclusion === 'inconclusive');
  const worse = overall.filter(({ conclusion }) => conclusion === 'slower');
  const others = overall.filter(
    (row) => !asked.includes(row) && ['faster', 'slower'].includes(row.conclusion),
  );
  const reasons = [...doubts, ...[...asked, ...others].map((row) => sentence(question, row))].map(ended);
  if (doubts.length > 0) return { verdict: 'inconclusive', reasons };
  if (failWhenSlower && worse.length > 0) return { verdict: 'fail', reasons };
  return { verdict: open.length > 0 || asked.length === 0 ? 'inconclusive' : 'pass', reasons };
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function sentence(question: ComparisonQuestion, row: Difference): string {
  return row.kind === 'latency' ? latencySentence(question, row) : errorSentence(question, row);
}

function latencySentence(question: ComparisonQuestion, row: LatencyDifference): string {
  const { baseline, candidate, effect, durationSeconds } = question;
  const { ratio, statistic, conclusion } = row;
  if (ratio.kind === 'too-few-pairs') {
    return `${statistic} needs ${count(ratio.needed)} pairs of answered requests to be compared, and there are ${count(ratio.pairs)}`;
  }
  const values = `${ms(ratio.candidateMs)} against ${ms(ratio.baselineMs)} ms`;
  const interval = `95 % interval ${spanOf(ratio)}`;
  switch (conclusion) {
    case 'faster':
    case 'slower':
      return `${candidate} ${takes(ratio.value, baseline)} at ${statistic}: ${values} (${interval})`;
    case 'no-difference':
      return `${candidate} and ${baseline} differ by no more than ${percent(Math.max(ratio.high - 1, 1 - ratio.low))} at ${statistic}: ${values} (${interval})`;
    case 'inconclusive': {
      const factor = timesAsMany(ratio, effect);
      const could =
        row.detectable === null ? '' : ` this run could have shown ${percent(row.detectable - 1)}, and`;
      const wait =
        factor === null || factor <= 1
          ? 'a longer run would tell'
          : `about ${about(Math.ceil(durationSeconds * factor))} s at this rate would tell`;
      if (ratio.low > 1 || ratio.high < 1) {
        return `${statistic}: ${values} (${interval}) would be a difference by itself, and is none among all comparisons of the run; ${wait}`;
      }
      return `${statistic}: ${values} (${interval}) leaves open whether there is a difference of ${percent(effect - 1)}:${could} ${wait}`;
    }
  }
}

function errorSentence({ baseline, candidate }: ComparisonQuestion, { rates }: ErrorRateDifference): string {
  if (rates === null) return 'no request of either target came to an end';
  const more = rates.difference > 0 ? 'more' : 'less';
  return `${candidate} fails ${more} often than ${baseline}: ${share(rates.candidate)} against ${share(rates.baseline)} of the requests`;
}
