import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkContract } from './check-contract.ts';

/** The mistakes in the promise of a request, each as a line. */
function mistakes(request: unknown): string[] {
  const contract = {
    name: 'x',
    routes: {
      'POST /users/{id}': {
        request,
        responses: { 201: true, 422: { type: 'object', properties: { error: { type: 'string' } } } },
        examples: { one: { path: { id: 1 }, expect: { status: 201 } } },
      },
    },
  };
  return checkContract(JSON.parse(JSON.stringify(contract))).map(({ path, message, next }) =>
    [`${path.replace('routes["POST /users/{id}"].request', '~')}: ${message}`, next]
      .filter(Boolean)
      .join(' '),
  );
}

describe('the promise of what requests look like', () => {
  it('has schemas of body and parameters, and the answer to everything else', () => {
    assert.deepEqual(
      mistakes({
        apiTypes: ['rest'],
        body: { type: 'object' },
        bodyRequired: false,
        path: { id: { schema: { type: 'integer' } } },
        query: { limit: { schema: { type: 'integer' }, required: true } },
        headers: { 'x-tenant': { schema: { type: 'string' }, required: true } },
        invalid: { status: 422, body: { error: 'no' } },
      }),
      [],
    );
    assert.deepEqual(mistakes({ invalid: { rest: { status: 400 }, http: { status: 422 } } }), []);
  });

  it('knows no other words', () => {
    assert.deepEqual(mistakes({ bodyy: {} }), ['~.bodyy: is not known here. Did you mean "body"?']);
    assert.deepEqual(mistakes({ query: { q: { shema: {} } } }), [
      '~.query.q.shema: is not known here. Did you mean "schema"?',
    ]);
  });

  it('has schemas that are objects or booleans', () => {
    assert.match(mistakes({ body: 'object' })[0] ?? '', /^~\.body: is "object", not a JSON Schema\./);
    assert.match(mistakes({ query: { q: { schema: 3 } } })[0] ?? '', /^~\.query\.q\.schema: is 3, not/);
    assert.match(mistakes({ query: { q: {} } })[0] ?? '', /^~\.query\.q\.schema: is missing\./);
    assert.match(mistakes({ query: [] })[0] ?? '', /^~\.query: is not an object\./);
  });

  it('names the parameters that the path has', () => {
    assert.deepEqual(mistakes({ path: { idd: { schema: true } } }), [
      '~.path.idd: names no parameter of the path. Did you mean "id"?',
    ]);
  });

  it('names headers that can be sent', () => {
    assert.match(mistakes({ headers: { 'x tenant': { schema: true } } })[0] ?? '', /not a header name/);
  });

  it('refuses with a 4xx, and with what the schema of that status allows', () => {
    assert.deepEqual(mistakes({ invalid: { status: 201 } }), [
      '~.invalid.status: is 201, and a refused request is answered with a 4xx.',
    ]);
    assert.deepEqual(mistakes({ invalid: { rest: { status: 500 }, http: { status: 400 } } }), [
      '~.invalid.rest.status: is 500, and a refused request is answered with a 4xx.',
    ]);
    assert.match(mistakes({ invalid: { status: 422, body: { eror: '' } } })[0] ?? '', /not in the schema/);
  });
});
