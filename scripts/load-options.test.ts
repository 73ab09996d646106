import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoadValues, limitsOf, refuseTooFast } from './load-options.ts';

const typed = (values: Partial<LoadValues>) => values as LoadValues;
const config = { maxRequests: 1000, maxCost: 0.5, ratePerSecond: 5 };
const limits = (values: Partial<LoadValues>, env = {}, told = config) =>
  limitsOf(typed(values), { config: told, environment: 'staging', env });

test("without options and variables the environment's limits hold, and are said to be its own", () => {
  assert.deepEqual(limits({}), {
    maxRequests: 1000,
    maxRequestsFrom: 'limits.maxRequests of the environment staging',
    maxCostUsd: 0.5,
    maxCostFrom: 'limits.maxCost of the environment staging',
    ratePerSecond: 5,
    rateFrom: 'limits.ratePerSecond of the environment staging',
  });
});

test('an option comes before a variable, and a variable before the config', () => {
  const env = { GATEWRIGHT_MAX_REQUESTS: '200', GATEWRIGHT_MAX_COST: '$0.20', GATEWRIGHT_RATE: '60/m' };
  const { maxRequests, maxRequestsFrom, maxCostUsd, ratePerSecond } = limits({ 'max-requests': '7' }, env);
  assert.deepEqual(
    { maxRequests, maxRequestsFrom, maxCostUsd, ratePerSecond },
    {
      maxRequests: 7,
      maxRequestsFrom: '--max-requests',
      maxCostUsd: 0.2,
      ratePerSecond: 1,
    },
  );
  assert.throws(
    () => limits({}, { GATEWRIGHT_MAX_REQUESTS: 'many' }),
    /GATEWRIGHT_MAX_REQUESTS many makes no sense/,
  );
});

test('a plan that is faster than is allowed is refused, with who allows how much', () => {
  const plan = (ratePerSecond: number) =>
    ({ arrivals: { ratePerSecond } }) as Parameters<typeof refuseTooFast>[0];
  refuseTooFast(plan(5), limits({}));
  assert.throws(() => refuseTooFast(plan(6), limits({})), {
    message:
      'This would send each target up to 6 requests a second, and limits.ratePerSecond of the environment staging allows 5.',
  });
  refuseTooFast(plan(1e6), limitsOf(typed({}), { config: {}, environment: null, env: {} }));
});
