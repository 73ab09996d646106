import { allCharges } from './break-even.ts';
import { type Exact, exact, plus } from './exact.ts';
import { type ChargeName, priceAt, type Tariff } from './tariff.ts';

/** What a month comes to, item by item. */
export interface Bill {
  readonly charges: readonly { readonly what: ChargeName; readonly usd: Exact }[];
  /** API Gateway and what stands around it, without Lambda. */
  readonly gateway: Exact;
  readonly lambda: Exact;
  readonly total: Exact;
}

/** The bill of one API type in a month of this many calls. */
export function billOf(tariff: Tariff, requests: number): Bill {
  const volume = exact(requests);
  const charges = allCharges(tariff).map((charge) => ({ what: charge.what, usd: priceAt(charge, volume) }));
  const gateway = plus(...tariff.gateway.map((charge) => priceAt(charge, volume)));
  const lambda = plus(...tariff.lambda.map((charge) => priceAt(charge, volume)));
  return { charges, gateway, lambda, total: plus(gateway, lambda) };
}
