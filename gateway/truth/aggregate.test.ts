import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createAggregator } from './aggregate.ts';
import type { TruthRecord } from './observation.ts';

const record = (overrides: Partial<TruthRecord> = {}): TruthRecord => ({
  arrivedAtMs: 1_783_700_000_000,
  stack: 'shop',
  apiType: 'rest',
  apiId: 'rest123456',
  stage: 'dev',
  route: 'GET /users/{id}',
  requestId: 'id',
  status: 200,
  totalMs: 3,
  integrationMs: 2,
  gatewayMs: 1,
  cached: false,
  cache: null,
  throttled: false,
  throttledBy: null,
  cold: false,
  addedGatewayMs: 0,
  addedIntegrationMs: 0,
  fault: null,
  ...overrides,
});

describe('the aggregate of the truth log', () => {
  it('counts by API, route and status class, and all together', () => {
    const aggregator = createAggregator();
    for (const one of [
      record({ cold: true, cache: 'miss' }),
      record({ status: 204, cached: true, cache: 'hit', integrationMs: null, cold: null }),
      record({ status: 429, throttled: true, throttledBy: 'stage', integrationMs: null, cold: null }),
      record({ status: null, integrationMs: null, cold: null, fault: 'drop' }),
      record({ apiType: 'http', apiId: 'http123456', route: null, status: 404 }),
    ])
      aggregator.add(one);
    const { all, apis, routes } = aggregator.read();
    const counts = ({ requests, cached, throttled, cold }: typeof all) => [requests, cached, throttled, cold];
    assert.deepEqual(counts(all), [5, 1, 1, 1]);
    assert.equal(all.cacheMisses, 1);
    assert.deepEqual(all.throttledBy, { stage: 1 });
    assert.deepEqual(all.statuses, { 200: 1, 204: 1, 404: 1, 429: 1, dropped: 1 });
    assert.deepEqual(
      apis.map((one) => [one.apiId, ...counts(one)]),
      [
        ['rest123456', 4, 1, 1, 1],
        ['http123456', 1, 0, 0, 0],
      ],
    );
    assert.deepEqual(
      routes.map((one) => [one.apiId, one.route, one.statusClass, one.requests]),
      [
        ['rest123456', 'GET /users/{id}', '2xx', 2],
        ['rest123456', 'GET /users/{id}', '4xx', 1],
        ['rest123456', 'GET /users/{id}', 'dropped', 1],
        ['http123456', null, '4xx', 1],
      ],
    );
    assert.equal(routes[1]?.integrationMs, null);
    assert.deepEqual([routes[0]?.integrationMs?.p50, routes[0]?.totalMs?.max], [2, 3]);
  });

  it('has percentiles within 0.1 % of the ones that sorting finds, and extremes exactly', () => {
    const durations = fc.array(
      fc.integer({ min: 0, max: 60_000_000 }).map((us) => us / 1000),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(durations, (all) => {
        const aggregator = createAggregator();
        for (const totalMs of all) aggregator.add(record({ totalMs }));
        const sorted = all.toSorted((a, b) => a - b);
        const { totalMs } = aggregator.read().all;
        assert.ok(totalMs !== null);
        assert.deepEqual([totalMs.min, totalMs.max], [sorted[0], sorted.at(-1)]);
        for (const [percentile, seen] of [
          [50, totalMs.p50],
          [95, totalMs.p95],
          [99, totalMs.p99],
        ] as const) {
          const exact = sorted[Math.ceil((percentile / 100) * all.length) - 1] ?? 0;
          assert.ok(Math.abs(seen - exact) <= exact * 0.001 + 0.001, `${seen} for ${exact}`);
        }
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  it('begins anew when it is reset', () => {
    const aggregator = createAggregator();
    aggregator.add(record());
    aggregator.reset();
    const { all, routes } = aggregator.read();
    assert.deepEqual([all.requests, all.totalMs, routes], [0, null, []]);
  });
});
