import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountLimits } from '../deployment/account-limits.ts';
import type { DeployedRoute, Deployment } from '../deployment/deployment.ts';
import { read, unread } from '../deployment/reading.ts';
import { UsageError } from '../errors/usage-error.ts';
import { callDuration } from './call-duration.ts';
import { planned } from './planned.fixture.ts';
import { refuseUnallowed, shareInWords } from './refusals.ts';
import { functionsBehind, isTooMuch, type ShareInput, sharesOf } from './shares.ts';

const account: AccountLimits = {
  region: 'eu-west-1',
  account: '…9012',
  targets: ['orders:rest', 'orders:http'],
  throttle: read({ ratePerSecond: 10_000, burst: 5000 }),
  concurrency: read(1000),
  reserved: {},
};

function routed(target: string, integrations: { [key: string]: DeployedRoute['integration'] }): Deployment {
  const routes = Object.entries(integrations).map(
    ([key, integration]) => ({ key, integration }) as DeployedRoute,
  );
  const none = unread('nobody asked');
  return {
    target,
    apiType: 'rest',
    apiId: 'abc123',
    stageName: 'dev',
    api: none,
    stage: none,
    routes: read(routes),
    definedRoutes: none,
    authorizers: none,
    usagePlans: none,
    domains: none,
  };
}

function calls(name: string): DeployedRoute['integration'] {
  const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:${name}/invocations`;
  return { type: 'AWS_PROXY', uri } as DeployedRoute['integration'];
}

function shares(ratePerSecond: number, change: Partial<ShareInput> = {}) {
  const plan = planned({ ratePerSecond, durationSeconds: 20 });
  const durations = plan.series.map((series) => callDuration(series, null));
  return sharesOf({ plan, durations, deployments: [], limits: [account], ...change });
}

const concurrencyIn = (found: ReturnType<typeof sharesOf>) => found.find((one) => one.of === 'concurrency');

test("a plan takes the sum of its targets' rates of the account's throttle", () => {
  const [throttle] = shares(50);
  assert.deepEqual(throttle, {
    of: 'throttle',
    region: 'eu-west-1',
    takes: 100,
    limit: 10_000,
    limitFrom: 'account',
  });
});

test('concurrency is rate × duration: promised where the contract says, else a quarter of a second', () => {
  // Each target: 25/s × 0.4 s and 25/s × 0.25 s.
  const concurrency = concurrencyIn(shares(50));
  assert.ok(Math.abs((concurrency?.takes ?? 0) - 32.5) < 0.5, String(concurrency?.takes));
  assert.equal(concurrency?.durationFrom, 'assumed');
});

test('routes without a function take no concurrency, and a reservation is counted by itself', () => {
  const mock = { type: 'MOCK', uri: null } as DeployedRoute['integration'];
  const deployments = [
    routed('orders:rest', { 'GET /orders': calls('reserved'), 'GET /health': mock }),
    routed('orders:http', { 'ANY /orders': calls('pooled'), 'GET /health': mock }),
  ];
  const plan = planned({ ratePerSecond: 50, durationSeconds: 20 });
  assert.deepEqual(functionsBehind(plan, deployments), ['reserved', 'pooled']);
  const reserved = { reserved: read(5), pooled: read(null) };
  const found = shares(50, { deployments, limits: [{ ...account, reserved }] });
  assert.deepEqual(
    found.slice(1).map(({ of, takes, limit }) => [of, Math.round(takes), limit]),
    [
      ['concurrency', 10, 1000],
      ['reserved concurrency', 10, 5],
    ],
  );
  assert.equal(found.some(isTooMuch), false);
});

test('more than 20 % of either needs the caller’s word, and both numbers are said', () => {
  const found = shares(1100);
  assert.deepEqual(found.map(isTooMuch), [true, true]);
  const allowed = { production: false, sharedAccount: false };
  assert.throws(
    () => refuseUnallowed([], found, allowed),
    (error) =>
      error instanceof UsageError &&
      /2,200 of 10,000 requests a second \(22 %\)/.test(error.message) &&
      /about \d+ of 1,000 \(7\d %\) of the concurrent executions/.test(error.message) &&
      /--allow-shared-account/.test(error.next.join()),
  );
  refuseUnallowed([], found, { ...allowed, sharedAccount: true });
});

test('what could not be read refuses nothing but what the default throttle does', () => {
  const unknown = { ...account, throttle: unread('denied'), concurrency: unread('denied') };
  const [throttle, concurrency] = shares(900, { limits: [unknown] });
  assert.deepEqual([throttle?.limit, throttle?.limitFrom], [10_000, 'default']);
  assert.deepEqual([concurrency?.limit, concurrency?.limitFrom], [null, 'unread']);
  refuseUnallowed([], shares(900, { limits: [unknown] }), { production: false, sharedAccount: false });
});

test('what looks like production is refused with the word that made it so', () => {
  const sign = { target: 'orders:rest', because: 'the name of the stage has the word "prod"' };
  assert.throws(
    () => refuseUnallowed([sign], [], { production: false, sharedAccount: false }),
    /orders:rest looks like production: the name of the stage has the word "prod"\./,
  );
  refuseUnallowed([sign], [], { production: true, sharedAccount: false });
});

test('the shares of several accounts are counted by themselves, and say whose they are', () => {
  const limits = [
    { ...account, targets: ['orders:rest'] },
    { ...account, account: '…4321', targets: ['orders:http'] },
  ];
  const throttles = shares(50, { limits }).filter((one) => one.of === 'throttle');
  assert.deepEqual(
    throttles.map(({ account: whose, takes }) => [whose, takes]),
    [
      ['…9012', 50],
      ['…4321', 50],
    ],
  );
  assert.match(throttles.map(shareInWords).join(), /the account …4321's throttle in eu-west-1/);
});
