import { everyRoute } from '../comparison/differences.ts';
import { change, spanOf } from '../comparison/ratio-words.ts';
import type { Move } from '../migration/move.ts';
import type { Run } from '../run/run.ts';
import { count, ms, plural, share } from '../statistics/figures.ts';
import { groupBy } from '../statistics/grouping.ts';
import type { ComparedRow, ComparisonDocument } from './comparison-document.ts';
import { conclusionWords, errorWords } from './comparison-words.ts';
import { costMarkup } from './html-cost.ts';
import { latencyPlots } from './html-latency.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { type HtmlRow, tableMarkup } from './html-table.ts';
import { keptApartMarkup } from './kept-apart.ts';
import { dollars } from './money.ts';
import { middleOut, shortened } from './printable.ts';
import { ratioPlot } from './ratio-plot.ts';

const most = { name: 120, text: 600, rows: 40 };

/** Two targets compared: differences with their intervals, both over time, how their answers differ, a move and its price. */
export function comparisonMarkup(document: ComparisonDocument, run: Run): Markup {
  const { differences, effect, candidate, baseline, remarks, cost, blockers, waiting } = document;
  const overall = differences.filter(({ route }) => route === everyRoute);
  const routes = differences.filter(({ route }) => route !== everyRoute);
  const [all] = overall;
  return html`<section aria-labelledby="comparison"><h2 id="comparison">Comparison</h2>
<p>${name(candidate)} against ${name(baseline)}: ${count(all?.pairs ?? 0)} pairs of the same request, sent within a moment of each other, a coin deciding who goes first.</p>
${remarks.length === 0 ? null : html`<ul>${remarks.map((remark) => html`<li>${shortened(remark, most.text)}</li>`)}</ul>`}
<div class="figures"><figure><figcaption>Ratio of each percentile, with its 95 % interval</figcaption>${ratioPlot(
    overall,
    effect,
    {
      id: 'ratio',
      title: `Time on ${name(candidate)} as a ratio of that on ${name(baseline)}`,
      description: overall.map(ratioText).join(' '),
    },
  )}<p class="muted">Left of 1 the candidate is faster. Between the dashed lines lies what doesn’t matter (${share(effect)}).</p></figure></div>
${differencesTable('Differences of all routes together', overall)}
${routes.length === 0 ? null : html`<details><summary>The same for each route</summary>${differencesTable('Differences by route', routes)}</details>`}
${keptApartMarkup(run)}
${latencyPlots(run)}
${answersMarkup(document)}
</section>
${blockers.length === 0 ? null : html`<section aria-labelledby="move"><h2 id="move">Moving</h2>${blockers.map(moveMarkup)}</section>`}
${cost === null ? null : costMarkup(cost)}${waiting === null ? null : html`<p>${shortened(waiting, most.text)}</p>`}
${methodMarkup()}`;
}

function name(text: string): string {
  return middleOut(text, most.name);
}

function ratioText({ statistic, ratio, needed }: ComparedRow): string {
  if (statistic === 'errorRate') return '';
  if (ratio === null) return `${statistic} needs ${count(needed ?? 0)} pairs.`;
  return `${statistic}: ${change(ratio.value)}, interval ${spanOf(ratio)}.`;
}

function differencesTable(title: string, differences: readonly ComparedRow[]): Markup {
  const groups = [...groupBy(differences, ({ route }) => route).values()];
  const several = groups.length > 1;
  return tableMarkup({
    caption: `${title}, with 95 % intervals; conclusions are corrected for the number of all comparisons`,
    columns: [
      { title: several ? 'Route' : 'Statistic' },
      ...['Baseline', 'Candidate', 'Ratio', 'Seen from'].map((title) => ({ title, numeric: true })),
      { title: 'Conclusion' },
    ],
    rows: groups.flatMap((rows) =>
      rows.map((row, index): HtmlRow => ({ cells: cellsOf(row), leads: several && index === 0 })),
    ),
  });
}

function cellsOf(row: ComparedRow): Content[] {
  const { route, statistic, baseline, candidate, ratio, difference, detectable, conclusion, needed } = row;
  const scope = route === everyRoute ? 'all routes' : html`<code>${name(route)}</code>`;
  if (statistic === 'errorRate') {
    const bounds =
      difference === null
        ? '–'
        : html`${points(difference.value)}<span class="sub">${points(difference.low)} to ${points(difference.high)}</span>`;
    const rates = [baseline, candidate].map((rate) => (rate === null ? '–' : share(rate)));
    return [html`errors<span class="sub">${scope}</span>`, ...rates, bounds, '', errorWords[conclusion]];
  }
  const title = html`${statistic}<span class="sub">${scope}</span>`;
  if (ratio === null || baseline === null || candidate === null) {
    return [
      title,
      '–',
      '–',
      html`–<span class="sub">needs ${count(needed ?? 0)} pairs</span>`,
      '',
      conclusionWords[conclusion],
    ];
  }
  const bounds = `${ratio.low.toFixed(2)}–${ratio.high === null ? '∞' : ratio.high.toFixed(2)}`;
  return [
    title,
    ms(baseline),
    ms(candidate),
    html`${ratio.value.toFixed(2)}<span class="sub">${bounds}</span>`,
    detectable === null ? '–' : change(detectable),
    conclusionWords[conclusion],
  ];
}

