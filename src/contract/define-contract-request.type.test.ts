import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkContract } from './check-contract.ts';
import { defineContract } from './define-contract.ts';
import { refuses } from './refused.fixture.ts';

const problem = { type: 'object', properties: { error: { type: 'string' } } } as const;

describe('the promise of a request', () => {
  it('compiles with schemas and a refusal', () => {
    const contract = defineContract({
      name: 'x',
      routes: {
        'PUT /a/{id}': {
          request: {
            body: { type: 'object', required: ['name'] },
            path: { id: { schema: { type: 'integer' } } },
            query: { dry: { schema: { type: 'boolean' } } },
            invalid: { rest: { status: 400 }, http: { status: 422, body: { error: 'no' } } },
          },
          responses: { 200: true, 422: problem },
          examples: {},
        },
      },
    });
    assert.deepEqual(checkContract(contract), []);
  });

  it('names parameters of the path', () => {
    refuses(
      'routes["PUT /a/{id}"].request.path.ID',
      defineContract({
        name: 'x',
        routes: {
          'PUT /a/{id}': {
            // @ts-expect-error
            request: { path: { ID: { schema: true } } },
            responses: { 200: true },
            examples: {},
          },
        },
      }),
    );
  });

  it('has no path parameters where the path has none', () => {
    refuses(
      'routes["PUT /a"].request.path.id',
      defineContract({
        name: 'x',
        routes: {
          'PUT /a': {
            request: {
              // @ts-expect-error
              path: { id: { schema: true } },
            },
            responses: { 200: true },
            examples: {},
          },
        },
      }),
    );
  });

  it('refuses with a body that the schema of the status allows', () => {
    refuses(
      'routes["PUT /a"].request.invalid.body.eror',
      defineContract({
        name: 'x',
        routes: {
          'PUT /a': {
            request: {
              invalid: {
                status: 422,
                // @ts-expect-error
                body: { eror: 'no' },
              },
            },
            responses: { 200: true, 422: problem },
            examples: {},
          },
        },
      }),
    );
  });
});
