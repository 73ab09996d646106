import { UsageError } from '../errors/usage-error.ts';
import { formatDuration } from './duration.ts';
import type { Arrivals } from './plan.ts';

export interface ArrivalOptions {
  /** For each target. */
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  readonly targets: number;
  readonly seed?: number | undefined;
  /** What the generator may take for its virtual users. */
  readonly memoryBytes?: number | undefined;
}

const toleratedStallSeconds = 2;
/** Measured: 0.21 MB for a scenario of this size, and a TLS connection with its buffers beside it. */
const bytesPerVirtualUser = 250_000;
const defaultMemoryBytes = 2 * 1024 ** 3;
const longestDurationSeconds = 24 * 3600;
const slowestPerSecond = 0.001;

/**
 * A constant arrival rate and the virtual users that it takes for each target: rate × tolerated stall, at least two,
 * so that an answer that takes as long as the stall makes no arrival wait. Throws a UsageError that says the number
 * for a rate or duration that makes no sense.
 */
export function planArrivals(options: ArrivalOptions): Arrivals {
  const { durationSeconds, targets, seed = 1, memoryBytes = defaultMemoryBytes } = options;
  checkRate(options.ratePerSecond);
  checkDuration(durationSeconds);
  const ratePerSecond = Math.round(options.ratePerSecond * 1000) / 1000;
  const totalPerSecond = Math.round(ratePerSecond * targets * 1000) / 1000;
  const virtualUsers = Math.max(2, Math.ceil(ratePerSecond * toleratedStallSeconds));
  const bytes = virtualUsers * targets * bytesPerVirtualUser;
  if (bytes > memoryBytes) {
    const most = Math.floor(memoryBytes / bytesPerVirtualUser / toleratedStallSeconds / targets);
    throw new UsageError(
      `${totalPerSecond} requests a second need ${virtualUsers * targets} virtual users, about ${gigabytes(bytes)} of memory, and ${gigabytes(memoryBytes)} are set aside for them.`,
      `Up to --rate ${most} a target fits here.`,
    );
  }
  // The last arrival starts before the end: at 0.5/s, 3 s hold the arrivals at 0 s and 2 s.
  const expected = Math.ceil(ratePerSecond * durationSeconds - 1e-9) * targets;
  return {
    ratePerSecond,
    totalPerSecond,
    phases: [{ name: 'steady', fromSecond: 0, seconds: durationSeconds, ratePerSecond }],
    durationSeconds,
    virtualUsers,
    toleratedStallSeconds,
    expected,
    seed,
  };
}

function checkRate(ratePerSecond: number): void {
  if (!(Number.isFinite(ratePerSecond) && ratePerSecond > 0)) {
    throw new UsageError(`A rate of ${ratePerSecond} a second sends nothing.`, 'Try: --rate 20');
  }
  if (ratePerSecond < slowestPerSecond) {
    throw new UsageError(
      `A rate of ${ratePerSecond} a second is less than one request in a quarter of an hour.`,
      'Try: --rate 0.1',
    );
  }
}

function checkDuration(durationSeconds: number): void {
  if (!(Number.isFinite(durationSeconds) && durationSeconds >= 0.001)) {
    throw new UsageError(`A duration of ${durationSeconds} seconds sends nothing.`, 'Try: --duration 30s');
  }
  if (durationSeconds > longestDurationSeconds) {
    throw new UsageError(
      `A duration of ${formatDuration(durationSeconds)} is longer than a day.`,
      'Try: --duration 1h',
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
