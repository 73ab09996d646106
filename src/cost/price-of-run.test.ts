import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { priceOfRun } from './price-of-run.ts';

const small = { responseBytesEach: 0, region: 'us-east-1' } as const;

describe('the price of a run', () => {
  it('is that of its requests at the first tier, the free ones charged too', () => {
    assert.equal(priceOfRun({ apiType: 'rest', requests: 1_000_000, ...small }).usd, 3.5);
    assert.equal(priceOfRun({ apiType: 'http', requests: 1_000_000, ...small }).usd, 1);
    assert.equal(priceOfRun({ apiType: 'rest', requests: 1_000_000_000, ...small }).usd, 3_500);
    assert.equal(priceOfRun({ apiType: 'rest', requests: 1, ...small }).usd, 0.0000035);
  });

  it('holds the data transfer of the answers, from the first byte', () => {
    const price = priceOfRun({
      apiType: 'rest',
      requests: 1024,
      responseBytesEach: 2 ** 20,
      region: 'us-east-1',
    });
    assert.equal(price.dataTransferUsd, 0.09);
    assert.equal(price.requestsUsd, 0.003584);
    assert.equal(price.usd, 0.093584);
  });

  it('counts every started 512 KB of an HTTP API as a request', () => {
    const each = (bytes: number) =>
      priceOfRun({ apiType: 'http', requests: 1_000_000, ...small, responseBytesEach: bytes }).requestsUsd;
    assert.deepEqual([each(512 * 1024), each(512 * 1024 + 1), each(1024 * 1024 + 1)], [1, 2, 3]);
  });

  it('says a price a million, and 0 of nothing', () => {
    assert.equal(priceOfRun({ apiType: 'rest', requests: 200, ...small }).usdPerMillionRequests, 3.5);
    const nothing = priceOfRun({ apiType: 'rest', requests: 0, ...small });
    assert.deepEqual([nothing.usd, nothing.usdPerMillionRequests], [0, 0]);
  });

  it("takes another region's prices as an estimate, and says which", () => {
    for (const region of [null, 'mars-north-1', 'constructor']) {
      const price = priceOfRun({ apiType: 'rest', requests: 1, responseBytesEach: 0, region });
      assert.deepEqual([price.pricedAs, price.regionKnown], ['us-east-1', false]);
    }
    assert.equal(priceOfRun({ apiType: 'rest', requests: 1, ...small }).regionKnown, true);
  });

  it('refuses what is no volume', () => {
    for (const requests of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      assert.throws(() => priceOfRun({ apiType: 'rest', requests, ...small }), UsageError);
    }
  });
});
