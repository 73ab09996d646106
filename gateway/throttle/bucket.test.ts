import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createBucket } from './bucket.ts';

const seed = 42;

describe('a token bucket', () => {
  it('lets a burst pass at once, then as many as its rate has refilled', () => {
    const bucket = createBucket({ ratePerSecond: 2, burst: 3 });
    const take = (nowMs: number) => bucket.take(nowMs);
    assert.deepEqual([0, 0, 0, 0].map(take), [true, true, true, false]);
    assert.equal(take(499), false);
    assert.equal(take(500), true);
    assert.equal(take(501), false);
    assert.deepEqual([60_000, 60_000, 60_000, 60_000].map(take), [true, true, true, false]);
  });

  it('lets nothing pass at a rate of 0 or with a burst of 0', () => {
    for (const throttle of [
      { ratePerSecond: 0, burst: 5 },
      { ratePerSecond: 5, burst: 0 },
    ]) {
      const bucket = createBucket(throttle);
      assert.deepEqual(
        [0, 1000, 1_000_000].map((nowMs) => bucket.take(nowMs)),
        [false, false, false],
      );
    }
  });

  it('never lets more pass than its burst and what its rate refills, and never fewer than it could', () => {
    const gapsMs = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    const limits = fc.record({
      ratePerSecond: fc.integer({ min: 1, max: 50 }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(limits, gapsMs, ({ ratePerSecond, burst }, gaps) => {
        const bucket = createBucket({ ratePerSecond, burst });
        const start = 1_000_000;
        let nowMs = start;
        let passed = 0;
        let refused = 0;
        for (const gap of gaps) {
          nowMs += gap;
          if (bucket.take(nowMs)) passed += 1;
          else refused += 1;
        }
        const refilled = ((nowMs - start) * ratePerSecond) / 1000;
        assert.ok(passed <= burst + refilled + 1e-6);
        if (refused > 0) assert.ok(passed >= burst);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('stands still while the clock does, and refills from where one that is set back goes on', () => {
    const bucket = createBucket({ ratePerSecond: 1000, burst: 1 });
    assert.equal(bucket.take(5000), true);
    assert.equal(bucket.take(5000), false);
    assert.equal(bucket.take(4000), false);
    assert.equal(bucket.take(4001), true);
  });
});
