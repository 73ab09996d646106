import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  allCharges,
  cacheBreakEven,
  crossings,
  tierEdges,
  volumesOfDifference,
  worthOfWaiting,
} from './break-even.ts';
import { compare, exact, fixed, minus, toNumber } from './exact.ts';
import { publishedPrices } from './published-prices.ts';
import { cacheMonth, tariffOf, totalAt } from './tariff.ts';
import { type Usage, usageOf } from './usage.ts';

const virginia = publishedPrices['us-east-1'] ?? assert.fail();

const charges = (apiType: 'rest' | 'http', usage: Partial<Usage> = {}) =>
  allCharges(tariffOf(apiType, { ...usageOf({}), ...usage }, virginia));
const large = { calls: [{ weight: 1, requestBytes: 0, responseBytes: 5 * 2 ** 20 }] };

describe('the volume from which a difference matters', () => {
  it('is exact within the first tiers, across them, and at an edge', () => {
    const reaches = (usd: number) => volumesOfDifference(charges('rest'), charges('http'), exact(usd))?.from;
    assert.equal(reaches(2.5), 1_000_000n);
    assert.equal(reaches(100), 40_000_000n);
    assert.equal(reaches(750), 300_000_000n);
    // 33 M more at 3.50 − 0.90 make 835.80, and from there on 1.90 a million.
    assert.equal(reaches(835.8), 333_000_000n);
    assert.equal(reaches(837.7), 334_000_000n);
  });

  it('is null where the cheaper API type is cheaper at any volume', () => {
    assert.equal(volumesOfDifference(charges('http'), charges('rest'), exact(1)), null);
  });

  it('ends where the difference falls below it again', () => {
    const usage = {
      calls: [{ weight: 1, requestBytes: 2 ** 21, responseBytes: 0 }],
      cache: { gigabytes: '28.4', hitShare: 0 },
    };
    const less = (usd: string) =>
      volumesOfDifference(charges('rest', usage), charges('http', usage), exact(usd));
    // 365 for the cache, of which large calls take back 50 cents a million up to 75 M, then 10, then 80 from 333 M on.
    assert.deepEqual(less('350'), { from: 0n, until: 30_000_000n });
    assert.deepEqual(less('365'), { from: 0n, until: 0n });
    assert.deepEqual(less('301.7'), { from: 0n, until: 333_000_000n });
    assert.deepEqual(less('300'), { from: 0n, until: 335_125_000n });
    assert.equal(less('366'), null);
  });

  it('is the least volume: one call less falls short', () => {
    const dollars = fc.integer({ min: 1, max: 3_000_000 });
    fc.assert(
      fc.property(dollars, (cents) => {
        const usd = exact(cents / 100);
        const found = volumesOfDifference(charges('rest'), charges('http'), usd)?.from;
        assert.ok(found !== undefined);
        const gap = (volume: bigint) =>
          minus(totalAt(charges('rest'), exact(volume)), totalAt(charges('http'), exact(volume)));
        assert.ok(compare(gap(found), usd) >= 0);
        assert.ok(compare(gap(found - 1n), usd) < 0);
      }),
      { seed: 19, numRuns: 100 },
    );
  });
});

describe('volumes at which two bills change places', () => {
  it('are none for small calls, since an HTTP API is cheaper from the first on', () => {
    assert.deepEqual(crossings(charges('rest'), charges('http')), []);
  });

  it('are none for calls of 5 MB either, where a REST API is cheaper: ten metered requests to one', () => {
    assert.deepEqual(crossings(charges('rest', large), charges('http', large)), []);
  });

  it('are found where a REST API with a cache starts dearer and its large calls are cheaper', () => {
    // At 333 M calls of four metered requests: 1,530.50 against 1,228.80, and 0.80 a million to catch up.
    const usage = {
      calls: [{ weight: 1, requestBytes: 2 ** 21, responseBytes: 0 }],
      cache: { gigabytes: '28.4', hitShare: 0 },
    };
    const [volume, ...more] = crossings(charges('rest', usage), charges('http', usage));
    assert.equal(more.length, 0);
    assert.ok(volume);
    assert.equal(fixed(volume, 0), '710125000');
  });

  it('separate stretches in which the sign of the difference stays', () => {
    const size = fc.integer({ min: 0, max: 4 * 2 ** 20 });
    fc.assert(
      fc.property(size, fc.constantFrom('0.5', '6.1', '237'), (requestBytes, gigabytes) => {
        const usage = {
          calls: [{ weight: 1, requestBytes, responseBytes: 0 }],
          cache: { gigabytes, hitShare: 0 },
        };
        const [a, b] = [charges('rest', usage), charges('http', usage)];
        const found = crossings(a, b);
        const signAt = (volume: number) => compare(totalAt(a, exact(volume)), totalAt(b, exact(volume)));
        for (const volume of found.map(toNumber)) {
          assert.equal(signAt(Math.floor(volume * 0.999)) * signAt(Math.ceil(volume * 1.001)), -1);
        }
        const ends = signAt(1) * signAt(1e14);
        assert.equal(ends, found.length % 2 === 0 ? 1 : -1);
      }),
      { seed: 23, numRuns: 60 },
    );
  });
});

describe('edges', () => {
  it('of tiers are told in calls a month, the steps of metering counted', () => {
    const edges = (usage: Partial<Usage>) =>
      tierEdges(charges('http', usage)).map(({ what, volume }) => `${what} ${fixed(volume, 0)}`);
    assert.deepEqual(edges({}), ['requests 300000000']);
    assert.deepEqual(edges({ calls: [{ weight: 1, requestBytes: 2 ** 20, responseBytes: 0 }] }), [
      'requests 150000000',
    ]);
    assert.equal(
      edges({ calls: [{ weight: 1, requestBytes: 0, responseBytes: 2 ** 10 }] })[0],
      'data transfer 104857600',
    );
  });

  it('of a cache: when the function runs that it saves pay for it', () => {
    assert.equal(cacheBreakEven(cacheMonth('0.5', virginia), exact('0.00000146')), 10_000_000n);
    assert.equal(cacheBreakEven(cacheMonth('0.5', virginia), exact(0)), null);
  });

  it('of patience: what waiting comes to in hours, and in money where a function waits', () => {
    const waiting = { differenceMs: 18, monthlyRequests: 10_000_000 };
    const none = worthOfWaiting({ ...waiting, caller: null });
    assert.deepEqual([toNumber(none.hours), none.usd], [50, null]);
    const paid = worthOfWaiting({ ...waiting, caller: { megabytes: 1024, gbSecond: '0.0000166667' } });
    assert.equal(paid.usd && toNumber(paid.usd), 3.000006);
  });
});
