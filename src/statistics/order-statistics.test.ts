import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exactCoverage, intervalRanks, samplesNeeded, samplesToDecide } from './order-statistics.ts';
import { lognormal, seeded } from './simulated-run.fixture.ts';

/** P(X ≤ k) from the definition, in exact integers: the independent implementation. */
function exactCumulative(trials: number, perMille: number, k: number): number {
  let sum = 0n;
  let choose = 1n;
  for (let i = 0; i <= k; i++) {
    sum += choose * BigInt(perMille) ** BigInt(i) * BigInt(1000 - perMille) ** BigInt(trials - i);
    choose = (choose * BigInt(trials - i)) / BigInt(i + 1);
  }
  const scale = 10n ** 15n;
  return Number((sum * scale) / 1000n ** BigInt(trials)) / 1e15;
}

describe('ranks of a 95 % interval', () => {
  it('of a median are those of the sign test that textbooks tabulate', () => {
    const textbook = { 10: [2, 9], 20: [6, 15], 50: [18, 33], 100: [40, 61] };
    for (const [count, [low, high]] of Object.entries(textbook)) {
      assert.deepEqual(intervalRanks(50, Number(count)), { low, high });
    }
  });

  it('agree with the binomial distribution summed in exact integers', () => {
    const share = fc.constantFrom(500, 900, 950, 990, 999);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), share, (count, perMille) => {
        const { low, high } = intervalRanks(perMille / 10, count);
        const upTo = (k: number) => exactCumulative(count, perMille, k);
        if (low !== null) assert.ok(upTo(low - 1) <= 0.025 && upTo(low) > 0.025);
        else assert.ok(upTo(0) > 0.025);
        if (high !== null) assert.ok(upTo(high - 1) >= 0.975 && (high === 1 || upTo(high - 2) < 0.975));
        else assert.ok(upTo(count - 1) < 0.975);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('hold the percentile with at least 95 %, and with little more once there are many values', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(50, 90, 95, 99, 99.9),
        fc.integer({ min: 1, max: 300_000 }),
        (percent, count) => {
          fc.pre(count >= samplesNeeded(percent));
          const coverage = exactCoverage(percent, count);
          const spread = Math.sqrt((count * percent * (100 - percent)) / 1e4);
          assert.ok(coverage >= 0.95, `${coverage}`);
          // Two whole ranks of the binomial's peak (0.4 / spread) are what rounding can add at most.
          assert.ok(coverage <= 0.95 + 0.8 / spread, `${coverage}`);
        },
      ),
      { numRuns: 300, seed: 2 },
    );
  });

  it('are found for millions of values', () => {
    const { low, high } = intervalRanks(50, 5_000_000);
    // Normal approximation: n/2 ± 1.96 √n / 2.
    assert.ok(Math.abs((low as number) - 2_497_809) <= 2 && Math.abs((high as number) - 2_502_192) <= 2);
  });

  it('exist from exactly the number of values that is said to be needed', () => {
    for (const [percent, needed] of [
      [50, 6],
      [90, 36],
      [95, 72],
      [99, 368],
      [99.9, 3688],
    ] as const) {
      assert.equal(samplesNeeded(percent), needed);
      assert.notEqual(intervalRanks(percent, needed).high, null);
      assert.notEqual(intervalRanks(percent, needed).low, null);
      assert.equal(intervalRanks(percent, needed - 1).high, null);
    }
  });

  it('do not exist for no value, and mirror each other for p10 and p90', () => {
    assert.deepEqual(intervalRanks(95, 0), { low: null, high: null });
    const count = 200;
    const tenth = intervalRanks(10, count);
    const ninetieth = intervalRanks(90, count);
    assert.equal(tenth.low, count + 1 - (ninetieth.high as number));
    assert.equal(tenth.high, count + 1 - (ninetieth.low as number));
  });
});

describe('coverage in simulated runs', () => {
  const runs = 1000;
  // Of 1,000 runs the share that covers spreads by 0.7 points around the exact one: three of those either way.
  const allowed = 3 * Math.sqrt((0.95 * 0.05) / runs);
  const distributions = {
    uniform: { draw: (random: () => number) => random, quantile: (q: number) => q },
    exponential: {
      draw: (random: () => number) => () => -Math.log(1 - random()),
      quantile: (q: number) => -Math.log(1 - q),
    },
    'lognormal 20/80 ms': {
      draw: (random: () => number) => lognormal(random, 20, 80),
      quantile: (q: number) => 20 * (80 / 20) ** ((normalQuantiles[q] as number) / 2.3263478740408408),
    },
  };
  const normalQuantiles: Record<number, number> = {
    0.5: 0,
    0.95: 1.6448536269514722,
    0.99: 2.3263478740408408,
  };

  for (const [name, { draw, quantile }] of Object.entries(distributions)) {
    for (const percent of [50, 95, 99]) {
      it(`is what the binomial says: p${percent} of ${name}, 600 values a run`, () => {
        const next = draw(seeded(percent));
        const truth = quantile(percent / 100);
        const { low, high } = intervalRanks(percent, 600);
        let held = 0;
        for (let run = 0; run < runs; run++) {
          const sorted = Float64Array.from({ length: 600 }, next).sort();
          const inside = (sorted[(low as number) - 1] as number) <= truth;
          if (inside && truth <= (sorted[(high as number) - 1] as number)) held++;
        }
        const exact = exactCoverage(percent, 600);
        assert.ok(Math.abs(held / runs - exact) <= allowed, `${held / runs} instead of ${exact}`);
      });
    }
  }
});

describe('the number of values that would decide', () => {
  it('shrinks with the square of the distance from the bound', () => {
    const near = samplesToDecide(95, 0.945) as number;
    const far = samplesToDecide(95, 0.94) as number;
    assert.ok(Math.abs(near / far - 4) < 0.01);
  });

  it('is about where the interval stops holding the bound', () => {
    // 94 % of the values are within the bound: ranks below 0.94 n must lie outside the interval of p95.
    const count = samplesToDecide(95, 0.94) as number;
    const holds = (n: number) => (intervalRanks(95, n).low as number) <= Math.ceil(0.94 * n);
    assert.equal(holds(Math.round(count * 0.8)), true);
    assert.equal(holds(Math.round(count * 1.2)), false);
  });

  it('is none if the bound is the percentile itself', () => {
    assert.equal(samplesToDecide(50, 0.5), null);
  });
});
