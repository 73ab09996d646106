import type { Run } from '../run/run.ts';
import { bound, count, ms, plural, share } from '../statistics/figures.ts';
import { groupBy } from '../statistics/grouping.ts';
import { clocksOf, everyRoute, type LatencySeries } from '../statistics/latency-series.ts';
import type { Percentile } from '../statistics/percentile.ts';
import {
  type CurvePoint,
  type Moment,
  namedPercents,
  percentileCurve,
  timeline,
} from '../statistics/timeline.ts';
import { type JudgedOutcome, judgedOutcomes } from '../verdict/judged-phases.ts';
import type { ObjectiveOutcome } from '../verdict/objectives.ts';
import type { LatencyDocument } from './documents.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { colours, percentilePlot, type Scale, scaleFor, timePlot } from './html-plot.ts';
import { type HtmlRow, tableMarkup } from './html-table.ts';
import { keptApartMarkup } from './kept-apart.ts';
import { phasesMarkup } from './phases.ts';
import { middleOut } from './printable.ts';
import { clocksInWords, intervalInWords, loadInWords } from './words.ts';

const most = { plots: 8, moments: 120, name: 120, objectives: 8 };

/** Latency: the statistics as tables, the objectives, and the plots with their tables beside them. */
export function latencyMarkup(document: LatencyDocument, run: Run): Markup {
  const targets = plottedTargets(run);
  const left = run.plan.targets.length - targets.length;
  const objectives = judgedOutcomes(run, document.series);
  const [judged, other] = clocksOf(run.plan);
  return html`<section aria-labelledby="latency"><h2 id="latency">Latency</h2><p>${loadInWords(run)}. ${clocksInWords(run).join(' ')}</p>${statisticsMarkup(document.series, judged)}${phasesMarkup(run)}${other === undefined ? null : html`<details><summary>The same on the other clock: service time</summary>${statisticsMarkup(document.series, other)}</details>`}${objectives.length === 0 ? null : objectivesMarkup(objectives)}${keptApartMarkup(run)}${timePlots(targets)}${curvePlot(targets)}${left > 0 ? html`<p class="muted">${left} more targets are in the tables and not in the plots.</p>` : null}</section>`;
}

/** Both targets of a comparison, or any others, over time and by percentile. */
export function latencyPlots(run: Run): Markup {
  const targets = plottedTargets(run);
  return html`${timePlots(targets)}${curvePlot(targets)}`;
}

function plottedTargets(run: Run): PlottedTarget[] {
  return run.plan.targets.slice(0, most.plots).map(({ target }, index) => ({
    target,
    colour: (index % colours) + 1,
    moments: timeline(run, target, most.moments),
    points: percentileCurve(run, target),
  }));
}

interface PlottedTarget {
  readonly target: string;
  readonly colour: number;
  readonly moments: readonly Moment[];
  readonly points: readonly CurvePoint[];
}

const numeric = (title: string) => ({ title, numeric: true });

function statisticsMarkup(series: readonly LatencySeries[], clock: LatencySeries['clock']): Markup {
  return tableMarkup({
    caption: `${clock === 'response' ? 'Response' : 'Service'} time in milliseconds, with 95 % intervals`,
    columns: [
      { title: 'Route' },
      ...['Requests', 'Errors', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'Max'].map(numeric),
    ],
    rows: [
      ...groupBy(
        series.filter((one) => one.clock === clock),
        ({ target }) => target,
      ).values(),
    ].flatMap(rowsOf),
  });
}

/** A target with one route is one row. */
function rowsOf(series: readonly LatencySeries[]): HtmlRow[] {
  const routes = series.filter(({ route }) => route !== everyRoute);
  const [only] = routes;
  const scope =
    only === undefined || routes.length > 1 ? 'all routes' : html`<code>${name(only.route)}</code>`;
  const all = series.filter(({ route }) => route === everyRoute);
  return [
    ...all.map((one) => ({
      leads: true,
      cells: [html`${name(one.target)}<span class="sub">${scope}</span>`, ...figures(one)],
    })),
    ...(routes.length > 1
      ? routes.map((one) => ({ cells: [html`<code>${name(one.route)}</code>`, ...figures(one)] }))
      : []),
  ];
}

function figures({ count: requests, errorRate, percentiles, maxMs }: LatencySeries): Content[] {
  return [
    count(requests),
    errorRate > 0 ? html`<strong>${share(errorRate)}</strong>` : share(errorRate),
    ...Object.values(percentiles).map(percentileCell),
    maxMs === null ? '–' : ms(maxMs),
  ];
}

function percentileCell(percentile: Percentile): Content {
  if (percentile.value === null) return html`–<span class="sub">needs ${count(percentile.needed)}</span>`;
  return html`${ms(percentile.value)}<span class="sub">${intervalInWords(percentile)}</span>`;
}

function name(text: string): string {
  return middleOut(text, most.name);
}

const conclusions = {
  held: '✓ held',
  broken: '✕ broken',
  'too-few-samples': '? too few samples',
  undecided: '? too close to tell',
  'nothing-measured': '? nothing measured',
} as const satisfies Record<ObjectiveOutcome['conclusion']['kind'], string>;

/** What isn't held stands first and open; a long list of what is held is folded away. */
function objectivesMarkup(outcomes: readonly JudgedOutcome[]): Markup {
  const held = outcomes.filter(({ conclusion }) => conclusion.kind === 'held');
  if (outcomes.length <= most.objectives || held.length === 0)
    return html`<h3>Objectives</h3>${objectivesTable(outcomes)}`;
  const open = outcomes.filter((outcome) => !held.includes(outcome));
  const summary = `${open.length === 0 ? 'All ' : ''}${plural(held.length, 'objective')} held`;
  return html`<h3>Objectives</h3>${open.length === 0 ? null : objectivesTable(open)}<details><summary>${summary}</summary>${objectivesTable(held)}</details>`;
}

