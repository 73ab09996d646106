import { spikeName } from '../plan/load-shape.ts';
import type { Phase } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import { count, ms, share } from '../statistics/figures.ts';
import { everyRoute, type PhaseSeries, phaseSeries } from '../statistics/latency-series.ts';
import type { Percentile } from '../statistics/percentile.ts';
import { html, type Markup } from './html-markup.ts';
import { tableMarkup } from './html-table.ts';
import { middleOut, printable } from './printable.ts';
import { textTable } from './terminal-table.ts';
import { intervalInWords, rate } from './words.ts';

interface PhaseRow extends Pick<Phase, 'name' | 'ratePerSecond'> {
  readonly series: PhaseSeries;
}

/** Response time of each target in each phase, all its routes together; none where the rate was constant. */
function rowsOf(run: Run): PhaseRow[] {
  const series = phaseSeries(run).filter((one) => one.clock === 'response' && one.route === everyRoute);
  return run.plan.targets.flatMap(({ target }) =>
    run.plan.arrivals.phases.flatMap(({ name, ratePerSecond }) => {
      const found = series.find((one) => one.target === target && one.phase === name);
      return found === undefined ? [] : [{ name, ratePerSecond, series: found }];
    }),
  );
}

/** What the objectives are held against, in a sentence. */
function judgedInWords(run: Run): string {
  return run.plan.arrivals.phases.some(({ name }) => name === spikeName)
    ? 'Objectives are held against what was measured before and after the spike; the spike itself is shown and not judged.'
    : 'Objectives are held against each step by itself.';
}

export function phasesText(run: Run): string[] {
  const rows = rowsOf(run);
  if (rows.length === 0) return [];
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const table = textTable(
    [
      { title: 'phase' },
      ...['a second', 'count', 'errors', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'].map(right),
    ],
    rows.map(({ name, ratePerSecond, series }) => [
      run.plan.targets.length === 1 ? name : `${middleOut(printable(series.target), 40)}\n  ${name}`,
      rate(ratePerSecond),
      count(series.count),
      share(series.errorRate),
      ...[series.percentiles.p50, series.percentiles.p95, series.percentiles.p99].map(inText),
      orNone(series.maxMs),
    ]),
  );
  return ['', 'Response time in each phase', table, judgedInWords(run)];
}

export function phasesMarkup(run: Run): Markup | null {
  const rows = rowsOf(run);
  if (rows.length === 0) return null;
  const numeric = (title: string) => ({ title, numeric: true });
  return html`${tableMarkup({
    caption: 'Response time in each phase, in milliseconds, with 95 % intervals',
    columns: [
      { title: 'Phase' },
      ...['A second', 'Requests', 'Errors', 'p50', 'p95', 'p99', 'Max'].map(numeric),
    ],
    rows: rows.map(({ name, ratePerSecond, series }) => ({
      leads: name === run.plan.arrivals.phases[0]?.name,
      cells: [
        html`${name}<span class="sub">${middleOut(series.target, 120)}</span>`,
        rate(ratePerSecond),
        count(series.count),
        series.errorRate > 0 ? html`<strong>${share(series.errorRate)}</strong>` : share(series.errorRate),
        ...[series.percentiles.p50, series.percentiles.p95, series.percentiles.p99].map(inMarkup),
        orNone(series.maxMs),
      ],
    })),
  })}<p class="muted">${judgedInWords(run)}</p>`;
}

function inText(percentile: Percentile): string {
  if (percentile.value === null) return `–\n(needs ${count(percentile.needed)})`;
  return `${ms(percentile.value)}\n${intervalInWords(percentile)}`;
}

function inMarkup(percentile: Percentile): Markup {
  if (percentile.value === null) return html`–<span class="sub">needs ${count(percentile.needed)}</span>`;
  return html`${ms(percentile.value)}<span class="sub">${intervalInWords(percentile)}</span>`;
}

function orNone(value: number | null): string {
  return value === null ? '–' : ms(value);
}
