import type { Run } from '../run/run.ts';
import { bucketAtRank, type Distribution, distributionOf } from './distribution.ts';
import { groupBy } from './grouping.ts';
import { measuredRoutes, valuesByTime } from './latency-series.ts';
import { nearestRank, percentileOf } from './percentile.ts';

/** A stretch of a run. Percentiles are of the requests of this stretch alone, `null` where none was answered. */
export interface Moment {
  /** Seconds since the schedule's start. */
  readonly second: number;
  readonly count: number;
  readonly errors: number;
  /** Requests without any answer. */
  readonly unanswered: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/**
 * Response time of a target over the run, all routes together. Seconds are taken together, in equal
 * stretches, where the run has more than `limit` of them. Stretches without a request are left out.
 */
export function timeline(run: Run, target: string, limit = Number.POSITIVE_INFINITY): Moment[] {
  const seconds = measuredRoutes(run, target).flatMap(({ measurement }) => measurement.seconds);
  const length = seconds.reduce((most, { second }) => Math.max(most, second + 1), 0);
  const stretch = Math.max(1, Math.ceil(length / limit));
  const stretches = groupBy(seconds, ({ second }) => Math.floor(second / stretch) * stretch);
  return [...stretches.entries()]
    .sort(([a], [b]) => a - b)
    .map(([second, parts]) => {
      const distribution = distributionOf(parts.map(({ response }) => response));
      const count = parts.reduce((sum, part) => sum + part.count, 0);
      return {
        second,
        count,
        errors: parts.reduce((sum, part) => sum + part.errors, 0),
        unanswered: count - parts.reduce((sum, { apart }) => sum + apart, 0) - distribution.count,
        p50Ms: pointPercentile(distribution, 50),
        p95Ms: pointPercentile(distribution, 95),
      };
    });
}

/** Without an interval: for a picture of what happened, not for an estimate of what will. */
function pointPercentile(distribution: Distribution, percent: number): number | null {
  if (distribution.count === 0) return null;
  const bucket = bucketAtRank(distribution, nearestRank(percent, distribution.count));
  return (distribution.highest[bucket] as number) / 1000;
}

export interface CurvePoint {
  readonly percent: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Percentiles that people ask for by name; every curve passes through them exactly. */
export const namedPercents = [50, 75, 90, 95, 99, 99.9] as const;

/**
 * Response time against percentile for a target, all routes together, from p1 into the tail: evenly spaced in
 * the number of nines (p90, p99, p99.9), and as far as the run has the samples for an interval.
 */
export function percentileCurve(run: Run, target: string, pointsPerNine = 20): CurvePoint[] {
  const seconds = measuredRoutes(run, target).flatMap(({ measurement }) => measurement.seconds);
  const { distribution, batches } = valuesByTime(seconds, 'response');
  return percentsOfCurve(pointsPerNine).flatMap((percent) => {
    const percentile = percentileOf(distribution, percent, batches);
    if (percentile.value === null) return [];
    const { value, low, high } = percentile;
    return [{ percent, value, low, high }];
  });
}

function percentsOfCurve(pointsPerNine: number): number[] {
  const steps = Array.from({ length: 4 * pointsPerNine + 1 }, (_, step) => step / pointsPerNine);
  const even = steps.map((nines) => 100 * (1 - 10 ** -nines)).filter((percent) => percent >= 1);
  const between = even.filter((percent) => namedPercents.every((named) => Math.abs(named - percent) > 1e-9));
  return [...between, ...namedPercents].sort((a, b) => a - b);
}
