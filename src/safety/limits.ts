import { UsageError } from '../errors/usage-error.ts';
import type { Plan } from '../plan/plan.ts';
import type { Estimate } from './estimate.ts';

/** What a run may not exceed, whatever happens in it. */
export interface Limits {
  readonly maxRequests?: number | undefined;
  readonly maxCostUsd?: number | undefined;
  /** Who says so, where it isn't the option of that name. */
  readonly maxRequestsFrom?: string | undefined;
  readonly maxCostFrom?: string | undefined;
}

/**
 * Of each target the most requests that it may be sent, so that all together keep the limits; `null` where nothing
 * limits them. What a limit leaves above the plan is shared out among the targets.
 * @throws UsageError where the plan itself is above a limit.
 */
export function mostRequests(estimate: Estimate, limits: Limits): number[] | null {
  const { maxRequests, maxCostUsd } = limits;
  if (maxRequests === undefined && maxCostUsd === undefined) return null;
  refuseAbove(estimate, limits);
  const { targets, requests, price } = estimate;
  const spareRequests =
    maxRequests === undefined
      ? Number.POSITIVE_INFINITY
      : Math.floor((maxRequests - requests.total) / targets.length);
  const spareUsd =
    maxCostUsd === undefined ? Number.POSITIVE_INFINITY : (maxCostUsd - price.usd) / targets.length;
  return targets.map((target) => {
    const affordable = target.usdPerRequest === 0 ? spareUsd : Math.floor(spareUsd / target.usdPerRequest);
    return Math.min(Number.MAX_SAFE_INTEGER, target.requests + Math.min(spareRequests, affordable));
  });
}

/** The plan with these limits in it, which k6 keeps by itself. */
export function withLimits<P extends Plan>(plan: P, most: readonly number[] | null): P {
  if (most === null) return plan;
  const targets = plan.targets.map((target, index) => ({ ...target, mostRequests: most[index] ?? 0 }));
  return { ...plan, targets };
}

function refuseAbove({ requests, price }: Estimate, limits: Limits): void {
  const { maxRequests, maxCostUsd } = limits;
  const { maxRequestsFrom = '--max-requests', maxCostFrom = '--max-cost' } = limits;
  const lower = 'Lower --rate or --duration, choose one --route or fewer targets, or raise';
  if (maxRequests !== undefined && requests.total > maxRequests) {
    throw new UsageError(
      `This would send ${requests.total} requests (${requests.measured} measured, ${requests.warmUp} to warm up), and ${maxRequestsFrom} allows ${maxRequests}.`,
      `${lower} ${maxRequestsFrom}.`,
    );
  }
  if (maxCostUsd !== undefined && price.usd > maxCostUsd) {
    throw new UsageError(
      `This would cost about ${dollars(price.usd)} at list prices, and ${maxCostFrom} allows ${dollars(maxCostUsd)}.`,
      `${lower} ${maxCostFrom}.`,
    );
  }
}

/** `0.42 USD`, `0.00012 USD`: two significant digits at the least. */
export function dollars(usd: number): string {
  if (usd === 0) return '0 USD';
  const digits = usd >= 0.1 ? 2 : Math.min(12, 1 - Math.floor(Math.log10(usd)));
  return `${usd.toFixed(digits).replace(/\B(?=(\d{3})+\.)/g, ',')} USD`;
}

/** US dollars of `--max-cost`: `0.50`, `$0.50`, `0.5 USD`. */
export function parseDollars(typed: string, option: string): number {
  const [, amount] = /^\$?\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:USD|\$)?$/i.exec(typed.trim()) ?? [];
  const usd = Number(amount);
  if (amount !== undefined && usd > 0) return usd;
  throw new UsageError(`${option} ${typed} is no amount of money.`, `Write US dollars: ${option} 0.50`);
}
