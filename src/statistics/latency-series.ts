import type { ApiType } from '../contract/contract.ts';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { type Distribution, distributionOf, maximum } from './distribution.ts';
import { type Percentile, percentileOf } from './percentile.ts';

/** Milliseconds on one clock. `route: '*'` is all routes of a target together. */
export interface LatencySeries {
  readonly target: string;
  readonly apiType: ApiType;
  readonly route: string;
  readonly clock: 'service' | 'response';
  readonly count: number;
  readonly errorRate: number;
  readonly percentiles: { readonly [name in PercentileName]: Percentile };
  readonly maxMs: number | null;
}

export type PercentileName = 'p50' | 'p90' | 'p95' | 'p99' | 'p99.9';

export const percentileNames = [
  'p50',
  'p90',
  'p95',
  'p99',
  'p99.9',
] as const satisfies readonly PercentileName[];

/** `p99.9` → 99.9. */
export function percentOf(name: PercentileName): number {
  return Number(name.slice(1));
}

/** Response time first: it is the one that objectives are about. */
export const clocks = ['response', 'service'] as const satisfies readonly LatencySeries['clock'][];

/** Stands for all routes of a target together. */
export const everyRoute = '*';

/**
 * The statistics of a run in milliseconds: for each target and clock one series of all its routes (`*`, merged
 * exactly from their histograms), then one a route. `count` is every measured request and `errorRate` the share
 * of them that failed; percentiles are of the answered ones.
 */
export function latencySeries(run: Run): LatencySeries[] {
  return run.plan.targets.flatMap(({ target, apiType }) => {
    const routes = measuredRoutes(run, target);
    const groups = [
      { route: everyRoute, measurements: routes.map(({ measurement }) => measurement) },
      ...routes.map(({ route, measurement }) => ({ route, measurements: [measurement] })),
    ];
    return clocks.flatMap((clock) =>
      groups.map(({ route, measurements }) => ({
        target,
        apiType,
        route,
        clock,
        ...countsOf(measurements),
        ...latencyOf(distributionOf(measurements.map((measurement) => measurement[clock]))),
      })),
    );
  });
}

/** What was measured of each of a target's planned routes. A route that the run knows nothing of is left out. */
export function measuredRoutes(
  run: Run,
  target: string,
): { readonly route: string; readonly measurement: SeriesMeasurement }[] {
  return run.plan.series.flatMap((planned, index) => {
    const measurement = run.series[index];
    if (planned.target !== target || measurement === undefined) return [];
    return [{ route: planned.route, measurement }];
  });
}

function countsOf(measurements: readonly SeriesMeasurement[]): { count: number; errorRate: number } {
  const count = measurements.reduce((sum, measurement) => sum + measurement.count, 0);
  const errors = measurements.reduce((sum, measurement) => sum + measurement.errors, 0);
  return { count, errorRate: count === 0 ? 0 : errors / count };
}

function latencyOf(distribution: Distribution): Pick<LatencySeries, 'percentiles' | 'maxMs'> {
  const slowest = maximum(distribution);
  return {
    percentiles: Object.fromEntries(
      percentileNames.map((name) => [name, percentileOf(distribution, percentOf(name))]),
    ) as Record<PercentileName, Percentile>,
    maxMs: slowest === null ? null : slowest / 1000,
  };
}
