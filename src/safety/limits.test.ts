import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimatePlan } from './estimate.ts';
import { dollars, mostRequests, parseDollars, withLimits } from './limits.ts';
import { planned } from './planned.fixture.ts';

const plan = planned({ ratePerSecond: 10, durationSeconds: 20 });
const estimate = estimatePlan(plan, [null, null, null, null]);

test('an estimate counts the warm-up, and prices each API type by its own list', () => {
  const { requests, targets, price, bytes } = estimate;
  assert.equal(requests.total, requests.measured + requests.warmUp);
  assert.equal(requests.measured, 400);
  assert.equal(
    targets.reduce((sum, one) => sum + one.requests, 0),
    requests.total,
  );
  assert.ok((targets[0]?.usdPerRequest ?? 0) > (targets[1]?.usdPerRequest ?? 0), 'REST costs more than HTTP');
  assert.ok(Math.abs(price.usd - targets.reduce((sum, one) => sum + one.usd, 0)) < 1e-12);
  assert.equal(bytes.received, requests.total * 2048);
});

test('answers that were measured before are taken as they were', () => {
  const known = plan.series.map(() => ({ meanMs: 10, bytesEach: 100 }));
  assert.equal(estimatePlan(plan, known).bytes.received, estimate.requests.total * 100);
});

test('a plan above a limit is refused with both numbers', () => {
  assert.throws(() => mostRequests(estimate, { maxRequests: 10 }), /would send 480 .* allows 10\./);
  assert.throws(
    () => mostRequests(estimate, { maxCostUsd: 0.0001 }),
    /would cost about .* allows 0\.00010 USD\./,
  );
});

test('whatever the limits, all targets together keep them and none gets less than its plan', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 480, max: 10_000 }),
      fc.double({ min: 0.002, max: 1, noNaN: true }),
      (maxRequests, maxCostUsd) => {
        const most = mostRequests(estimate, { maxRequests, maxCostUsd }) ?? [];
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        assert.ok(sum(most) <= maxRequests);
        assert.ok(
          sum(most.map((count, index) => count * (estimate.targets[index]?.usdPerRequest ?? 0))) <=
            maxCostUsd,
        );
        assert.ok(most.every((count, index) => count >= (estimate.targets[index]?.requests ?? 0)));
      },
    ),
    { seed: 6, numRuns: 200 },
  );
});

test('limits stand in the plan, where k6 finds them', () => {
  assert.deepEqual(
    withLimits(plan, mostRequests(estimate, { maxRequests: 480 })).targets.map((one) => one.mostRequests),
    [240, 240],
  );
  assert.equal(withLimits(plan, mostRequests(estimate, {})), plan);
});

test('money is read as people write it, and small amounts keep their digits', () => {
  for (const typed of ['0.50', '$0.5', '.5', '0.5 USD', '0.5$'])
    assert.equal(parseDollars(typed, '--max-cost'), 0.5);
  for (const typed of ['', '0', '-1', 'free', '1,5', '5 EUR', 'NaN'])
    assert.throws(() => parseDollars(typed, '--max-cost'), /is no amount of money/);
  assert.deepEqual([0, 0.000123, 0.0421, 0.5, 12.345, 1234.5].map(dollars), [
    '0 USD',
    '0.00012 USD',
    '0.042 USD',
    '0.50 USD',
    '12.35 USD',
    '1,234.50 USD',
  ]);
});
