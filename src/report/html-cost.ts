import { count } from '../statistics/figures.ts';
import { colourOf, monthDescription, monthPlot, perMillionPlot } from './cost-plot.ts';
import { breakEvenLines, costAnswer, signedShare } from './cost-words.ts';
import type { CostBill, CostDocument, CostMonth } from './documents.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { time } from './html-method.ts';
import { formatPage } from './html-page.ts';
import { tableMarkup } from './html-table.ts';
import { bytes, dollars } from './money.ts';
import { shortened } from './printable.ts';

/** The cost of both API types as a section of a report: the plots, the tables beside them, where bills meet, and what is taken for granted. */
export function costMarkup(document: CostDocument): Markup {
  const { months, breakEven, assumptions, curve, prices } = document;
  const [only, ...more] = months;
  const lambda = curve.withLambda ? ', Lambda included' : ', without Lambda';
  return html`<section aria-labelledby="cost"><h2 id="cost">Cost</h2>
<p>US dollars a month in ${shortened(prices.region, 60)}, prices of ${shortened(prices.asOf, 60)}; requests of ${bytes(document.traffic.requestBytes)}, answers of ${bytes(document.traffic.responseBytes)}.</p>
<ul class="legend"><li>${swatch(colourOf.rest)}REST API</li><li>${swatch(colourOf.http)}HTTP API</li></ul>
<div class="figures">
<figure><figcaption>A month, over its calls${lambda}</figcaption>${monthPlot(document, {
    id: 'cost-month',
    title: 'Cost of a month over its calls',
    description: monthDescription(document),
  })}</figure>
<figure><figcaption>A million calls on average${lambda}</figcaption>${perMillionPlot(document, {
    id: 'cost-million',
    title: 'Average cost of a million calls over the calls of a month',
    description:
      'The same prices by the million calls: they fall where a tier begins, and where a fixed price is shared by more calls.',
  })}</figure>
</div>
${curveTable(document)}
<p class="muted">Dashed: requests get another price. Upright lines: from there on the HTTP API costs that much less. A ring: both cost the same.</p>
${only !== undefined && more.length === 0 ? itemTable(only) : monthTable(months)}
<h3>Break-even</h3><ul>${breakEvenLines(breakEven, months).map((line) => html`<li>${line}</li>`)}</ul>
<h3>Taken for granted</h3><ul class="folded">${assumptions.map((line) => html`<li>${shortened(line, 600)}</li>`)}</ul></section>`;
}

/** The cost as a page of its own. */
export function formatCostPage(document: CostDocument, generatedAt: string): string {
  const answer = costAnswer(document);
  return formatPage({
    title: 'Cost of a REST API and an HTTP API',
    header: html`<span>${shortened(document.prices.region, 60)}</span><span>${time(generatedAt)}</span>`,
    sections: [],
    main: html`<section class="answer" aria-labelledby="answer"><h1 id="answer">${answer}</h1></section>
${costMarkup(document)}
${sourcesMarkup(document)}`,
    footer: 'Made by gatewright. Prices are list prices; the bill is AWS’s.',
  });
}

/** What the plots are drawn from. */
function curveTable({ curve }: CostDocument): Markup {
  const millions = ({ requests }: { readonly requests: number }, usd: number) =>
    dollars((usd / requests) * 1e6);
  return html`<details><summary>The numbers</summary>${tableMarkup({
    caption: 'US dollars over the calls of a month',
    columns: ['Calls', 'REST API', 'HTTP API', 'REST API, a million', 'HTTP API, a million'].map((title) => ({
      title,
      numeric: title !== 'Calls',
    })),
    rows: curve.points.map((point) => ({
      cells: [
        count(point.requests),
        dollars(point.restUsd),
        dollars(point.httpUsd),
        millions(point, point.restUsd),
        millions(point, point.httpUsd),
      ],
    })),
  })}</details>`;
}

function itemTable({ rest, http, requests }: CostMonth): Markup {
  const items = [...new Set([...rest.charges, ...http.charges].map(({ what }) => what))];
  const usdOf = ({ charges }: CostBill, what: string) =>
    charges.find((charge) => charge.what === what)?.usd ?? null;
  const row = (name: string, a: number | null, b: number | null, leads = false) => ({
    cells: [name, cell(a), cell(b), cell((a ?? 0) - (b ?? 0))],
    leads,
  });
  const lambda = items.filter((what) => what.startsWith('Lambda'));
  const rowOf = (what: string) => row(what, usdOf(rest, what), usdOf(http, what));
  return tableMarkup({
    caption: `The bill of ${count(requests)} calls, US dollars`,
    columns: ['Item', 'REST API', 'HTTP API', 'Difference'].map((title, index) => ({
      title,
      numeric: index > 0,
    })),
    rows: [
      ...items.filter((what) => !lambda.includes(what)).map(rowOf),
      row('without Lambda', rest.gatewayUsd, http.gatewayUsd, true),
      row('a million calls', rest.costPerMillion, http.costPerMillion),
      ...(lambda.length === 0
        ? []
        : [...lambda.map(rowOf), row('with Lambda', rest.totalUsd, http.totalUsd, true)]),
    ],
  });
}

function monthTable(months: readonly CostMonth[]): Markup {
  const withLambda = months.some(({ rest, http }) => rest.lambdaUsd + http.lambdaUsd > 0);
  const named = months.some(({ name }) => name !== null);
  const titles = [
    ...(named ? ['Month'] : []),
    'Calls',
    'REST API',
    'HTTP API',
    ...(withLambda ? ['Lambda, REST', 'Lambda, HTTP'] : []),
    'Difference',
    'Of REST',
  ];
  return tableMarkup({
    caption: 'Bills by volume, US dollars',
    columns: titles.map((title, index) => ({ title, numeric: index > 0 })),
    rows: months.map(({ name, requests, rest, http, savingUsd, savingShare }) => ({
      cells: [
        ...(named ? [shortened(name ?? '–', 60)] : []),
        count(requests),
        dollars(rest.gatewayUsd),
        dollars(http.gatewayUsd),
        ...(withLambda ? [dollars(rest.lambdaUsd), dollars(http.lambdaUsd)] : []),
        dollars(savingUsd),
        signedShare(savingShare),
      ],
    })),
  });
}

function sourcesMarkup({ prices }: CostDocument): Markup {
  return html`<section aria-labelledby="sources"><h2 id="sources">Sources of the prices</h2><ul>${prices.sources.map((source) => html`<li>${shortened(source, 200)}</li>`)}</ul></section>`;
}

function swatch(colour: number): Content {
  return html`<svg class="swatch c${colour}" viewBox="0 0 12 12" aria-hidden="true"><circle class="dot" cx="6" cy="6" r="6"/></svg>`;
}

const cell = (usd: number | null) => (usd === null ? '–' : dollars(usd));
