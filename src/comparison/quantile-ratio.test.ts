import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type PairedTimes, sorted } from './paired.ts';
import { pairsNeeded, type QuantileRatio, quantileRatio } from './quantile-ratio.ts';
import { type SimulatedTarget, simulatedPairs, type Weather } from './simulated-pairs.fixture.ts';

const ratioOf = (times: PairedTimes, share: number) => quantileRatio(times, sorted(times), share);

function estimated(ratio: QuantileRatio) {
  assert.equal(ratio.kind, 'estimated');
  return ratio as Extract<QuantileRatio, { kind: 'estimated' }>;
}

const columns = (pairs: readonly (readonly [number, number])[]): PairedTimes => ({
  baselineUs: Uint32Array.from(pairs, ([baseline]) => baseline),
  candidateUs: Uint32Array.from(pairs, ([, candidate]) => candidate),
});

const usual: SimulatedTarget = { medianMs: 20, p99Ms: 80 };
const badWeather: Weather = { drift: 1.5, stallMs: 500, memory: 0.7 };

/** Share of simulated runs for which something holds. */
function shareOfRuns(runs: number, holds: (seed: number) => boolean): number {
  let held = 0;
  for (let seed = 1; seed <= runs; seed++) if (holds(seed)) held++;
  return held / runs;
}

describe('the ratio of two percentiles', () => {
  it('is one, with an interval around it, where both targets always take the same', () => {
    const ratio = estimated(ratioOf(columns(Array.from({ length: 50 }, (_, at) => [at + 1, at + 1])), 0.5));
    assert.equal(ratio.value, 1);
    assert.ok(ratio.low <= 1 && ratio.high >= 1);
    assert.equal(ratio.pValue, 1);
  });

  it('turns round where the targets change places', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1000, max: 90_000 }), fc.integer({ min: 1000, max: 90_000 })), {
          minLength: 20,
          maxLength: 200,
        }),
        (pairs) => {
          const there = estimated(ratioOf(columns(pairs), 0.5));
          const back = estimated(ratioOf(columns(pairs.map(([a, b]) => [b, a])), 0.5));
          assert.ok(Math.abs(there.value * back.value - 1) < 1e-9);
          assert.ok(Math.abs(there.low * back.high - 1) < 0.2);
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });

  it('grows with the candidate, and its interval with it', () => {
    const times = simulatedPairs(usual, usual, { pairs: 400, seed: 3 });
    const one = estimated(ratioOf(times, 0.5));
    const doubled = estimated(ratioOf({ ...times, candidateUs: times.candidateUs.map((us) => us * 2) }, 0.5));
    for (const bound of ['value', 'low', 'high'] as const) {
      assert.ok(Math.abs(doubled[bound] / one[bound] / 2 - 1) < 0.002, bound);
    }
  });

  it('finds one at 5 % exactly where the interval leaves it out', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const times = simulatedPairs(usual, { ...usual, medianMs: 21.5 }, { pairs: 300, seed });
      const { low, high, pValue } = estimated(ratioOf(times, 0.5));
      if (Math.abs(pValue - 0.05) < 0.005) continue;
      assert.equal(pValue < 0.05, low > 1 || high < 1, `seed ${seed}: ${pValue}, ${low}–${high}`);
    }
  });

  it('says how many pairs it needs where there are too few', () => {
    assert.deepEqual([0.5, 0.9, 0.95, 0.99].map(pairsNeeded), [6, 30, 60, 300]);
    const times = simulatedPairs(usual, usual, { pairs: 299, seed: 1 });
    assert.deepEqual(ratioOf(times, 0.99), { kind: 'too-few-pairs', pairs: 299, needed: 300 });
  });

  it('raises a false alarm in one of twenty runs, under drift, stalls and memory too', () => {
    for (const weather of [{}, badWeather]) {
      for (const share of [0.5, 0.95]) {
        const alarms = shareOfRuns(300, (seed) => {
          const times = simulatedPairs(usual, usual, { pairs: 500, seed, weather });
          return estimated(ratioOf(times, share)).pValue < 0.05;
        });
        assert.ok(alarms >= 0.01 && alarms <= 0.1, `${JSON.stringify(weather)} ${share}: ${alarms}`);
      }
    }
  });

  it('holds the true ratio in its interval in about 95 % of runs, of unlike distributions too', () => {
    const rest = { medianMs: 30, p99Ms: 90 };
    const http = { medianMs: 12, p99Ms: 40 };
    for (const [share, truth] of [
      [0.5, 12 / 30],
      [0.99, 40 / 90],
    ] as const) {
      const covered = shareOfRuns(200, (seed) => {
        const times = simulatedPairs(rest, http, { pairs: 1000, seed });
        const { low, high } = estimated(ratioOf(times, share));
        return low <= truth && truth <= high;
      });
      assert.ok(covered >= 0.91 && covered <= 0.99, `${share}: ${covered}`);
    }
  });

  it('finds a tenth more in the median of 2,000 pairs, and not in a tail that alone is heavier', () => {
    const slower = shareOfRuns(60, (seed) => {
      const times = simulatedPairs(usual, { medianMs: 22, p99Ms: 88 }, { pairs: 2000, seed });
      return estimated(ratioOf(times, 0.5)).pValue < 0.05;
    });
    assert.ok(slower >= 0.9, String(slower));
    const heavier = { ...usual, tailFactor: 2 };
    const times = simulatedPairs(usual, heavier, { pairs: 6000, seed: 1 });
    assert.ok(estimated(ratioOf(times, 0.99)).low > 1.3);
    assert.ok(estimated(ratioOf(times, 0.5)).pValue > 0.05);
  });
});
