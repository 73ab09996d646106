import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ApiType } from '../contract/contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { allCharges } from './break-even.ts';
import { compare, exact, fixed } from './exact.ts';
import { publishedPrices } from './published-prices.ts';
import { priceAt, tariffOf, totalAt } from './tariff.ts';
import { type Usage, usageOf } from './usage.ts';

const virginia = publishedPrices['us-east-1'] ?? assert.fail();

/** The bill of a month, by item, in dollars and cents. */
function bill(apiType: ApiType, requests: number, usage: Partial<Usage>): Record<string, string> {
  const tariff = tariffOf(apiType, { ...usageOf({}), ...usage }, virginia);
  return Object.fromEntries(
    allCharges(tariff).map((charge) => [charge.what, fixed(priceAt(charge, exact(requests)), 2)]),
  );
}

describe('the bill of a month', () => {
  it("is the pricing page's own: 5 million REST API calls of 3 KB", () => {
    // 5 M × 3.50 / M, and 14.3 GB, which are free today.
    assert.deepEqual(
      bill('rest', 5_000_000, { calls: [{ weight: 1, requestBytes: 0, responseBytes: 3072 }] }),
      {
        requests: '17.50',
        'data transfer': '0.00',
      },
    );
  });

  it('meters calls of HTTP APIs in steps of 512 KB, of the larger of request and answer, and REST APIs not', () => {
    const calls = (requestBytes: number, responseBytes: number) => ({
      calls: [{ weight: 1, requestBytes, responseBytes }],
    });
    const http = (...sizes: readonly [number, number]) => bill('http', 1_000_000, calls(...sizes)).requests;
    assert.equal(http(0, 0), '1.00');
    assert.equal(http(512 * 1024, 0), '1.00');
    assert.equal(http(513 * 1024, 0), '2.00');
    assert.equal(http(0, 512 * 1024 + 1), '2.00');
    assert.equal(http(300 * 1024, 300 * 1024), '1.00');
    assert.equal(http(0, 10 * 1024 * 1024), '20.00');
    assert.equal(bill('rest', 1_000_000, calls(10 * 1024 * 1024, 0)).requests, '3.50');
  });

  it('meters each kind of call by itself, since a mean size would hide the large ones', () => {
    const calls = [
      { weight: 9, requestBytes: 0, responseBytes: 100 },
      { weight: 1, requestBytes: 0, responseBytes: 2 * 1024 * 1024 },
    ];
    assert.equal(bill('http', 1_000_000, { calls }).requests, '1.30');
  });

  it('charges a cache by the month, hit or not, and only a REST API', () => {
    const cache = { gigabytes: '0.5', hitShare: 0 };
    assert.equal(bill('rest', 0, { cache }).cache, '14.60');
    assert.equal(bill('rest', 0, { cache: { ...cache, gigabytes: '118.0' } }).cache, '1387.00');
    assert.equal('cache' in bill('http', 0, { cache }), false);
    assert.throws(
      () => bill('rest', 0, { cache: { ...cache, gigabytes: '1' } }),
      (error) => error instanceof UsageError && /0\.5, 1\.6, 6\.1/.test(error.next.join()),
    );
  });

  it('charges a function by request, and by GB-second of whole milliseconds', () => {
    const lambda = { milliseconds: 99.2, megabytes: 512, arm: false };
    const month = bill('rest', 1_000_000, { lambda });
    assert.deepEqual(month, {
      requests: '3.50',
      'data transfer': '0.00',
      'Lambda requests': '0.20',
      'Lambda duration': '0.83',
    });
    assert.equal(bill('http', 1_000_000, { lambda: { ...lambda, arm: true } })['Lambda duration'], '0.67');
  });

  it('runs no function for what the cache answers, and charges the request', () => {
    const lambda = { milliseconds: 100, megabytes: 1024, arm: false };
    const month = bill('rest', 1_000_000, { lambda, cache: { gigabytes: '0.5', hitShare: 0.75 } });
    assert.deepEqual([month.requests, month['Lambda requests']], ['3.50', '0.05']);
  });

  it('charges nothing for refused calls but what they send, log, and cost in WAF', () => {
    const month = bill('rest', 1_000_000, {
      calls: [{ weight: 1, requestBytes: 0, responseBytes: 2 ** 20 }],
      unchargedShare: 0.5,
      waf: { rules: 2 },
      logBytes: 1024,
      lambda: { milliseconds: 1000, megabytes: 1024, arm: false },
    });
    assert.deepEqual(month, {
      requests: '1.75',
      'data transfer': '78.89',
      WAF: '7.60',
      logs: '0.48',
      'Lambda requests': '0.10',
      'Lambda duration': '8.33',
    });
  });

  it('puts CloudFront before an HTTP API that is to have WAF, and takes its transfer in place of the API’s', () => {
    const month = bill('http', 20_000_000, {
      calls: [{ weight: 1, requestBytes: 0, responseBytes: 1024 }],
      waf: { rules: 0 },
    });
    assert.deepEqual(month, {
      requests: '20.00',
      'CloudFront requests': '10.00',
      'CloudFront data transfer': '0.00',
      WAF: '17.00',
    });
  });

  it('traces a REST API alone with X-Ray', () => {
    assert.equal(bill('rest', 10_000_000, { xrayShare: 0.05 })['X-Ray'], '2.50');
    assert.equal('X-Ray' in bill('http', 10_000_000, { xrayShare: 0.05 }), false);
  });

  it('takes the free tier off only where it is asked for', () => {
    const rest = (requests: number) => bill('rest', requests, { freeTier: true }).requests;
    assert.deepEqual(
      [rest(1_000_000), rest(1_000_001 + 999_999), rest(333_000_000)],
      ['0.00', '3.50', '1162.00'],
    );
    const lambda = { milliseconds: 100, megabytes: 1024, arm: false };
    const free = bill('http', 1_000_000, { freeTier: true, lambda, xrayShare: 1, logBytes: 2 ** 20 });
    assert.deepEqual(
      [free['Lambda requests'], free['Lambda duration'], free.logs],
      ['0.00', '0.00', '485.78'],
    );
  });

  it('says which price a list lacks', () => {
    const lists = [
      { lambda: { milliseconds: 1, megabytes: 128, arm: false } },
      { waf: { rules: 0 } },
      { logBytes: 1 },
    ];
    for (const usage of lists) {
      const bare = { ...virginia, lambda: null, waf: null, logsIngested: null };
      assert.throws(() => tariffOf('rest', { ...usageOf({}), ...usage }, bare), UsageError);
    }
  });

  it('never falls as calls or bytes grow', () => {
    const month = fc.record({
      requests: fc.integer({ min: 0, max: 1e11 }),
      more: fc.integer({ min: 0, max: 1e11 }),
      bytes: fc.integer({ min: 0, max: 10 * 2 ** 20 }),
      moreBytes: fc.integer({ min: 0, max: 2 ** 20 }),
      apiType: fc.constantFrom('rest' as const, 'http' as const),
      freeTier: fc.boolean(),
    });
    fc.assert(
      fc.property(month, ({ requests, more, bytes, moreBytes, apiType, freeTier }) => {
        const at = (calls: number, responseBytes: number) => {
          const usage = {
            ...usageOf({ responseBytes }),
            freeTier,
            logBytes: 300,
            lambda: { milliseconds: 20, megabytes: 128, arm: true },
          };
          return totalAt(allCharges(tariffOf(apiType, usage, virginia)), exact(calls));
        };
        assert.ok(compare(at(requests, bytes), at(requests + more, bytes)) <= 0);
        assert.ok(compare(at(requests, bytes), at(requests, bytes + moreBytes)) <= 0);
      }),
      { seed: 17, numRuns: 100 },
    );
  });
});
