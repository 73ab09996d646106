import type { Run } from '../run/run.ts';
import { about, bound, count, ms, plural, share } from '../statistics/figures.ts';
import { groupBy } from '../statistics/grouping.ts';
import type { LatencySeries } from '../statistics/latency-series.ts';
import { atLowestRate, type JudgedOutcome, judgedOutcomes } from './judged-phases.ts';
import type { ErrorRateOutcome, LatencyConclusion, LatencyOutcome, ObjectiveOutcome } from './objectives.ts';
import { doubts } from './trust.ts';
import { unansweredCause } from './unanswered-cause.ts';
import type { Judgement } from './verdict.ts';

/**
 * The verdict on a latency run.
 *
 * - A run that can't be trusted as a measurement is inconclusive whatever it shows: a broken objective in it may
 *   be the generator's fault, and a held one luck.
 * - Otherwise one broken objective fails it. Objectives that the samples can't decide are then only mentioned.
 * - Otherwise an undecided objective makes it inconclusive.
 *
 * Each objective is judged by its own 95 % interval: with many of them a rare false alarm is to be expected.
 */
export function judgeLatency(run: Run, series: readonly LatencySeries[]): Judgement {
  const distrust = doubts(run);
  const outcomes = judgedOutcomes(run, series);
  const broken = atLowestRate(outcomes.filter(({ conclusion }) => conclusion.kind === 'broken'));
  const open = atLowestRate(
    outcomes.filter(({ conclusion }) => !['broken', 'held'].includes(conclusion.kind)),
  );
  const reasons = [
    ...distrust,
    ...broken.map((outcome) => sentence(run, outcome)),
    ...(distrust.length > 0 ? [] : openSentences(run, open)),
  ].map(asSentence);
  if (distrust.length > 0) return { verdict: 'inconclusive', reasons };
  if (broken.length > 0) return { verdict: 'fail', reasons };
  return { verdict: open.length > 0 ? 'inconclusive' : 'pass', reasons };
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What the samples can't decide; too few of them is said once for each percentile and not for every route. */
function openSentences(run: Run, open: readonly JudgedOutcome[]): string[] {
  const groups = groupBy(open, (outcome) =>
    outcome.conclusion.kind === 'too-few-samples' && outcome.kind === 'latency'
      ? outcome.percentile
      : outcome,
  );
  return [...groups.values()].map(([first, ...others]) => {
    if (first === undefined) return '';
    return others.length === 0
      ? sentence(run, first)
      : tooFewSentence(run, [first, ...others].filter(isLatency));
  });
}

function isLatency<O extends ObjectiveOutcome>(outcome: O): outcome is O & LatencyOutcome {
  return outcome.kind === 'latency';
}

function tooFewSentence(run: Run, outcomes: readonly LatencyOutcome[]): string {
  const fewest = outcomes.toSorted((a, b) => a.samples - b.samples)[0];
  if (fewest?.conclusion.kind !== 'too-few-samples') return '';
  const { target, route, percentile, samples, conclusion } = fewest;
  return `${outcomes.length} routes have too few samples for their ${percentile} objective: it needs ${count(conclusion.needed)}, and ${target} ${route} has ${count(samples)}${longer(run, conclusion.needed / samples)}`;
}

function sentence(run: Run, outcome: JudgedOutcome): string {
  const what = outcome.kind === 'latency' ? latencySentence(run, outcome) : errorRateSentence(run, outcome);
  const { phase } = outcome;
  const at = phase === null ? '' : ` at ${count(phase.ratePerSecond)} a second (${phase.name})`;
  return `${outcome.target} ${outcome.route}${at}: ${what}`;
}

function latencySentence(run: Run, outcome: LatencyOutcome): string {
  const { percentile, measured, boundMs, samples, conclusion } = outcome;
  const objective = `objective of ${bound(boundMs)} ms`;
  switch (conclusion.kind) {
    case 'broken':
      return measured.value === null
        ? `${percentile} is above ${ms(conclusion.atLeastMs)} ms with 97.5 % confidence, over the ${objective}`
        : `${percentile} is ${ms(measured.value)} ms, its 95 % interval ${interval(measured)} ms lies above the ${objective}`;
    case 'too-few-samples':
      return `${percentile} needs ${count(conclusion.needed)} samples to be held against its ${objective}, and has ${count(samples)}${longer(run, conclusion.needed / samples)}`;
    case 'undecided':
      return undecidedSentence(outcome, conclusion);
    case 'held':
      return `${percentile} is within its ${objective}`;
  }
}

function undecidedSentence(
  { percentile, measured, boundMs, samples }: LatencyOutcome,
  { bounded, samplesToDecide }: Extract<LatencyConclusion, { kind: 'undecided' }>,
): string {
  const objective = `the objective of ${bound(boundMs)} ms`;
  if (measured.value === null) return `${percentile} is unknown: ${whatWouldTell(samplesToDecide)}`;
  const value = `${percentile} is ${ms(measured.value)} ms`;
  if (bounded || measured.high > boundMs) {
    return `${value}, its 95 % interval ${interval(measured)} ms holds ${objective}: ${whatWouldTell(samplesToDecide)}`;
  }
  return `${value}, but its slow requests came together: ${plural(samples, 'sample')} are worth ${count(measured.effectiveSamples)} independent ones, too few to hold it against ${objective}: ${whatWouldTell(samplesToDecide)}`;
}

function interval({ low, high }: { low: number; high: number }): string {
  return `${ms(low)}–${ms(high)}`;
}

/** Beyond this nobody would wait for the answer. */
const mostSamples = 10_000_000;

function whatWouldTell(samples: number | null): string {
  if (samples === null || samples > mostSamples) return 'it is too close to the objective to tell';
  return `about ${about(samples)} samples would tell`;
}

function longer(run: Run, factor: number): string {
  if (!Number.isFinite(factor)) return '';
  return `: run for about ${about(Math.ceil(run.plan.arrivals.durationSeconds * factor))} s at this rate`;
}

function errorRateSentence(
  run: Run,
  { count: requests, errors, bound: allowed, isDefault, ...outcome }: ErrorRateOutcome,
): string {
  if (outcome.conclusion.kind === 'nothing-measured') return 'nothing was measured';
  const objective = `objective of ${share(allowed)}${isDefault ? ' (the default)' : ''}`;
  const causes = causesOf(run, outcome);
  return `${share(errors / requests)} of ${plural(requests, 'request')} failed${causes}, over the ${objective}`;
}

/** ` (12 × status 502, 3 × no answer)`: the commonest first, three at most. */
function causesOf(run: Run, { target, route }: { target: string; route: string }): string {
  const index = run.plan.series.findIndex((one) => one.target === target && one.route === route);
  const expected = new Set(
    run.plan.requests
      .filter(({ series }) => series === index)
      .flatMap(({ expectStatus }) => expectStatus.map(String)),
  );
  const { byStatus = {}, byErrorCode = {}, foreignPages = 0 } = run.series[index] ?? {};
  const causes = [
    ...Object.entries(byStatus)
      .filter(([status]) => !expected.has(status))
      .map(([status, times]) => ({ cause: `status ${status}`, times })),
    ...Object.entries(byErrorCode).map(([code, times]) => ({ cause: unansweredCause(code), times })),
  ].toSorted((a, b) => b.times - a.times);
  if (causes.length === 0) return '';
  // Causes are kept for the whole run, and objectives may be about a part of it.
  const counted = run.plan.arrivals.phases.length < 2;
  return ` (${causes
    .slice(0, 3)
    .map(({ cause, times }) => (counted ? `${count(times)} × ${cause}` : cause))
    .join(', ')}${foreignPages > 0 ? '; HTML pages without a request id of AWS' : ''})`;
}
