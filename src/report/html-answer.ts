import { plural } from '../statistics/figures.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { answerSentence, judgementOf } from './answer.ts';
import { html, type Markup } from './html-markup.ts';
import { shortened } from './printable.ts';
import type { ReportInput } from './report-input.ts';

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
