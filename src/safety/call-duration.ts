import type { Plan, PlannedSeries } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import { decodeHistogram } from '../sample/histogram.ts';

/** How long a call of a series takes, and how that is known. */
export interface CallDuration {
  readonly ms: number;
  readonly from: 'measured' | 'objective' | 'assumed';
}

/** What an earlier run measured of a route. */
export interface Measured {
  readonly meanMs: number;
  /** Of one answer, headers included. */
  readonly bytesEach: number;
}

/** Where nothing is known of a route: a Lambda function with a call or two of its own. */
export const assumedMs = 250;

/**
 * By Little's law it is the mean that counts: an earlier run's; else, on the safe side, a percentile that the contract
 * promises; else an assumption.
 */
export function callDuration({ objectives }: PlannedSeries, measured: Measured | null): CallDuration {
  if (measured !== null) return { ms: measured.meanMs, from: 'measured' };
  const { p95Ms, p90Ms, p99Ms, p50Ms } = objectives;
  const promised = p95Ms ?? p90Ms ?? p99Ms ?? p50Ms;
  return promised === undefined ? { ms: assumedMs, from: 'assumed' } : { ms: promised, from: 'objective' };
}

/** What these runs, newest first, measured of each series of the plan; `null` for what none of them did. */
export function measuredBefore(plan: Plan, runs: readonly Run[]): (Measured | null)[] {
  return plan.series.map(({ target, route }) => {
    for (const run of runs) {
      const index = run.plan.series.findIndex((one) => one.target === target && one.route === route);
      const series = run.series[index];
      const url = (of: Plan) => of.targets.find((one) => one.target === target)?.invokeUrl;
      if (series === undefined || series.count === 0 || url(run.plan) !== url(plan)) continue;
      const service = decodeHistogram(series.service);
      if (service.totalCount === 0) continue;
      return { meanMs: service.mean / 1000, bytesEach: series.bytesReceived / series.count };
    }
    return null;
  });
}
