import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type APIRequestContext, request } from '@playwright/test';
import { defineContract } from '../../src/contract/define-contract.ts';
import { serve, type TestServer } from '../server.fixture.ts';
import { expect } from './matchers.ts';

const shop = defineContract({
  name: 'shop',
  routes: {
    'GET /items/{id}': {
      responses: {
        200: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
        404: { type: 'object', required: ['error'] },
      },
      examples: { 'an item': { path: { id: '1' }, expect: { status: 200 } } },
    },
  },
});
const key = 'GET /items/{id}';

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

const answers: Record<string, Answer> = {
  '/ok': [200, { id: '1' }],
  '/no-id': [200, { name: 'one' }],
  '/gone': [404, { error: 'no such item' }],
  '/envelope': [200, { statusCode: 200, headers: {}, body: '{}' }],
  '/text': [200, 'plain', { 'content-type': 'text/plain' }],
  '/crashed': [
    502,
    { message: 'Internal server error' },
    { 'x-amzn-errortype': 'InternalServerErrorException' },
  ],
  '/missing': [403, { message: 'Missing Authentication Token' }],
  '/own-error': [502, { error: 'upstream is down' }],
  '/open': [200, {}, { 'access-control-allow-origin': '*' }],
  '/one': [
    200,
    {},
    { 'access-control-allow-origin': 'https://a.example', 'access-control-allow-credentials': 'true' },
  ],
  '/twice': [200, {}, { 'access-control-allow-origin': 'https://a.example, https://a.example' }],
};

describe('matchers of responses', () => {
  let server: TestServer;
  let context: APIRequestContext;
  before(async () => {
    server = await serve(({ url }, response) => {
      const [status, body, headers] = answers[url] ?? [404, { error: 'nothing' }];
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'id-1', ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    context = await request.newContext();
  });
  after(async () => {
    await context.dispose();
    await server.close();
  });
  const get = (path: string) => context.get(`${server.origin}${path}`);

  const messageOf = async (failing: Promise<unknown>): Promise<string> => {
    const error = await failing.then(
      () => null,
      (thrown: Error) => thrown,
    );
    assert.ok(error !== null, 'it was expected to fail');
    return error.message;
  };

  test('a response conforms where the route promises its status and body', async () => {
    await expect(await get('/ok')).toConformTo(shop, key);
    await expect(await get('/gone')).toConformTo(shop, key);
    await expect(await get('/gone')).toConformTo(shop, key, 404);
    await expect(await get('/ok')).toConformTo(shop, key, { status: 200, body: { id: '1' } });
    await expect(await get('/gone')).not.toConformTo(shop, key, 200);
  });

  test('what does not conform is told with contract, route, pointer, expected, received and a curl line', async () => {
    const message = await messageOf(expect(await get('/no-id')).toConformTo(shop, key));
    for (const words of [
      'shop',
      key,
      '/id',
      'must be there',
      'received',
      'id-1',
      `curl -i ${server.origin}/no-id`,
    ]) {
      assert.ok(message.includes(words), `${words} in:\n${message}`);
    }
    const other = await messageOf(expect(await get('/ok')).toConformTo(shop, key, { body: { id: '2' } }));
    assert.match(other, /"2"/);
    assert.match(other, /"1"/);
  });

  test('an envelope, a wrong type and an unpromised status do not conform', async () => {
    for (const path of ['/envelope', '/text', '/crashed']) {
      await expect(await get(path)).not.toConformTo(shop, key);
    }
  });

  test('a route that the contract has not is a mistake of the spec, and says which there are', async () => {
    const response = await get('/ok');
    const typo = 'GET /item/{id}';
    assert.match(await messageOf(expect(response).toConformTo(shop, typo)), /GET \/items\/\{id\}/);
  });

  test('an error of the gateway is told from the same status of a function', async () => {
    await expect(await get('/crashed')).toBeGatewayError();
    await expect(await get('/missing')).toBeGatewayError('route-missing');
    await expect(await get('/missing')).toBeGatewayError({ kind: 'route-missing', status: 403 });
    await expect(await get('/missing')).not.toBeGatewayError('throttled');
    await expect(await get('/own-error')).not.toBeGatewayError();
    assert.match(
      await messageOf(expect(await get('/own-error')).toBeGatewayError()),
      /502 that the gateway did not make/,
    );
  });

  test('an origin is allowed by its name or by *, and with credentials by its name alone', async () => {
    const origin = 'https://a.example';
    await expect(await get('/open')).toAllowOrigin(origin);
    await expect(await get('/open')).not.toAllowOrigin(origin, { credentials: true });
    await expect(await get('/one')).toAllowOrigin(origin, { credentials: true });
    await expect(await get('/one')).not.toAllowOrigin('https://b.example');
    await expect(await get('/twice')).not.toAllowOrigin(origin);
    await expect(await get('/crashed')).not.toAllowOrigin(origin);
  });

  test('a body, or a part of it, is held against a schema', async () => {
    await expect(await get('/ok')).toMatchSchema({ type: 'object', required: ['id'] });
    await expect(await get('/ok')).toMatchSchema({ type: 'string' }, { at: '/id' });
    await expect(await get('/ok')).not.toMatchSchema({ type: 'string' }, { at: '/nowhere' });
    const message = await messageOf(
      expect(await get('/ok')).toMatchSchema({ type: 'integer' }, { at: '/id' }),
    );
    assert.match(message, /\/id must be integer, received "1"/);
    assert.match(await messageOf(expect(await get('/text')).toMatchSchema(true)), /expected JSON/);
  });
});
