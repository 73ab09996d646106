import { inOrderOfTime } from '../../src/throttling/attempts.ts';
import { limitOf } from '../../src/throttling/limit.ts';
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
  const all = { runs: 0, rate: 0, burst: 0 };
  for (const [index, limit] of limits.entries()) {
    const outcomes = Array.from({ length: runs }, (_, run) => outcomeOf(limit, 1000 * index + run));
    const held = (which: 'rateHeld' | 'burstHeld') => outcomes.filter((one) => one[which]).length;
    const worst = (which: 'rateError' | 'burstError') =>
      `${(100 * Math.max(...outcomes.map((one) => one[which]))).toFixed(1)} %`;
    all.runs += runs;
    all.rate += held('rateHeld');
    all.burst += held('burstHeld');
    console.log(
      [
        String(limit.ratePerSecond).padStart(6),
        String(limit.burst).padStart(6),
        String(limit.nodes ?? 1).padStart(6),
        String(limit.lagMs ?? 0).padStart(7),
        worst('rateError').padStart(19),
        `${held('rateHeld')}/${runs}`.padStart(6),
        worst('burstError').padStart(18),
        `${held('burstHeld')}/${runs}`.padStart(6),
      ].join(' '),
    );
  }
  console.log(
    `intervals that hold the truth: rate ${percent(all.rate, all.runs)}, burst ${percent(all.burst, all.runs)}`,
  );
}

function outcomeOf(limit: TrueLimit, seed: number) {
  const factor = [1, 0.75, 1.3][seed % 3] as number;
  const guess = {
    ratePerSecond: limit.ratePerSecond * factor,
    burst: Math.max(1, Math.round(limit.burst / factor)),
  };
  const transitMs = 0.7;
  const { phases, attempts } = simulated({ limit, guess, seed, transitMs });
  const found = limitOf(inOrderOfTime(attempts), { phases, transitMs, seed: 1 });
  if (found.kind !== 'found')
    return { rateError: Number.NaN, burstError: Number.NaN, rateHeld: false, burstHeld: false };
  const { rate, burst } = found;
  return {
    rateError: Math.abs(rate.value / limit.ratePerSecond - 1),
    burstError: Math.abs(burst.value / limit.burst - 1),
    rateHeld: rate.low <= limit.ratePerSecond && limit.ratePerSecond <= rate.high,
    burstHeld: burst.low <= limit.burst && limit.burst <= burst.high,
  };
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
