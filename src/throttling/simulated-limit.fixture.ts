import { planArrivals } from '../plan/arrivals.ts';
import { mulberry32 } from '../plan/order.ts';
import type { Phase } from '../plan/plan.ts';
import { type LimitGuess, throttlingPhases } from '../plan/throttling-phases.ts';
import type { Observation } from '../run/observation.ts';
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
  /** Mean of what a request is late, on its way and on its way back, each. */
  readonly transitMs?: number;
  readonly upTo?: number;
  /** The bucket's clock goes by so much at a time; left out: evenly. */
  readonly tickMs?: number;
  /** Whatever arrives within the first `forMs` of each `everyMs` waits for their end. */
  readonly stall?: { readonly forMs: number; readonly everyMs: number };
}

/** A throttling run without a network: planned arrivals, each late and on its way by chance, meet a bucket. */
export function simulated({ limit, guess, seed, transitMs = 0.7, upTo = 3, tickMs, stall }: Simulation): {
  readonly phases: readonly Phase[];
  readonly observations: readonly Observation[];
} {
  const chance = (random: () => number) => () => -Math.log(1 - random()) * transitMs;
  const late = chance(mulberry32(seed));
  const lateBack = chance(mulberry32(seed + 1));
  const { phases } = planArrivals({
    phases: throttlingPhases(guess, upTo),
    targets: 1,
    memoryBytes: Number.POSITIVE_INFINITY,
  });
  const accepts = simulatedBucket(limit, seed);
  const byClock = (ms: number) => (tickMs === undefined ? ms : Math.floor(ms / tickMs) * tickMs);
  const requests = phases
    .flatMap(({ fromSecond, seconds, ratePerSecond }) =>
      Array.from(
        { length: Math.round(seconds * ratePerSecond) },
        (_, i) => (fromSecond + (i + 0.5) / ratePerSecond) * 1000,
      ),
    )
    .map((intendedMs, arrival) => {
      const sentMs = intendedMs + late();
      const decidedMs = afterStall(sentMs + late(), stall);
      return { arrival, intendedMs, sentMs, decidedMs, serviceMs: decidedMs - sentMs + lateBack() };
    })
    .sort((a, b) => a.decidedMs - b.decidedMs);
  const observations = requests.map(({ decidedMs, ...times }): Observation => {
    const accepted = accepts(1e6 + byClock(decidedMs));
    return { ...answered, ...times, ...(accepted ? {} : { status: 429, refusal: 'throttled' }) };
  });
  return { phases, observations };
}

const answered = {
  target: 0,
  request: 0,
  status: 200,
  refusal: null,
  mark: null,
  warned: false,
  fresh: false,
} as const;

function afterStall(ms: number, stall: Simulation['stall']): number {
  if (stall === undefined) return ms;
  const into = ms % stall.everyMs;
  return into < stall.forMs ? ms - into + stall.forMs : ms;
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
