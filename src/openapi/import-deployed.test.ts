import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiType, Contract, CorsPromise } from '../contract/contract.ts';
import { deploymentOf } from '../deployment/deployment.fixture.ts';
import { read, unread } from '../deployment/reading.ts';
import { importDeployed, merged } from './import-deployed.ts';
import type { Imported } from './imported.ts';

const route = { responses: { 200: true as const }, examples: {} };
const any: CorsPromise = { origins: ['*'], methods: ['GET'], headers: [] };
const one: CorsPromise = { origins: ['https://shop.example'], methods: ['GET'], headers: [] };

function imported(apiType: ApiType, contract: Omit<Contract, 'name' | 'apiTypes'>): Imported {
  return {
    contract: { name: 'shop', apiTypes: [apiType], ...contract },
    remarks: new Map(),
    named: new Map(),
    notes: [],
  };
}

const both = (a: Imported, b: Imported) => merged([a, b]) ?? assert.fail('nothing came of them');

test('what both types promise to browsers is promised once', () => {
  const routes = { 'GET /a': route };
  const { contract, remarks } = both(
    imported('rest', { cors: any, routes }),
    imported('http', { cors: any, routes }),
  );
  assert.deepEqual(contract, { name: 'shop', cors: any, routes });
  assert.deepEqual([...remarks], []);
});

test('what only one type promises to browsers is not asked of the other: a person decides', () => {
  for (const rest of [
    { cors: any, routes: { 'GET /a': route } },
    { routes: { 'GET /a': { cors: any, ...route } } },
  ]) {
    const { contract, remarks } = both(
      imported('rest', rest),
      imported('http', { routes: { 'GET /a': route } }),
    );
    assert.deepEqual(contract.routes, { 'GET /a': route });
    assert.equal(contract.cors, undefined);
    assert.match(remarks.get('GET /a')?.todos.join() ?? '', /^Only the REST API answers preflights/);
  }
  const other = both(
    imported('rest', { cors: one, routes: { 'GET /a': route } }),
    imported('http', { cors: any, routes: { 'GET /a': route } }),
  );
  assert.equal(other.contract.cors, undefined);
  assert.match(other.remarks.get('GET /a')?.todos.join() ?? '', /differently/);
});

test('a route of one type alone keeps its own promise to browsers', () => {
  const { contract } = both(
    imported('rest', { cors: any, routes: { 'GET /a': route, 'GET /b': { cors: false, ...route } } }),
    imported('http', { cors: any, routes: { 'GET /a': route, 'GET /c': { cors: one, ...route } } }),
  );
  assert.deepEqual(contract.routes, {
    'GET /a': route,
    'GET /b': { apiTypes: ['rest'], cors: false, ...route },
    'GET /c': { apiTypes: ['http'], cors: one, ...route },
  });
  assert.deepEqual(contract.cors, any);
});

test('where nothing is exported, a token goes into the header that the authorizer reads', () => {
  const authorizer = { id: 'a', name: 'tokens', type: 'JWT', issuer: null, audience: [] } as const;
  const deployment = deploymentOf('rest', {
    defined: [{ key: 'GET /orders', authorization: 'JWT', authorizerId: 'a' }],
    authorizers: read([
      { ...authorizer, identitySources: ['method.request.header.X-Token'], ttlSeconds: null },
    ]),
  });
  const { contract } = importDeployed({ deployment, document: unread('Not exported.') }, 'shop');
  assert.deepEqual(contract.routes['GET /orders']?.auth, {
    header: 'X-Token',
    from: 'env:SHOP_TOKEN',
    scheme: 'Bearer',
  });
});
