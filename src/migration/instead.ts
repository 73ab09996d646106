import { billOf } from '../cost/bill.ts';
import { type Exact, exact, minus, over, plus, times, toNumber } from '../cost/exact.ts';
import { priceOfLambdaRun } from '../cost/lambda-price.ts';
import type { PriceList } from '../cost/price-list.ts';
import { tariffOf } from '../cost/tariff.ts';
import type { Usage } from '../cost/usage.ts';
import type { BlockerPrice } from './move.ts';

/** What takes over a feature's work, as far as AWS charges for it. */
export type Instead =
  /** Work on code or templates alone. */
  | { readonly kind: 'work' }
  /** Costs nothing and takes a setting. */
  | { readonly kind: 'setting' }
  /** A function that runs for calls which none runs for today. */
  | { readonly kind: 'function' }
  /** A function that decides on every call; its decisions can be kept for up to an hour. */
  | { readonly kind: 'authorizer' }
  /** CloudFront in front, its transfer in place of API Gateway's. */
  | { readonly kind: 'cloudfront'; readonly waf: boolean; readonly savedCacheGb: string | null };

/** What a month is reckoned with. */
export interface Pricing {
  readonly prices: PriceList;
  readonly usage: Usage;
  readonly monthlyRequests: number;
}

/** A small function: decides, or answers something fixed. */
const smallRun = { milliseconds: 10, megabytes: 128, arm: false } as const;

/** The price of an alternative; a month's, where a volume is asked about and the price list knows it. */
export function priceOf(instead: Instead, pricing: Pricing | null): BlockerPrice {
  switch (instead.kind) {
    case 'work':
      return { says: 'Work once; AWS charges nothing for it.', usdAMonth: null };
    case 'setting':
      return { says: 'Nothing but the setting.', usdAMonth: 0 };
    case 'function':
    case 'authorizer':
      return runPrice(instead.kind, pricing);
    case 'cloudfront':
      return cloudFrontPrice(instead, pricing);
  }
}

function runPrice(kind: 'function' | 'authorizer', pricing: Pricing | null): BlockerPrice {
  const what =
    kind === 'authorizer' ? 'A run for each decision that is not kept' : 'A run for each of these calls';
  if (pricing === null || pricing.prices.lambda === null)
    return { says: `${what}, at Lambda's price.`, usdAMonth: null };
  const run = priceOfLambdaRun(smallRun, pricing.prices);
  const perMillion = dollars(times(run, exact(1_000_000)));
  const month = times(run, exact(pricing.monthlyRequests));
  return {
    says: `${what}: ${perMillion} US dollars a million (10 ms at 128 MB), at most ${dollars(month)} a month.`,
    usdAMonth: toNumber(month),
  };
}

function cloudFrontPrice(
  { waf, savedCacheGb }: Extract<Instead, { kind: 'cloudfront' }>,
  pricing: Pricing | null,
): BlockerPrice {
  const unpriced = {
    says: "CloudFront's requests and transfer, in place of API Gateway's transfer.",
    usdAMonth: null,
  };
  if (pricing === null || pricing.prices.cloudFront === null || pricing.prices.waf === null) return unpriced;
  const { prices, usage, monthlyRequests } = pricing;
  const plain = { ...usage, lambda: null, logBytes: null, xrayShare: null, cache: null };
  const bill = (asked: Usage['waf']) =>
    billOf(tariffOf('http', { ...plain, waf: asked }, prices), monthlyRequests);
  const added = minus(bill({ rules: 0 }).gateway, bill(null).gateway);
  const wafPart = plus(
    ...bill({ rules: 0 }).charges.flatMap(({ what, usd }) => (what === 'WAF' ? [usd] : [])),
  );
  const month = waf ? added : minus(added, wafPart);
  const saved = savedCacheGb === null ? '' : `; the stage cache of ${savedCacheGb} GB falls away`;
  const withWaf = waf ? ' with a web ACL and its requests' : '';
  return {
    says: `CloudFront${withWaf}, less API Gateway's own transfer: ${dollars(month)} US dollars a month, as if it answered nothing itself${saved}.`,
    usdAMonth: toNumber(month),
  };
}

const dollars = (value: Exact): string => {
  const cents = over(value, exact(1));
  return toNumber(cents).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
};
