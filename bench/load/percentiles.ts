import type { TruthRecord } from '../../gateway/truth/observation.ts';
import { nearestRank } from '../../src/statistics/percentile.ts';
import type { Measured } from './local.ts';

/** Milliseconds; `null` where a tool doesn't tell it. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export const names = ['p50', 'p95', 'p99'] as const;

export function percentileOf(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[nearestRank(percent, sorted.length) - 1] ?? Number.NaN;
}

export function percentilesOf(values: readonly number[]): Percentiles {
  return { p50: percentileOf(values, 50), p95: percentileOf(values, 95), p99: percentileOf(values, 99) };
}

/** What the truth log says of the requests that were measured: those of the warm-up came before. */
export function measuredTruth(truth: readonly TruthRecord[], { run }: Measured): readonly TruthRecord[] {
  return truth.filter(({ arrivedAtMs }) => arrivedAtMs >= run.clocks.scheduleStartMs);
}

export function totals(truth: readonly TruthRecord[]): number[] {
  return truth.map(({ totalMs }) => totalMs);
}

export function reported({ document }: Measured, clock: 'service' | 'response'): Percentiles {
  const series = document.series.find((one) => one.clock === clock && one.route === '*');
  const value = (name: (typeof names)[number]) => series?.percentiles[name].value ?? null;
  return { p50: value('p50'), p95: value('p95'), p99: value('p99') };
}

/** `24.31 (+0.12 ms, +0.5 %)`. */
export function beside(found: number | null, truth: number | null): string {
  if (found === null) return 'not told';
  if (truth === null) return found.toFixed(2);
  const signed = (value: number, digits: number) =>
    `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
  return `${found.toFixed(2)} (${signed(found - truth, 2)} ms, ${signed((100 * (found - truth)) / truth, 1)} %)`;
}

/** Whether every percentile is within a share of the truth or within so many milliseconds. */
export function areWithin(
  found: Percentiles,
  truth: Percentiles,
  bound: { readonly share: number; readonly ms: number },
): boolean {
  return names.every((name) => {
    const [value, true_] = [found[name], truth[name]];
    if (value === null || true_ === null) return false;
    return Math.abs(value - true_) <= Math.max(bound.share * true_, bound.ms);
  });
}
