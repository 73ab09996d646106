import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Contract, Route } from '../../contract/contract.ts';
import { deploymentOf } from '../../deployment/deployment.fixture.ts';
import type { DeployedCache } from '../../deployment/deployment.ts';
import { observe } from '../answer.ts';
import { type Told, tell } from '../exchange.fixture.ts';
import type { Exchange } from '../exchange.ts';
import { authorizedCached } from './authorized-cached.ts';
import { cacheInvalidation } from './cache-invalidation.ts';
import { cacheKey } from './cache-key.ts';
import { firstRequestsThrottled } from './throttling.ts';

const url = 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev/prices';
const euro = { query: { currency: 'EUR' }, expect: { status: 200, body: { currency: 'EUR' } } };
const dollar = { query: { currency: 'USD' }, expect: { status: 200, body: { currency: 'USD' } } };
const prices: Route = {
  responses: { 200: true },
  examples: { euro, dollar },
  cache: { ttlSeconds: 60, keyedBy: ['query.currency'] },
};
const deployed: DeployedCache = {
  ttlSeconds: 60,
  keyedBy: ['query.currency'],
  invalidationNeedsPermission: true,
};

let sent = 0;

/** One exchange with the route, later than those before it. */
function asked(told: Omit<Told, 'example'> & { readonly title?: string; readonly query?: string }): Exchange {
  const { title = 'euro', query = 'currency=EUR', ...rest } = told;
  sent += 1;
  const { exchange } = tell({ key: 'GET /prices', url: `${url}?${query}`, ...rest });
  const startedAt = new Date(Date.UTC(2026, 0, 1) + sent * 1000).toISOString();
  return { ...exchange, id: `${sent}`, example: title, startedAt };
}

const example = (title: string, body: unknown, query = `currency=${title === 'euro' ? 'EUR' : 'USD'}`) =>
  asked({ title, query, body });
const probe = (
  does: string,
  body: unknown,
  more: Partial<Omit<Told, 'example'>> & { subject?: string; value?: string; of?: string } = {},
) => {
  const { subject, value, of = 'euro', ...told } = more;
  const named = { ...(subject === undefined ? {} : { subject }), ...(value === undefined ? {} : { value }) };
  return asked({ purpose: 'cache', probe: { does, of, ...named }, body, ...told });
};

function judged(
  check: typeof cacheKey,
  exchanges: readonly Exchange[],
  { route = prices, cache }: { route?: Route; cache?: DeployedCache | null } = {},
) {
  const contract: Contract = { name: 'shop', routes: { 'GET /prices': route } };
  const deployment =
    cache === undefined
      ? null
      : deploymentOf('rest', {
          defined: [{ key: 'GET /prices', cache }],
          settings: { cacheEnabled: cache !== null },
        });
  const target = {
    target: 'shop:rest',
    apiType: 'rest',
    invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
    stage: 'dev',
    region: 'eu-west-1',
    stackName: 'shop',
    endpointType: 'REGIONAL',
    apiId: 'abc123',
  } as const;
  const said = check.judge({
    target,
    contract,
    deployment,
    exchanges: exchanges.map((each) => observe(each)),
  });
  return said.map(({ outcome }) =>
    outcome.outcome === 'fail'
      ? `${outcome.severity ?? check.severity}: ${outcome.message}`
      : outcome.outcome,
  );
}

const inEuros = { currency: 'EUR', at: 1 };
const inDollars = { currency: 'USD', at: 2 };

describe('the key of a cache', () => {
  test('holds what tells answers apart', () => {
    const sound = [
      example('euro', inEuros),
      example('dollar', inDollars),
      probe('again', inEuros),
      probe('other-value', { currency: 'x1' }, { subject: 'query.currency', value: 'x1' }),
      probe('other-value', { currency: 'x2' }, { subject: 'query.currency', value: 'x2' }),
    ];
    assert.deepEqual(judged(cacheKey, sound), ['pass']);
    assert.deepEqual(judged(cacheKey, sound, { cache: deployed }), ['pass']);
  });

  test('lacks a parameter where an example gets the answer to another, byte for byte', () => {
    const mixed = [
      example('euro', inEuros),
      example('dollar', inDollars),
      probe('again', inDollars),
      probe('again', inDollars, { of: 'dollar', query: 'currency=USD' } as object),
    ];
    assert.match(judged(cacheKey, mixed).join(), /^error: the answer is the one to "dollar", byte for byte$/);
  });

  test('lacks a parameter where an answer tells of a value that only another request sent', () => {
    const other = (value: string, body: unknown) =>
      probe('other-value', body, { subject: 'query.currency', value });
    const mixed = [example('euro', inEuros), other('x1', { for: 'x1' }), other('x2', { for: 'x1' })];
    assert.match(judged(cacheKey, mixed).join(), /^error: .* query\.currency = x1, byte for byte/);
  });

  test('is only doubted where the answer may be a default, and says nothing where values may not matter', () => {
    const other = probe('other-value', inEuros, { subject: 'query.currency', value: 'x1' });
    assert.match(judged(cacheKey, [example('euro', inEuros), other]).join(), /^warning: /);
    const silent: Route = { ...prices, examples: { euro: { ...euro, expect: { status: 200 } } } };
    assert.deepEqual(judged(cacheKey, [example('euro', inEuros), other], { route: silent }), ['pass']);
  });

  test('is read from what is deployed where that is known', () => {
    const lacking = { ...deployed, keyedBy: [] };
    assert.match(
      judged(cacheKey, [], { cache: lacking }).join(),
      /^error: the cache key lacks query\.currency/,
    );
    const { cache: _, ...unpromised } = prices;
    assert.match(
      judged(cacheKey, [], { cache: lacking, route: unpromised }).join(),
      /^warning: the stage caches this/,
    );
    assert.deepEqual(judged(cacheKey, [], { cache: null, route: unpromised }), []);
  });

  test('is not blamed for a body that is wrong by itself', () => {
    const wrong = [
      example('euro', { currency: 'GBP' }),
      example('dollar', inDollars),
      probe('again', { currency: 'GBP' }),
    ];
    assert.deepEqual(judged(cacheKey, wrong), ['pass']);
  });
});

