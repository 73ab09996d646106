import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compare, exact, fixed, minus, plus, zero } from './exact.ts';
import { publishedPrices } from './published-prices.ts';
import { firstPrice, priceInTiers, type Tiers, withoutFirst } from './tiers.ts';

const virginia = publishedPrices['us-east-1'] ?? assert.fail();

const dollars = (tiers: Tiers, amount: string | number) => fixed(priceInTiers(tiers, exact(amount)), 8);

describe('a price in tiers', () => {
  it('is what AWS charges for REST API requests at each edge, and one request to either side', () => {
    const at = (requests: number) => dollars(virginia.restRequests, requests / 1e6);
    assert.equal(at(0), '0.00000000');
    assert.equal(at(1), '0.00000350');
    assert.equal(at(332_999_999), '1165.49999650');
    assert.equal(at(333_000_000), '1165.50000000');
    assert.equal(at(333_000_001), '1165.50000280');
    assert.equal(at(1_000_000_000), '3033.10000000');
    assert.equal(at(1_000_000_001), '3033.10000238');
    assert.equal(at(20_000_000_000), '48253.10000000');
    assert.equal(at(20_000_000_001), '48253.10000151');
  });

  it('is what AWS charges for HTTP API requests at each edge', () => {
    const at = (requests: number) => dollars(virginia.httpRequests, requests / 1e6);
    assert.equal(at(300_000_000), '300.00000000');
    assert.equal(at(300_000_001), '300.00000090');
    // The worked example of the API Gateway pricing page: 432 million calls.
    assert.equal(at(432_000_000), '418.80000000');
  });

  it('is what AWS charges for data transfer at each edge, the free gigabytes counted in the first tier', () => {
    const tiers = withoutFirst(virginia.dataTransfer, virginia.dataTransferFreeGb);
    const at = (gigabytes: number) => dollars(tiers, gigabytes);
    assert.equal(at(100), '0.00000000');
    assert.equal(at(101), '0.09000000');
    assert.equal(at(10_240), '912.60000000');
    assert.equal(at(10_241), '912.68500000');
    assert.equal(at(51_200), '4394.20000000');
    assert.equal(at(153_600), '11562.20000000');
    assert.equal(at(153_601), '11562.25000000');
  });

  it('leaves out tiers that lie within what is free', () => {
    const tiers = [
      { upTo: 1, price: '5' },
      { upTo: 10, price: '3' },
      { upTo: null, price: '1' },
    ];
    assert.equal(dollars(withoutFirst(tiers, 4), 12), '20.00000000');
    assert.deepEqual(withoutFirst(tiers, 0), tiers);
    assert.deepEqual(firstPrice(withoutFirst(tiers, 4)), exact(3));
    assert.deepEqual(firstPrice([{ upTo: null, price: '0' }]), zero);
  });
});

const anyTiers: fc.Arbitrary<Tiers> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 5 }),
    fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 6, maxLength: 6 }),
  )
  .map(([edges, cents]) => {
    const sorted = edges.sort((a, b) => a - b);
    return [...sorted, null].map((upTo, index) => ({ upTo, price: String((cents[index] ?? 0) / 100) }));
  });
const amount = fc.integer({ min: 0, max: 2_000_000 });

describe('any price in tiers', () => {
  it('never falls as the amount grows', () => {
    fc.assert(
      fc.property(anyTiers, amount, amount, (tiers, a, b) => {
        const less = priceInTiers(tiers, exact(Math.min(a, b)));
        assert.ok(compare(less, priceInTiers(tiers, exact(Math.max(a, b)))) <= 0);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('is the sum of what its parts cost where they lie', () => {
    fc.assert(
      fc.property(anyTiers, amount, amount, (tiers, a, b) => {
        const both = priceInTiers(tiers, exact(a + b));
        const rest = minus(both, priceInTiers(tiers, exact(a)));
        const shifted = tiers
          .map(({ upTo, price }) => ({ upTo: upTo === null ? null : upTo - a, price }))
          .filter(({ upTo }) => upTo === null || upTo > 0);
        assert.deepEqual(rest, priceInTiers(shifted, exact(b)));
        assert.deepEqual(plus(rest, priceInTiers(tiers, exact(a))), both);
      }),
      { seed: 13, numRuns: 300 },
    );
  });
});
