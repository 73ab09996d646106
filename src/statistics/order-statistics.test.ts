import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { incompleteBeta, logGamma } from './incomplete-beta.ts';
import { intervalRanks, samplesNeeded, samplesToDecide, studentDeviations } from './order-statistics.ts';

/** P(X ≤ k) of a binomial from the definition, in exact integers: the independent implementation. */
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

function close(actual: number, expected: number, relative: number) {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} instead of ${expected}`);
}

const perMilles = fc.constantFrom(500, 900, 950, 990, 999);

describe('ranks of a 95 % interval', () => {
  // scipy 1.17: brentq over betainc(r, n - r + 1, p) - 0.975 and - 0.025
  const fromScipy = [
    [50, 6, 1.1941241, 5.8058759],
    [50, 10, 2.4749915, 8.5250085],
    [50, 10.5, 2.6466895, 8.8533105],
    [50, 100, 40.7234222, 60.2765778],
    [95, 72, 64.9159418, 71.9980091],
    [99, 368, 360.682545, 367.9954226],
    [99, 1234.5, 1215.3791514, 1228.9916448],
    [99, 6000, 5924.9495251, 5955.1200038],
    [99.9, 3688, 3680.6452976, 3687.9995409],
    [50, 5e6, 2497809.1937523, 2502191.8062476],
    [99.9, 5e6, 4994861.5085347, 4995138.5461794],
  ] as const;

  it('are those that scipy finds, for ten values and for millions', () => {
    for (const [percent, count, low, high] of fromScipy) {
      const ranks = intervalRanks(percent, count);
      assert.ok(Math.abs((ranks.low as number) - low) < 2e-4, `${percent} ${count} ${ranks.low}`);
      assert.ok(Math.abs((ranks.high as number) - high) < 2e-4, `${percent} ${count} ${ranks.high}`);
    }
  });

  it('of a median lie within a rank inside those of the sign test that textbooks tabulate', () => {
    const textbook = { 10: [2, 9], 20: [6, 15], 50: [18, 33], 100: [40, 61] } as const;
    for (const [count, [least, most]] of Object.entries(textbook)) {
      const { low, high } = intervalRanks(50, Number(count));
      assert.ok((low as number) >= least && (low as number) < least + 1);
      assert.ok((high as number) <= most && (high as number) > most - 1);
    }
  });

  it('leave out 2.5 % on either side between the whole ranks of the binomial distribution', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), perMilles, (count, perMille) => {
        const { low, high } = intervalRanks(perMille / 10, count);
        // The percentile is at or above the value of rank r where at least r of the values are below it.
        const isAtLeast = (rank: number) => 1 - exactCumulative(count, perMille, rank - 1);
        if (low === null) assert.ok(isAtLeast(1) < 0.975);
        else {
          assert.ok(isAtLeast(Math.floor(low)) >= 0.975);
          assert.ok(low === count || isAtLeast(Math.floor(low) + 1) <= 0.975 + 1e-9);
        }
        if (high === null) assert.ok(isAtLeast(count) > 0.025);
        else assert.ok(isAtLeast(Math.ceil(high)) <= 0.025);
      }),
      { numRuns: 200, seed: 1 },
    );
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
    close(tenth.low as number, count + 1 - (ninetieth.high as number), 1e-6);
    close(tenth.high as number, count + 1 - (ninetieth.low as number), 1e-6);
  });

  it('never leave the values, however few they are worth', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 99.99, noNaN: true }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (percent, count) => {
          const { low, high } = intervalRanks(percent, count);
          for (const rank of [low, high]) assert.ok(rank === null || (rank >= 1 && rank <= count));
          if (low !== null && high !== null) assert.ok(low <= high);
        },
      ),
      { numRuns: 500, seed: 3 },
    );
  });
});

describe('the incomplete beta function', () => {
  it('is the upper tail of the binomial distribution at whole ranks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        perMilles,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, perMille, at) => {
          const rank = 1 + Math.floor(at * (count - 1));
          const expected = 1 - exactCumulative(count, perMille, rank - 1);
          assert.ok(Math.abs(incompleteBeta(perMille / 1000, rank, count - rank + 1) - expected) < 1e-11);
        },
      ),
      { numRuns: 200, seed: 2 },
    );
  });

  it('has the values that closed forms give', () => {
    close(incompleteBeta(0.3, 1, 1), 0.3, 1e-14);
    close(incompleteBeta(0.3, 2.5, 1), 0.3 ** 2.5, 1e-13);
    close(incompleteBeta(0.3, 0.5, 0.5), (2 / Math.PI) * Math.asin(Math.sqrt(0.3)), 1e-12);
    assert.deepEqual([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)], [0, 1]);
    close(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
    close(Math.exp(logGamma(11)), 3_628_800, 1e-12);
  });
});

describe("Student's deviations", () => {
  it('are those of the tables', () => {
    const table = { 3: 3.182446, 4: 2.776445, 10: 2.228139, 26: 2.055529, 57: 2.002465, 1e6: 1.959966 };
    for (const [freedom, deviations] of Object.entries(table)) {
      close(studentDeviations(Number(freedom)), deviations, Number(freedom) < 4 ? 0.01 : 0.003);
    }
  });
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
