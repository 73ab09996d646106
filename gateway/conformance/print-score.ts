import { basename } from 'node:path';
import type { Difference } from './differences.ts';
import { requiredRatio, type Score, type Tally } from './score.ts';

/** The score as a person reads it: totals, then per API type and file, then every failure with what differs. */
export function printed(score: Score): string {
  const lines = [
    `${counts(score)}: ${percent(score.ratio)} of the executable cases (at least ${percent(requiredRatio)} have to pass)`,
    '',
    ...table(score.byApi),
    '',
    ...table(score.byFile),
  ];
  for (const { id, file, definition, differences } of score.failures) {
    lines.push('', `${id}  (${file}, ${basename(definition)})`);
    lines.push(...differences.map(line));
  }
  return lines.join('\n');
}

const counts = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

function table(tallies: Readonly<Record<string, Readonly<Tally>>>): string[] {
  const width = Math.max(0, ...Object.keys(tallies).map((name) => name.length));
  return Object.entries(tallies).map(([name, tally]) => `  ${name.padEnd(width)}  ${counts(tally)}`);
}

function line({ where, expected, actual }: Difference): string {
  return `  ${where}: expected ${JSON.stringify(expected)}, got ${actual === undefined ? 'nothing' : JSON.stringify(actual)}`;
}
