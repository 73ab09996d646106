import { priceOfRun } from '../cost/price-of-run.ts';
import type { Plan } from '../plan/plan.ts';
import { dollars } from './limits.ts';

/** What a run has cost so far, at list prices, by what was really sent and received. */
export interface Spending {
  sent(target: number): void;
  received(target: number, bytes: number): void;
  /** A sentence once the limit is reached, else `null`. */
  reached(): string | null;
}

/** Requests and bytes between two looks at the price. */
const between = { requests: 50, bytes: 5_000_000 };

/**
 * k6 keeps `--max-cost` by the number of requests, priced as the plan foresees them; answers that are larger than
 * foreseen are noticed here.
 */
export function watchSpending({ targets }: Plan, maxUsd: number): Spending {
  const requests = targets.map(() => 0);
  const bytes = targets.map(() => 0);
  let since = { requests: 0, bytes: 0 };
  return {
    sent(target) {
      requests[target] = (requests[target] ?? 0) + 1;
      since.requests++;
    },
    received(target, more) {
      bytes[target] = (bytes[target] ?? 0) + more;
      since.bytes += more;
    },
    reached() {
      if (since.requests < between.requests && since.bytes < between.bytes) return null;
      since = { requests: 0, bytes: 0 };
      const usd = targets.reduce((sum, { apiType, region }, index) => {
        const count = requests[index] ?? 0;
        const responseBytesEach = count === 0 ? 0 : (bytes[index] ?? 0) / count;
        return sum + priceOfRun({ apiType, requests: count, responseBytesEach, region }).usd;
      }, 0);
      return usd < maxUsd
        ? null
        : `requests and transfer have come to ${dollars(usd)} at list prices, and --max-cost allows ${dollars(maxUsd)}`;
    },
  };
}
