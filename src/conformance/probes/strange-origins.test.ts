import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract } from '../../contract/contract.ts';
import { routesOf } from '../../contract/route.ts';
import { preflights } from '../probes.ts';
import { lookalikes, strangerCalls } from './strange-origins.ts';

const target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'http://127.0.0.1/dev',
  stage: 'dev',
  region: null,
  stackName: null,
  endpointType: null,
  apiId: null,
} as const;
const cors = { origins: ['https://app.example'], methods: ['GET', 'POST'], headers: [] };
const route = { responses: { 200: true }, examples: { one: { expect: { status: 200 } } } };
const contract: Contract = {
  name: 'shop',
  cors,
  routes: { 'GET /a': route, 'POST /a': route, 'GET /b': route },
};

describe('origins that must not be allowed', () => {
  it('call every route without an effect as its first example', () => {
    const planned = strangerCalls({ contract, target }, routesOf(contract, 'rest'));
    assert.deepEqual(
      planned.map((one) => [one.route, one.request.headers.origin, one.provokes]),
      [
        ['GET /a', 'https://gatewright-denied.example', undefined],
        ['GET /b', 'https://gatewright-denied.example', undefined],
      ],
    );
  });

  it('call nothing where any origin may', () => {
    const open: Contract = { ...contract, cors: { ...cors, origins: ['*'] } };
    assert.deepEqual(strangerCalls({ contract: open, target }, routesOf(open, 'rest')), []);
    const none: Contract = { ...contract, routes: { 'GET /a': { ...route, cors: false } } };
    assert.deepEqual(strangerCalls({ contract: none, target }, routesOf(none, 'rest')), []);
  });

  it('look like an allowed one at the beginning or the end, on one route', () => {
    assert.deepEqual(lookalikes(cors), [
      'https://app.example.gatewright.example',
      'https://gatewrightapp.example',
    ]);
    assert.deepEqual(lookalikes({ ...cors, origins: ['https://*.shop.example'] }), []);
    assert.deepEqual(lookalikes({ ...cors, origins: ['http://127.0.0.1:3000'] }), []);
    assert.deepEqual(lookalikes({ ...cors, origins: ['http://localhost:3000'] }), [
      'http://localhost.gatewright.example',
      'http://gatewrightlocalhost:3000',
    ]);
    const asked = preflights({ contract, target }, routesOf(contract, 'rest')).filter(({ example }) =>
      /app\.example\.gatewright/.test(example),
    );
    assert.deepEqual(
      asked.map(({ route: key }) => key),
      ['GET /a'],
    );
  });
});
