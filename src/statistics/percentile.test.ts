import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { bucketAtRank, countUpTo, distributionOf, maximum } from './distribution.ts';
import { intervalRanks } from './order-statistics.ts';
import { lowerLimit, nearestRank, percentileOf } from './percentile.ts';
import { histogramOf, lognormal, seeded } from './simulated-run.fixture.ts';

/** Milliseconds that a histogram of microseconds holds exactly: below its first coarse bucket. */
const exactMs = fc.integer({ min: 1, max: 2047 }).map((us) => us / 1000);
const anyMs = fc.integer({ min: 1, max: 60_000_000 }).map((us) => us / 1000);
const percents = fc.double({ min: 0.1, max: 99.99, noNaN: true });
const bounded = { numRuns: 150, seed: 7 };

describe('nearest rank', () => {
  it('is the smallest rank with at least that share at or below it', () => {
    assert.equal(nearestRank(50, 5), 3);
    assert.equal(nearestRank(50, 4), 2);
    assert.equal(nearestRank(100, 7), 7);
    assert.equal(nearestRank(0.1, 7), 1);
  });

  it('is not thrown off by a product that comes out above a whole number', () => {
    for (const count of [1000, 3000, 7000, 1_000_000]) {
      assert.equal(nearestRank(99.9, count), (count / 1000) * 999);
    }
  });
});

describe('percentileOf', () => {
  it('finds the percentiles of 1 ms, 2 ms … 1000 ms within a bucket of 0.1 %', () => {
    const distribution = distributionOf([histogramOf(Array.from({ length: 1000 }, (_, i) => i + 1))]);
    for (const percent of [50, 90, 95, 99]) {
      const { value } = percentileOf(distribution, percent);
      assert.ok(Math.abs((value as number) / (10 * percent) - 1) <= 0.001, `p${percent} is ${value}`);
    }
  });

  it('agrees with sorting the values, and interpolates the ends of its interval between them', () => {
    fc.assert(
      fc.property(fc.array(exactMs, { minLength: 6, maxLength: 500 }), percents, (values, percent) => {
        const sorted = values.toSorted((a, b) => a - b);
        const found = percentileOf(distributionOf([histogramOf(values)]), percent);
        const { low, high } = intervalRanks(percent, values.length);
        if (found.value === null) return assert.ok(low === null || high === null);
        assert.ok(low !== null && high !== null);
        const value = sorted.find((_, i) => (i + 1) / sorted.length >= percent / 100 - 1e-12) as number;
        const between = (end: number, rank: number) => {
          const [below, above] = [sorted[Math.floor(rank) - 1], sorted[Math.ceil(rank) - 1]];
          assert.ok((below as number) <= end && end <= (above as number), `${below} ≤ ${end} ≤ ${above}`);
        };
        assert.equal(found.value, value);
        if (found.low < value) between(found.low, low);
        if (found.high > value) between(found.high, high);
      }),
      bounded,
    );
  });

  it("agrees with HdrHistogram's own percentiles", () => {
    const next = lognormal(seeded(3), 20, 80);
    const encoded = histogramOf(Array.from({ length: 10_000 }, next));
    const reference = decodeFromCompressedBase64(encoded);
    for (const percent of [50, 90, 95, 99, 99.9]) {
      const { value } = percentileOf(distributionOf([encoded]), percent);
      assert.equal(value, reference.getValueAtPercentile(percent) / 1000);
    }
  });

  it('rises with the percentile and lies in its interval', () => {
    fc.assert(
      fc.property(fc.array(anyMs, { minLength: 80, maxLength: 400 }), percents, percents, (values, a, b) => {
        const distribution = distributionOf([histogramOf(values)]);
        const lesser = percentileOf(distribution, Math.min(a, b));
        const greater = percentileOf(distribution, Math.max(a, b));
        for (const { value, low, high } of [lesser, greater].filter((each) => each.value !== null)) {
          assert.ok(low <= value && value <= high, `${low} ≤ ${value} ≤ ${high}`);
        }
        if (lesser.value === null || greater.value === null) return;
        assert.ok(lesser.value <= greater.value && lesser.low <= greater.low && lesser.high <= greater.high);
      }),
      bounded,
    );
  });

  it('is withheld, with the number that it needs, where there are too few values for an interval', () => {
    const values = (count: number) => distributionOf([histogramOf(Array.from({ length: count }, () => 5))]);
    assert.deepEqual(percentileOf(values(71), 95), { value: null, needed: 72 });
    assert.equal(percentileOf(values(72), 95).value, 5.003);
    assert.deepEqual(percentileOf(values(0), 50), { value: null, needed: 6 });
  });

  it('has a lower limit long before it has an interval', () => {
    const slow = distributionOf([histogramOf(Array.from({ length: 100 }, (_, i) => 2000 + i))]);
    assert.equal(percentileOf(slow, 99).value, null);
    assert.ok((lowerLimit(slow, 99) as number) >= 2090);
    assert.equal(lowerLimit(distributionOf([]), 99), null);
  });
});

describe('distributions', () => {
  it('merged are the distribution of all the values together', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyMs, { maxLength: 60 }), { maxLength: 6 }), (parts) => {
        assert.deepEqual(distributionOf(parts.map(histogramOf)), distributionOf([histogramOf(parts.flat())]));
      }),
      bounded,
    );
  });

  it('count beyond 32 bits when merged', () => {
    const histogram = build({ bitBucketSize: 64 });
    histogram.recordValueWithCount(5000, 3_000_000_000);
    const encoded = encodeIntoCompressedBase64(histogram);
    assert.equal(distributionOf([encoded, encoded]).count, 6_000_000_000);
  });

  it('count the values within a bound', () => {
    const distribution = distributionOf([histogramOf([0.1, 0.2, 0.2, 0.3])]);
    assert.deepEqual(
      [99, 100, 200, 250, 300].map((us) => countUpTo(distribution, us)),
      [0, 1, 3, 3, 4],
    );
  });

  it('know no rank outside themselves, and no maximum without values', () => {
    const distribution = distributionOf([histogramOf([1])]);
    assert.throws(() => bucketAtRank(distribution, 0), RangeError);
    assert.throws(() => bucketAtRank(distribution, 2), RangeError);
    assert.equal(maximum(distributionOf([])), null);
    assert.equal(maximum(distribution), 1000);
  });
});
