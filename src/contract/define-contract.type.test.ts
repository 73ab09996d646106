import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkContract } from './check-contract.ts';
import { defineContract } from './define-contract.ts';
import type { JsonSchema } from './json.ts';
import { user } from './refused.fixture.ts';

describe('a contract that makes sense', () => {
  it('compiles, is returned as it is, and survives JSON', () => {
    const contract = defineContract({
      name: 'sense',
      cors: { origins: ['https://example.com'], methods: ['GET'], headers: [], credentials: true },
      routes: {
        'GET /users/{id}/files/{proxy+}': {
          responses: { 200: user, 204: true },
          auth: { header: 'x-api-key', from: 'env:MY_API_KEY' },
          cors: false,
          examples: {
            'a part of a user': {
              path: { id: 7, proxy: 'a/b.txt' },
              query: { q: ['a', 'b'], limit: 10, deep: true },
              expect: {
                status: 200,
                body: { role: 'admin', tags: [{ key: 'a' }], address: { city: null } },
              },
            },
            'an error of the gateway': { path: { id: 'x', proxy: 'y' }, expect: { status: 403 } },
            'one answer for each API type': {
              path: { id: 'x', proxy: 'y' },
              expect: { rest: { status: 204 }, http: { status: 404, body: { any: ['thing'] } } },
            },
          },
          cache: { ttlSeconds: 30, keyedBy: ['path.id', 'path.proxy', 'query.q', 'header.Accept'] },
          objectives: { p95Ms: 300, errorRate: 0 },
        },
        'POST /users': {
          effect: 'creates',
          safeToRepeat: true,
          responses: { 201: { oneOf: [user, { type: 'array', items: user }] } },
          examples: {
            'a body': { body: { name: null }, expect: { status: 201, body: [{ id: '1' }] } },
            'not JSON': { invalidBody: '{', expect: { status: 400 } },
            bytes: { bodyBase64: 'AAEC', expect: { status: 201, body: { id: '1' } } },
          },
        },
      },
    });
    assert.deepEqual(checkContract(contract), []);
    assert.deepEqual(JSON.parse(JSON.stringify(contract)), contract);
  });

  it('leaves open what a schema leaves open', () => {
    const wide: JsonSchema = { type: 'object' };
    const contract = defineContract({
      name: 'open',
      routes: {
        'GET /a': {
          responses: {
            200: wide,
            201: true,
            202: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true },
            203: { type: 'object', properties: { a: { type: 'string' } }, allOf: [user] },
          },
          examples: {
            wide: { expect: { status: 200, body: { any: 1 } } },
            true: { expect: { status: 201, body: 'text' } },
            additional: { expect: { status: 202, body: { a: 'x', b: 1 } } },
            combined: { expect: { status: 203, body: { id: 'x' } } },
          },
        },
      },
    });
    assert.deepEqual(checkContract(contract), []);
  });
});
