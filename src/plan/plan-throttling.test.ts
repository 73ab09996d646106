import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract, Route } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import { planThrottling, type ThrottlingOptions } from './plan-throttling.ts';
import { roleOf } from './throttling-phases.ts';
import type { KnownSettings } from './throttling-plan.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://rest.example/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'rest',
};
const route: Route = { responses: {}, examples: { ok: { expect: { status: 200 } } } };
const contract: Contract = {
  name: 'shop',
  routes: {
    'GET /free': route,
    'GET /users': { ...route, throttle: { ratePerSecond: 50, burst: 20 } },
    'GET /orders': { ...route, throttle: { ratePerSecond: 10 } },
    'GET /keyed': { ...route, auth: { header: 'X-Api-Key', from: 'env:MY_KEY' } },
  },
};
const nothing: KnownSettings = { limits: [], unread: [], complete: false };
const plan = (given: Partial<ThrottlingOptions> = {}) =>
  planThrottling({
    runId: 'r',
    subjects: [{ target, contract }],
    upTo: 3,
    settingsOf: () => nothing,
    ...given,
  });

describe('a throttling plan', () => {
  it('measures the first route that promises a throttle, around what it promises, and names the others', () => {
    const { guess, studies, requests } = plan();
    assert.deepEqual(guess, { ratePerSecond: 50, burst: 20, from: 'contract' });
    assert.equal(studies[0]?.route, 'GET /users');
    assert.deepEqual(studies[0]?.leftOut, ['GET /orders']);
    assert.equal(requests.length, 1);
  });

  it('takes a 429 for expected, keeps every answer, and has no objectives of normal load', () => {
    const { requests, observe, series } = plan();
    assert.deepEqual(requests[0]?.expectStatus, [200, 429]);
    assert.equal(observe, true);
    assert.deepEqual(series[0]?.objectives, {});
  });

  it('rests, rises above the guess, and rests again; never beyond the given multiple', () => {
    const { arrivals } = plan({ upTo: 2 });
    const roles = arrivals.phases.map(roleOf);
    assert.deepEqual([roles[0], roles[1], roles[2], roles.at(-1)], ['before', 'promised', 'surge', 'rest']);
    const rates = arrivals.phases.map(({ ratePerSecond }) => ratePerSecond);
    assert.ok(Math.max(...rates) <= 100 && Math.max(...rates) > 90, String(rates));
    assert.ok((rates[0] as number) <= 25);
    assert.equal(new Set(arrivals.phases.map(({ name }) => name)).size, rates.length);
  });

  it('gives a bucket time to fill between surges, and empties one that fills slowly only once', () => {
    const surges = (burst: number) =>
      plan({ guess: { ratePerSecond: 5, burst } }).arrivals.phases.filter(
        (phase) => roleOf(phase) === 'surge',
      );
    assert.equal(surges(20).length, 2);
    assert.equal(surges(1000).length, 1);
    const [first] = plan({ guess: { ratePerSecond: 5, burst: 20 } }).arrivals.phases.filter(
      (phase) => roleOf(phase) === 'rest',
    );
    assert.ok((first?.seconds ?? 0) * (5 - (first?.ratePerSecond ?? 0)) >= 20, JSON.stringify(first));
  });

  it('prefers the guess that is given, then the promise, then the lowest setting; the account is no guess', () => {
    const of = (settings: KnownSettings, given: Partial<ThrottlingOptions> = {}) =>
      plan({ settingsOf: () => settings, ...given }).guess;
    const settings: KnownSettings = {
      ...nothing,
      limits: [
        { of: 'stage', name: 'dev', ratePerSecond: 100, burst: 40 },
        { of: 'usage plan', name: 'basic', ratePerSecond: 30, burst: 8 },
        { of: 'account', name: null, ratePerSecond: 1, burst: 1 },
      ],
    };
    assert.equal(of(settings, { guess: { ratePerSecond: 7 } }).from, 'option');
    assert.equal(of(settings).from, 'contract');
    assert.deepEqual(of(settings, { routes: 'GET /free' }), {
      ratePerSecond: 30,
      burst: 8,
      from: 'deployment',
    });
  });

  it('knows a route that sends an API key, in whatever case its header is written', () => {
    const { studies } = plan({ routes: 'GET /keyed', guess: { ratePerSecond: 5 } });
    assert.equal(studies[0]?.keyed, true);
  });

  it('refuses where nobody says what the limit might be, with a command that does', () => {
    assert.throws(
      () => plan({ routes: 'GET /free' }),
      (error) => error instanceof UsageError && /--rate 50 --burst 20/.test(error.next.join()),
    );
  });

  it('refuses targets that promise differently, and names each', () => {
    const other: Contract = {
      ...contract,
      routes: { 'GET /users': { ...route, throttle: { ratePerSecond: 5, burst: 5 } } },
    };
    const subjects = [
      { target, contract },
      { target: { ...target, target: 'shop:http', apiType: 'http' as const }, contract: other },
    ];
    assert.throws(
      () => plan({ subjects }),
      (error) => error instanceof UsageError && /shop:http GET \/users: 5 a second/.test(error.next.join()),
    );
    assert.equal(plan({ subjects, guess: { ratePerSecond: 20, burst: 5 } }).targets.length, 2);
  });

  it('says what makes a plan smaller that is too large', () => {
    assert.throws(
      () => plan({ maxRequests: 100 }),
      (error) => error instanceof UsageError && /--up-to/.test(error.next.join()),
    );
  });

  it('refuses a multiple that finds nothing', () => {
    for (const upTo of [0, 1, 11, Number.NaN]) assert.throws(() => plan({ upTo }), UsageError);
  });
});