/** Percentage points with their sign. */
function points(value: number): string {
  return `${value < 0 ? '−' : '+'}${(Math.abs(value) * 100).toFixed(2)}`;
}

function answersMarkup({ equivalence, baseline, candidate }: ComparisonDocument): Markup | null {
  const { compared, differences, headers } = equivalence;
  if (compared === 0) return null;
  const kinds = {
    'only-baseline': `only ${name(baseline)}`,
    'only-candidate': `only ${name(candidate)}`,
    'other-value': 'another value',
  } as const;
  return html`<h3>Answers</h3><p>${
    differences.length === 0
      ? `Both answer all ${plural(compared, 'example')} alike, in status and shape of body.`
      : `${count(differences.length)} of ${count(compared)} examples are answered otherwise.`
  }</p>${
    differences.length === 0
      ? null
      : tableMarkup({
          caption: 'Examples that the two answer otherwise',
          columns: [{ title: 'Example' }, { title: 'Of' }, { title: 'Baseline' }, { title: 'Candidate' }],
          rows: differences
            .slice(0, most.rows)
            .map(({ route, example, of, baseline: here, candidate: there }) => ({
              cells: [
                html`<code>${name(route)}</code><span class="sub">${name(example)}</span>`,
                of,
                shortened(here || 'nothing more', most.name),
                shortened(there || 'nothing more', most.name),
              ],
            })),
        })
  }${
    headers.length === 0
      ? null
      : html`<details><summary>Headers that differ</summary>${tableMarkup({
          caption: 'Headers that differ, over all examples',
          columns: [{ title: 'Header' }, { title: 'Has it' }, { title: 'Examples', numeric: true }],
          rows: headers.map(({ name: header, kind, examples }) => ({
            cells: [html`<code>${name(header)}</code>`, kinds[kind], count(examples)],
          })),
        })}</details>`
  }`;
}

const typeNames = { rest: 'a REST API', http: 'an HTTP API' } as const;
const weightWords = { stays: 'in the way', change: 'takes a change', note: 'worth knowing' } as const;

function moveMarkup({ target, from, to, says, blockers, always, unread }: Move): Markup {
  return html`<h3>${name(target)}: from ${typeNames[from]} to ${typeNames[to]}</h3><p>${shortened(says, most.text)}</p>${
    blockers.length === 0
      ? null
      : tableMarkup({
          caption: `What ${name(target)} uses that ${typeNames[to]} lacks`,
          columns: [
            { title: 'Feature' },
            { title: 'Found' },
            { title: 'Instead' },
            { title: 'Price a month', numeric: true },
          ],
          rows: blockers.map(({ feature, weight, found, instead, price }) => ({
            cells: [
              html`${feature.replaceAll('-', ' ')}<span class="sub">${weightWords[weight]}</span>`,
              shortened(found, most.text),
              html`${shortened(instead, most.text)}<span class="sub">${shortened(price.says, most.text)}</span>`,
              price.usdAMonth === null ? '–' : dollars(price.usdAMonth),
            ],
          })),
        })
  }<details><summary>What any such move takes</summary><ul>${always.map((line) => html`<li>${shortened(line, most.text)}</li>`)}</ul></details>${
    unread.length === 0
      ? null
      : html`<p class="muted">Not read: ${unread.map((line) => shortened(line, most.text)).join(' ')}</p>`
  }`;
}

function methodMarkup(): Markup {
  return html`<section aria-labelledby="comparison-method"><h2 id="comparison-method">How it was compared</h2><ul>
<li>One k6 process drives both targets at the same rate with the same requests; which of a pair goes first is random, so that the time of day, neighbours and warm-up meet both alike.</li>
<li>Times are service times on connections that were open; pairs in which one side failed or had to connect are left out of them, and failures are compared by themselves.</li>
<li>A ratio’s interval holds every value that a sign test within pairs doesn’t refute at the common percentile. Where one side had slow spells of its own, it is widened by how much stretches of the run vary.</li>
<li>A conclusion is one of the whole run: all its tests together are wrong in at most 5 % of runs without any difference (Holm), the largest part of it reserved for the median of all routes.</li>
<li>“Seen from” is the difference that so many pairs show in four of five runs.</li>
<li>It holds for this runner, this time and these requests; percentiles of all routes follow the contract’s weights.</li></ul></section>`;
}
