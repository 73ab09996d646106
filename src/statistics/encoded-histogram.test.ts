import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Float64Histogram,
} from 'hdr-histogram-js';
import { bucketAtRank, distributionOf, maximum } from './distribution.ts';
import { readHistogram } from './encoded-histogram.ts';
import { bucketsOf } from './latency-process.fixture.ts';
import { nearestRank } from './percentile.ts';
import { histogramOf } from './simulated-run.fixture.ts';

/**
 * Encoded by HdrHistogram's Python implementation (hdrhistogram 0.10.8 from PyPI), with the percentiles that it gives
 * them. The first two are the histograms of HdrHistogram's own tests: 10,000 values of 1,000 and one of 100,000,000,
 * as they are and corrected for an interval of 10,000 between them.
 */
const reference = [
  {
    name: 'raw',
    encoded: 'HISTFAAAACl4nJNpmSzMwMDAyQABzFCaEURcm7yEwf4DROA8/4I5jNM7mJgAjtkHzg==',
    count: 10_001,
    percentiles: { 30: 1000, 99: 1000, 99.99: 1000, 99.999: 100_007_935 },
    most: 100_007_935,
  },
  {
    name: 'corrected',
    encoded:
      'HISTFAAAAP94nJNpmSzMwCCyiAECmKE0I4i4NnkJg/0HiMB5/gVzGD8aM/3lZ7rPyTSbjektC9N7FqaHzEzbmZi2whCEvZKRaSYj02wwiYng4tFM3lDoC2dhhwh5UyZlJlUMjClCmgpMEUUmQSZ+IBZEojFFCMvQRwUxenmZ2MGQFUqz4+CTo4I2pg4dFdQylZWJkYkZCaPyMEUIydPLjMHrssFixuB12XD0HRAwMsFJgkwilZHJHHKmjzp41MFDOjhYmFiQEUEmMWqGsvKBd8Fwd/Co/waTC9jYOMAIiSJRhLbKh5x9Q87Bo/YNbfsoM4CPhw+IIJAkxnDXN+QcTIpyALshh4E=',
    count: 20_000,
    percentiles: { 30: 1000, 50: 1000, 75: 50_003_967, 90: 80_019_455, 99: 98_041_855, 99.9: 99_811_327 },
    most: 100_007_935,
  },
  {
    name: 'counts beyond 32 bits',
    encoded: 'HISTFAAAACd4nJNpmSzMwMDAzgABzFCaEURcm7yEwf4DROCwccOPprViAIGACEE=',
    count: 3_000_000_000,
    percentiles: { 50: 5003 },
    most: 5003,
  },
  {
    name: 'two significant digits',
    encoded:
      'HISTFAAAAVd4nC1SUW7cUAjch8csIgihlydrW22lfCXHyHF6kd4gV8iZ+t8b5AgdvDH2swYGMIzvfz6eLxd5uzwu+X6PPv5+fF7evx6Ofy6/5Sqb/JJdBh8h2okb9Y3BU0U2DGss2AE6QRt4kHQwoZmi25mkAhtQwxnuvA3NZSYjUG0G3IVmro6AlmmoRcJNFxzTPcwtO+6rzNxnRaRaJpomVurpIT5DI5dGVJpqGosaK5SzuFfjxcquiqBn5kR6Vd3m4cdxm7c61rzHvM+fx+vLvK85g71yVhFEsq55rLWSbdiRfo2li6XDIjiGhg+1Ss7F1kp2aA5DaHkUOEeYEVc4OIiS4xqWRzGfH9OuxZ5QTm/Rs7IX98QDXC80uW4hphIOmHKTCO6cmBzKQi0owkYCTr1O6XDKxwja0SY7dgU3PrDh2pJQTsY32pCnVoo2sJ+/gVwhP0Te5D8KUhaq',
    count: 2000,
    percentiles: { 30: 14_271, 50: 19_327, 90: 41_983, 99: 80_383, 99.9: 109_055 },
    most: 120_319,
  },
  {
    name: 'values from 1,000 on',
    encoded:
      'HISTFAAAAMN4nC2IMQrCQBREdyc/P2tcwhKDRAkSRKJIsBCxkIAiVhIsgohYWFl4Ak/gDbyCvbfxDJYewRWdYWaYl1xvDSHEQ/zk/Of17eftLubvH6lBKq27vSTLi0lRLQ/7U1nujsVmuzqvy2pfXrazRTUerYez6WTUTfK4M2jneRYN0zRsZpGJwyBN/MBEYRz62jD7hpW2DpQKWClDYEBqhgIR22djJUkysU+SHPIgQS5Zbo9DEnULHGtJLjy4gEdoAX18AOdVFlA=',
    count: 2000,
    percentiles: { 30: 14_335, 50: 19_455, 90: 41_983, 99: 80_383, 99.9: 109_055 },
    most: 120_319,
  },
] as const;

const anyUs = fc.integer({ min: 0, max: 60_000_000 });

describe('a histogram as it is read', () => {
  for (const { name, encoded, count, percentiles, most } of reference) {
    it(`is what HdrHistogram's own implementation wrote: ${name}`, () => {
      const distribution = distributionOf([encoded]);
      assert.equal(distribution.count, count);
      assert.equal(maximum(distribution), most);
      for (const [percent, value] of Object.entries(percentiles)) {
        const bucket = bucketAtRank(distribution, nearestRank(Number(percent), count));
        assert.equal(distribution.highest[bucket], value, `p${percent}`);
      }
    });
  }

  it('holds what was recorded, bucket by bucket', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyUs, fc.integer({ min: 1, max: 2 ** 40 })), { maxLength: 50 }),
        (values) => {
          const histogram = build({ bitBucketSize: 64 }) as Float64Histogram;
          for (const [us, times] of values) histogram.recordValueWithCount(us, times);
          const { lowest, highest, counts } = readHistogram(encodeIntoCompressedBase64(histogram));
          assert.equal(
            counts.reduce((sum, each) => sum + each, 0),
            histogram.totalCount,
          );
          for (const [index, value] of lowest.entries()) {
            assert.equal(counts[index], histogram.getCountAtIndex(countsIndex(value)));
            assert.equal(highest[index], histogram.highestEquivalentValue(value));
          }
        },
      ),
      { numRuns: 100, seed: 1 },
    );
  });

  it('has the buckets that simulations put their values into', () => {
    fc.assert(
      fc.property(fc.array(anyUs, { maxLength: 60 }), (values) => {
        const valuesMs = values.map((us) => us / 1000);
        assert.deepEqual(readHistogram(histogramOf(valuesMs)), bucketsOf(valuesMs));
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('is refused where it is none: another text, another version, cut off', () => {
    const whole = histogramOf([1, 2, 3]);
    for (const text of ['', 'no histogram', Buffer.alloc(80).toString('base64'), whole.slice(0, -12)]) {
      assert.throws(() => readHistogram(text), Error);
      assert.throws(() => decodeFromCompressedBase64(text), Error);
    }
  });
});

/** Where a histogram of three significant digits counts a value, by HdrHistogram's definition. */
function countsIndex(us: number): number {
  const doublings = Math.max(0, Math.floor(Math.log2(Math.max(1, us))) - 10);
  return doublings * 1024 + Math.floor(us / 2 ** doublings);
}
