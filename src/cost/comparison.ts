import { type Bill, billOf } from './bill.ts';
import { allCharges, cacheBreakEven, crossings, tierEdges, volumesOfDifference } from './break-even.ts';
import { type CostCurve, costCurve } from './curve.ts';
import { type Exact, exact, minus, over, times, toNumber } from './exact.ts';
import { priceOfLambdaRun } from './lambda-price.ts';
import type { PriceList } from './price-list.ts';
import { type ChargeName, cacheMonth, type Tariff, tariffOf } from './tariff.ts';
import type { Usage } from './usage.ts';
import { alongRange, type Volume } from './volume.ts';

/** Both API types' bills of some months, and where they meet. Pure: exact until it is written. */
export interface CostComparison {
  readonly months: readonly MonthComparison[];
  readonly breakEven: BreakEven;
  readonly curve: CostCurve;
}

export interface MonthComparison {
  /** Of a traffic profile; `null` for a bare volume. */
  readonly name: string | null;
  readonly requests: number;
  readonly rest: Bill;
  readonly http: Bill;
}

export interface BreakEven {
  readonly savings: readonly Saving[];
  /** Calls a month at which the other API type becomes the cheaper one. */
  readonly crossings: readonly { readonly requests: number; readonly cheaperBeyond: 'rest' | 'http' }[];
  /** Calls a month at which requests or transfer get another price. */
  readonly tiers: readonly TierChange[];
  readonly cache: CacheBreakEven | null;
}

/** Calls a month from which on the HTTP API costs this much less than the REST API, and the last ones where it stops to. */
export interface Saving {
  readonly usd: number;
  /** `null`: at no volume. */
  readonly requests: number | null;
  /** `null`: it doesn't stop. */
  readonly until: number | null;
}

/** Prices are US dollars for a million requests, or for a GB. */
export interface TierChange {
  readonly apiType: 'rest' | 'http';
  readonly what: ChargeName;
  readonly requests: number;
  readonly before: string;
  readonly beyond: string;
}

/** When a REST API's cache pays for itself in function runs that it saves. */
export interface CacheBreakEven {
  readonly gigabytes: string;
  readonly usdAMonth: Exact;
  /** Share of calls that it answers, as told; `null` where nobody knows. */
  readonly hitShare: number | null;
  /** Calls a month from which on it pays at that share; `null` where it never does or the share isn't known. */
  readonly requests: number | null;
  /** Share that pays at each month's volume; above 1 there is none. By index of the months. */
  readonly neededShares: readonly number[];
}

export interface Question {
  readonly usage: Usage;
  readonly prices: PriceList;
  readonly volume: Volume;
  /** US dollars a month that would matter. */
  readonly savings: readonly number[];
  /** Whether `usage.cache.hitShare` was told rather than assumed to be 0. */
  readonly hitShareKnown: boolean;
}

/** @throws UsageError where the price list lacks what the usage needs. */
export function compareCosts(question: Question): CostComparison {
  const { usage, prices, volume } = question;
  const rest = tariffOf('rest', usage, prices);
  const http = tariffOf('http', usage, prices);
  const months = monthsOf(volume).map(({ name, requests }) => ({
    name,
    requests,
    rest: billOf(rest, requests),
    http: billOf(http, requests),
  }));
  return {
    months,
    breakEven: breakEvenOf(question, { rest, http }),
    curve: costCurve({ rest, http }, question),
  };
}

/** The months that a volume asks about, by their calls. */
export function monthsOf(
  volume: Volume,
): readonly { readonly name: string | null; readonly requests: number }[] {
  if (volume.kind === 'profile') return volume.months;
  const volumes = volume.kind === 'number' ? [volume.requests] : alongRange(volume.from, volume.to);
  return volumes.map((requests) => ({ name: null, requests }));
}

function breakEvenOf(
  { usage, prices, volume, savings, hitShareKnown }: Question,
  { rest, http }: { readonly rest: Tariff; readonly http: Tariff },
): BreakEven {
  const [restCharges, httpCharges] = [allCharges(rest), allCharges(http)];
  const meets = crossings(restCharges, httpCharges).map(toNumber);
  return {
    savings: savings.map((usd) => {
      const found = volumesOfDifference(restCharges, httpCharges, exact(usd));
      const { from, until } = found ?? { from: null, until: null };
      return {
        usd,
        requests: from === null ? null : Number(from),
        until: until === null ? null : Number(until),
      };
    }),
    crossings: meets.map((at) => {
      const beyond = minus(billOf(rest, at * 1.0001).total, billOf(http, at * 1.0001).total);
      return { requests: Math.ceil(at), cheaperBeyond: beyond.n > 0n ? 'http' : 'rest' };
    }),
    tiers: [rest, http].flatMap(({ apiType, gateway }) =>
      tierEdges(gateway).map(({ volume: at, ...edge }) => ({
        apiType,
        ...edge,
        requests: Math.ceil(toNumber(at)),
      })),
    ),
    cache: usage.cache === null ? null : cacheOf({ usage, prices, volume, hitShareKnown }),
  };
}

function cacheOf({ usage, prices, volume, hitShareKnown }: Omit<Question, 'savings'>): CacheBreakEven | null {
  const { cache, lambda } = usage;
  if (cache === null) return null;
  const usdAMonth = cacheMonth(cache.gigabytes, prices);
  const saved = lambda === null ? exact(0) : priceOfLambdaRun(lambda, prices);
  const found = hitShareKnown ? cacheBreakEven(usdAMonth, times(saved, exact(cache.hitShare))) : null;
  const neededShares =
    lambda === null
      ? []
      : monthsOf(volume).map(({ requests }) =>
          requests === 0
            ? Number.POSITIVE_INFINITY
            : toNumber(over(usdAMonth, times(saved, exact(requests)))),
        );
  return {
    gigabytes: cache.gigabytes,
    usdAMonth,
    hitShare: hitShareKnown ? cache.hitShare : null,
    requests: found === null ? null : Number(found),
    neededShares,
  };
}
