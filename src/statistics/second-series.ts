import type { Run } from '../run/run.ts';
import { distributionOf, maximum } from './distribution.ts';
import { groupBy } from './grouping.ts';
import { countsOf, everyRoute, type LatencySeries, measuredRoutes, percentilesOf } from './latency-series.ts';

/** Response time in one second of a target's schedule, all its routes together. */
export interface SecondSeries
  extends Pick<LatencySeries, 'target' | 'count' | 'errorRate' | 'percentiles' | 'maxMs'> {
  /** Since the schedule's start; of a run of more than an hour the first one of a stretch. */
  readonly second: number;
}

/**
 * Statistics of each second, or of each second of one route. Within a second nothing is known of the requests' order:
 * they are taken as independent, and intervals are about that second and no other. Seconds without a request are left
 * out, and percentiles with too few requests in their second withheld.
 */
export function secondSeries(run: Run, only: string = everyRoute): SecondSeries[] {
  return run.plan.targets.flatMap(({ target }) => {
    const routes = measuredRoutes(run, target).filter(({ route }) => only === everyRoute || route === only);
    const seconds = groupBy(
      routes.flatMap(({ measurement }) => measurement.seconds),
      ({ second }) => second,
    );
    return [...seconds]
      .sort(([a], [b]) => a - b)
      .map(([second, parts]) => {
        const distribution = distributionOf(parts.map(({ response }) => response));
        const slowest = maximum(distribution);
        return {
          target,
          second,
          ...countsOf(parts),
          percentiles: percentilesOf(distribution),
          maxMs: slowest === null ? null : slowest / 1000,
        };
      });
  });
}