describe('answers to those who are let in', () => {
  const { cache: _, ...open } = prices;
  const auth = { header: 'Authorization', from: 'env:TOKEN', another: 'env:ANOTHER' } as const;
  const mine: Route = { ...open, auth };

  test('are not cached, or by who asks', () => {
    assert.deepEqual(judged(authorizedCached, [], { route: mine, cache: null }), ['pass']);
    const byCaller = { ...deployed, keyedBy: ['header.authorization'] };
    assert.deepEqual(judged(authorizedCached, [], { route: mine, cache: byCaller }), ['pass']);
    assert.deepEqual(judged(authorizedCached, [], { route: open, cache: deployed }), []);
  });

  test('are an error where the stage caches them and nobody promised it, a warning where that is meant', () => {
    assert.match(
      judged(authorizedCached, [], { route: mine, cache: deployed }).join(),
      /^error: .* lacks header\.authorization/,
    );
    const meant: Route = { ...prices, auth };
    assert.match(judged(authorizedCached, [], { route: meant, cache: deployed }).join(), /^warning: /);
  });

  test('are seen to be cached where the stage warns that it kept them', () => {
    const warned = probe('afresh', inEuros, {
      headers: { warning: '199 Cache-Control max-age was ignored' },
    });
    assert.match(judged(authorizedCached, [warned], { route: mine }).join(), /^warning: the stage caches/);
    assert.deepEqual(judged(authorizedCached, [probe('afresh', inEuros)], { route: mine }), []);
  });

  test('must never reach a second caller', () => {
    const exchanges = [example('euro', inEuros), probe('another-caller', inEuros)];
    const said = judged(authorizedCached, exchanges, { route: { ...prices, auth }, cache: deployed });
    assert.match(said.join(), /^error: another caller got the first caller's answer/);
  });
});

describe('max-age=0', () => {
  const turns = (...bodies: readonly unknown[]) => [
    example('euro', inEuros),
    ...bodies.map((body, index) => probe(index % 2 === 0 ? 'invalidate' : 'kept', body)),
  ];

  test('is obeyed for anybody where each such request replaces what is kept', () => {
    const said = judged(cacheInvalidation, turns({ at: 2 }, { at: 2 }, { at: 3 }, { at: 3 }));
    assert.match(said.join(), /^warning: the entry was replaced/);
  });

  test('is not blamed for answers that always differ, never differ, or for an entry that ended by itself', () => {
    assert.deepEqual(judged(cacheInvalidation, turns({ at: 2 }, { at: 3 }, { at: 4 }, { at: 5 })), []);
    assert.deepEqual(judged(cacheInvalidation, turns(inEuros, inEuros, inEuros, inEuros)), []);
    assert.deepEqual(judged(cacheInvalidation, turns({ at: 2 }, { at: 2 }, { at: 2 }, { at: 2 })), []);
  });

  test('may be refused, or ignored with a warning', () => {
    const refused = probe('invalidate', {}, { status: 403 });
    assert.deepEqual(judged(cacheInvalidation, [refused]), ['pass']);
    const ignored = probe('invalidate', inEuros, { headers: { warning: '199 no permission' } });
    assert.deepEqual(judged(cacheInvalidation, [ignored]), ['pass']);
    const lax = { ...deployed, invalidationNeedsPermission: false };
    assert.match(judged(cacheInvalidation, [], { cache: lax }).join(), /^warning: the stage lets anybody/);
  });
});

describe('a throttle', () => {
  const throttled: Omit<Told, 'example'> = { status: 429, body: { message: 'Too Many Requests' } };

  test('that refuses everything refuses the first request', () => {
    const all = [asked(throttled), asked(throttled)];
    assert.match(judged(firstRequestsThrottled, all).join(), /^error: each of the 2 examples/);
  });

  test("that refuses some of a route's requests met the gate's own traffic", () => {
    assert.deepEqual(judged(firstRequestsThrottled, [asked({}), asked(throttled)]), []);
  });

  test('of one route is told from that of the stage', () => {
    const other = { ...asked({}), route: 'GET /items' };
    assert.match(
      judged(firstRequestsThrottled, [other, asked(throttled)]).join(),
      /this route was throttled while/,
    );
  });
});
