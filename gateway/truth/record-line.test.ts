import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { TruthRecord } from './observation.ts';
import { createLineWriter } from './record-line.ts';

const ms = fc.integer({ min: 0, max: 10_000_000 }).map((microseconds) => microseconds / 1000);
const text = fc.string({ unit: 'binary' });
const record: fc.Arbitrary<TruthRecord> = fc.record({
  arrivedAtMs: ms.map((after) => Math.round((1_783_700_000_000 + after) * 1000) / 1000),
  stack: text,
  apiType: fc.constantFrom('rest', 'http'),
  apiId: fc.stringMatching(/^[a-z0-9]{10}$/),
  stage: fc.option(fc.constantFrom('dev', 'null', '$default')),
  route: fc.option(fc.string({ unit: 'binary', minLength: 1 })),
  requestId: fc.option(fc.uuid()),
  status: fc.option(fc.integer({ min: 100, max: 599 })),
  totalMs: ms,
  integrationMs: fc.option(ms),
  gatewayMs: ms,
  cached: fc.boolean(),
  cache: fc.option(fc.constantFrom('hit', 'miss', 'refresh')),
  throttled: fc.boolean(),
  throttledBy: fc.option(fc.constantFrom('quota', 'plan', 'stage', 'method', 'route', 'account')),
  cold: fc.option(fc.boolean()),
  addedGatewayMs: ms,
  addedIntegrationMs: ms,
  fault: fc.option(fc.constantFrom('drop' as const, '5xx' as const)),
});

it('a line of the truth log is the JSON of its record', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (records) => {
      const write = createLineWriter();
      // Each twice: what a route's lines share is written only once.
      for (const one of [...records, ...records]) assert.equal(write(one), `${JSON.stringify(one)}\n`);
    }),
    { seed: 4, numRuns: 300 },
  );
});
