import type { ApiType } from '../contract/contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { compare, type Exact, exact, minus, over, plus, times, zero } from './exact.ts';
import { known } from './known-price.ts';
import { gbSecondsOf } from './lambda-price.ts';
import { meteredSteps } from './metering.ts';
import { bytesAGigabyte, hoursAMonth, type PriceList } from './price-list.ts';
import { priceInTiers, type Tiers, withoutFirst } from './tiers.ts';
import type { CallKind, LambdaUse, Usage } from './usage.ts';

/** One item of a bill, at any volume: what it costs by the month, and what by its share in each call. */
export interface Charge {
  readonly what: ChargeName;
  /** US dollars a month, whatever the volume. */
  readonly monthly: Exact;
  /** How much of the tiers' unit one call uses. */
  readonly perCall: Exact;
  readonly tiers: Tiers;
}

export type ChargeName =
  | 'requests'
  | 'data transfer'
  | 'cache'
  | 'WAF'
  | 'CloudFront requests'
  | 'CloudFront data transfer'
  | 'logs'
  | 'X-Ray'
  | 'Lambda requests'
  | 'Lambda duration';

/** Everything that an API type is charged for under one usage. */
export interface Tariff {
  readonly apiType: ApiType;
  readonly gateway: readonly Charge[];
  /** Apart, since it is the same behind both types as long as no cache answers. */
  readonly lambda: readonly Charge[];
}

/** Free in the first twelve months of accounts opened before 2025-07-15 (API Gateway pricing page, "Free Tier"). */
const freeMillions = 1;

/** Free for good, on their own pricing pages. */
const freeLambda = { millions: 1, gbSeconds: 400_000 } as const;
const freeLogsGb = 5;
const freeTraceMillions = 0.1;

/** @throws UsageError where the list has no price for something that is used. */
export function tariffOf(apiType: ApiType, usage: Usage, prices: PriceList): Tariff {
  const gateway = [
    requests(apiType, usage, prices),
    ...(viaCloudFront(apiType, usage) ? cloudFront(usage, prices) : [dataTransfer(usage, prices)]),
    ...cache(apiType, usage, prices),
    ...waf(usage, prices),
    ...logs(usage, prices),
    ...xray(apiType, usage, prices),
  ];
  const lambda = usage.lambda === null ? [] : lambdaCharges(apiType, usage, usage.lambda, prices);
  return { apiType, gateway, lambda };
}

/** What a charge comes to in a month of this many calls. */
export function priceAt({ monthly, perCall, tiers }: Charge, volume: Exact): Exact {
  return plus(monthly, priceInTiers(tiers, times(perCall, volume)));
}

export function totalAt(charges: readonly Charge[], volume: Exact): Exact {
  return plus(...charges.map((charge) => priceAt(charge, volume)));
}

const one = exact(1);
const million = exact(1_000_000);
const gigabyte = exact(bytesAGigabyte);
const perMillion = (share: Exact) => over(share, million);
const free = ({ freeTier }: Usage, tiers: Tiers, amount: number) =>
  freeTier ? withoutFirst(tiers, amount) : tiers;
const charged = ({ unchargedShare }: Usage) => minus(one, exact(unchargedShare));

function requests(apiType: ApiType, usage: Usage, prices: PriceList): Charge {
  const tiers = apiType === 'rest' ? prices.restRequests : prices.httpRequests;
  const metered =
    apiType === 'rest'
      ? one
      : meanOf(usage.calls, ({ requestBytes, responseBytes }) =>
          exact(meteredSteps(requestBytes, responseBytes)),
        );
  return {
    what: 'requests',
    monthly: zero,
    perCall: perMillion(times(metered, charged(usage))),
    tiers: free(usage, tiers, freeMillions),
  };
}

function dataTransfer(usage: Usage, { dataTransfer: tiers, dataTransferFreeGb }: PriceList): Charge {
  return {
    what: 'data transfer',
    monthly: zero,
    perCall: gigabytesOut(usage),
    tiers: withoutFirst(tiers, dataTransferFreeGb),
  };
}

/** WAF can't be put before an HTTP API but through CloudFront. */
function viaCloudFront(apiType: ApiType, { waf: asked }: Usage): boolean {
  return apiType === 'http' && asked !== null;
}

