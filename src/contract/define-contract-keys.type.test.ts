import { describe, it } from 'node:test';
import { defineContract } from './define-contract.ts';
import { refuses, user } from './refused.fixture.ts';

describe('cache keys', () => {
  it('name a parameter of the path', () => {
    refuses(
      'routes["GET /a/{id}"].cache.keyedBy[0]',
      defineContract({
        name: 'x',
        routes: {
          'GET /a/{id}': {
            responses: { 200: user },
            examples: { one: { path: { id: 1 }, expect: { status: 200 } } },
            cache: {
              ttlSeconds: 30,
              // @ts-expect-error
              keyedBy: ['path.ID'],
            },
          },
        },
      }),
    );
  });

  it('say what they are a part of', () => {
    refuses(
      'routes["GET /a"].cache.keyedBy[0]',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: { one: { expect: { status: 200 } } },
            cache: {
              ttlSeconds: 30,
              // @ts-expect-error
              keyedBy: ['q'],
            },
          },
        },
      }),
    );
  });
});

describe('a secret', () => {
  it('is named, never written', () => {
    refuses(
      'routes["GET /a"].auth.from',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            // @ts-expect-error
            auth: { header: 'x-api-key', from: 'abc' },
            responses: { 200: user },
            examples: { one: { expect: { status: 200 } } },
          },
        },
      }),
    );
  });

  it('comes from the environment or a command, and a signature from neither', () => {
    defineContract({
      name: 'x',
      routes: {
        'GET /a': {
          auth: [{ header: 'x-api-key', from: 'env:KEY' }, { iam: true }],
          responses: { 200: user },
          examples: { one: { expect: { status: 200 } } },
        },
        'GET /b': {
          auth: {
            header: 'authorization',
            scheme: 'Bearer',
            from: 'command:./token.sh',
            refused: { 'wrong audience': 'env:OTHER_APP' },
            another: 'env:BOB',
          },
          responses: { 200: user },
          examples: { one: { expect: { status: 200 } } },
        },
      },
    });
    refuses(
      'routes["GET /a"].auth.from',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            // @ts-expect-error
            auth: { iam: true, from: 'env:KEY' },
            responses: { 200: user },
            examples: { one: { expect: { status: 200 } } },
          },
        },
      }),
    );
    refuses(
      'routes["GET /a"].auth.scheme',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            // @ts-expect-error
            auth: { header: 'authorization', from: 'env:KEY', scheme: 'Basic' },
            responses: { 200: user },
            examples: { one: { expect: { status: 200 } } },
          },
        },
      }),
    );
  });
});

describe('an unknown key', () => {
  it('is refused in the contract', () => {
    refuses(
      'objektives',
      defineContract({
        name: 'x',
        // @ts-expect-error
        objektives: {},
        routes: { 'GET /a': { responses: { 200: true }, examples: {} } },
      }),
    );
  });

  it('is refused in a route, an example and an expectation', () => {
    refuses(
      'routes["GET /a"].effects',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            // @ts-expect-error
            effects: 'none',
            responses: { 200: true },
            examples: {},
          },
        },
      }),
    );
    refuses(
      'routes["GET /a"].examples.one.qeury',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: true },
            examples: {
              one: {
                // @ts-expect-error
                qeury: { q: 1 },
                expect: { status: 200 },
              },
            },
          },
        },
      }),
    );
    refuses(
      'routes["GET /a"].examples.one.expect.txt',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: true },
            examples: {
              one: {
                expect: {
                  status: 200,
                  // @ts-expect-error
                  txt: 'hello',
                },
              },
            },
          },
        },
      }),
    );
  });

  it('is refused in objectives', () => {
    refuses(
      'objectives.p97Ms',
      defineContract({
        name: 'x',
        // @ts-expect-error
        objectives: { p97Ms: 1 },
        routes: { 'GET /a': { responses: { 200: true }, examples: {} } },
      }),
    );
  });
});
