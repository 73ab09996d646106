import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mulberry32 } from '../plan/order.ts';
import { errorDifference } from './error-difference.ts';

function failures(pairs: number, shares: readonly [number, number], seed: number) {
  const random = mulberry32(seed * 7919);
  const column = (share: number) => Uint8Array.from({ length: pairs }, () => (random() < share ? 1 : 0));
  return { baseline: column(shares[0]), candidate: column(shares[1]) };
}

describe('the difference of two error rates', () => {
  it('is candidate less baseline, with both shares', () => {
    const { baseline, candidate, difference } = errorDifference({
      baseline: Uint8Array.of(1, 1, 0, 0),
      candidate: Uint8Array.of(1, 0, 0, 0),
    });
    assert.deepEqual([baseline, candidate, difference], [0.5, 0.25, -0.25]);
  });

  it('stays uncertain where nobody failed', () => {
    const { low, high, pValue } = errorDifference(failures(1000, [0, 0], 1));
    assert.ok(low < 0 && high > 0 && high < 0.005);
    assert.equal(pValue, 1);
  });

  it('holds the true difference in about 95 % of runs', () => {
    let covered = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const { low, high } = errorDifference(failures(800, [0.02, 0.05], seed));
      if (low <= 0.03 && 0.03 <= high) covered++;
    }
    assert.ok(covered / 300 >= 0.91 && covered / 300 <= 0.99, String(covered / 300));
  });

  it('is less sure of failures that came in one run than of as many that were spread', () => {
    const none = new Uint8Array(2000);
    const outage = none.map((_, pair) => (pair >= 1000 && pair < 1060 ? 1 : 0));
    const spread = none.map((_, pair) => (pair % 33 === 0 ? 1 : 0));
    const width = (candidate: Uint8Array) => {
      const { low, high } = errorDifference({ baseline: none, candidate });
      return high - low;
    };
    assert.ok(width(outage) > 2 * width(spread));
  });
});
