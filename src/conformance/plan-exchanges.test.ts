import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Subject } from '../config/subjects.ts';
import type { ApiType, Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { type PlanningOptions, planExchanges } from './plan-exchanges.ts';

const shop: Contract = {
  name: 'shop',
  cors: { origins: ['*'], methods: ['GET', 'POST'], headers: ['X-Trace', 'Content-Type'] },
  routes: {
    'GET /items': {
      responses: { 200: true },
      examples: {
        'all items': { expect: { status: 200 } },
        'the first page': { query: { page: 1 }, expect: { status: 200 } },
        'a page too far': { query: { page: 99 }, expect: { status: 404 } },
      },
    },
    'GET /items/{id}': {
      responses: { 200: true },
      examples: { 'an item': { path: { id: 'a/b' }, expect: { status: 200 } } },
    },
    'POST /items': {
      responses: { 201: true },
      auth: { header: 'X-Api-Key', from: 'env:SHOP_KEY' },
      examples: {
        'a new item': { body: { name: 'Bell' }, expect: { status: 201 } },
        'for HTTP APIs only': { apiTypes: ['http'], body: {}, expect: { status: 400 } },
      },
    },
  },
};

const target = (apiType: ApiType): Target => ({
  target: `shop:${apiType}`,
  apiType,
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'abc123',
});

const planOf = (contract: Contract, options?: PlanningOptions, apiType: ApiType = 'rest') => {
  const subject: Subject = { target: target(apiType), contract };
  return planExchanges(subject, options);
};
const lines = (planned: ReturnType<typeof planOf>) =>
  planned.map(({ purpose, request, route }) => `${purpose}: ${request.method} ${route}`);

test('each example is sent, then what the checks ask beside', () => {
  assert.deepEqual(lines(planOf(shop)), [
    'example: GET GET /items',
    'simple-cors: GET GET /items',
    'example: GET GET /items',
    'example: GET GET /items',
    'example: GET GET /items/{id}',
    'simple-cors: GET GET /items/{id}',
    'example: POST POST /items',
    'preflight: OPTIONS GET /items',
    'preflight: OPTIONS GET /items/{id}',
    'preflight: OPTIONS POST /items',
    'unknown-route: GET GET /gatewright-no-such-route',
    'simple-cors: GET GET /gatewright-no-such-route',
    'wrong-method: PATCH PATCH /items',
    'wrong-method: PATCH PATCH /items/{id}',
    'doubled-stage: GET GET /items',
    'trailing-slash: GET GET /items',
    'head: HEAD HEAD /items',
    'no-credentials: POST POST /items',
    'wrong-credentials: POST POST /items',
  ]);
});

test('an example with an effect, or of an error, is sent once and carries the Origin itself', () => {
  const examples = planOf(shop).filter(({ purpose }) => purpose === 'example');
  const origins = Object.fromEntries(
    examples.map(({ example, request }) => [example, request.headers.origin]),
  );
  assert.deepEqual(origins, {
    'all items': undefined,
    'the first page': undefined,
    'a page too far': 'https://gatewright.example',
    'an item': undefined,
    'a new item': 'https://gatewright.example',
  });
});

test('an example may be for one API type', () => {
  const titles = planOf(shop, {}, 'http').map(({ example }) => example);
  assert.ok(titles.includes('for HTTP APIs only'));
});

test('without effects nothing goes out that could change something', () => {
  const planned = planOf(shop, { effects: 'none' });
  assert.deepEqual([...new Set(planned.map(({ request }) => request.method))].toSorted(), [
    'GET',
    'HEAD',
    'OPTIONS',
  ]);
  assert.ok(!lines(planned).some((line) => line.includes('POST')));
});

test('a method that is tried on a path with parameters names nobody', () => {
  const probe = planOf(shop).find(({ route }) => route === 'PATCH /items/{id}');
  assert.ok(probe?.request.url.endsWith('/dev/items/gatewright-nobody'));
  assert.equal(probe?.request.bodyBase64, null);
});

test('a greedy root has every path and method, so none is probed', () => {
  const greedy: Contract = {
    name: 'all',
    routes: {
      'GET /{proxy+}': {
        responses: {},
        examples: { deep: { path: { proxy: 'a/b' }, expect: { status: 200 } } },
      },
    },
  };
  assert.deepEqual(lines(planOf(greedy)), ['example: GET GET /{proxy+}']);
});

test('under a parameter at the root, the unknown path is deeper than every route', () => {
  const one: Contract = { name: 'one', routes: { 'GET /{name}': { responses: {}, examples: {} } } };
  const [probe] = planOf(one);
  assert.equal(probe?.route, 'GET /gatewright-no-such-route/deeper');
});

test('browsers ask in lower case and sorted, from an allowed origin of each kind, a strange one and two that look allowed', () => {
  const cors = {
    origins: ['https://a.example', 'https://b.example', 'https://*.c.example'],
    methods: ['GET'],
    headers: ['X-Trace', 'Content-Type'],
  };
  const preflights = planOf({ ...shop, cors }).filter(
    ({ purpose, route }) => purpose === 'preflight' && route === 'GET /items',
  );
  assert.deepEqual(
    preflights.map(({ request }) => request.headers.origin),
    [
      'https://a.example',
      'https://gatewright.c.example',
      'https://gatewright-denied.example',
      'https://a.example.gatewright.example',
      'https://gatewrighta.example',
    ],
  );
  assert.equal(preflights[0]?.request.headers['access-control-request-headers'], 'content-type,x-trace');
});

test('a method that CORS does not promise is not asked for', () => {
  const cors = { origins: ['*'], methods: ['GET'], headers: [] };
  const asked = planOf({ ...shop, cors }).filter(({ purpose }) => purpose === 'preflight');
  assert.deepEqual(
    asked.map(({ route }) => route),
    ['GET /items', 'GET /items/{id}'],
  );
});

test('a preflight never carries a secret, and an example only names it', () => {
  const planned = planOf(shop).filter(({ route }) => route === 'POST /items');
  assert.deepEqual(planned.map(({ purpose, request }) => [purpose, request.secretHeaders]).slice(0, 2), [
    ['example', { 'x-api-key': { from: 'env:SHOP_KEY' } }],
    ['preflight', {}],
  ]);
});

test('logs can tell the requests of a run from all others', () => {
  for (const { request } of planOf(shop, { runId: 'r1', version: '1.2.3' })) {
    assert.equal(request.headers['user-agent'], 'gatewright/1.2.3 (+smoke)');
    assert.equal(request.headers['x-gatewright-run'], 'r1');
  }
});

test('ids are unique and the same for the same contract and target', () => {
  const ids = planOf(shop).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    planOf(shop, { runId: 'another' }).map(({ id }) => id),
    ids,
  );
});

test('a pattern picks by title: an expression, or a piece of it', () => {
  const titles = (routes: string) => planOf(shop, { routes }).map(({ example }) => example);
  assert.deepEqual(titles('→ 201'), ['a new item']);
  assert.deepEqual(titles('^post .* 201'), ['a new item']);
  assert.deepEqual(titles('GET /items/{id} →'), [
    'an item',
    'an item',
    'preflight from https://gatewright.example',
  ]);
  assert.deepEqual(titles('no such thing'), []);
});

test('errors without a route are held to a CORS promise only where some route of the API keeps it', () => {
  const routes = Object.fromEntries(
    Object.entries(shop.routes).map(([key, route]) => [key, { ...route, cors: false as const }]),
  );
  const asked = (contract: Contract) =>
    planOf(contract).filter(
      ({ purpose, route }) => purpose === 'simple-cors' && route.includes('no-such-route'),
    );
  assert.equal(asked(shop).length, 1);
  assert.equal(asked({ ...shop, routes }).length, 0);
});
