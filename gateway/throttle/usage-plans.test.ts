import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApiKey, UsagePlan } from '../model.ts';
import { createUsagePlans, type KeyedCall } from './usage-plans.ts';

const key = (id: string, overrides: Partial<ApiKey> = {}): ApiKey => ({
  id,
  name: id,
  value: `value-of-${id}`,
  enabled: true,
  ...overrides,
});

const plan = (overrides: Partial<UsagePlan> = {}): UsagePlan => ({
  id: 'plan',
  name: 'plan',
  apiStages: [{ apiId: 'api', stage: 'dev', methods: {} }],
  throttle: null,
  quota: null,
  keyIds: ['one', 'two'],
  ...overrides,
});

const call = (overrides: Partial<KeyedCall> = {}): KeyedCall => ({
  apiId: 'api',
  stage: 'dev',
  methodKey: '/users/GET',
  key: 'value-of-one',
  nowMs: 0,
  ...overrides,
});

describe('usage plans', () => {
  it('know a key by its value in the stages of its plan', () => {
    const plans = createUsagePlans(
      [key('one'), key('off', { enabled: false })],
      [plan({ keyIds: ['one', 'off'] })],
    );
    assert.deepEqual(plans.admit(call()), { apiKey: 'value-of-one', apiKeyId: 'one' });
    for (const stranger of [
      { key: undefined },
      { key: 'one' },
      { key: 'value-of-off' },
      { stage: 'prod' },
      { apiId: 'other' },
    ])
      assert.equal(plans.admit(call(stranger)), 'no-such-key', JSON.stringify(stranger));
  });

  it('give every key its own bucket and quota, shared by the stages of the plan', () => {
    const stages = ['dev', 'prod'].map((stage) => ({ apiId: 'api', stage, methods: {} }));
    const throttled = createUsagePlans(
      [key('one'), key('two')],
      [plan({ apiStages: stages, throttle: { ratePerSecond: 1, burst: 1 } })],
    );
    assert.notEqual(throttled.admit(call()), 'throttled');
    assert.equal(throttled.admit(call({ stage: 'prod' })), 'throttled');
    assert.notEqual(throttled.admit(call({ key: 'value-of-two' })), 'throttled');
    assert.notEqual(throttled.admit(call({ nowMs: 1000 })), 'throttled');
  });

  it('limit a method that the plan names by its own limit instead of the plan’s', () => {
    const methods = { '/users/GET': { ratePerSecond: 1, burst: 2 } };
    const plans = createUsagePlans(
      [key('one')],
      [
        plan({
          apiStages: [{ apiId: 'api', stage: 'dev', methods }],
          throttle: { ratePerSecond: 1, burst: 1 },
        }),
      ],
    );
    const outcomes = ['/users/GET', '/users/GET', '/users/GET', '/users/POST', '/users/POST'].map(
      (methodKey) => plans.admit(call({ methodKey })) === 'throttled',
    );
    assert.deepEqual(outcomes, [false, false, true, false, true]);
  });

  it('tell a used up quota from a throttle, and don’t count throttled calls', () => {
    const plans = createUsagePlans(
      [key('one')],
      [
        plan({
          throttle: { ratePerSecond: 1, burst: 1 },
          quota: { limit: 2, offset: 0, period: 'DAY' },
        }),
      ],
    );
    const outcome = (nowMs: number) => {
      const admission = plans.admit(call({ nowMs }));
      return typeof admission === 'string' ? admission : 'admitted';
    };
    assert.deepEqual([0, 0, 1000, 1000, 2000].map(outcome), [
      'admitted',
      'throttled',
      'admitted',
      'quota-exceeded',
      'quota-exceeded',
    ]);
  });
});
