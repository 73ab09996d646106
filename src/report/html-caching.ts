import { answersOverTime, type JudgedAnswer } from '../caching/answers-over-time.ts';
import { observationsOf } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import { count, ms } from '../statistics/figures.ts';
import { cachingPlot, mostDots, origins } from './caching-plot.ts';
import { cachingLines } from './caching-words.ts';
import type { CachingDocument, CachingRoute } from './documents.ts';
import { html, type Markup } from './html-markup.ts';
import { tableMarkup } from './html-table.ts';
import { shortened } from './printable.ts';

const most = { routes: 40, plots: 12, fills: 100, name: 160, text: 600 };

/** Caches: route by route what was found, how, and each answer of its run over time. */
export function cachingMarkup({ routes }: CachingDocument, run?: Run): Markup {
  const left = routes.length - most.routes;
  const answers = answersIn(run);
  return html`<section aria-labelledby="caching"><h2 id="caching">Caching</h2>${routes.length === 0 ? html`<p>Nothing was sent: nothing is cached.</p>` : method}${routes.slice(0, most.routes).map((route, index) => routeMarkup(route, index < most.plots ? answers(index) : [], index))}${left > 0 ? html`<p class="muted">${left} more routes are in caching.json.</p>` : null}</section>`;
}

const method = html`<p>A steady stream asks for one entry, so that its times to live follow one another; then each parameter is varied alone, and <code>Cache-Control: max-age=0</code> is sent. No header of API Gateway says hit: the mark that each invocation leaves tells one exactly, and without one the latencies of hits and misses do. Intervals are of 95 %.</p>`;

/** The answers of a study, by its number. */
function answersIn(run: Run | undefined): (study: number) => JudgedAnswer[] {
  const plan = run?.plan;
  if (plan?.scenario !== 'caching') return () => [];
  const observations = observationsOf(run as Run);
  return (study) => answersOverTime(plan, observations, study);
}

function routeMarkup(route: CachingRoute, answers: readonly JudgedAnswer[], index: number): Markup {
  const table = tableMarkup({
    caption: `What was found of the cache of ${shortened(route.route, most.name)}`,
    columns: [{ title: 'About' }, { title: 'Found' }],
    rows: cachingLines(route).map(([name, text]) => ({
      cells: [shortened(name, most.name), shortened(text, most.text)],
    })),
  });
  return html`<h3><code>${shortened(route.route, most.name)}</code> on ${shortened(route.target, most.name)}</h3>${answers.length === 0 ? table : html`<div class="figures">${table}${figureMarkup(route, answers, index)}</div>`}`;
}

function figureMarkup(
  { route, cached }: CachingRoute,
  answers: readonly JudgedAnswer[],
  index: number,
): Markup {
  const fills = cached === true ? answers.filter(({ stream, from }) => stream && from === 'function') : [];
  const shown = origins
    .map((origin) => ({ ...origin, times: answers.filter(({ from }) => from === origin.from).length }))
    .filter(({ times }) => times > 0);
  const title = `Service time of each answer of ${shortened(route, most.name)}`;
  const counted = shown.map(({ name, times }) => `${name}: ${count(times)}`).join(', ');
  const description = `${counted}. ${fills.length === 0 ? '' : 'The table below the plot says when the entry was filled.'}`;
  const fewer = shown.some(({ times }) => times > mostDots)
    ? html`<p class="muted">At most ${count(mostDots)} dots of each kind are drawn, evenly over time.</p>`
    : null;
  return html`<figure><figcaption>Service time of each answer${fills.length === 0 ? null : '; dashed, the stream’s entry was filled'}</figcaption><ul class="legend">${shown.map(({ name, colour, times }) => html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><circle class="dot c${colour}" cx="6" cy="6" r="4"/></svg>${name} (${count(times)})</li>`)}</ul>${cachingPlot(answers, fills, { id: `caching-${index + 1}`, title, description })}${fewer}${fillsTable(fills)}</figure>`;
}

/** When the stream's entry was made: what lies between two of them is a time to live. */
function fillsTable(fills: readonly JudgedAnswer[]): Markup | null {
  if (fills.length === 0) return null;
  const left = fills.length - most.fills;
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);
  const numeric = (title: string) => ({ title, numeric: true });
  return html`<details><summary>When the entry was filled</summary>${tableMarkup({
    caption: 'Misses of the steady stream',
    columns: ['Sent at (s)', 'Service time (ms)', 'After the one before (s)'].map(numeric),
    rows: fills.slice(0, most.fills).map(({ sentMs, serviceMs }, place) => ({
      cells: [
        seconds(sentMs),
        ms(serviceMs),
        place === 0 ? '–' : seconds(sentMs - (fills[place - 1] as JudgedAnswer).sentMs),
      ],
    })),
  })}${left > 0 ? html`<p class="muted">${count(left)} more are left out.</p>` : null}</details>`;
}
