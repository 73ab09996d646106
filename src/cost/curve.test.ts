import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareCosts } from './comparison.ts';
import { rangeAround } from './curve.ts';
import { publishedPrices } from './published-prices.ts';
import { type Usage, usageOf } from './usage.ts';
import type { Volume } from './volume.ts';

const prices = publishedPrices['us-east-1'] ?? assert.fail();

function curve(volume: Volume, usage: Partial<Usage> = {}) {
  const question = { usage: { ...usageOf({}), ...usage }, prices, volume, savings: [], hitShareKnown: false };
  return compareCosts(question).curve;
}

describe('cost over volume', () => {
  it('lies around what is asked about', () => {
    assert.deepEqual(rangeAround({ kind: 'number', requests: 25e6 }), { from: 250_000, to: 2.5e9 });
    assert.deepEqual(rangeAround({ kind: 'number', requests: 1 }), { from: 1, to: 100 });
    const months = [1e6, 0, 4e6].map((requests, index) => ({ name: `${index}`, requests }));
    assert.deepEqual(rangeAround({ kind: 'profile', months }), { from: 100_000, to: 4e7 });
    const { points } = curve({ kind: 'range', from: 1e6, to: 1e9 });
    assert.deepEqual([points[0]?.requests, points.at(-1)?.requests], [1e6, 1e9]);
  });

  it('goes up from point to point, and has one at every bend', () => {
    const { points } = curve({ kind: 'range', from: 1e6, to: 1e9 });
    for (const [index, { requests, restUsd }] of points.entries()) {
      const before = points[index - 1];
      assert.ok(before === undefined || (before.requests < requests && before.restUsd < restUsd));
    }
    const volumes = points.map(({ requests }) => requests);
    for (const edge of [300e6, 333e6]) assert.ok(volumes.includes(edge));
    assert.equal(points.find(({ requests }) => requests === 333e6)?.restUsd, 1165.5);
  });

  it('holds Lambda only where a cache makes it differ', () => {
    const lambda = { milliseconds: 100, megabytes: 1024, arm: false };
    const volume = { kind: 'range', from: 1e6, to: 1e7 } as const;
    const plain = curve(volume, { lambda });
    assert.deepEqual([plain.withLambda, plain.points[0]?.restUsd], [false, 3.5]);
    const cached = curve(volume, { lambda, cache: { gigabytes: '0.5', hitShare: 0.5 } });
    assert.deepEqual([cached.withLambda, cached.points[0]?.restUsd], [true, 19.033335]);
  });
});
