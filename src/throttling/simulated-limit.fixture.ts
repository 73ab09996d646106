import { planArrivals } from '../plan/arrivals.ts';
import { mulberry32 } from '../plan/order.ts';
import type { Phase } from '../plan/plan.ts';
import { type LimitGuess, throttlingPhases } from '../plan/throttling-phases.ts';
import type { Attempt } from './attempts.ts';
import { simulatedBucket } from './simulated-bucket.fixture.ts';

/** A limit; with `nodes` or `lagMs` an imperfect one. */
export interface TrueLimit {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly nodes?: number;
  readonly lagMs?: number;
}

export interface Simulation {
  readonly limit: TrueLimit;
  readonly guess: LimitGuess;
  readonly seed: number;
  /** Mean of what a request is late and on its way, each. */
  readonly transitMs?: number;
  readonly upTo?: number;
}

/** A throttling run without a network: planned arrivals, each late and on its way by chance, meet a bucket. */
export function simulated({ limit, guess, seed, transitMs = 0.7, upTo = 3 }: Simulation): {
  readonly phases: readonly Phase[];
  readonly attempts: readonly Attempt[];
} {
  const random = mulberry32(seed);
  const late = () => -Math.log(1 - random()) * transitMs;
  const { phases } = planArrivals({
    phases: throttlingPhases(guess, upTo),
    targets: 1,
    memoryBytes: Number.POSITIVE_INFINITY,
  });
  const accepts = simulatedBucket(limit, seed);
  const requests = phases
    .flatMap(({ fromSecond, seconds, ratePerSecond }) =>
      Array.from(
        { length: Math.round(seconds * ratePerSecond) },
        (_, i) => (fromSecond + (i + 0.5) / ratePerSecond) * 1000,
      ),
    )
    .map((dueMs) => {
      const atMs = dueMs + late();
      return { atMs, decidedMs: atMs + late() };
    })
    .sort((a, b) => a.decidedMs - b.decidedMs);
  const attempts = requests.map(({ atMs, decidedMs }) => ({ atMs, accepted: accepts(1e6 + decidedMs) }));
  return { phases, attempts };
}

/** Twenty limits from slow to fast, from one token to many; guesses are up to a third off. */
export const twentyLimits: readonly { readonly limit: TrueLimit; readonly guess: LimitGuess }[] = [
  [5, 1],
  [5, 10],
  [5, 50],
  [10, 1],
  [10, 2],
  [10, 20],
  [20, 5],
  [20, 100],
  [25, 25],
  [50, 1],
  [50, 3],
  [50, 20],
  [50, 100],
  [100, 1],
  [100, 20],
  [100, 400],
  [200, 50],
  [200, 1000],
  [500, 100],
  [500, 1000],
].map(([ratePerSecond = 0, burst = 0], index) => ({
  limit: { ratePerSecond, burst },
  guess: {
    ratePerSecond: ratePerSecond * ([1, 0.75, 1.3, 1.1][index % 4] as number),
    burst: Math.max(1, Math.round(burst * ([1, 1.3, 0.75][index % 3] as number))),
  },
}));

/** The imperfect ones: few nodes and many, with and without lumps, bursts above and below what nodes hold. */
export const imperfectLimits: readonly TrueLimit[] = [
  [5, 20, 4, 200],
  [10, 2, 4, 0],
  [20, 5, 1, 200],
  [20, 10, 4, 200],
  [20, 40, 2, 0],
  [50, 10, 4, 200],
  [50, 20, 8, 0],
  [50, 100, 3, 100],
  [100, 10, 4, 0],
  [100, 50, 4, 200],
].map(([ratePerSecond = 0, burst = 0, nodes = 0, lagMs = 0]) => ({ ratePerSecond, burst, nodes, lagMs }));
