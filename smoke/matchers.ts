import { test as base, expect as plain } from '@playwright/test';
import type { Result } from '../src/conformance/result.ts';
import { readSmokeEnvironment } from './environment.ts';
import { failureText } from './failure-text.ts';
import type { JudgedExchange } from './recorded-run.ts';

/** Marks a test that failed because a check did: the check says it already, and better. */
export const failedCheck = 'gatewright-check';

/** Marks what a check only warns of: shown in reports, and no failure. */
const warnedCheck = 'gatewright-warning';

const broken = (results: readonly Result[]) =>
  results.filter(({ outcome, severity }) => outcome === 'fail' && severity === 'error');

function annotate(type: string, results: readonly Result[]): void {
  for (const { check, message } of results) {
    base.info().annotations.push({ type, description: `${check}: ${message ?? ''}` });
  }
}

function told(exchange: JudgedExchange, results: readonly Result[]): string {
  return results.map((result) => failureText(exchange, result)).join('\n\n');
}

/**
 * Passes unless one of these results is a failure that counts. Where nobody reads Playwright's report it only annotates: a
 * failed test restarts its worker, a second each time, to say what the results say already.
 */
function conforms(exchange: JudgedExchange, results: readonly Result[]) {
  const failures = broken(results);
  annotate(failedCheck, failures);
  annotate(
    warnedCheck,
    results.filter(({ outcome, severity }) => outcome === 'fail' && severity !== 'error'),
  );
  return {
    pass: failures.length === 0 || readSmokeEnvironment().unread,
    message: () => (failures.length === 0 ? `${exchange.id} conforms` : told(exchange, failures)),
  };
}

export const expect = plain.extend({
  /** Every check that has something to say of the exchange holds. */
  toConform(exchange: JudgedExchange) {
    return conforms(exchange, exchange.results);
  },

  /** The check with this id holds for the exchange, or has nothing to say of it. */
  toKeep(exchange: JudgedExchange, check: string) {
    return conforms(
      exchange,
      exchange.results.filter((result) => result.check === check),
    );
  },
});
