import { everyRoute } from '../comparison/differences.ts';
import { count, ms, plural, share } from '../statistics/figures.ts';
import type { ComparedRow, ComparisonDocument } from './comparison-document.ts';
import { conclusionWords, errorWords } from './comparison-words.ts';
import { middleOut, printable } from './printable.ts';
import { formatCost } from './terminal-cost.ts';
import { textTable } from './terminal-table.ts';

const longestName = 48;

/** The answer, the table of differences with their intervals, and what else sets the two sides apart. */
export function formatComparison(document: ComparisonDocument): string {
  const { baseline, candidate, differences, verdict, reasons, remarks, cost, blockers, waiting } = document;
  const rows = differences.filter(worthARow);
  return [
    `${printable(candidate)} against ${printable(baseline)}, ${count(pairsOf(document))} pairs of requests`,
    '',
    textTable(
      [
        { title: '' },
        { title: 'baseline', align: 'right' },
        { title: 'candidate', align: 'right' },
        { title: 'ratio', align: 'right' },
        { title: '95 % interval', align: 'right' },
        { title: '' },
      ],
      rows.map(rowOf),
    ),
    '',
    'Milliseconds of service time on open connections; conclusions are corrected for the number of comparisons.',
    ...remarks.map((remark) => printable(remark)),
    ...answersApart(document),
    ...blockers
      .filter(({ from }) => from === 'rest')
      .flatMap(({ target, says }) => printable(`${target}: ${says}`)),
    ...(cost === null ? [] : ['', formatCost(cost)]),
    ...(waiting === null ? [] : ['', waiting]),
    '',
    verdict,
    ...reasons.map((reason) => `  ${printable(reason)}`),
  ].join('\n');
}

function pairsOf({ differences }: ComparisonDocument): number {
  return differences.find(({ route }) => route === everyRoute)?.pairs ?? 0;
}

/** Errors only where there are some; of single routes only what was found. */
function worthARow({ route, statistic, difference, conclusion }: ComparedRow): boolean {
  if (route !== everyRoute) return conclusion === 'faster' || conclusion === 'slower';
  return statistic !== 'errorRate' || (difference !== null && difference.value !== 0);
}

function rowOf(row: ComparedRow): string[] {
  const { route, statistic, baseline, candidate, ratio, difference, conclusion, needed } = row;
  const title = `${route === everyRoute ? '' : `${middleOut(printable(route), longestName)} `}${statistic === 'errorRate' ? 'errors' : statistic}`;
  if (statistic === 'errorRate') {
    const bounds = difference === null ? '' : `${points(difference.low)} to ${points(difference.high)}`;
    const word = errorWords[conclusion];
    return [title, share(baseline ?? 0), share(candidate ?? 0), '', bounds, word];
  }
  if (ratio === null || baseline === null || candidate === null) {
    return [title, '–', '–', '–', `needs ${count(needed ?? 0)} pairs`, conclusionWords[conclusion]];
  }
  const bounds = `${ratio.low.toFixed(2)}–${ratio.high === null ? '' : ratio.high.toFixed(2)}`;
  return [title, ms(baseline), ms(candidate), ratio.value.toFixed(2), bounds, conclusionWords[conclusion]];
}

/** `+0.3`, `−1.2`: percentage points. */
function points(value: number): string {
  const text = (Math.abs(value) * 100).toFixed(2);
  return `${value < 0 ? '−' : '+'}${text}`;
}

const mostNamed = 5;

function answersApart({ equivalence: { compared, differences, headers } }: ComparisonDocument): string[] {
  if (compared === 0) return [];
  const only = (kind: 'only-baseline' | 'only-candidate') =>
    headers.filter((header) => header.kind === kind).map(({ name }) => name);
  const listed = (names: readonly string[]) =>
    names.length <= mostNamed
      ? names.join(', ')
      : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;
  const [here, there] = [only('only-baseline'), only('only-candidate')];
  return [
    differences.length === 0
      ? `Both answer all ${plural(compared, 'example')} alike in status and shape of body.`
      : `Of ${count(compared)} examples ${count(differences.length)} are answered otherwise:`,
    ...differences
      .slice(0, mostNamed)
      .map(({ route, example, of, baseline, candidate }) =>
        printable(
          `  ${route}, ${example}: ${of} ${baseline || 'nothing more'} against ${candidate || 'nothing more'}`,
        ),
      ),
    ...(here.length === 0 ? [] : [printable(`Headers of the baseline only: ${listed(here)}.`)]),
    ...(there.length === 0 ? [] : [printable(`Headers of the candidate only: ${listed(there)}.`)]),
  ];
}
