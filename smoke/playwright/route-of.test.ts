import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contract } from '../../src/contract/contract.ts';
import { routeOf } from './route-of.ts';

const route = { responses: { 200: true }, examples: {} };
const contract: Contract = {
  name: 'shop',
  routes: {
    'GET /{proxy+}': route,
    'GET /items/{id}': route,
    'GET /items/new': route,
    'GET /items/{id}/parts/{part}': route,
    'GET /v1.0/items': { ...route, apiTypes: ['http'] },
  },
};
const found = (path: string, { method = 'GET', apiType = 'rest' as 'rest' | 'http' } = {}) =>
  routeOf({ contract, apiType }, { method, path })?.key ?? null;

test('a request belongs to the most literal route that fits, and to a greedy one last', () => {
  assert.equal(found('/items/new'), 'GET /items/new');
  assert.equal(found('/items/17'), 'GET /items/{id}');
  assert.equal(found('/items/17/parts/2'), 'GET /items/{id}/parts/{part}');
  assert.equal(found('/anything/else'), 'GET /{proxy+}');
});

test('a dot is a dot, and a route of the other API type is none', () => {
  assert.equal(found('/v1.0/items', { apiType: 'http' }), 'GET /v1.0/items');
  assert.equal(found('/v1x0/items', { apiType: 'http' }), 'GET /{proxy+}');
  assert.equal(found('/v1.0/items'), 'GET /{proxy+}');
});

test('another method has no route', () => {
  assert.equal(found('/items/17', { method: 'DELETE' }), null);
});
