import { describe, it } from 'node:test';
import { defineContract } from './define-contract.ts';
import { refuses, user } from './refused.fixture.ts';

describe('a route key', () => {
  it('has a method that exists', () => {
    refuses(
      'routes["GETT /a"]',
      defineContract({
        name: 'x',
        routes: {
          // @ts-expect-error
          'GETT /a': { responses: { 200: true }, examples: {} },
        },
      }),
    );
  });

  it('has a path that starts with a slash', () => {
    refuses(
      'routes["GET a"]',
      defineContract({
        name: 'x',
        routes: {
          // @ts-expect-error
          'GET a': { responses: { 200: true }, examples: {} },
        },
      }),
    );
  });
});

describe('path parameters', () => {
  it('have the names of the path', () => {
    refuses(
      'routes["GET /a/{id}"].examples.one.path.ID',
      defineContract({
        name: 'x',
        routes: {
          'GET /a/{id}': {
            responses: { 200: true },
            examples: {
              one: {
                // @ts-expect-error
                path: { ID: 1 },
                expect: { status: 200 },
              },
            },
          },
        },
      }),
    );
  });

  it('are all given', () => {
    refuses(
      'routes["GET /a/{id}/{part}"].examples.one.path.part',
      defineContract({
        name: 'x',
        routes: {
          'GET /a/{id}/{part}': {
            responses: { 200: true },
            examples: {
              one: {
                // @ts-expect-error
                path: { id: 1 },
                expect: { status: 200 },
              },
            },
          },
        },
      }),
    );
    refuses(
      'routes["GET /a/{id}"].examples.one.path',
      defineContract({
        name: 'x',
        routes: {
          'GET /a/{id}': {
            responses: { 200: true },
            examples: {
              // @ts-expect-error
              one: { expect: { status: 200 } },
            },
          },
        },
      }),
    );
  });

  it('go without the plus of a greedy one', () => {
    refuses(
      'routes["GET /a/{proxy+}"].examples.one.path["proxy+"]',
      defineContract({
        name: 'x',
        routes: {
          'GET /a/{proxy+}': {
            responses: { 200: true },
            examples: {
              one: {
                // @ts-expect-error
                path: { 'proxy+': 'b' },
                expect: { status: 200 },
              },
            },
          },
        },
      }),
    );
  });

  it('are not given where the path has none', () => {
    refuses(
      'routes["GET /a"].examples.one.path.id',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: true },
            examples: {
              one: {
                // @ts-expect-error
                path: { id: 1 },
                expect: { status: 200 },
              },
            },
          },
        },
      }),
    );
  });
});

describe('a request', () => {
  it('has one body', () => {
    refuses(
      'routes["POST /a"].examples.one',
      defineContract({
        name: 'x',
        routes: {
          'POST /a': {
            responses: { 200: user },
            examples: {
              // @ts-expect-error
              one: { body: {}, invalidBody: '{', expect: { status: 200 } },
            },
          },
        },
      }),
    );
    refuses(
      'routes["POST /a"].examples.one',
      defineContract({
        name: 'x',
        routes: {
          'POST /a': {
            responses: { 200: user },
            examples: {
              // @ts-expect-error
              one: { invalidBody: '{', bodyBase64: 'AAEC', expect: { status: 200 } },
            },
          },
        },
      }),
    );
  });
});
