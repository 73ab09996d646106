import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkContract } from './check-contract.ts';
import { defineContract } from './define-contract.ts';
import { refuses } from './refused.fixture.ts';

describe('captures and clean-ups', () => {
  it('are taken where they fit', () => {
    const contract = defineContract({
      name: 'x',
      version: { route: 'GET /health', pointer: '/version' },
      routes: {
        'GET /health': { responses: { 200: true }, examples: {} },
        'POST /a': {
          responses: { 201: true },
          examples: {
            one: {
              body: {},
              expect: { status: 201 },
              capture: { id: '/id', place: { from: 'header.location', match: '([^/]+)$' } },
              cleanup: { route: 'DELETE /a/{id}', path: { id: '{{id}}' } },
            },
          },
        },
        'DELETE /a/{id}': { responses: { 204: true }, examples: {} },
      },
    });
    assert.deepEqual(checkContract(contract), []);
  });

  it('read a JSON pointer or a header', () => {
    refuses(
      'routes["POST /a"].examples.one.capture.id',
      defineContract({
        name: 'x',
        routes: {
          'POST /a': {
            responses: { 201: true },
            // @ts-expect-error
            examples: { one: { expect: { status: 201 }, capture: { id: 'id' } } },
          },
        },
      }),
    );
  });

  it('clean up with a route of the contract', () => {
    refuses(
      'routes["POST /a"].examples.one.cleanup.route',
      defineContract({
        name: 'x',
        routes: {
          'POST /a': {
            responses: { 201: true },
            // @ts-expect-error
            examples: { one: { expect: { status: 201 }, cleanup: { route: 'DELETE /b' } } },
          },
        },
      }),
    );
  });

  it("name the parameters of the clean-up's path", () => {
    refuses(
      'routes["POST /a"].examples.one.cleanup.path',
      defineContract({
        name: 'x',
        routes: {
          'POST /a': {
            responses: { 201: true },
            // @ts-expect-error
            examples: { one: { expect: { status: 201 }, cleanup: { route: 'DELETE /a/{id}' } } },
          },
          'DELETE /a/{id}': { responses: { 204: true }, examples: {} },
        },
      }),
    );
  });
});

describe('a version', () => {
  it('stands in the answer of a route of the contract', () => {
    refuses(
      'version.route',
      defineContract({
        name: 'x',
        // @ts-expect-error
        version: { route: 'GET /b', pointer: '/version' },
        routes: { 'GET /a': { responses: { 200: true }, examples: {} } },
      }),
    );
  });
});
