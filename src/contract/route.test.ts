import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract, CorsPromise, Method, Route } from './contract.ts';
import { methods } from './contract.ts';
import { corsOf, effectOf, objectivesOf, parseRouteKey, routesOf } from './route.ts';

const bare: Route = { responses: { 200: true }, examples: {} };
const cors: CorsPromise = { origins: ['*'], methods: ['GET'], headers: [] };

describe('a route key', () => {
  it('is a method and a path template with its parameters', () => {
    assert.deepEqual(parseRouteKey('GET /users/{id}/files/{proxy+}'), {
      method: 'GET',
      pathTemplate: '/users/{id}/files/{proxy+}',
      parameters: [
        { name: 'id', greedy: false },
        { name: 'proxy', greedy: true },
      ],
    });
    assert.deepEqual(parseRouteKey('POST /').parameters, []);
  });

  it('is refused with the reason where it is none', () => {
    const reasons = {
      'get /users': /start with one of GET, HEAD/,
      'ANY /users': /start with one of GET, HEAD/,
      'GET users': /start with a slash/,
      GET: /a method, one space and a path/,
      'GET  /users': /a method, one space and a path/,
      'GET /users ': /a method, one space and a path/,
      'GET /users?q=1': /a query belongs into the examples/,
      'GET /users/{id': /"\{id" has to be a whole \{name\}/,
      'GET /users/{}': /"\{\}" has to be a whole/,
      'GET /users/user-{id}': /"user-\{id\}" has to be a whole/,
      'GET /{proxy+}/more': /a greedy parameter comes last/,
      'GET /{id}/{id}': /two path parameters have the same name/,
    };
    for (const [key, reason] of Object.entries(reasons)) assert.throws(() => parseRouteKey(key), reason);
  });
});

describe('the routes of a contract', () => {
  const contract: Contract = {
    name: 'x',
    routes: {
      'GET /both': bare,
      'GET /rest': { ...bare, apiTypes: ['rest'] },
      'GET /http': { ...bare, apiTypes: ['http'] },
    },
  };

  it('are those that the API type is promised, in order', () => {
    assert.deepEqual(
      routesOf(contract, 'rest').map(({ key }) => key),
      ['GET /both', 'GET /rest'],
    );
    assert.deepEqual(routesOf(contract, 'http')[1], {
      key: 'GET /http',
      route: contract.routes['GET /http'],
      method: 'GET',
      pathTemplate: '/http',
    });
  });

  it('are none where the contract is not for the API type', () => {
    assert.deepEqual(routesOf({ ...contract, apiTypes: ['rest'] }, 'http'), []);
  });
});

describe('what a route leaves out', () => {
  it('has no effect for methods that only read, and else creates', () => {
    const effects = Object.fromEntries(methods.map((method: Method) => [method, effectOf(bare, method)]));
    assert.deepEqual(effects, {
      GET: 'none',
      HEAD: 'none',
      OPTIONS: 'none',
      POST: 'creates',
      PUT: 'creates',
      PATCH: 'creates',
      DELETE: 'creates',
    });
    assert.equal(effectOf({ ...bare, effect: 'changes' }, 'GET'), 'changes');
  });

  it('has the CORS promise of the contract, unless it takes it back', () => {
    const contract: Contract = { name: 'x', cors, routes: {} };
    const own = { ...cors, origins: ['https://example.com'] };
    assert.equal(corsOf(contract, bare), cors);
    assert.equal(corsOf(contract, { ...bare, cors: own }), own);
    assert.equal(corsOf(contract, { ...bare, cors: false }), null);
    assert.equal(corsOf({ name: 'x', routes: {} }, bare), null);
  });

  it('has the objectives of the contract, which its own replace as a whole', () => {
    const contract: Contract = { name: 'x', objectives: { p95Ms: 300, errorRate: 0.01 }, routes: {} };
    assert.deepEqual(objectivesOf(contract, bare), { p95Ms: 300, errorRate: 0.01 });
    assert.deepEqual(objectivesOf(contract, { ...bare, objectives: { p99Ms: 900 } }), { p99Ms: 900 });
    assert.deepEqual(objectivesOf({ name: 'x', routes: {} }, bare), {});
  });
});