function cloudFront(usage: Usage, prices: PriceList): Charge[] {
  const { requests: calls, dataTransfer: out } = known(prices, prices.cloudFront, 'cloudFront');
  return [
    { what: 'CloudFront requests', monthly: zero, perCall: perMillion(one), tiers: calls },
    { what: 'CloudFront data transfer', monthly: zero, perCall: gigabytesOut(usage), tiers: out },
  ];
}

function cache(apiType: ApiType, { cache: asked }: Usage, prices: PriceList): Charge[] {
  if (asked === null || apiType === 'http') return [];
  return [{ what: 'cache', monthly: cacheMonth(asked.gigabytes, prices), perCall: zero, tiers: nothing }];
}

/**
 * What a stage's cache of this size costs a month, hit or not.
 * @throws UsageError for a size that there isn't
 */
export function cacheMonth(gigabytes: string, { cacheHour, region }: PriceList): Exact {
  const size = Object.keys(cacheHour).find((known) => compare(exact(known), exact(gigabytes)) === 0);
  const hour = size === undefined ? undefined : cacheHour[size];
  if (hour === undefined) {
    const sizes = Object.keys(cacheHour).sort((a, b) => Number(a) - Number(b));
    throw new UsageError(
      `There is no stage cache of ${gigabytes} GB${sizes.length === 0 ? ` in ${region}` : ''}.`,
      sizes.length === 0 ? 'Leave --cache-size out.' : `In ${region} there are: ${sizes.join(', ')} GB.`,
    );
  }
  return times(exact(hour), exact(hoursAMonth));
}

function waf({ waf: asked }: Usage, prices: PriceList): Charge[] {
  if (asked === null) return [];
  const { webAcl, rule, requests: calls } = known(prices, prices.waf, 'waf');
  const monthly = plus(exact(webAcl), times(exact(rule), exact(asked.rules)));
  return [{ what: 'WAF', monthly, perCall: perMillion(one), tiers: flat(calls) }];
}

function logs(usage: Usage, prices: PriceList): Charge[] {
  if (usage.logBytes === null) return [];
  const tiers = known(prices, prices.logsIngested, 'logsIngested');
  const perCall = over(exact(usage.logBytes), gigabyte);
  return [{ what: 'logs', monthly: zero, perCall, tiers: free(usage, tiers, freeLogsGb) }];
}

function xray(apiType: ApiType, usage: Usage, prices: PriceList): Charge[] {
  if (usage.xrayShare === null || apiType === 'http') return [];
  const tiers = flat(known(prices, prices.xrayTraces, 'xrayTraces'));
  const perCall = perMillion(exact(usage.xrayShare));
  return [{ what: 'X-Ray', monthly: zero, perCall, tiers: free(usage, tiers, freeTraceMillions) }];
}

function lambdaCharges(apiType: ApiType, usage: Usage, use: LambdaUse, prices: PriceList): Charge[] {
  const { gbSecondX86, gbSecondArm, requests: calls } = known(prices, prices.lambda, 'lambda');
  const hits = apiType === 'rest' ? (usage.cache?.hitShare ?? 0) : 0;
  const runs = times(charged(usage), minus(one, exact(hits)));
  return [
    {
      what: 'Lambda requests',
      monthly: zero,
      perCall: perMillion(runs),
      tiers: free(usage, flat(calls), freeLambda.millions),
    },
    {
      what: 'Lambda duration',
      monthly: zero,
      perCall: times(runs, gbSecondsOf(use)),
      tiers: free(usage, use.arm ? gbSecondArm : gbSecondX86, freeLambda.gbSeconds),
    },
  ];
}

function gigabytesOut({ calls }: Usage): Exact {
  return over(
    meanOf(calls, ({ responseBytes }) => exact(responseBytes)),
    gigabyte,
  );
}

function meanOf(calls: readonly CallKind[], of: (call: CallKind) => Exact): Exact {
  const weights = plus(...calls.map(({ weight }) => exact(weight)));
  return over(plus(...calls.map((call) => times(exact(call.weight), of(call)))), weights);
}

const nothing: Tiers = [{ upTo: null, price: '0' }];

const flat = (price: string): Tiers => [{ upTo: null, price }];
