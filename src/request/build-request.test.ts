import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '../contract/contract.ts';
import { buildRequest } from './build-request.ts';

const target = { invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev' };
const route: Route = { responses: {}, examples: {} };
const getUser = { method: 'GET', pathTemplate: '/users/{id}', route } as const;
const postUser = { method: 'POST', pathTemplate: '/users', route } as const;

test('the URL is the invoke URL, the filled path and the query', () => {
  const request = buildRequest(target, getUser, {
    path: { id: 'a/b c' },
    query: { tag: ['x', 'y'], q: 'C++' },
  });
  assert.equal(request.url, `${target.invokeUrl}/users/a%2Fb%20c?tag=x&tag=y&q=C%2B%2B`);
  assert.equal(request.method, 'GET');
  assert.equal(request.body, null);
  assert.deepEqual(request.headers, {});
});

test('a body is sent as JSON and an invalid body as it stands, both called JSON', () => {
  const json = buildRequest(target, postUser, { body: { name: 'Zoë' } });
  assert.deepEqual(json.body, Buffer.from('{"name":"Zoë"}'));
  assert.deepEqual(json.headers, { 'content-type': 'application/json' });
  const broken = buildRequest(target, postUser, { invalidBody: '{' });
  assert.deepEqual(broken.body, Buffer.from('{'));
  assert.deepEqual(broken.headers, { 'content-type': 'application/json' });
});

test('the values null, false and the empty string are bodies', () => {
  for (const body of [null, false, '']) {
    assert.deepEqual(buildRequest(target, postUser, { body }).body, Buffer.from(JSON.stringify(body)));
  }
  assert.deepEqual(buildRequest(target, postUser, { invalidBody: '' }).body, Buffer.alloc(0));
});

test('base64 is sent as the bytes that it stands for', () => {
  const request = buildRequest(target, postUser, { bodyBase64: 'AP8=' });
  assert.deepEqual(request.body, Buffer.from([0, 255]));
  assert.deepEqual(request.headers, { 'content-type': 'application/octet-stream' });
});

test("an example's own content type wins, however it is spelled", () => {
  const request = buildRequest(target, postUser, {
    body: 1,
    headers: { 'Content-Type': 'text/plain', Accept: '*/*' },
  });
  assert.deepEqual(request.headers, { 'content-type': 'text/plain', accept: '*/*' });
});

test('a secret is named and never held', () => {
  const secured = {
    ...getUser,
    route: { ...route, auth: { header: 'X-Api-Key', from: 'env:MY_API_KEY' } },
  } as const;
  const request = buildRequest(target, secured, { path: { id: 1 } });
  assert.deepEqual(request.secretHeaders, { 'x-api-key': { from: 'env:MY_API_KEY' } });
  assert.deepEqual(request.headers, {});
});
