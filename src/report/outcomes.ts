import { type Kind, kindsOf } from '../conformance/kinds.ts';
import type { Result } from '../conformance/result.ts';
import { count, plural } from '../statistics/figures.ts';
import { groupBy } from '../statistics/grouping.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Failed with a severity that doesn't fail the gate. */
  readonly warned: number;
  readonly skipped: number;
}

/** How results came out, in numbers. */
export function tally(results: readonly Result[]): Tally {
  const of = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome);
  const failed = of('fail').filter(failsTheGate).length;
  return {
    passed: of('pass').length,
    failed,
    warned: of('fail').length - failed,
    skipped: of('skip').length,
  };
}

function failsTheGate({ severity }: Result): boolean {
  return severity === 'error';
}

const severities = ['error', 'warning', 'note'] as const satisfies readonly Result['severity'][];

/** What was found wrong, errors first, otherwise in the order of the results. */
export function findings(results: readonly Result[]): Result[] {
  const failed = results.filter(({ outcome }) => outcome === 'fail');
  return severities.flatMap((severity) => failed.filter((result) => result.severity === severity));
}

/** What was found wrong by its causes, errors first. */
export function kindsFound(results: readonly Result[]): Kind[] {
  return kindsOf(findings(results));
}

/** `62 passed · 2 failed · 1 warning`. */
export function tallied({ passed, failed, warned, skipped }: Tally): string {
  return [
    `${count(passed)} passed`,
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(warned > 0 ? [plural(warned, 'warning')] : []),
    ...(skipped > 0 ? [`${count(skipped)} skipped`] : []),
  ].join(' · ');
}

/** Tallies by target or by check, in the order of their first appearance. */
export function tallyBy(key: 'target' | 'check', results: readonly Result[]): [string, Tally][] {
  return [...groupBy(results, (result) => result[key])].map(([name, group]) => [name, tally(group)]);
}

/** Where a promise broke, what was expected and what came: only what the sentence doesn't say already. */
export function comparison(result: Result): (readonly [name: string, value: string | undefined])[] {
  const { message = '', pointer, expected, received } = result;
  const said = (value: string | undefined) => value === undefined || value === '' || message.includes(value);
  return [
    ...(said(pointer) ? [] : [['at', pointer] as const]),
    ...(said(expected) && said(received)
      ? []
      : [['expected', expected] as const, ['received', received] as const]),
  ];
}
