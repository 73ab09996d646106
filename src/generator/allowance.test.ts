import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { serveAllowance, shareOf } from './allowance.ts';

describe('what a script may send', () => {
  it('is given out to the last request, and never more, however many ask', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 300 }), (most, users) => {
        let left = most;
        while (left > 0) {
          const share = shareOf(left, users);
          assert.ok(share >= 1 && share <= left);
          assert.ok(share === 1 || share * users <= left / 4);
          left -= share;
        }
        assert.equal(shareOf(0, users), 0);
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it('is told to whoever knows the address, and to nobody else', async () => {
    const { url, close } = await serveAllowance(9);
    try {
      const given: number[] = [];
      for (let times = 0; times < 12; times++) given.push(Number(await (await fetch(`${url}?vus=1`)).text()));
      assert.deepEqual(given, [2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
      assert.equal((await fetch(new URL('/other', url))).status, 404);
    } finally {
      await close();
    }
  });
});
