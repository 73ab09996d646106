import path from 'node:path';
import type { ComparedSubjects } from '../src/config/compared-subjects.ts';
import { compareCosts } from '../src/cost/comparison.ts';
import { ownPrices } from '../src/cost/price-store.ts';
import { pricesFor } from '../src/cost/prices-for.ts';
import { readVolume, type Volume } from '../src/cost/volume.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { costDocument } from '../src/report/cost-document.ts';
import type { CostDocument } from '../src/report/documents.ts';
import { measuredTraffic } from '../src/run/measured-traffic.ts';
import type { Run } from '../src/run/run.ts';
import type { Context, OptionSpecs, Values } from './command.ts';
import { readUsage, usageOptions } from './cost-options.ts';

/** What a month's price hangs on beside what the run measures. */
export const monthsOptions = {
  'monthly-requests': {
    type: 'string',
    value: 'N|A..B',
    about: 'calls a month that are priced: 25e6, 25M, or a range; default 1e6..1e9',
  },
  prices: { type: 'string', value: 'FILE', about: 'prices that go before the published ones' },
  'cache-size': usageOptions['cache-size'],
  'lambda-ms': usageOptions['lambda-ms'],
  'lambda-mb': usageOptions['lambda-mb'],
  arm: usageOptions.arm,
} as const satisfies OptionSpecs;

export type MonthsOptions = Values<typeof monthsOptions>;

export interface Months {
  readonly values: MonthsOptions;
  readonly volume: Volume;
  /** Somebody asked for prices by name, so that their absence is an error. */
  readonly asked: boolean;
}

/** @throws UsageError for a volume that is none, before anything is sent. */
export function readMonths(values: MonthsOptions): Months {
  const typed = values['monthly-requests'];
  readUsage(usageIn(values));
  return { values, volume: readVolume(typed ?? '1e6..1e9'), asked: typed !== undefined };
}

/** How a run's traffic is priced, and what a function costs that waits for an answer. */
export interface Priced {
  costOf(run: Run): CostDocument | null;
  /** US dollars, as a decimal. */
  readonly gbSecond: string | null;
}

export const unpriced: Priced = { costOf: () => null, gbSecond: null };

/**
 * How a run's traffic is priced on both API types; `null` where both sides are of one type, and where prices of the region
 * aren't known and weren't asked for.
 */
export async function pricedComparison(
  { baseline, candidate }: ComparedSubjects,
  { months, root }: { readonly months: Months; readonly root: string },
  { out, cwd }: Context,
): Promise<Priced> {
  if (baseline.target.apiType === candidate.target.apiType) return unpriced;
  const region = baseline.target.region ?? candidate.target.region;
  if (region === null) {
    if (months.asked) throw new UsageError('No target tells its region, so that no price list fits.');
    return unpriced;
  }
  const { values, volume } = months;
  const named = values.prices === undefined ? undefined : path.resolve(cwd, values.prices);
  try {
    const prices = pricesFor(region, await ownPrices(root, region, named));
    const gbSecond = prices.lambda?.gbSecondX86[0]?.price ?? null;
    const costOf = (run: Run): CostDocument | null => {
      if (run.counts.finished === 0) return null;
      const traffic = measuredTraffic(run, baseline.target.target);
      const usage = readUsage(usageIn(values), {
        calls: traffic.routes.map(({ answered, requestBytes, responseBytes }) => ({
          weight: answered,
          requestBytes,
          responseBytes,
        })),
        unchargedShare: traffic.refused / traffic.answered,
      });
      const comparison = compareCosts({ usage, prices, volume, savings: [100, 1000], hitShareKnown: false });
      const { runId, targets, routes } = traffic;
      return costDocument(comparison, {
        usage,
        prices,
        source: { kind: 'run', runId, targets, routes: routes.length },
      });
    };
    return { costOf, gbSecond };
  } catch (error) {
    if (months.asked || !(error instanceof UsageError)) throw error;
    // Its first line is how to get them; the others are for who asked.
    const [how] = error.next.filter((line) => line.includes('--refresh'));
    out.warn(
      `note: no prices in this comparison: ${[error.message, ...(how === undefined ? [] : [how])].join(' ')}`,
    );
    return unpriced;
  }
}

/** What a comparison doesn't ask about is nothing. */
function usageIn(values: MonthsOptions): Parameters<typeof readUsage>[0] {
  return {
    'response-bytes': undefined,
    'request-bytes': undefined,
    uncharged: undefined,
    'cache-hits': undefined,
    'logs-per-request': undefined,
    waf: undefined,
    'waf-rules': undefined,
    xray: undefined,
    'free-tier': undefined,
    ...values,
  };
}
