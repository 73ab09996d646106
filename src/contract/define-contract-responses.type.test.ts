import { describe, it } from 'node:test';
import { defineContract } from './define-contract.ts';
import { refuses, user } from './refused.fixture.ts';

describe('an expected status', () => {
  it('is one of the responses, or an error', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.status',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                // @ts-expect-error
                expect: { status: 201 },
              },
            },
          },
        },
      }),
    );
  });

  it('is the own one of the route, not of another', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.status',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                // @ts-expect-error
                expect: { status: 201 },
              },
            },
          },
          'POST /a': { responses: { 201: user }, examples: { one: { expect: { status: 201 } } } },
        },
      }),
    );
  });

  it('is there', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.status',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                // @ts-expect-error
                expect: { body: { id: '1' } },
              },
            },
          },
        },
      }),
    );
  });
});

describe('an expected body', () => {
  it('has the types of the schema', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.body.id',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                expect: {
                  status: 200,
                  body: {
                    // @ts-expect-error
                    id: 1,
                  },
                },
              },
            },
          },
        },
      }),
    );
  });

  it('has the values of an enum', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.body.role',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                expect: {
                  status: 200,
                  body: {
                    // @ts-expect-error
                    role: 'owner',
                  },
                },
              },
            },
          },
        },
      }),
    );
  });

  it('has no property that the schema does not list, at any depth', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.body.tags[0].kye',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                expect: {
                  status: 200,
                  body: {
                    tags: [
                      {
                        // @ts-expect-error
                        kye: 'a',
                      },
                    ],
                  },
                },
              },
            },
          },
        },
      }),
    );
  });

  it('fits the schema in a variant too', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.http.body.address.city',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                expect: {
                  rest: { status: 403 },
                  http: {
                    status: 200,
                    body: {
                      address: {
                        // @ts-expect-error
                        city: 1,
                      },
                    },
                  },
                },
              },
            },
          },
        },
      }),
    );
  });
});

describe('variants', () => {
  it('say what both API types answer', () => {
    refuses(
      'routes["GET /a"].examples.one.expect.http',
      defineContract({
        name: 'x',
        routes: {
          'GET /a': {
            responses: { 200: user },
            examples: {
              one: {
                // @ts-expect-error
                expect: { rest: { status: 200 } },
              },
            },
          },
        },
      }),
    );
  });
});
