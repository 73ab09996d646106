import type { ApiType } from '../contract/contract.ts';
import type { Plan, PlannedTarget } from '../plan/plan.ts';
import type { Run, SecondMeasurement, SeriesMeasurement } from '../run/run.ts';
import { type Batch, batchesOf, batchSeconds, mergeBatches } from './batches.ts';
import { type Distribution, maximum, mergedDistribution } from './distribution.ts';
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

/** The same for one phase of the schedule alone. */
export interface PhaseSeries extends LatencySeries {
  readonly phase: string;
}

/**
 * The statistics of a run in milliseconds: for each target and clock one series of all its routes (`*`, merged
 * exactly from their histograms), then one a route. `count` is every measured request and `errorRate` the share
 * of them that failed; percentiles are of the answered ones.
 */
export function latencySeries(run: Run): LatencySeries[] {
  const known = clocksOf(run.plan);
  return run.plan.targets
    .flatMap((target) => seriesOf(target, measuredRoutes(run, target.target)))
    .filter(({ clock }) => known.includes(clock));
}

/** Both, but of a person's own script: when its requests were meant to start is not known. The first is what objectives are held against. */
export function clocksOf(plan: Plan): readonly [LatencySeries['clock'], ...LatencySeries['clock'][]] {
  return 'script' in plan && plan.script !== undefined && !plan.scheduled ? ['service'] : clocks;
}

/**
 * The same for each phase of a schedule that has several, from the histograms by second. A run of more than an hour
 * keeps wider stretches: each belongs to the phase that it begins in.
 */
export function phaseSeries(run: Run): PhaseSeries[] {
  const { phases } = run.plan.arrivals;
  if (phases.length < 2) return [];
  return run.plan.targets.flatMap((target) => {
    const routes = measuredRoutes(run, target.target);
    return phases.flatMap(({ name, fromSecond, seconds }) => {
      const within = ({ second }: SecondMeasurement) => second >= fromSecond && second < fromSecond + seconds;
      const ofPhase = routes.map(({ route, measurement }) => ({
        route,
        measurement: { seconds: measurement.seconds.filter(within) },
      }));
      return seriesOf(target, ofPhase).map((series) => ({ ...series, phase: name }));
    });
  });
}

interface RouteSeconds {
  readonly route: string;
  readonly measurement: Pick<SeriesMeasurement, 'seconds'>;
}

function seriesOf({ target, apiType }: PlannedTarget, routes: readonly RouteSeconds[]): LatencySeries[] {
  const counts = routes.map(({ route, measurement }) => ({ route, ...countsOf(measurement.seconds) }));
  const everySecond = routes.flatMap(({ measurement }) => measurement.seconds);
  const stretch = batchSeconds(span(everySecond));
  return clocks.flatMap((clock) => {
    const batches = routes.map(({ measurement }) => batchesOnClock(measurement.seconds, clock, stretch));
    const groups = [
      { route: everyRoute, ...countsOf(everySecond), batches: mergeBatches(batches) },
      ...counts.map((counted, index) => ({ ...counted, batches: batches[index] ?? [] })),
    ];
    return groups.map(({ batches, ...group }) => ({
      target,
      apiType,
      clock,
      ...group,
      ...latencyOf(batches),
    }));
  });
}

/** Seconds from the first one with a request to the last. */
function span(seconds: readonly SecondMeasurement[]): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { second } of seconds) {
    first = Math.min(first, second);
    last = Math.max(last, second);
  }
  return seconds.length === 0 ? 0 : last - first + 1;
}

/** What the requests of these seconds took on one clock, as a whole and in the order of time. */
export function valuesByTime(
  seconds: readonly SecondMeasurement[],
  clock: LatencySeries['clock'],
): { readonly distribution: Distribution; readonly batches: readonly Batch[] } {
  const batches = batchesOnClock(seconds, clock, batchSeconds(span(seconds)));
  return { distribution: distributionOfBatches(batches), batches };
}

function batchesOnClock(
  seconds: readonly SecondMeasurement[],
  clock: LatencySeries['clock'],
  stretch: number,
): Batch[] {
  return batchesOf(
    seconds.map((each) => ({ second: each.second, encoded: each[clock] })),
    stretch,
  );
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

/** Requests of these seconds, and the share of them that failed. */
export function countsOf(seconds: readonly SecondMeasurement[]): { count: number; errorRate: number } {
  const count = seconds.reduce((sum, second) => sum + second.count, 0);
  const errors = seconds.reduce((sum, second) => sum + second.errors, 0);
  return { count, errorRate: count === 0 ? 0 : errors / count };
}

function distributionOfBatches(batches: readonly Batch[]): Distribution {
  return mergedDistribution(batches.flatMap(({ histograms }) => histograms));
}

function latencyOf(batches: readonly Batch[]): Pick<LatencySeries, 'percentiles' | 'maxMs'> {
  const distribution = distributionOfBatches(batches);
  const slowest = maximum(distribution);
  return {
    percentiles: percentilesOf(distribution, batches),
    maxMs: slowest === null ? null : slowest / 1000,
  };
}

/** All the percentiles that are reported, each with its interval. */
export function percentilesOf(
  distribution: Distribution,
  batches: readonly Batch[] = [],
): LatencySeries['percentiles'] {
  return Object.fromEntries(
    percentileNames.map((name) => [name, percentileOf(distribution, percentOf(name), batches)]),
  ) as Record<PercentileName, Percentile>;
}
