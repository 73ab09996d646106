import { test as base } from '@playwright/test';
import type { Purpose } from '../src/conformance/exchange.ts';
import type { ApiType } from '../src/contract/contract.ts';
import { type JudgedExchange, recordedExchanges } from './recorded-run.ts';

export { expect } from './matchers.ts';

export interface Wanted {
  readonly purpose?: Purpose;
  readonly apiType?: ApiType;
  readonly contract?: string;
  readonly route?: string;
  readonly example?: string;
  /** Only exchanges that the check with this id judged. */
  readonly check?: string;
}

interface SmokeFixtures {
  /** The exchanges of this run that fit; the test is skipped where the run has none. */
  readonly recorded: (wanted: Wanted) => readonly JudgedExchange[];
}

/** Tests only judge what the global setup recorded: nothing is sent from here. */
export const test = base.extend<SmokeFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  recorded: async ({}, use, testInfo) => {
    const all = await recordedExchanges();
    await use(({ check, ...wanted }) => {
      const entries = Object.entries(wanted) as [Exclude<keyof Wanted, 'check'>, string][];
      const found = all.filter(
        (exchange) =>
          entries.every(([key, value]) => exchange[key] === value) &&
          (check === undefined || judgedBy(check, exchange)),
      );
      const sought = [...entries, ...(check === undefined ? [] : [['check', check]])]
        .map(([key, value]) => `${key} ${value}`)
        .join(', ');
      testInfo.skip(found.length === 0, `this run has no exchange with ${sought}`);
      return found;
    });
  },
});

function judgedBy(check: string, { results }: JudgedExchange): boolean {
  return results.some((result) => result.check === check && result.outcome !== 'skip');
}
