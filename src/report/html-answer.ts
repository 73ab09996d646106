import { plural } from '../statistics/figures.ts';
import { combineJudgements } from '../verdict/combine.ts';
import { type ObjectiveOutcome, objectiveOutcomes } from '../verdict/objectives.ts';
import type { Judgement, Verdict } from '../verdict/verdict.ts';
import { html, type Markup } from './html-markup.ts';
import { tally } from './outcomes.ts';
import { capitalised, shortened } from './printable.ts';
import type { ReportInput } from './report-input.ts';

/** The judgement of everything that a report holds. */
export function judgementOf({ smoke, latency }: ReportInput): Judgement {
  return combineJudgements(...[smoke, latency].filter((one) => one !== undefined));
}

const marks = { pass: '✓', fail: '✕', inconclusive: '?' } as const satisfies Record<Verdict, string>;

const most = { reasons: 12, characters: 400 };

/** The answer: the verdict, one sentence, and the reasons. */
export function answerMarkup(input: ReportInput): Markup {
  const { verdict, reasons } = judgementOf(input);
  const shown = reasons
    .slice(0, most.reasons)
    .map((reason) => html`<li>${shortened(reason, most.characters)}</li>`);
  const left = reasons.length - shown.length;
  const more = left > 0 ? html`<li>… and ${plural(left, 'more reason')}, below</li>` : null;
  return html`<section class="answer ${verdict}" aria-labelledby="answer"><p class="verdict"><span class="mark" aria-hidden="true">${marks[verdict]}</span> ${verdict}</p><h1 id="answer">${answerSentence(input)}</h1>${reasons.length > 0 ? html`<ul class="reasons">${shown}${more}</ul>` : null}</section>`;
}

/** What came out, in one sentence. */
export function answerSentence(input: ReportInput): string {
  const parts = [gateClause(input), latencyClause(input)].filter((part) => part !== null);
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
  const outcomes = objectiveOutcomes(run, latency.series);
  const requests = plural(outcomes.length, 'objective');
  const broken = ofKind(outcomes, 'broken');
  if (latency.verdict === 'pass')
    return `under load ${outcomes.length === 1 ? 'its objective was' : `all ${requests} were`} held`;
  if (latency.verdict === 'fail')
    return `under load ${broken} of ${requests} ${broken === 1 ? 'is' : 'are'} broken`;
  return 'the load measurement can’t tell';
}

function ofKind(outcomes: readonly ObjectiveOutcome[], kind: ObjectiveOutcome['conclusion']['kind']): number {
  return outcomes.filter(({ conclusion }) => conclusion.kind === kind).length;
}
