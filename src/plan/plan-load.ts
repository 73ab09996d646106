import type { Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type PhaseWish, planArrivals, planWarmUp } from './arrivals.ts';
import { layOut } from './lay-out.ts';
import type { ChosenSubject } from './loadable.ts';
import { mulberry32, orderOf } from './order.ts';
import type { LoadPlan, Plan } from './plan.ts';

export interface LoadOptions {
  readonly runId: string;
  /** The targets and their routes that load is for. */
  readonly chosen: readonly ChosenSubject[];
  /** For each target, one after another. */
  readonly phases: readonly PhaseWish[];
  /** Every answer is kept by itself too. */
  readonly observe: boolean;
  /** Statuses that are no errors on any route, beside those of the examples: 429 where a throttle is looked for. */
  readonly alsoExpected?: readonly number[];
  readonly seed?: number | undefined;
  /** A limit that the plan, warm-up included, has to keep. */
  readonly maxRequests?: number | undefined;
  /** What the generator may take for its virtual users. */
  readonly memoryBytes?: number | undefined;
}

/** Longer than API Gateway's own limits (29 s by default on REST, 30 s on HTTP APIs), so that its 504 is seen. */
const timeoutSeconds = 35;
const longestOrder = 2048;
/** Reading them all would cost the generator a tenth of its CPU at a thousand a second. */
const headersPerSecond = 100;

/**
 * The plan that every scenario begins with: the success examples of the chosen routes by their weights, to all targets alike,
 * in turns. Throws a UsageError for a rate or duration that makes no sense, and above `maxRequests`.
 */
export function planLoad(options: LoadOptions): LoadPlan {
  const { chosen } = options;
  const arrivals = planArrivals({ ...options, targets: chosen.length });
  const { series, requests, mix, secrets } = layOut(chosen, options.alsoExpected);
  const length = Math.min(arrivals.expected / chosen.length, longestOrder);
  const random = mulberry32(arrivals.seed);
  const plan: LoadPlan = {
    schemaVersion: 1,
    runId: options.runId,
    arrivals,
    warmUp: planWarmUp(arrivals),
    observe: options.observe,
    lookEvery: Math.max(1, Math.round(arrivals.ratePerSecond / headersPerSecond)),
    timeoutSeconds,
    targets: chosen.map(({ target, contract }, index) => ({
      ...whatItIs(target, contract),
      offsetSeconds: Math.round((index / arrivals.totalPerSecond) * 1e6) / 1e6,
      warmUp: (mix[index] ?? []).map(({ request }) => request),
      order: orderOf(mix[index] ?? [], length, random),
    })),
    series,
    requests,
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
  };
  refuseAboveLimit(plan, options.maxRequests);
  return plan;
}

/** Requests of a plan: the measured ones and, apart, those of the warm-up. */
export function plannedRequests({
  arrivals,
  warmUp,
  targets,
}: Pick<Plan, 'arrivals' | 'warmUp' | 'targets'>) {
  return { measured: arrivals.expected, warmUp: warmUp.arrivals * targets.length };
}

function whatItIs({ target, apiType, invokeUrl, stage, region }: Target, contract: Contract) {
  return { target, apiType, invokeUrl, stage, region, contract: contract.name };
}

function refuseAboveLimit(plan: LoadPlan, maxRequests: number | undefined): void {
  const { measured, warmUp } = plannedRequests(plan);
  if (maxRequests === undefined || measured + warmUp <= maxRequests) return;
  throw new UsageError(
    `This would send ${measured + warmUp} requests (${measured} measured, ${warmUp} to warm up), and --max-requests allows ${maxRequests}.`,
    'Lower --rate or --duration, choose one --route or fewer targets, or raise --max-requests.',
  );
}
