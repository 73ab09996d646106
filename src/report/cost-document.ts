import { assumptionsOf, type TrafficSource } from '../cost/assumptions.ts';
import type { Bill } from '../cost/bill.ts';
import type { CostComparison, MonthComparison } from '../cost/comparison.ts';
import { minus, toNumber } from '../cost/exact.ts';
import type { PriceList } from '../cost/price-list.ts';
import type { Usage } from '../cost/usage.ts';
import type { CostBill, CostDocument, CostMonth } from './documents.ts';

/** The document of a comparison of costs. */
export function costDocument(
  { months, breakEven, curve }: CostComparison,
  about: { readonly usage: Usage; readonly prices: PriceList; readonly source: TrafficSource },
): CostDocument {
  const { usage, prices, source } = about;
  const { region, asOf, sources } = prices;
  const { cache } = breakEven;
  return {
    schemaVersion: 1,
    prices: { region, asOf, sources },
    traffic: {
      runId: source.kind === 'run' ? source.runId : null,
      requestBytes: meanOf(usage, 'requestBytes'),
      responseBytes: meanOf(usage, 'responseBytes'),
      unchargedShare: usage.unchargedShare,
    },
    months: months.map(monthOf),
    breakEven: {
      ...breakEven,
      cache:
        cache === null
          ? null
          : {
              ...cache,
              usdAMonth: toNumber(cache.usdAMonth),
              neededShares:
                cache.neededShares.length === 0
                  ? months.map(() => null)
                  : cache.neededShares.map((share) => (share <= 1 ? share : null)),
            },
    },
    curve,
    assumptions: assumptionsOf(usage, prices, source),
  };
}

function monthOf({ name, requests, rest, http }: MonthComparison): CostMonth {
  const gatewaySaving = toNumber(minus(rest.gateway, http.gateway));
  const restGateway = toNumber(rest.gateway);
  return {
    name,
    requests,
    rest: billOf(rest, requests),
    http: billOf(http, requests),
    savingUsd: toNumber(minus(rest.total, http.total)),
    savingShare: restGateway === 0 ? null : gatewaySaving / restGateway,
  };
}

function billOf({ charges, gateway, lambda, total }: Bill, requests: number): CostBill {
  const gatewayUsd = toNumber(gateway);
  return {
    charges: charges.map(({ what, usd }) => ({ what, usd: toNumber(usd) })),
    gatewayUsd,
    lambdaUsd: toNumber(lambda),
    totalUsd: toNumber(total),
    costPerMillion: requests === 0 ? null : Number(((gatewayUsd / requests) * 1e6).toPrecision(12)),
  };
}

function meanOf({ calls }: Usage, size: 'requestBytes' | 'responseBytes'): number {
  const weights = calls.reduce((sum, { weight }) => sum + weight, 0);
  return Math.round(calls.reduce((sum, call) => sum + call.weight * call[size], 0) / weights);
}
