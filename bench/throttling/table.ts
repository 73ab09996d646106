import type { Estimate } from '../../src/statistics/estimate.ts';
import type { TrueLimit } from '../../src/throttling/simulated-limit.fixture.ts';

export const tableHead = [
  'true rate'.padStart(9),
  'burst'.padStart(6),
  'found rate'.padStart(24),
  'error'.padStart(8),
  'found burst'.padStart(20),
  'error'.padStart(8),
].join('  ');

export interface FoundLimit {
  readonly rate: Estimate | null;
  readonly burst: Estimate | null;
  readonly note: string;
}

export function tableRow({ ratePerSecond, burst }: TrueLimit, found: FoundLimit): string {
  return [
    String(ratePerSecond).padStart(9),
    String(burst).padStart(6),
    written(found.rate).padStart(24),
    errorOf(found.rate, ratePerSecond).padStart(8),
    written(found.burst).padStart(20),
    errorOf(found.burst, burst).padStart(8),
    found.note,
  ].join('  ');
}

function written(estimate: Estimate | null): string {
  if (estimate === null) return '–';
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((one) =>
    Number(one.toPrecision(4)),
  );
  return `${value} (${low}–${high})`;
}

function errorOf(estimate: Estimate | null, truth: number): string {
  return estimate === null ? '–' : `${(100 * (estimate.value / truth - 1)).toFixed(1)} %`;
}
