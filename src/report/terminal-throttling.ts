import type { Run } from '../run/run.ts';
import { figure, range } from '../throttling/in-words.ts';
import type { StudiedThrottle } from '../throttling/study.ts';
import type { ThrottlingDocument } from './documents.ts';
import { middleOut, printable } from './printable.ts';
import { textTable } from './terminal-table.ts';
import { guessInWords, studySentences } from './throttling-words.ts';
import { loadInWords } from './words.ts';

const columns = [
  { title: '' },
  { title: 'rate /s', align: 'right' },
  { title: 'burst', align: 'right' },
  { title: 'promised', align: 'right' },
  { title: 'accepted', align: 'right' },
  { title: '429', align: 'right' },
] as const;

/** What limits were found, with their 95 % intervals, and what that means, target by target. */
export function formatThrottling(document: ThrottlingDocument, run: Run): string {
  const { verdict, reasons, targets } = document;
  return [
    printable(loadInWords(run)),
    ...(run.plan.scenario === 'throttling' ? [guessInWords(run.plan)] : []),
    '',
    textTable(columns, targets.map(row)),
    ...(targets.some(({ rate }) => rate !== null) ? ['Under each figure: its 95 % interval.'] : []),
    ...targets.flatMap((target) => ['', ...sentences(target, targets.length > 1)]),
    '',
    verdict,
    ...reasons.map((reason) => `  ${printable(reason)}`),
  ].join('\n');
}

const longestName = 48;

function row({ target, route, rate, burst, promise, answers }: StudiedThrottle): string[] {
  const cell = (estimate: StudiedThrottle['rate']) =>
    estimate === null ? '–' : [figure(estimate.value), range(estimate) ?? 'exactly'].join('\n');
  const promised =
    promise === null ? '–' : [promise.ratePerSecond, promise.burst ?? '–'].map(String).join(' / ');
  return [
    `${middleOut(printable(target), longestName)}\n  ${middleOut(printable(route), longestName)}`,
    cell(rate),
    cell(burst),
    promised,
    String(answers.requests - answers.throttled - answers.quotaExceeded - answers.otherRefusals),
    String(answers.throttled + answers.quotaExceeded + answers.otherRefusals),
  ];
}

function sentences(study: StudiedThrottle, named: boolean): string[] {
  return [...(named ? [study.target] : []), ...studySentences(study)].map((line) => printable(line));
}
