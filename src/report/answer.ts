import { plural, share } from '../statistics/figures.ts';
import { combineJudgements } from '../verdict/combine.ts';
import { judgedOutcomes } from '../verdict/judged-phases.ts';
import { defaultErrorRate, type ObjectiveOutcome } from '../verdict/objectives.ts';
import { doubts } from '../verdict/trust.ts';
import type { Judgement } from '../verdict/verdict.ts';
import { comparisonAnswer } from './comparison-words.ts';
import { tally } from './outcomes.ts';
import { capitalised } from './printable.ts';
import type { ReportInput } from './report-input.ts';
import { throttlingAnswer } from './throttling-words.ts';

/** The judgement of everything that a report holds. */
export function judgementOf({
  smoke,
  latency,
  caching,
  throttling,
  comparison,
}: Omit<ReportInput, 'runId' | 'generatedAt' | 'targets'>): Judgement {
  return combineJudgements(
    ...[smoke, latency, caching, throttling, comparison].filter((one) => one !== undefined),
  );
}

/** What came out, in one sentence. */
export function answerSentence(input: ReportInput): string {
  const parts = [
    comparisonClause(input),
    input.comparison !== undefined && input.smoke?.verdict === 'pass' ? null : gateClause(input),
    latencyClause(input),
    cachingClause(input),
    input.throttling === undefined ? null : throttlingAnswer(input.throttling),
  ].filter((part) => part !== null);
  const text = parts.length === 0 ? 'nothing was checked and nothing measured' : parts.join('; ');
  return `${capitalised(text)}.`;
}

function gateClause({ smoke }: ReportInput): string | null {
  if (smoke === undefined) return null;
  const { passed, failed, warned } = tally(smoke.results);
  const targets = new Set(smoke.results.map(({ target }) => target)).size;
  const checked = passed + failed + warned;
  if (smoke.verdict === 'inconclusive') return 'the gate can’t say';
  if (failed > 0) return `${failed} of ${plural(checked, 'check')} failed on ${plural(targets, 'target')}`;
  if (smoke.verdict === 'fail') return 'the gate failed';
  const warnings = warned > 0 ? `, with ${plural(warned, 'warning')}` : '';
  return `all ${plural(checked - warned, 'check')} passed on ${plural(targets, 'target')}${warnings}`;
}

function latencyClause({ run, latency }: ReportInput): string | null {
  if (latency === undefined) return null;
  if (run === undefined) return `latency: ${latency.verdict}`;
  if (doubts(run).length > 0) return 'the load measurement can’t be trusted';
  const outcomes = judgedOutcomes(run, latency.series);
  return `under load ${howObjectivesCameOut(outcomes)}${whoseObjectives(outcomes)}`;
}

function howObjectivesCameOut(outcomes: readonly ObjectiveOutcome[]): string {
  const objectives = plural(outcomes.length, 'objective');
  const broken = ofKind(outcomes, 'broken');
  const open = outcomes.length - broken - ofKind(outcomes, 'held');
  if (outcomes.length === 1) {
    return `its objective ${broken > 0 ? 'is broken' : open > 0 ? 'can’t be decided' : 'was held'}`;
  }
  if (broken > 0) return `${broken} of ${objectives} ${broken === 1 ? 'is' : 'are'} broken`;
  if (open > 0) return `${open} of ${objectives} can’t be decided`;
  return `all ${objectives} were held`;
}

/** Who wrote none finds none of theirs. */
function whoseObjectives(outcomes: readonly ObjectiveOutcome[]): string {
  const own = outcomes.filter((outcome) => outcome.kind === 'error-rate' && outcome.isDefault).length;
  if (own === 0) return '';
  return own < outcomes.length
    ? ` (${own} of them by default)`
    : ` (by default, as the contract sets none: at most ${share(defaultErrorRate)} of a route’s requests fail)`;
}

function cachingClause({ caching }: ReportInput): string | null {
  if (caching === undefined) return null;
  const caches = plural(caching.routes.length, 'cache');
  if (caching.routes.length === 0) return 'nothing is cached';
  if (caching.verdict === 'inconclusive') return `not everything about ${caches} could be told`;
  if (caching.verdict === 'fail') return 'a cache is not what the contract promises';
  return caching.routes.some(({ promise }) => promise !== null)
    ? `${caches} ${caching.routes.length === 1 ? 'is' : 'are'} as promised`
    : `${caches} studied, and none promised`;
}

function comparisonClause({ comparison }: ReportInput): string | null {
  return comparison === undefined ? null : comparisonAnswer(comparison);
}

function ofKind(outcomes: readonly ObjectiveOutcome[], kind: ObjectiveOutcome['conclusion']['kind']): number {
  return outcomes.filter(({ conclusion }) => conclusion.kind === kind).length;
}
