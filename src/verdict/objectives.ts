import type { Objectives } from '../contract/contract.ts';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { countUpTo, distributionOf } from '../statistics/distribution.ts';
import {
  clocksOf,
  type LatencySeries,
  type PercentileName,
  percentOf,
  valuesByTime,
} from '../statistics/latency-series.ts';
import { samplesToDecide } from '../statistics/order-statistics.ts';
import { isWithin, lowerLimit, type Percentile } from '../statistics/percentile.ts';

/** Share of requests that may fail where a contract promises nothing else. */
export const defaultErrorRate = 0.01;

/** How one objective of one route came out. */
export type ObjectiveOutcome = LatencyOutcome | ErrorRateOutcome;

interface OutcomeOfRoute {
  readonly target: string;
  readonly route: string;
}

export interface LatencyOutcome extends OutcomeOfRoute {
  readonly kind: 'latency';
  readonly percentile: PercentileName;
  readonly boundMs: number;
  readonly measured: Percentile;
  /** Answered requests. */
  readonly samples: number;
  readonly conclusion: LatencyConclusion;
}

export type LatencyConclusion =
  | { readonly kind: 'held' }
  /** With 97.5 % confidence the percentile is above `atLeastMs`, and that is above the bound. */
  | { readonly kind: 'broken'; readonly atLeastMs: number }
  | { readonly kind: 'too-few-samples'; readonly needed: number }
  /**
   * The interval holds the bound, or isn't `bounded`: what was slow came together, and nothing says how slow the next
   * such moment is. `null` where no number of samples would tell.
   */
  | {
      readonly kind: 'undecided';
      readonly bounded: boolean;
      readonly samplesToDecide: number | null;
    };

export interface ErrorRateOutcome extends OutcomeOfRoute {
  readonly kind: 'error-rate';
  readonly bound: number;
  readonly isDefault: boolean;
  readonly count: number;
  readonly errors: number;
  readonly conclusion: { readonly kind: 'held' | 'broken' | 'nothing-measured' };
}

const percentileObjectives = {
  p50Ms: 'p50',
  p90Ms: 'p90',
  p95Ms: 'p95',
  p99Ms: 'p99',
  p999Ms: 'p99.9',
} as const satisfies { [key in keyof Objectives]?: PercentileName };

/** The bounds on percentiles among a route's objectives. */
export function latencyObjectives(
  objectives: Objectives,
): { readonly percentile: PercentileName; readonly boundMs: number }[] {
  return Object.entries(percentileObjectives).flatMap(([key, percentile]) => {
    const boundMs = objectives[key as keyof typeof percentileObjectives];
    return boundMs === undefined ? [] : [{ percentile, boundMs }];
  });
}

/**
 * Every objective of every route, on response time. A bound is held when the whole interval is within it, or when so
 * few requests are beyond it that no interval is needed to tell; broken when the whole interval is above it. The error
 * rate is compared as measured.
 */
export function objectiveOutcomes(run: Run, series: readonly LatencySeries[]): ObjectiveOutcome[] {
  const [judged] = clocksOf(run.plan);
  return run.plan.series.flatMap(({ target, route, objectives }, index) => {
    const statistics = series.find(
      (one) => one.target === target && one.route === route && one.clock === judged,
    );
    if (statistics === undefined) return [];
    const measurement = run.series[index];
    const latency = latencyObjectives(objectives).map((objective) =>
      latencyOutcome({ statistics, measurement, ...objective }),
    );
    return [errorRateOutcome(statistics, objectives.errorRate), ...latency];
  });
}

function errorRateOutcome(statistics: LatencySeries, promised: number | undefined): ErrorRateOutcome {
  const { target, route, count, errorRate } = statistics;
  const bound = promised ?? defaultErrorRate;
  const kind = count === 0 ? 'nothing-measured' : errorRate > bound ? 'broken' : 'held';
  return {
    kind: 'error-rate',
    target,
    route,
    bound,
    isDefault: promised === undefined,
    count,
    errors: Math.round(errorRate * count),
    conclusion: { kind },
  };
}

interface LatencyQuestion {
  readonly statistics: LatencySeries;
  readonly measurement: SeriesMeasurement | undefined;
  readonly percentile: PercentileName;
  readonly boundMs: number;
}

function latencyOutcome({ statistics, measurement, percentile, boundMs }: LatencyQuestion): LatencyOutcome {
  const distribution = distributionOf(measurement === undefined ? [] : [measurement.response]);
  const measured = statistics.percentiles[percentile];
  const percent = percentOf(percentile);
  const conclude = (): LatencyConclusion => {
    // The low end exists long before the interval does: a clearly broken bound needs no more samples.
    const atLeastMs = measured.value === null ? lowestOf(measurement, percent) : measured.low;
    if (atLeastMs !== null && atLeastMs > boundMs) return { kind: 'broken', atLeastMs };
    if (measured.value === null) return { kind: 'too-few-samples', needed: measured.needed };
    const { bounded } = measured;
    if (bounded && measured.high <= boundMs) return { kind: 'held' };
    const values = valuesByTime(measurement?.seconds ?? [], 'response');
    if (isWithin(values.distribution, percent, { boundMs, batches: values.batches })) return { kind: 'held' };
    const within = countUpTo(distribution, boundMs * 1000) / distribution.count;
    const independent = samplesToDecide(percent, within);
    const samplesEach = distribution.count / measured.effectiveSamples;
    return {
      kind: 'undecided',
      bounded,
      samplesToDecide: independent === null ? null : Math.ceil(independent * samplesEach),
    };
  };
  return {
    kind: 'latency',
    target: statistics.target,
    route: statistics.route,
    percentile,
    boundMs,
    measured,
    samples: distribution.count,
    conclusion: conclude(),
  };
}

function lowestOf(measurement: SeriesMeasurement | undefined, percent: number): number | null {
  const { distribution, batches } = valuesByTime(measurement?.seconds ?? [], 'response');
  return lowerLimit(distribution, percent, batches);
}
