import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { decodePairs, encodePairs } from './pairs.ts';

it('pairs come back as they were kept', () => {
  const arrivals = fc.array(fc.tuple(fc.nat(2 ** 32 - 1), fc.nat(3), fc.nat(2 ** 32 - 1), fc.nat(3)));
  fc.assert(
    fc.property(arrivals, (all) => {
      const targets = [0, 2].map((at) => ({
        serviceUs: Uint32Array.from(all, (one) => one[at] as number),
        state: Uint8Array.from(all, (one) => one[at + 1] as number),
      })) as unknown as Parameters<typeof encodePairs>[0];
      assert.deepEqual(decodePairs(JSON.parse(JSON.stringify(encodePairs(targets)))), targets);
    }),
    { seed: 3, numRuns: 50 },
  );
});

it('lists of unlike length are no pairs', () => {
  assert.throws(() => decodePairs({ serviceUs: ['AAAAAA==', ''], state: ['AQ==', 'AQ=='] }), RangeError);
});
