import type { Phase } from '../plan/plan.ts';
import { roleOf } from '../plan/throttling-phases.ts';
import type { Observation } from '../run/observation.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { intervalRanks, samplesNeeded } from '../statistics/order-statistics.ts';
import { nearestRank, type Percentile } from '../statistics/percentile.ts';
import { passed } from './answers.ts';

/** Service time of accepted requests: what the ones that got through felt of the throttle. */
export interface AcceptedLatency {
  readonly before: LatencyOfAccepted;
  /** In surges and steps. */
  readonly under: LatencyOfAccepted;
  /** Of the medians, in milliseconds; `null` where one of them has no interval. */
  readonly medianDifferenceMs: Estimate | null;
}

export interface LatencyOfAccepted {
  readonly count: number;
  readonly p50: Percentile;
  readonly p95: Percentile;
}

export function acceptedLatency(
  observations: readonly Observation[],
  phases: readonly Phase[],
): AcceptedLatency {
  const within = (roles: readonly string[]) =>
    phases
      .filter((phase) => roles.includes(roleOf(phase)))
      .flatMap(({ fromSecond, seconds }) =>
        observations.filter(
          (one) =>
            passed(one) === true &&
            one.intendedMs >= fromSecond * 1000 &&
            one.intendedMs < (fromSecond + seconds) * 1000,
        ),
      )
      .map(({ serviceMs }) => serviceMs);
  const before = latencyOf(within(['before', 'promised']));
  const under = latencyOf(within(['surge', 'step']));
  return { before, under, medianDifferenceMs: difference(before.p50, under.p50) };
}

function latencyOf(values: readonly number[]): LatencyOfAccepted {
  const sorted = values.toSorted((a, b) => a - b);
  return { count: sorted.length, p50: percentile(sorted, 50), p95: percentile(sorted, 95) };
}

function percentile(sorted: readonly number[], percent: number): Percentile {
  const { low, high } = intervalRanks(percent, sorted.length);
  if (low === null || high === null) return { value: null, needed: samplesNeeded(percent) };
  const at = (rank: number) => {
    const below = sorted[Math.floor(rank) - 1] as number;
    const above = sorted[Math.ceil(rank) - 1] as number;
    return Math.round((below + (rank - Math.floor(rank)) * (above - below)) * 1000) / 1000;
  };
  return {
    value: at(nearestRank(percent, sorted.length)),
    low: at(low),
    high: at(high),
    effectiveSamples: sorted.length,
    bounded: true,
  };
}

/** The interval of a difference from those of its parts (MOVER: Zou & Donner, Statistics in Medicine 27, 2008). */
function difference(before: Percentile, under: Percentile): Estimate | null {
  if (before.value === null || under.value === null) return null;
  const value = under.value - before.value;
  const rounded = (ms: number) => Math.round(ms * 1000) / 1000;
  return {
    value: rounded(value),
    low: rounded(value - Math.hypot(under.value - under.low, before.high - before.value)),
    high: rounded(value + Math.hypot(under.high - under.value, before.value - before.low)),
  };
}
