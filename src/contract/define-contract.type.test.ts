import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkContract } from './check-contract.ts';
import type { Contract } from './contract.ts';
import { defineContract } from './define-contract.ts';
import type { JsonSchema } from './json.ts';

/**
 * Each refused contract holds one mistake, with the compiler's error expected on the line of the mistake:
 * `tsc` fails where the error is missing. At run time the same mistake must have the path that is given.
 */
const user = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    role: { enum: ['admin', 'guest'] },
    tags: { type: 'array', items: { type: 'object', properties: { key: { type: 'string' } } } },
    address: { type: 'object', properties: { city: { type: ['string', 'null'] } } },
  },
} as const satisfies JsonSchema;

function refuses(path: string, contract: Contract) {
  assert.deepEqual(
    checkContract(contract).map((mistake) => mistake.path),
    [path],
  );
}

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
