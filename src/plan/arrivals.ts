import { UsageError } from '../errors/usage-error.ts';
import { formatDuration } from './duration.ts';
import type { Arrivals, Phase, WarmUp } from './plan.ts';
import { arrivalsPerPhase, phasedWarmUpSeconds } from './timetable.ts';

export interface ArrivalOptions {
  /** For each target, one after another. */
  readonly phases: readonly PhaseWish[];
  readonly targets: number;
  readonly seed?: number | undefined;
  /** What the generator may take for its virtual users. */
  readonly memoryBytes?: number | undefined;
}

export type PhaseWish = Pick<Phase, 'name' | 'seconds' | 'ratePerSecond'>;

const toleratedStallSeconds = 2;
/** Two turns of all virtual users: the first opens their connections, the second gives slow starts time to end. */
const warmUpSeconds = 4;
/** A spike's virtual users are warmed up at the rate before it, unless that would take longer than this. */
const longestWarmUpSeconds = 20;
/** Measured: 0.21 MB for a scenario of this size, and a TLS connection with its buffers beside it. */
const bytesPerVirtualUser = 250_000;
const defaultMemoryBytes = 2 * 1024 ** 3;
const longestDurationSeconds = 24 * 3600;
const slowestPerSecond = 0.001;

/**
 * Arrival rates over time and the virtual users that they take for each target: the highest rate × tolerated stall, at
 * least two, so that an answer that takes as long as the stall makes no arrival wait. Throws a UsageError that says the
 * number for a rate or duration that makes no sense.
 */
export function planArrivals(options: ArrivalOptions): Arrivals {
  const { targets, seed = 1, memoryBytes = defaultMemoryBytes } = options;
  checkRate(highest(options.phases));
  const phases = inOrder(options.phases);
  const durationSeconds = rounded(phases.reduce((sum, { seconds }) => sum + seconds, 0));
  checkDuration(durationSeconds);
  const ratePerSecond = highest(phases);
  const totalPerSecond = rounded(ratePerSecond * targets);
  const virtualUsers = Math.max(2, Math.ceil(ratePerSecond * toleratedStallSeconds));
  const bytes = virtualUsers * targets * bytesPerVirtualUser;
  if (bytes > memoryBytes) {
    const most = Math.floor(memoryBytes / bytesPerVirtualUser / toleratedStallSeconds / targets);
    throw new UsageError(
      `${totalPerSecond} requests a second need ${virtualUsers * targets} virtual users, about ${gigabytes(bytes)} of memory, and ${gigabytes(memoryBytes)} are set aside for them.`,
      `Up to --rate ${most} a target fits here.`,
    );
  }
  return {
    ratePerSecond,
    totalPerSecond,
    phases,
    durationSeconds,
    virtualUsers,
    toleratedStallSeconds,
    expected: arrivalsPerPhase(phases).reduce((sum, count) => sum + count, 0) * targets,
    seed,
  };
}

/** Long enough for every virtual user to open its connection, and no harder than it has to be. */
export function planWarmUp({ phases, ratePerSecond: highestRate, virtualUsers }: Arrivals): WarmUp {
  const first = phases[0]?.ratePerSecond ?? highestRate;
  const steepest = Math.ceil((virtualUsers / longestWarmUpSeconds) * 1000) / 1000;
  const ratePerSecond = phases.length === 1 ? first : Math.max(first, steepest);
  const arrivals = Math.max(virtualUsers, Math.ceil(ratePerSecond * warmUpSeconds));
  const seconds =
    phases.length === 1 ? rounded(arrivals / ratePerSecond) : phasedWarmUpSeconds(arrivals, ratePerSecond);
  return { arrivals, ratePerSecond, seconds };
}

function inOrder(wishes: readonly PhaseWish[]): Phase[] {
  let fromSecond = 0;
  return wishes.map(({ name, seconds, ratePerSecond }) => {
    const phase = { name, fromSecond, seconds, ratePerSecond: rounded(ratePerSecond) };
    fromSecond = Math.round((fromSecond + seconds) * 1e6) / 1e6;
    return phase;
  });
}

function highest(phases: readonly Pick<Phase, 'ratePerSecond'>[]): number {
  return Math.max(...phases.map(({ ratePerSecond }) => ratePerSecond));
}

/** To thousandths, which is as fine as k6 takes a rate here. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
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
