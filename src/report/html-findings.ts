import { alsoHit, type Kind } from '../conformance/kinds.ts';
import type { Result } from '../conformance/result.ts';
import { count, plural } from '../statistics/figures.ts';
import { groupBy } from '../statistics/grouping.ts';
import type { SmokeDocument } from './documents.ts';
import { asManyAsFit, type Content, html, type Markup } from './html-markup.ts';
import { tableMarkup } from './html-table.ts';
import { type Note, notesOf } from './notes.ts';
import { kindsFound, tallyBy } from './outcomes.ts';
import { capitalised, shortened } from './printable.ts';

/** Bytes that the findings and the list of passes may take of the page. */
const most = { findings: 450_000, passes: 200_000, notes: 50_000, text: 1_500, name: 160, also: 200 };

const severityWords = {
  error: 'fails the gate',
  warning: 'warning',
  note: 'note',
} as const satisfies Record<Result['severity'], string>;

/** What the gate found: failures in full, then counts by check, and the passes folded away. */
export function findingsMarkup(document: SmokeDocument): Markup {
  const { results } = document;
  const found = kindsFound(results);
  const { drawn, left } = asManyAsFit(found, most.findings, findingMarkup);
  const none = html`<p>Every promise that was checked is kept.</p>`;
  const more = html`<p>… and ${plural(left, 'more finding')}, in smoke.json.</p>`;
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>${found.length === 0 ? none : drawn}${left > 0 ? more : null}${notesMarkup(notesOf(document))}<details${found.length > 0 ? html` open` : null}><summary>Every check, counted</summary>${checksMarkup(results)}</details>${foldedMarkup(results, 'pass')}${foldedMarkup(results, 'skip')}</section>`;
}

/** What the run was about, and what it did not do. */
function notesMarkup(notes: readonly Note[]): Markup | null {
  if (notes.length === 0) return null;
  const { drawn, left } = asManyAsFit(notes, most.notes, ({ text, curl }) =>
    curl === undefined
      ? html`<li>${shortened(text, most.text)}</li>`
      : html`<li>${shortened(text, most.text)}${curlMarkup(curl)}</li>`,
  );
  const more = html`<li>… and ${plural(left, 'more note')}, in smoke.json</li>`;
  return html`<h3>To know beside</h3><ul class="folded">${drawn}${left > 0 ? more : null}</ul>`;
}

function findingMarkup(kind: Kind): Markup {
  const { first: result } = kind;
  const also = alsoHit(kind);
  const facts: readonly (readonly [string, Content | undefined])[] = [
    ['At', code(result.pointer)],
    ['Expected', code(result.expected)],
    ['Received', code(result.received)],
    ['Request id', code(result.requestId)],
    ['Likely cause', result.diagnosis === undefined ? undefined : shortened(result.diagnosis, most.text)],
    ['Try it', result.curl === undefined ? undefined : curlMarkup(result.curl)],
    ['Also', also.length === 0 ? undefined : alsoMarkup(also)],
  ];
  const shown = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<div><dt>${name}</dt><dd>${value}</dd></div>`],
  );
  return html`<article class="finding ${result.severity}"><h3><span class="tag">${severityWords[result.severity]}</span> ${sentenceOf(result)}</h3><p class="where"><code>${named(result.route)}</code> → ${named(result.example)} <span class="on">on <code>${named(result.target)}</code>, check <code>${named(result.check)}</code></span></p><dl>${shown}</dl></article>`;
}

/** Where the same cause shows, too; a long list is folded. */
function alsoMarkup(lines: readonly string[]): Markup {
  const shown = lines.slice(0, most.also).map((line) => html`<li>${named(line)}</li>`);
  const left = lines.length - shown.length;
  const list = html`<ul class="folded">${shown}${left > 0 ? html`<li>… and ${plural(left, 'more route')}, in smoke.json</li>` : null}</ul>`;
  if (lines.length <= 5) return list;
  return html`<details><summary>${plural(lines.length, 'more route')}</summary>${list}</details>`;
}

function sentenceOf({ message }: Result): string {
  return capitalised(shortened(message ?? 'the check failed', most.text));
}

function code(text: string | undefined): Content | undefined {
  return text === undefined ? undefined : html`<code class="value">${shortened(text, most.text)}</code>`;
}

/** A line to copy: whole, unless it is absurdly long. */
function curlMarkup(curl: string): Markup {
  return html`<pre><code>${shortened(curl, 4 * most.text)}</code></pre>`;
}

function named(text: string): string {
  return shortened(text, most.name);
}

function checksMarkup(results: readonly Result[]): Markup {
  return tableMarkup({
    caption: 'Checks and how they came out',
    columns: [
      { title: 'Check' },
      ...['Passed', 'Failed', 'Warnings', 'Skipped'].map((title) => ({ title, numeric: true })),
    ],
    rows: tallyBy('check', results).map(([check, { passed, failed, warned, skipped }]) => ({
      cells: [
        html`<code>${named(check)}</code>`,
        count(passed),
        failed > 0 ? html`<strong>${count(failed)}</strong>` : '0',
        count(warned),
        count(skipped),
      ],
    })),
  });
}

const folded = { pass: 'passed', skip: 'were skipped' } as const;

function foldedMarkup(results: readonly Result[], outcome: 'pass' | 'skip'): Markup | null {
  const chosen = results.filter((result) => result.outcome === outcome);
  if (chosen.length === 0) return null;
  const exchanges = [
    ...groupBy(chosen, ({ exchange, check, route }) => exchange ?? `${check} ${route}`).values(),
  ];
  const { drawn, left } = asManyAsFit(exchanges, most.passes, (group) => exchangeMarkup(group, outcome));
  const more = html`<li>… and ${plural(left, 'more exchange')}, in smoke.json</li>`;
  return html`<details><summary>${plural(chosen.length, 'check')} ${chosen.length === 1 && outcome === 'skip' ? 'was skipped' : folded[outcome]}</summary><ul class="folded">${drawn}${left > 0 ? more : null}</ul></details>`;
}

function exchangeMarkup(group: readonly Result[], outcome: 'pass' | 'skip'): Markup {
  const [first] = group;
  const checks = group.map(({ check, message }) =>
    outcome === 'skip' && message !== undefined ? `${check} (${shortened(message, most.name)})` : check,
  );
  return html`<li><code>${named(first?.target ?? '')}</code> <code>${named(first?.route ?? '')}</code> → ${named(first?.example ?? '')}: <span class="muted">${shortened(checks.join(', '), most.text)}</span></li>`;
}
