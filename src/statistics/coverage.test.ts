import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  autoregressive,
  drift,
  independent,
  type LatencyProcess,
  measuredRun,
  stalls,
  truePercentile,
} from './latency-process.fixture.ts';
import { percentileOf } from './percentile.ts';
import { seeded } from './simulated-run.fixture.ts';

/** Runs of each process; `npm run -s intervals` in `bench/` takes 1,000. */
const runs = 120;
/** Three standard errors of a share of 95 % over so many runs. */
const allowed = 3 * Math.sqrt((0.95 * 0.05) / runs);
const percents = [50, 95, 99] as const;

interface Case {
  readonly process: LatencyProcess;
  readonly seconds: number;
  /** Share of runs that intervals for independent values hold at most: what it is about. */
  readonly independentAtMost: number;
}

const cases: readonly Case[] = [
  { process: independent, seconds: 60, independentAtMost: 1 },
  { process: drift(2), seconds: 60, independentAtMost: 1 },
  { process: autoregressive(0.9), seconds: 60, independentAtMost: 0.7 },
  { process: stalls({ everySeconds: 1, meanMs: 100 }), seconds: 180, independentAtMost: 0.85 },
];

describe('95 % intervals hold the percentile in 95 % of runs, at 100 a second', () => {
  for (const { process, seconds, independentAtMost } of cases) {
    const random = seeded(3);
    const simulated = Array.from({ length: runs }, () => {
      const { distribution, batches } = measuredRun(process, random, { ratePerSecond: 100, seconds });
      return percents.map((percent) => ({
        interval: percentileOf(distribution, percent, batches),
        asIndependent: percentileOf(distribution, percent),
      }));
    });
    for (const [index, percent] of percents.entries()) {
      it(`p${percent}, ${process.name}, ${seconds} s`, () => {
        const truth = truePercentile(process, percent);
        const holds = (kind: 'interval' | 'asIndependent') =>
          simulated.filter((percentiles) => {
            const found = percentiles[index]?.[kind];
            return found !== undefined && found.value !== null && found.low <= truth && truth <= found.high;
          }).length / runs;
        const held = holds('interval');
        assert.ok(Math.abs(held - 0.95) <= allowed, `${held} with`);
        assert.ok(holds('asIndependent') <= independentAtMost, `${holds('asIndependent')} without`);
      });
    }
  }
});
