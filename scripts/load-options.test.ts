import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoadValues, limitsOf, refuseTooFast } from './load-options.ts';
import { boundedRate } from './script-wishes.ts';

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

test("a script of one's own is held to the rate, and refused where it says itself that it sends more", () => {
  const starts = (rate: number) => ({
    scenarios: { all: { executor: 'constant-arrival-rate', rate, timeUnit: '1s' } },
  });
  assert.equal(boundedRate(starts(5), limits({})), 5);
  assert.equal(boundedRate({ scenarios: { all: { executor: 'constant-vus' } } }, limits({})), 5);
  assert.equal(
    boundedRate(starts(1e6), { ratePerSecond: Number.POSITIVE_INFINITY, rateFrom: '' }),
    undefined,
  );
  assert.throws(() => boundedRate(starts(6), limits({})), {
    message:
      'The script starts 6 iterations a second, and limits.ratePerSecond of the environment staging allows 5 requests.',
  });
  assert.throws(
    () => boundedRate(starts(0.1), limits({}, {}, { ...config, ratePerSecond: 0.5 })),
    /k6 can hold a script to no less than 1/,
  );
});
