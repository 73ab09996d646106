import type { ApiType } from '../contract/contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Exact, exact, over, plus, times, toNumber } from './exact.ts';
import { meteredSteps } from './metering.ts';
import { bytesAGigabyte, type PriceList } from './price-list.ts';
import { publishedPrices } from './published-prices.ts';
import { firstPrice } from './tiers.ts';

export interface RunVolume {
  readonly apiType: ApiType;
  /** Requests of the whole run, warm-up included. */
  readonly requests: number;
  /** Bytes of one answer, headers included where they are known. */
  readonly responseBytesEach: number;
  /** Bytes of one request; 0 where it isn't given. */
  readonly requestBytesEach?: number;
  /** `null` or a region without published prices is reckoned as `us-east-1`, and `pricedAs` says so. */
  readonly region: string | null;
}

/** US dollars, as doubles good to a picodollar. */
export interface RunPrice {
  /** Requests and data transfer of the whole run. */
  readonly usd: number;
  readonly requestsUsd: number;
  readonly dataTransferUsd: number;
  /** Of a million requests like these. */
  readonly usdPerMillionRequests: number;
  /** The region whose prices were taken, and their date. */
  readonly pricedAs: string;
  readonly asOf: string;
  /** False where the prices are another region's than the one asked for. */
  readonly regionKnown: boolean;
}

const fallback = 'us-east-1';

/**
 * What a run costs in API Gateway requests and data transfer, in US dollars, for `--plan` and `--max-cost`. It is an
 * upper estimate: every request at the first tier's price, no free tier, no free data transfer, refused requests
 * counted too. Lambda, caches, logs and WAF are not in it.
 * @throws UsageError where a number is not finite or below zero
 */
export function priceOfRun(
  volume: RunVolume,
  prices: { readonly [region: string]: PriceList } = publishedPrices,
): RunPrice {
  const { apiType, requests, responseBytesEach, requestBytesEach = 0, region } = volume;
  for (const [name, value] of Object.entries({ requests, responseBytesEach, requestBytesEach })) {
    if (!Number.isFinite(value) || value < 0)
      throw new UsageError(`${name} must be 0 or more, not ${value}.`);
  }
  const list = listFor(region, prices);
  const count = exact(requests);
  const steps = apiType === 'http' ? meteredSteps(requestBytesEach, responseBytesEach) : 1n;
  const unitPrice = firstPrice(apiType === 'http' ? list.httpRequests : list.restRequests);
  const requestsUsd = over(times(count, exact(steps), unitPrice), million);
  const gigabytes = over(times(count, exact(responseBytesEach)), exact(bytesAGigabyte));
  const dataTransferUsd = times(gigabytes, firstPrice(list.dataTransfer));
  const total = plus(requestsUsd, dataTransferUsd);
  return {
    usd: toNumber(total),
    requestsUsd: toNumber(requestsUsd),
    dataTransferUsd: toNumber(dataTransferUsd),
    usdPerMillionRequests: perMillion(total, count),
    pricedAs: list.region,
    asOf: list.asOf,
    regionKnown: list.region === region,
  };
}

const million = exact(1_000_000);

function perMillion(total: Exact, count: Exact): number {
  return count.n === 0n ? 0 : toNumber(over(times(total, million), count));
}

function listFor(region: string | null, prices: { readonly [region: string]: PriceList }): PriceList {
  const own = region !== null && Object.hasOwn(prices, region) ? prices[region] : undefined;
  const list = own ?? prices[fallback];
  if (list === undefined) throw new UsageError(`There are no prices for ${region ?? 'an unknown region'}.`);
  return list;
}
