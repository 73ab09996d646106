import type { Estimate } from '../../src/statistics/estimate.ts';
import { limitOf } from '../../src/throttling/limit.ts';
import { metThrottle } from '../../src/throttling/met-throttle.ts';
import {
  imperfectLimits,
  simulated,
  type TrueLimit,
  twentyLimits,
} from '../../src/throttling/simulated-limit.fixture.ts';

/** Errors and coverage over many runs of each limit, without sending a request. */
export function inSimulation(runs: number): void {
  summarize(
    'exact buckets',
    twentyLimits.map(({ limit }) => limit),
    runs,
  );
  summarize('several nodes, lumps of tokens', imperfectLimits, runs);
}

function summarize(name: string, limits: readonly TrueLimit[], runs: number): void {
  console.log(`\nSimulated, ${name}: ${runs} runs of each, guesses up to a third off`);
  console.log('  rate  burst  nodes  lag ms   rate: worst error  held   burst: worst error  held');
  const all = { rate: { told: 0, held: 0 }, burst: { told: 0, held: 0 } };
  for (const [index, limit] of limits.entries()) {
    const outcomes = Array.from({ length: runs }, (_, run) => outcomeOf(limit, 1000 * index + run));
    const of = (which: 'rate' | 'burst') => {
      const told = outcomes.flatMap((one) => one[which] ?? []);
      const held = told.filter((one) => one.held).length;
      all[which].told += told.length;
      all[which].held += held;
      const worst =
        told.length === 0 ? '–' : `${(100 * Math.max(...told.map(({ error }) => error))).toFixed(1)} %`;
      return [worst, `${held}/${told.length}`] as const;
    };
    const [rateWorst, rateHeld] = of('rate');
    const [burstWorst, burstHeld] = of('burst');
    console.log(
      [
        String(limit.ratePerSecond).padStart(6),
        String(limit.burst).padStart(6),
        String(limit.nodes ?? 1).padStart(6),
        String(limit.lagMs ?? 0).padStart(7),
        rateWorst.padStart(19),
        rateHeld.padStart(6),
        burstWorst.padStart(18),
        burstHeld.padStart(6),
      ].join(' '),
    );
  }
  console.log(
    `intervals that hold the truth, where they are told: rate ${percent(all.rate)}, burst ${percent(all.burst)}`,
  );
}

interface Outcome {
  readonly rate?: { readonly error: number; readonly held: boolean };
  readonly burst?: { readonly error: number; readonly held: boolean };
}

function outcomeOf(limit: TrueLimit, seed: number): Outcome {
  const factor = [1, 0.75, 1.3][seed % 3] as number;
  const guess = {
    ratePerSecond: limit.ratePerSecond * factor,
    burst: Math.max(1, Math.round(limit.burst / factor)),
  };
  const { phases, observations } = simulated({ limit, guess, seed });
  const found = limitOf(metThrottle(observations), { phases, seed: 1 });
  const beside = ({ value, low, high }: Estimate, truth: number) => ({
    error: Math.abs(value / truth - 1),
    held: low <= truth && truth <= high,
  });
  return {
    ...('rate' in found ? { rate: beside(found.rate, limit.ratePerSecond) } : {}),
    ...(found.kind === 'found' ? { burst: beside(found.burst, limit.burst) } : {}),
  };
}

function percent({ held, told }: { readonly held: number; readonly told: number }): string {
  return `${((100 * held) / told).toFixed(1)} % of ${told}`;
}
