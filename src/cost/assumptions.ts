import { httpMeteringStep, type PriceList } from './price-list.ts';
import type { Usage } from './usage.ts';

/** Where sizes and shares come from. */
export type TrafficSource =
  | { readonly kind: 'given' }
  | { readonly kind: 'assumed' }
  | {
      readonly kind: 'run';
      readonly runId: string;
      readonly targets: readonly string[];
      readonly routes: number;
    };

/** What a bill takes for granted, a sentence each: said with every figure, since any of them can be wrong for somebody. */
export function assumptionsOf(usage: Usage, prices: PriceList, source: TrafficSource): string[] {
  return [
    `Prices of ${prices.region} as of ${prices.asOf}, in US dollars, without taxes, credits and agreements of one's own.`,
    sizesOf(source),
    'Tiers count everything that an account uses in the region; other APIs of the account fill the first ones, too.',
    `Every started ${httpMeteringStep / 1024} KB of the larger of request and answer counts as one request of an HTTP API; a REST API's requests count once.`,
    unchargedIn(usage, source),
    `Data goes to the internet from a regional endpoint; the first ${prices.dataTransferFreeGb} GB a month are free to every account. An edge-optimised endpoint pays CloudFront's price of the callers' place, a private one none but PrivateLink's.`,
    ...(usage.cache === null
      ? []
      : ['A cache is charged for all 730 hours of a month, whether it is hit or not; an HTTP API has none.']),
    ...(usage.lambda === null ? [] : [lambdaOf(usage)]),
    ...(usage.waf === null
      ? []
      : [
          'An HTTP API can have WAF only behind CloudFront: its requests and transfer, at the price of callers in the United States and Europe, take the place of the API’s own transfer.',
        ]),
    ...(usage.xrayShare === null
      ? []
      : ['Only a REST API traces with X-Ray; functions behind an HTTP API can still trace themselves.']),
    usage.freeTier
      ? 'With the free tier: a million calls of each API type in the first 12 months of accounts opened before 2025-07-15 (newer ones get credits instead), and the free amounts of Lambda, CloudWatch Logs and X-Ray.'
      : 'Without the free tier (--free-tier reckons with it).',
  ];
}

function sizesOf(source: TrafficSource): string {
  if (source.kind === 'run') {
    const routes = source.routes === 1 ? 'one route' : `${source.routes} routes`;
    return `Sizes and mix of ${routes} as run ${source.runId} measured them on ${source.targets.join(', ')}, TLS and headers included.`;
  }
  return source.kind === 'given'
    ? 'All calls have the sizes given.'
    : 'No size of answers is given, so that they count as empty: data transfer is missing (--response-bytes N, or --from RUN).';
}

function unchargedIn({ unchargedShare }: Usage, source: TrafficSource): string {
  const rule = 'Calls that fail authorization, lack a valid API key or are throttled are not charged';
  if (unchargedShare === 0) return `${rule}; none are reckoned with (--uncharged SHARE).`;
  const percent = `${Number((unchargedShare * 100).toPrecision(3))} %`;
  return source.kind === 'run'
    ? `${rule}: ${percent}, the answers with 401, 403 and 429 in the run (--uncharged SHARE says otherwise).`
    : `${rule}: ${percent} of all calls.`;
}

function lambdaOf({ lambda, cache }: Usage): string {
  const size = `${lambda?.milliseconds} ms at ${lambda?.megabytes} MB${lambda?.arm ? ' on arm64' : ' on x86'}`;
  return cache === null || cache.hitShare === 0
    ? `A function run takes ${size}, and Lambda costs the same behind both.`
    : `A function run takes ${size}; the cache spares the REST API ${Number((cache.hitShare * 100).toPrecision(3))} % of them.`;
}
