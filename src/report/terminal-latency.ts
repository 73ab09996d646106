import type { Run } from '../run/run.ts';
import { count, ms, share } from '../statistics/figures.ts';
import { everyRoute, type LatencySeries } from '../statistics/latency-series.ts';
import type { Percentile } from '../statistics/percentile.ts';
import type { LatencyDocument } from './documents.ts';
import { keptApartText } from './kept-apart.ts';
import { phasesText } from './phases.ts';
import { middleOut, printable } from './printable.ts';
import { textTable } from './terminal-table.ts';
import { clocksInWords, errorsIncluded, intervalInWords, loadInWords } from './words.ts';

const columns = [
  { title: '' },
  { title: 'count', align: 'right' },
  { title: 'errors', align: 'right' },
  { title: 'p50 ms', align: 'right' },
  { title: 'p95 ms', align: 'right' },
  { title: 'p99 ms', align: 'right' },
  { title: 'max ms', align: 'right' },
] as const;

/**
 * A table of response times with the 95 % interval under each percentile, and what the figures mean.
 * Service time is shown for each target as a whole; every series is in the document.
 */
export function formatLatency(document: LatencyDocument, run: Run): string {
  const targets = [...new Set(document.series.map(({ target }) => target))];
  const rows = targets.flatMap((target) => rowsOf(document.series.filter((one) => one.target === target)));
  const { verdict, reasons } = document;
  return [
    printable(loadInWords(run)),
    '',
    textTable(columns, rows),
    '',
    'Under each percentile: its 95 % interval.',
    ...phasesText(run),
    ...keptApartText(run),
    '',
    ...clocksInWords(run),
    ...(document.series.some(({ errorRate }) => errorRate > 0) ? [errorsIncluded] : []),
    '',
    verdict,
    ...reasons.map((reason) => `  ${printable(reason)}`),
  ].join('\n');
}

function rowsOf(series: readonly LatencySeries[]): string[][] {
  const onResponse = series.filter(({ clock }) => clock === 'response');
  const response = onResponse.length > 0 ? onResponse : series;
  const all = response.find(({ route }) => route === everyRoute);
  const routes = response.filter(({ route }) => route !== everyRoute);
  const service =
    onResponse.length === 0
      ? undefined
      : series.find(({ clock, route }) => clock === 'service' && route === everyRoute);
  return [
    ...(all === undefined ? [] : [row(nameOf(all, routes), all)]),
    ...(routes.length > 1 ? routes.map((one) => row(`  ${name(one.route)}`, one)) : []),
    ...(service === undefined ? [] : [row('  service time', service)]),
  ];
}

/** A single route is the whole target, and shown as such. */
function nameOf({ target }: LatencySeries, [only, another]: readonly LatencySeries[]): string {
  if (only === undefined || another !== undefined) return name(target);
  return `${name(target)}\n  ${name(only.route)}`;
}

/** A longer one would push the figures out of sight. */
const longestName = 48;

function name(text: string): string {
  return middleOut(printable(text), longestName);
}

function row(title: string, { count: requests, errorRate, percentiles, maxMs }: LatencySeries): string[] {
  const { p50, p95, p99 } = percentiles;
  return [
    title,
    count(requests),
    share(errorRate),
    ...[p50, p95, p99].map(cell),
    maxMs === null ? '–' : ms(maxMs),
  ];
}

function cell(percentile: Percentile): string {
  if (percentile.value === null) return `–\n(needs ${count(percentile.needed)})`;
  return `${ms(percentile.value)}\n${intervalInWords(percentile)}`;
}