function objectivesTable(outcomes: readonly JudgedOutcome[]): Markup {
  return tableMarkup({
    caption: 'Objectives, on response time',
    columns: [{ title: 'Route' }, { title: 'Objective' }, numeric('Measured'), { title: 'Conclusion' }],
    rows: outcomes.map((outcome) => ({
      cells: [
        html`<code>${name(outcome.route)}</code><span class="sub">${name(outcome.target)}${outcome.phase === null ? null : `, ${outcome.phase.name}`}</span>`,
        promised(outcome),
        outcome.kind === 'latency' ? percentileCell(outcome.measured) : errorShare(outcome),
        html`<span class="conclusion ${outcome.conclusion.kind}">${conclusions[outcome.conclusion.kind]}</span>`,
      ],
    })),
  });
}

function promised(outcome: ObjectiveOutcome): string {
  if (outcome.kind === 'latency') return `${outcome.percentile} ≤ ${bound(outcome.boundMs)} ms`;
  return `errors ≤ ${share(outcome.bound)}${outcome.isDefault ? ' (default)' : ''}`;
}

function errorShare({ count: requests, errors }: { count: number; errors: number }): string {
  return requests === 0 ? '–' : share(errors / requests);
}

function timePlots(targets: readonly PlottedTarget[]): Markup {
  const values = targets.flatMap(({ moments }) => moments.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]));
  const scale = scaleFor(values.filter((value) => value !== null));
  const figures = targets.map((target, index) => timeFigure(target, scale, `time-${index + 1}`));
  const stretch = stretchOf(targets);
  return html`<h3>Latency over time</h3><p class="muted">Response time of every ${stretch}: its p50 and, above it, its p95${scaleNote(scale)}. A cross marks errors.</p><div class="figures">${figures}</div>`;
}

/** `second`, or `30 seconds` where a long run is drawn in fewer points. */
function stretchOf(targets: readonly PlottedTarget[]): string {
  const gaps = targets.flatMap(({ moments }) =>
    moments.slice(1).map(({ second }, index) => second - (moments[index]?.second ?? 0)),
  );
  const shortest = Math.min(...gaps);
  return Number.isFinite(shortest) && shortest > 1 ? `${count(shortest)} seconds` : 'second';
}

function timeFigure({ target, colour, moments }: PlottedTarget, scale: Scale, id: string): Markup {
  const tails = moments.flatMap(({ p95Ms }) => p95Ms ?? []);
  const errors = moments.reduce((sum, moment) => sum + moment.errors, 0);
  const description =
    tails.length === 0
      ? 'No request was answered.'
      : `The p95 over time runs from ${ms(Math.min(...tails))} to ${ms(Math.max(...tails))} ms. ${errors === 0 ? 'There were no errors' : `${count(errors)} requests failed`}. The table below the plot holds the numbers.`;
  const title = `Latency over time of ${name(target)}`;
  return html`<figure><figcaption>${swatch(colour)}${name(target)}</figcaption>${timePlot(moments, { colour, scale }, { id, title, description })}<details><summary>The numbers</summary>${tableMarkup(
    {
      caption: `${name(target)} over time, response time in milliseconds`,
      columns: [{ title: 'Second' }, ...['Requests', 'Errors', 'p50', 'p95'].map(numeric)],
      rows: moments.map(({ second, count: requests, errors: failed, p50Ms, p95Ms }) => ({
        cells: [count(second), count(requests), count(failed), orNone(p50Ms), orNone(p95Ms)],
      })),
    },
  )}</details></figure>`;
}

function orNone(value: number | null): string {
  return value === null ? '–' : ms(value);
}

function scaleNote({ type }: Scale): string {
  return type === 'log' ? ', on a logarithmic scale' : '';
}

function swatch(colour: number): Markup {
  return html`<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="dot c${colour}" width="12" height="12" rx="3"/></svg>`;
}

function curvePlot(targets: readonly PlottedTarget[]): Markup {
  const curves = targets.filter(({ points }) => points.length > 0);
  if (curves.length === 0) return html`<h3>Percentiles</h3><p>There are too few samples for a curve.</p>`;
  const scale = scaleFor(curves.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])));
  const description = curves
    .map(({ target, points }) => {
      const last = points.at(-1);
      const middle = points.find(({ percent }) => percent >= 50);
      return `${name(target)} goes from ${ms(middle?.value ?? 0)} ms at p50 to ${ms(last?.value ?? 0)} ms at p${Number(last?.percent.toFixed(2))}.`;
    })
    .join(' ');
  const text = { id: 'curve', title: 'Percentile curve of every target', description };
  const legend = curves.map(({ target, colour }) => html`<li>${swatch(colour)}${name(target)}</li>`);
  return html`<h3>Percentiles</h3><p class="muted">Response time against percentile, with the band of its 95 % interval${scaleNote(scale)}. Each further nine has the same room, so the tail can be read. A curve ends where its samples end.</p><div class="figures"><figure><figcaption><ul class="legend">${legend}</ul></figcaption>${percentilePlot(curves, scale, text)}</figure>${curveTable(curves)}</div>`;
}

function curveTable(curves: readonly PlottedTarget[]): Markup {
  return tableMarkup({
    caption: 'Percentiles of all routes, in milliseconds',
    columns: [{ title: 'Target' }, ...namedPercents.map((percent) => numeric(`p${percent}`))],
    rows: curves.map(({ target, points }) => ({
      cells: [
        name(target),
        ...namedPercents.map((percent) =>
          orNone(points.find((point) => point.percent === percent)?.value ?? null),
        ),
      ],
    })),
  });
}
