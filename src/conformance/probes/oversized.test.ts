import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract, Route } from '../../contract/contract.ts';
import { routesOf } from '../../contract/route.ts';
import { curlFor } from '../curl.ts';
import { judge } from '../judge.ts';
import { withinScope } from '../scope.ts';
import { oversizedRequest } from './oversized.ts';

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
const route: Route = {
  safeToRepeat: true,
  request: { body: { type: 'object' } },
  responses: { 201: true },
  examples: { one: { body: { name: 'Bob' }, expect: { status: 201 } } },
};
const planned = (told: Partial<Route> = {}) => {
  const contract: Contract = { name: 'shop', routes: { 'POST /a': { ...route, ...told }, 'POST /b': route } };
  return { contract, all: oversizedRequest({ contract, target }, routesOf(contract, 'rest')) };
};

describe('a request that is too large', () => {
  it('is one a target, sound but for its size, and never written down whole', () => {
    const { all } = planned();
    assert.deepEqual(
      all.map((one) => [
        one.route,
        one.request.padTo,
        Buffer.from(one.request.bodyBase64 ?? '', 'base64').toString(),
      ]),
      [['POST /a', 10_485_761, '{"name":"Bob"}']],
    );
    assert.match(
      curlFor(all[0] as (typeof all)[0]),
      /^\{ printf .*; head -c 10485747 \/dev\/zero \| tr '\\0' ' '; \} \| curl/,
    );
  });

  it('goes to routes that promise a body and do no harm', () => {
    assert.equal(planned({ safeToRepeat: false }).all[0]?.route, 'POST /b');
    assert.equal(planned({ request: {} }).all[0]?.route, 'POST /b');
  });

  it('is left out after a deployment', () => {
    assert.deepEqual(withinScope(planned().all, 'deploy').planned, []);
  });

  it('may be hung up on', () => {
    const { all, contract } = planned();
    const exchanges = all.map((one) => ({
      ...one,
      startedAt: '2026-01-01T00:00:00.000Z',
      answer: { kind: 'no-response', cause: 'reset', message: 'reset', durationMs: 1 } as const,
    }));
    assert.deepEqual(judge(exchanges, [contract]), []);
  });
});
