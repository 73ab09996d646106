import { priceOfRun } from '../cost/price-of-run.ts';
import { requestsPerSeries } from '../plan/describe-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { plannedRequests } from '../plan/plan-load.ts';
import type { Measured } from './call-duration.ts';

/** What a plan sends, moves and costs. */
export interface Estimate {
  readonly requests: { readonly measured: number; readonly warmUp: number; readonly total: number };
  /** Over all targets. */
  readonly peakPerSecond: number;
  /** Warm-up included. */
  readonly durationSeconds: number;
  readonly bytes: {
    readonly received: number;
    readonly sent: number;
    /** Routes whose answers have been measured before; of the others a size is assumed. */
    readonly knownRoutes: number;
    readonly routes: number;
  };
  readonly price: {
    readonly usd: number;
    /** Region of the price list, and its date. */
    readonly pricedAs: readonly string[];
    readonly asOf: string;
    readonly regionKnown: boolean;
  };
  /** In the plan's order. */
  readonly targets: readonly {
    readonly target: string;
    readonly requests: number;
    readonly usd: number;
    readonly usdPerRequest: number;
  }[];
}

/** Of an answer that nobody has measured: a kilobyte of JSON and as much of headers. */
export const assumedAnswerBytes = 2048;
/** Request line and headers, as k6 sends them. */
const requestHeadBytes = 300;

/** Prices are list prices of requests and data transfer: nothing free is taken off, and Lambda is not in them. */
export function estimatePlan(plan: Plan, measured: readonly (Measured | null)[]): Estimate {
  const { measured: measuredRequests, warmUp } = plannedRequests(plan);
  const total = measuredRequests + warmUp;
  const share = measuredRequests === 0 ? 0 : total / measuredRequests;
  const perSeries = requestsPerSeries(plan).map((count) => count * share);
  const bytesEach = plan.series.map((_, index) => measured[index]?.bytesEach ?? assumedAnswerBytes);
  const sentEach = plan.series.map((_, index) => largestRequest(plan, index));
  const priced = plan.targets.map(({ target, apiType, region }) => {
    const own = plan.series.flatMap((series, index) => (series.target === target ? [index] : []));
    const requests = sum(own.map((index) => perSeries[index] ?? 0));
    const weighted = (each: readonly number[]) =>
      requests === 0 ? 0 : sum(own.map((index) => (perSeries[index] ?? 0) * (each[index] ?? 0))) / requests;
    const price = priceOfRun({
      apiType,
      requests: Math.round(requests),
      responseBytesEach: Math.ceil(weighted(bytesEach)),
      requestBytesEach: Math.ceil(weighted(sentEach)),
      region,
    });
    return {
      target,
      requests: Math.round(requests),
      usd: price.usd,
      usdPerRequest: price.usdPerMillionRequests / 1e6,
      price,
    };
  });
  const prices = priced.map(({ price }) => price);
  return {
    requests: { measured: measuredRequests, warmUp, total },
    peakPerSecond: plan.arrivals.totalPerSecond,
    durationSeconds: plan.warmUp.seconds + plan.arrivals.durationSeconds,
    bytes: {
      received: Math.round(sum(perSeries.map((count, index) => count * (bytesEach[index] ?? 0)))),
      sent: Math.round(sum(perSeries.map((count, index) => count * (sentEach[index] ?? 0)))),
      knownRoutes: measured.filter((one) => one !== null).length,
      routes: plan.series.length,
    },
    price: {
      usd: sum(prices.map(({ usd }) => usd)),
      pricedAs: [...new Set(prices.map(({ pricedAs }) => pricedAs))],
      asOf: prices[0]?.asOf ?? '',
      regionKnown: prices.every(({ regionKnown }) => regionKnown),
    },
    targets: priced.map(({ price: _, ...target }) => target),
  };
}

function largestRequest({ requests }: Plan, series: number): number {
  const sizes = requests
    .filter((request) => request.series === series)
    .map(({ url, body }) => requestHeadBytes + url.length + bodyBytes(body));
  return Math.max(requestHeadBytes, ...sizes);
}

function bodyBytes(body: Plan['requests'][number]['body']): number {
  if (body === null) return 0;
  return 'text' in body
    ? Buffer.byteLength(body.text, 'utf8')
    : Buffer.from(body.base64, 'base64').byteLength;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
