import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseDocument } from 'yaml';

const template = readFileSync(new URL('template.yaml', import.meta.url), 'utf8');
const code = String(
  parseDocument(template, { logLevel: 'silent' }).getIn([
    'Resources',
    'Function',
    'Properties',
    'Code',
    'ZipFile',
  ]),
);

/** Loads the module as Lambda would, and answers the events on standard input. */
const driver = `
import json, sys, types
given = json.load(sys.stdin)
module = types.ModuleType("index")
exec(given["code"], module.__dict__)
json.dump([module.handler(event, None) for event in given["events"]], sys.stdout)
`;

interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Call {
  readonly method: string;
  readonly template: string;
  readonly pathParameters?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function results(events: readonly object[]): ProxyResult[] {
  const input = JSON.stringify({ code, events });
  const python = spawnSync('python3', ['-c', driver], { input, encoding: 'utf8' });
  assert.equal(python.status, 0, python.error?.message ?? python.stderr);
  return JSON.parse(python.stdout) as ProxyResult[];
}

/** What a REST API sends: absent things are null. */
function payload1({ method, template: resource, pathParameters, query, body, isBase64Encoded }: Call) {
  return {
    resource,
    path: resource,
    httpMethod: method,
    pathParameters: pathParameters ?? null,
    queryStringParameters: query ?? null,
    body: body ?? null,
    isBase64Encoded: isBase64Encoded ?? false,
  };
}

/** What an HTTP API sends: absent things are left out, the path starts with the stage. */
function payload2({ method, template: resource, pathParameters, query, body, isBase64Encoded }: Call) {
  const path = `/dev${resource}`;
  return {
    version: '2.0',
    routeKey: `${method} ${resource}`,
    rawPath: path,
    requestContext: { http: { method, path } },
    isBase64Encoded: isBase64Encoded ?? false,
    ...(pathParameters && { pathParameters }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body }),
  };
}

/** The one answer that both payload formats get. */
function answer(call: Call): { status: number; body: unknown } {
  const [first, second] = results([payload1(call), payload2(call)]);
  assert.ok(first && second);
  assert.deepEqual(second, first);
  assert.deepEqual(Object.keys(first).sort(), ['body', 'headers', 'statusCode']);
  assert.deepEqual(first.headers, {
    'Content-Type': 'application/json',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
    'Access-Control-Allow-Headers': 'Content-Type',
  });
  return { status: first.statusCode, body: JSON.parse(first.body) };
}

const post = (body?: string, isBase64Encoded = false) =>
  answer({ method: 'POST', template: '/users', isBase64Encoded, ...(body !== undefined && { body }) });

describe('the function of my-api', () => {
  it('fits into a template', () => {
    assert.ok(code.length <= 4096, `${code.length} characters`);
  });

  it('greets', () => {
    assert.deepEqual(answer({ method: 'GET', template: '/hello' }), {
      status: 200,
      body: { message: 'Hello, World!' },
    });
  });

  it('lists the users', () => {
    assert.deepEqual(answer({ method: 'GET', template: '/users' }), {
      status: 200,
      body: [
        { id: 1, name: 'Alice' },
        { id: 2, name: 'Bob' },
      ],
    });
  });

  it('makes up a user for any id', () => {
    assert.deepEqual(answer({ method: 'GET', template: '/users/{id}', pathParameters: { id: '123' } }), {
      status: 200,
      body: { id: '123', name: 'User 123', email: 'user123@example.com' },
    });
  });

  it('asks for the id where there is none', () => {
    for (const pathParameters of [undefined, {}, { id: '' }]) {
      const call = { method: 'GET', template: '/users/{id}' };
      assert.deepEqual(answer({ ...call, ...(pathParameters && { pathParameters }) }), {
        status: 400,
        body: { error: 'ID required' },
      });
    }
  });

  it('searches, with a text for a default limit', () => {
    const search = (query?: Record<string, string>) =>
      answer({ method: 'GET', template: '/search', ...(query && { query }) }).body;
    assert.deepEqual(search({ q: 'python', limit: '20' }), { query: 'python', limit: '20' });
    assert.deepEqual(search({ q: '' }), { query: '', limit: '10' });
    assert.deepEqual(search(), { query: 'no query', limit: '10' });
  });

  it('creates a user, from text and from base64', () => {
    const created = { status: 201, body: { created: true, name: 'Zoë' } };
    const body = JSON.stringify({ name: 'Zoë' });
    assert.deepEqual(post(body), created);
    assert.deepEqual(post(Buffer.from(body).toString('base64'), true), created);
    assert.deepEqual(post('{}'), { status: 201, body: { created: true, name: 'unknown' } });
  });

  it('refuses a body that is not JSON', () => {
    const refused = { status: 400, body: { error: 'Body must be JSON' } };
    for (const body of [undefined, '', '{', 'name=Charlie', '['.repeat(100_000)])
      assert.deepEqual(post(body), refused);
    assert.deepEqual(post(Buffer.from([0xff, 0xfe, 0x00]).toString('base64'), true), refused);
  });

  it('refuses JSON that is no user', () => {
    for (const body of ['[]', '"Charlie"', 'null'])
      assert.deepEqual(post(body), { status: 400, body: { error: 'Body must be a JSON object' } });
    for (const body of ['{"name": 42}', '{"name": null}'])
      assert.deepEqual(post(body), { status: 400, body: { error: 'name must be a string' } });
  });

  it('has an answer of its own for a path and for a method that it does not know', () => {
    assert.deepEqual(answer({ method: 'GET', template: '/nope' }), {
      status: 404,
      body: { error: 'Not found' },
    });
    assert.deepEqual(answer({ method: 'DELETE', template: '/users' }), {
      status: 405,
      body: { error: 'Method not allowed' },
    });
  });

  it('takes a call of the $default route for one to a path that it does not know', () => {
    const event = { ...payload2({ method: 'GET', template: '/hello' }), routeKey: '$default' };
    assert.equal(results([event])[0]?.statusCode, 404);
  });
});
