import { comparedPercentiles, differencesOf, everyRoute } from '../../src/comparison/differences.ts';
import type { PairedTimes } from '../../src/comparison/paired.ts';
import { quantile, sorted } from '../../src/comparison/paired.ts';
import {
  type SimulatedTarget,
  simulatedPairs,
  type Weather,
} from '../../src/comparison/simulated-pairs.fixture.ts';

/** Lognormal, 20 ms in the middle and 80 ms at p99. */
const usual: SimulatedTarget = { medianMs: 20, p99Ms: 80 };
const slower = (factor: number): SimulatedTarget => ({ medianMs: 20 * factor, p99Ms: 80 * factor });

const skies = {
  'nothing else': {},
  drift: { drift: 1.5 },
  'stalls of both': { stallMs: 500 },
  'heavy tails': { spikes: true },
  'each its own memory': { memory: 0.7 },
} as const satisfies Record<string, Weather & { spikes?: true }>;

interface Tally {
  alarms: number;
  naive: number;
  anywhere: number;
  covered: number;
}

/** Alarms where nothing differs, by what the weather does; and how often a simple rule of thumb would have cried. */
export function falseAlarms(runs: number, pairs: number): string[] {
  return Object.entries(skies).map(([sky, weather]) => {
    const each = Object.keys(comparedPercentiles).map((name) => ({ name, ...tallyOf() }));
    let anywhere = 0;
    for (let seed = 7919; seed <= runs * 7919; seed += 7919) {
      const base = 'spikes' in weather ? { ...usual, tailFactor: 8 } : usual;
      const times = simulatedPairs(base, base, { pairs, seed, weather });
      const rows = compared(times);
      if (rows.some(({ conclusion }) => conclusion === 'faster' || conclusion === 'slower')) anywhere++;
      for (const tally of each) count(tally, rows, times, 1);
    }
    const percent = (count: number) => `${((100 * count) / runs).toFixed(1)} %`;
    const cells = each.map(({ alarms, naive }) => `${percent(alarms)} (${percent(naive)})`);
    return `| ${sky} | ${cells.join(' | ')} | ${percent(anywhere)} |`;
  });
}

/** How often a planted difference is found, and how often the interval holds it. */
export function power(runs: number): string[] {
  const cases = [
    { what: '10 % of p50, 2,000 pairs', pairs: 2000, candidate: slower(1.1), name: 'p50', truth: 1.1 },
    { what: '5 % of p50, 6,000 pairs', pairs: 6000, candidate: slower(1.05), name: 'p50', truth: 1.05 },
    { what: '10 % of p95, 6,000 pairs', pairs: 6000, candidate: slower(1.1), name: 'p95', truth: 1.1 },
    {
      what: 'p99 alone about doubled, 6,000 pairs',
      pairs: 6000,
      candidate: { ...usual, tailFactor: 2 },
      name: 'p99',
      truth: null,
    },
  ] as const;
  return cases.map(({ what, pairs, candidate, name, truth }) => {
    const tally = tallyOf();
    let corrected = 0;
    let median = 0;
    for (let seed = 7919; seed <= runs * 7919; seed += 7919) {
      const times = simulatedPairs(usual, candidate, { pairs, seed });
      const rows = compared(times);
      count({ name, ...tally }, rows, times, truth ?? 1, tally);
      if (rows.find(({ statistic }) => statistic === name)?.conclusion === 'slower') corrected++;
      if (rows.find(({ statistic }) => statistic === 'p50')?.conclusion === 'slower') median++;
    }
    const percent = (count: number) => `${((100 * count) / runs).toFixed(1)} %`;
    return `| ${what} | ${percent(tally.alarms)} | ${percent(corrected)} | ${truth === null ? '–' : percent(tally.covered)} | ${truth === null ? percent(median) : '–'} |`;
  });
}

const tallyOf = (): Tally => ({ alarms: 0, naive: 0, anywhere: 0, covered: 0 });

function compared(times: PairedTimes) {
  const none = new Uint8Array(times.baselineUs.length);
  return differencesOf({
    groups: [{ route: everyRoute, times, failures: { baseline: none, candidate: none } }],
    effect: 1.1,
    errorEffect: 0.01,
  });
}

function count(
  tally: Tally & { readonly name: string },
  rows: ReturnType<typeof compared>,
  times: PairedTimes,
  truth: number,
  into: Tally = tally,
): void {
  const row = rows.find(({ statistic }) => statistic === tally.name);
  if (row?.kind !== 'latency' || row.ratio.kind !== 'estimated') return;
  if (row.ratio.pValue < 0.05) into.alarms++;
  if (row.ratio.low <= truth && truth <= row.ratio.high) into.covered++;
  const ordered = sorted(times);
  const share = comparedPercentiles[row.statistic];
  const naive = quantile(ordered.candidate, share) / quantile(ordered.baseline, share);
  if (Math.abs(naive - 1) > 0.05) into.naive++;
}
