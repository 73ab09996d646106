import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createBucket } from './bucket.ts';
import { createSpreadBucket, nodeBurst } from './spread.ts';

const limits = fc.record({
  ratePerSecond: fc.integer({ min: 1, max: 500 }),
  burst: fc.integer({ min: 1, max: 500 }),
});
const spreads = fc.record({
  nodes: fc.integer({ min: 1, max: 12 }),
  lagMs: fc.integer({ min: 0, max: 1500 }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});
const startMs = Date.UTC(2026, 6, 10);
const runs = { seed: 42, numRuns: 100 };

describe('a bucket spread over nodes', () => {
  it('lets the same requests pass with the same seed and the same clock', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 });
    fc.assert(
      fc.property(limits, spreads, gaps, (throttle, spread, gapsMs) => {
        const [one, other] = [createSpreadBucket(throttle, spread), createSpreadBucket(throttle, spread)];
        let nowMs = startMs;
        for (const gap of gapsMs) {
          nowMs += gap;
          assert.equal(one.take(nowMs), other.take(nowMs));
        }
      }),
      runs,
    );
  });

  it('lets at most what its nodes hold pass at once, and never more than that and what the rate refills', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(limits, spreads, gaps, (throttle, spread, gapsMs) => {
        const bucket = createSpreadBucket(throttle, spread);
        const held = spread.nodes * nodeBurst(throttle, spread);
        let nowMs = startMs;
        let passed = 0;
        for (const gap of gapsMs) {
          nowMs += gap;
          if (bucket.take(nowMs)) passed += 1;
          // A node's tick may give it what it gained since its last one before the start.
          const sinceMs = nowMs - startMs + spread.lagMs;
          assert.ok(passed <= held + (throttle.ratePerSecond * sinceMs) / 1000 + 1e-6);
        }
      }),
      runs,
    );
  });

  it('keeps its rate in the long run, where requests come at twice the rate', () => {
    fc.assert(
      fc.property(limits, spreads, (throttle, spread) => {
        const bucket = createSpreadBucket(throttle, spread);
        const { ratePerSecond } = throttle;
        const seconds = Math.max(60, 4000 / ratePerSecond);
        const first = startMs + 10 * spread.lagMs + (throttle.burst / ratePerSecond) * 2000;
        let passed = 0;
        const gapMs = 500 / ratePerSecond;
        for (let nowMs = startMs; nowMs < first; nowMs += gapMs) bucket.take(nowMs);
        for (let nowMs = first; nowMs < first + seconds * 1000; nowMs += gapMs)
          if (bucket.take(nowMs)) passed += 1;
        const share = passed / seconds / ratePerSecond;
        // Nodes that hold a token or two lose some of what comes while they are full.
        const least = nodeBurst(throttle, spread) >= 8 ? 0.95 : 0.6;
        assert.ok(share > least && share < 1.05, `${share} of the rate`);
      }),
      { ...runs, numRuns: 40 },
    );
  });

  it('is an exact bucket with one node and no lag', () => {
    const throttle = { ratePerSecond: 7, burst: 3 };
    const [exact, spread] = [
      createBucket(throttle),
      createSpreadBucket(throttle, { nodes: 1, lagMs: 0, seed: 1 }),
    ];
    for (let nowMs = startMs; nowMs < startMs + 5000; nowMs += 37)
      assert.equal(spread.take(nowMs), exact.take(nowMs));
  });

  it('refuses some of a burst that an exact one lets pass, and refills in lumps', () => {
    const bucket = createSpreadBucket({ ratePerSecond: 40, burst: 40 }, { nodes: 4, lagMs: 500, seed: 1 });
    const passing = (nowMs: number, count: number) =>
      Array.from({ length: count }, () => bucket.take(nowMs)).filter(Boolean).length;
    assert.ok(passing(startMs, 40) < 40);
    passing(startMs, 400);
    const refilled = Array.from({ length: 8 }, (_, eighth) => passing(startMs + 500 + eighth * 62.5, 200));
    assert.deepEqual(
      refilled.map((count) => count > 0),
      [true, false, true, false, true, false, true, false],
    );
  });

  it('lets nothing pass at a rate of 0 or with a burst of 0', () => {
    for (const throttle of [
      { ratePerSecond: 0, burst: 5 },
      { ratePerSecond: 5, burst: 0 },
    ])
      assert.equal(createSpreadBucket(throttle, { nodes: 4, lagMs: 100, seed: 1 }).take(startMs), false);
  });
});
