import type { Subject } from '../config/subjects.ts';
import type { Contract } from '../contract/contract.ts';
import { objectivesOf } from '../contract/route.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import { planArrivals } from './arrivals.ts';
import { loadRequest } from './load-request.ts';
import { type ChosenSubject, type LoadableEffects, loadableExamples, loadableRoutes } from './loadable.ts';
import { mulberry32, orderOf, type Weighted } from './order.ts';
import type { Arrivals, LoadRequest, Plan, PlannedSeries, WarmUp } from './plan.ts';
import { SecretVariables } from './secret-variables.ts';

export interface LatencyOptions {
  readonly runId: string;
  readonly subjects: readonly Subject[];
  /** For each target. */
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  /** An exact route key, or a part of one. */
  readonly routes?: string | undefined;
  /** `none` for a protected environment; default `safe`. */
  readonly effects?: LoadableEffects | undefined;
  readonly seed?: number | undefined;
  /** A limit that the plan, warm-up included, has to keep. */
  readonly maxRequests?: number | undefined;
  /** What the generator may take for its virtual users. */
  readonly memoryBytes?: number | undefined;
}

/** Longer than API Gateway's own limits (29 s by default on REST, 30 s on HTTP APIs), so that its 504 is seen. */
const timeoutSeconds = 35;
/** Two turns of all virtual users: the first opens their connections, the second gives slow starts time to end. */
const warmUpSeconds = 4;
const longestOrder = 2048;

/**
 * What a latency run sends: the success examples of every route that is safe to repeat, at a constant arrival
 * rate to all targets alike, in turns. Throws a UsageError for a rate or duration that makes no sense, and where nothing
 * may be sent.
 */
export function planLatency(options: LatencyOptions): Plan {
  const chosen = loadableRoutes(options.subjects, { filter: options.routes, effects: options.effects });
  const arrivals = planArrivals({ ...options, targets: chosen.length });
  const { series, requests, mix, secrets } = layOut(chosen);
  const length = Math.min(arrivals.expected / chosen.length, longestOrder);
  const random = mulberry32(arrivals.seed);
  const plan: Plan = {
    schemaVersion: 1,
    runId: options.runId,
    scenario: 'latency',
    arrivals,
    warmUp: planWarmUp(arrivals),
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

/** Series, requests and shares of all routes, indices settled. */
function layOut(chosen: readonly ChosenSubject[]) {
  const series: PlannedSeries[] = [];
  const requests: LoadRequest[] = [];
  const variables = new SecretVariables();
  const mix = chosen.map(({ target, contract, routes }) =>
    routes.flatMap((contractRoute): Weighted[] => {
      const { key, route } = contractRoute;
      const index =
        series.push({ target: target.target, route: key, objectives: objectivesOf(contract, route) }) - 1;
      const examples = loadableExamples(contract, route, target.apiType);
      const place = { target, contract, route: contractRoute, series: index, variables };
      return examples.map((example) => {
        const request = requests.push(loadRequest(place, example)) - 1;
        return { request, weight: (route.weight ?? 1) / examples.length };
      });
    }),
  );
  return { series, requests, mix, secrets: variables.made };
}

function planWarmUp({ ratePerSecond, virtualUsers }: Arrivals): WarmUp {
  const arrivals = Math.max(virtualUsers, Math.ceil(ratePerSecond * warmUpSeconds));
  return { arrivals, seconds: Math.round((arrivals / ratePerSecond) * 1000) / 1000 };
}

function whatItIs({ target, apiType, invokeUrl, stage, region }: Target, contract: Contract) {
  return { target, apiType, invokeUrl, stage, region, contract: contract.name };
}

function refuseAboveLimit(plan: Plan, maxRequests: number | undefined): void {
  const { measured, warmUp } = plannedRequests(plan);
  if (maxRequests === undefined || measured + warmUp <= maxRequests) return;
  throw new UsageError(
    `This would send ${measured + warmUp} requests (${measured} measured, ${warmUp} to warm up), and --max-requests allows ${maxRequests}.`,
    'Lower --rate or --duration, choose one --route or fewer targets, or raise --max-requests.',
  );
}
