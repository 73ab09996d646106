import { alsoHit, type Kind } from '../conformance/kinds.ts';
import { count, ms, plural, share } from '../statistics/figures.ts';
import { everyRoute, type LatencySeries } from '../statistics/latency-series.ts';
import type { Percentile } from '../statistics/percentile.ts';
import { answerSentence, judgementOf } from './answer.ts';
import { cachingLines } from './caching-words.ts';
import { comparisonBlocks } from './markdown-comparison.ts';
import { block, code, list, text } from './markdown-text.ts';
import { type Note, notesOf } from './notes.ts';
import { comparison, kindsFound, tallied, tallyBy } from './outcomes.ts';
import { capitalised, shortened } from './printable.ts';
import type { ReportInput } from './report-input.ts';
import { studySentences } from './throttling-words.ts';
import { clocksInWords, errorsIncluded, intervalInWords, loadInWords } from './words.ts';

/** A step summary may have a mebibyte (GitHub Actions documentation, "Adding a job summary"). */
const most = { findings: 40, reasons: 12, notes: 30, rows: 200, text: 500, curl: 2_000 };

const marks = { pass: '✅', fail: '❌', inconclusive: '❓' } as const;

/** The report for a pipeline's step summary: answer, findings, latency. */
export function formatMarkdown(input: ReportInput): string {
  const { verdict, reasons } = judgementOf(input);
  return [
    `## ${marks[verdict]} ${capitalised(`${verdict} `).trim()}: ${text(answerSentence(input))}`,
    list(reasons.slice(0, most.reasons).map((reason) => text(reason))),
    ...gate(input),
    ...load(input),
    ...caches(input),
    ...limits(input),
    ...(input.comparison === undefined ? [] : comparisonBlocks(input.comparison)),
    `<sub>gatewright, run ${text(input.runId)}</sub>`,
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function gate({ smoke }: ReportInput): string[] {
  if (smoke === undefined) return [];
  const found = kindsFound(smoke.results);
  const left = found.length - most.findings;
  return [
    '### Gate',
    list(tallyBy('target', smoke.results).map(([target, counts]) => `${code(target)} ${tallied(counts)}`)),
    ...found.slice(0, most.findings).map(finding),
    left > 0 ? `… and ${plural(left, 'more finding')}, in smoke.json` : '',
    notes(notesOf(smoke)),
  ];
}

function notes(all: readonly Note[]): string {
  const left = all.length - most.notes;
  return list([
    ...all
      .slice(0, most.notes)
      .map(({ text: sentence, curl }) =>
        curl === undefined ? text(sentence) : `${text(sentence)}: ${code(shortened(curl, most.text))}`,
      ),
    ...(left > 0 ? [`… and ${plural(left, 'more note')}, in smoke.json`] : []),
  ]);
}

function finding(kind: Kind): string {
  const { first: result } = kind;
  const also = alsoHit(kind);
  const { severity, message, route, example, target, check, diagnosis, curl } = result;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ...comparison(result),
    ['request id', result.requestId],
  ];
  return [
    `**${severity === 'error' ? '❌' : '⚠️'} ${text(capitalised(message ?? 'failed'))}**  `,
    `${code(route)} → ${text(example)} on ${code(target)}, check ${code(check)}  `,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${code(value)}  `])),
    ...(also.length === 0 ? [] : [`also: ${text(also.join(', '))}  `]),
    ...(diagnosis === undefined ? [] : [`likely cause: ${text(diagnosis)}`]),
    ...(curl === undefined ? [] : [`\n${block(shortened(curl, most.curl))}`]),
  ].join('\n');
}

function load({ run, latency }: ReportInput): string[] {
  if (latency === undefined) return [];
  const clock = latency.series.some((one) => one.clock === 'response') ? 'response' : 'service';
  const rows = latency.series.filter((one) => one.clock === clock);
  const left = rows.length - most.rows;
  return [
    '### Latency',
    run === undefined
      ? ''
      : `${text(loadInWords(run))}. ${clocksInWords(run).join(' ')} ${clock === 'response' ? 'Response' : 'Service'} time in milliseconds, with 95 % intervals.${rows.some(({ errorRate }) => errorRate > 0) ? ` ${errorsIncluded}` : ''}`,
    table(rows.slice(0, most.rows)),
    left > 0 ? `… and ${plural(left, 'more route')}, in latency.json` : '',
  ];
}

function caches({ caching }: ReportInput): string[] {
  if (caching === undefined) return [];
  const { routes } = caching;
  const left = routes.length - most.findings;
  return [
    '### Caching',
    ...routes
      .slice(0, most.findings)
      .flatMap((route) => [
        `${code(route.route)} on ${code(route.target)}`,
        list(cachingLines(route).map(([name, found]) => `${text(name)}: ${text(found)}`)),
      ]),
    left > 0 ? `… and ${plural(left, 'more route')}, in caching.json` : '',
  ];
}

function limits({ throttling }: ReportInput): string[] {
  if (throttling === undefined) return [];
  const { targets } = throttling;
  const left = targets.length - most.findings;
  return [
    '### Throttling',
    ...targets
      .slice(0, most.findings)
      .flatMap((study) => [
        `${code(study.route)} on ${code(study.target)}`,
        list(studySentences(study).map(text)),
      ]),
    left > 0 ? `… and ${plural(left, 'more target')}, in throttling.json` : '',
  ];
}

function table(rows: readonly LatencySeries[]): string {
  return [
    '| | requests | errors | p50 | p95 | p99 | max |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...rows.map(({ target, route, count: requests, errorRate, percentiles: { p50, p95, p99 }, maxMs }) => {
      const name = route === everyRoute ? `**${text(target)}**` : code(route);
      const cells = [
        name,
        count(requests),
        share(errorRate),
        ...[p50, p95, p99].map(cell),
        maxMs === null ? '–' : ms(maxMs),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}

function cell(percentile: Percentile): string {
  if (percentile.value === null) return `– (needs ${count(percentile.needed)})`;
  return `${ms(percentile.value)} (${intervalInWords(percentile)})`;
}
