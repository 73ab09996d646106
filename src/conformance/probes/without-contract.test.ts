import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contract } from '../../contract/contract.ts';
import type { Target } from '../../discovery/target.ts';
import { judge } from '../judge.ts';
import { planExchanges } from '../plan-exchanges.ts';

const answers = { 'GET answers': { expect: { status: 200 } } };
const auth = { header: 'Authorization', from: 'env:TOKEN' } as const;
const contract: Contract = {
  name: 'shop:rest',
  routes: {
    'GET /items': { responses: { 200: true }, examples: answers },
    'POST /items': { responses: { 201: true }, examples: answers },
    'GET /items/{id}': { responses: { 200: true }, examples: {} },
    'GET /search': { responses: { 200: true }, examples: {} },
    'GET /found': {
      responses: { 200: true },
      examples: { x: { query: { q: 'a' }, expect: { status: 200 } } },
    },
    'GET /me': { auth, responses: { 200: true }, examples: answers },
  },
};
const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'abc123',
};

test('without a contract only what needs no example, no credentials and no parameter is called, and changes nothing', () => {
  const planned = planExchanges({ target, contract, derived: true });
  const called = planned.filter(({ purpose }) => purpose === 'deployed-route');
  assert.deepEqual(
    called.map(({ request }) => `${request.method} ${request.url}`),
    [`GET ${target.invokeUrl}/items`],
  );
  assert.deepEqual([...new Set(planned.map(({ request }) => request.method))], ['GET', 'HEAD']);
});

test('where CORS is configured, preflights are sent for every route: they change nothing', () => {
  const cors = { origins: ['*'], methods: ['GET', 'POST'], headers: [] };
  const planned = planExchanges({ target, contract: { ...contract, cors }, derived: true });
  const routes = planned.filter(({ purpose }) => purpose === 'preflight').map(({ route }) => route);
  assert.ok(routes.includes('POST /items'));
  assert.ok(planned.every(({ request }) => ['GET', 'HEAD', 'OPTIONS'].includes(request.method)));
});

test('every route that was not tried is listed, with what it lacks', () => {
  const results = judge([], [contract], {
    targets: [{ target, contract: contract.name, derived: true, deployment: null }],
  });
  const reasons = results
    .filter(({ check }) => check === 'untried-route')
    .map(({ route, outcome, message }) => `${outcome} ${route}: ${message}`);
  assert.deepEqual(reasons.slice(1), [
    'skip POST /items: not tried: POST may change something; write an example',
    'skip GET /items/{id}: not tried: it needs a value for {id}; write an example',
    'skip GET /search: not tried: it needs parameters; write an example',
    'skip GET /found: not tried: it needs parameters; write an example',
    'skip GET /me: not tried: it needs credentials; write an example',
  ]);
  const withContract = judge([], [contract], {
    targets: [{ target, contract: contract.name, deployment: null }],
  });
  assert.deepEqual(
    withContract.filter(({ check }) => check === 'untried-route'),
    [],
  );
});
