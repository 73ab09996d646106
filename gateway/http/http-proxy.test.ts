import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { backend, type CallOptions, callOf, httpApi, httpRoute, httpStage } from '../api.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import type { HttpIntegration } from '../model.ts';
import { type Endpoint, type Received, type Reply, startEndpoint } from './endpoint.fixture.ts';
import { serveHttp } from './serve.ts';

let endpoint: Endpoint;
before(async () => {
  endpoint = await startEndpoint();
});
after(() => endpoint.close());

type HttpProxy = Extract<HttpIntegration, { type: 'HTTP_PROXY' }>;

interface Asked extends CallOptions {
  readonly routeKey?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly reply?: Reply;
}

/** Asks an API whose one route goes to the endpoint. */
function ask(changes: Partial<HttpProxy>, target: string, options: Asked = {}): Promise<Answer> {
  const { uri = '/', ...others } = changes;
  const integration: HttpProxy = {
    type: 'HTTP_PROXY',
    uri: uri.startsWith('/') ? `${endpoint.url}${uri}` : uri,
    httpMethod: 'ANY',
    timeoutMs: 2000,
    ...others,
  };
  const { routeKey = 'ANY /{proxy+}', variables = {}, reply = {} } = options;
  endpoint.reply = reply;
  const api = httpApi([httpRoute(routeKey, { integration })], {
    stages: [httpStage('$default', { variables })],
  });
  return serveHttp(api, backend({})).answer(callOf(target, options));
}

/** What the endpoint got. */
async function got(...asked: Parameters<typeof ask>): Promise<Received> {
  const before = endpoint.received.length;
  const answer = await ask(...asked);
  assert.equal(answer.status, 200, String(answer.body));
  const request = endpoint.received[before];
  assert.ok(request);
  return request;
}

const text = ({ status, body }: Answer): string => `${status} ${body}`;

describe('an HTTP_PROXY integration of an HTTP API', () => {
  it('sends method, query, body and headers as they came, and says who forwarded them', async () => {
    const request = await got({}, '/x?a=1&b=%20&a=2', {
      method: 'PUT',
      headers: {
        'Content-Type': 'text/plain',
        'X-Own': 'one',
        Connection: 'close',
        'X-Forwarded-For': '192.0.2.1, 2001:db8::1',
        'X-Forwarded-Proto': 'http',
      },
      body: 'hello',
    });
    assert.deepEqual([request.method, request.target, request.body], ['PUT', '/?a=1&b=%20&a=2', 'hello']);
    const { headers } = request;
    assert.deepEqual(
      [headers['content-type'], headers['x-own'], headers['content-length'], headers.via],
      ['text/plain', 'one', '5', 'HTTP/1.1 AmazonAPIGateway'],
    );
    assert.equal('x-forwarded-for' in headers || 'x-forwarded-proto' in headers, false);
    assert.equal(
      headers.forwarded,
      'for=192.0.2.1, for="[2001:db8::1]", by=127.0.0.1;for=127.0.0.1;host=abc123defg.execute-api.us-east-1.amazonaws.com;proto=https',
    );
    assert.equal(headers.host, new URL(endpoint.url).host);
    assert.match(headers['x-amzn-trace-id'] ?? '', /^Root=1-/);
  });

  it('puts path parameters and stage variables into its URI, greedy ones with their slashes', async () => {
    const target = async (uri: string, path: string, options: Asked = {}) =>
      (await got({ uri }, path, options)).target;
    const routeKey = 'GET /pets/{id}';
    assert.equal(await target('/to/{proxy}', '/a/b%20c/d'), '/to/a/b%20c/d');
    assert.equal(await target('/to/{id}?x=1', '/pets/7?y=2', { routeKey }), '/to/7?x=1&y=2');
    assert.equal(await target('/to/{id}', '/pets/%253Fa%23%252541', { routeKey }), '/to/%3Fa%23%2541');
    const variables = { place: 'there' };
    assert.equal(await target(`/\${stageVariables.place}/x`, '/y', { variables }), '/there/x');
    assert.equal(await target('/fixed', '/not/appended'), '/fixed');
  });

  it('uses its own method where it has one', async () => {
    assert.equal((await got({ httpMethod: 'POST' }, '/x', { method: 'GET' })).method, 'POST');
  });

  it('says the length of a body also where there is none', async () => {
    assert.equal((await got({}, '/x', { method: 'GET' })).headers['content-length'], '0');
  });

  it('passes the answer as it is, and leaves out what belongs to the connection', async () => {
    const reply = {
      status: 404,
      headers: [
        ['X-Own', '1'],
        ['Keep-Alive', 'timeout=5'],
      ],
      body: 'no',
    } as const;
    const answer = await ask({}, '/x', { reply });
    assert.equal(text(answer), '404 no');
    assert.equal(headerOf(answer.headers, 'x-own'), '1');
    assert.equal(headerOf(answer.headers, 'keep-alive'), undefined);
    assert.ok(headerOf(answer.headers, 'apigw-requestid'));
  });

  it('answers 503 where the endpoint is slow or not there, and 500 where its address is none', async () => {
    const faults = [
      await ask({ timeoutMs: 50 }, '/x', { reply: { hangs: true } }),
      await ask({ uri: 'http://127.0.0.1:1/' }, '/x'),
      await ask({ uri: `http://\${stageVariables.nowhere}/` }, '/x'),
    ].map(text);
    const unavailable = '503 {"message":"Service Unavailable"}';
    assert.deepEqual(faults, [unavailable, unavailable, '500 {"message":"Internal Server Error"}']);
  });
});

describe('the request parameters of an integration', () => {
  const map = (requestParameters: Record<string, string>, target = '/x', options: Asked = {}) =>
    got({ requestParameters }, target, options);

  it('add, replace and remove headers and query strings', async () => {
    const { headers, target } = await map(
      {
        'append:header.X-List': 'new',
        'overwrite:header.x-one': 'mine',
        'remove:header.X-SECRET': '',
        'append:querystring.tag': 'c d',
        'overwrite:querystring.page': '2',
        'remove:querystring.debug': "''",
      },
      '/x?tag=a&tag=b&page=1&debug=1',
      { headers: { 'x-list': 'old', 'X-One': 'theirs', 'x-secret': 's' } },
    );
    assert.deepEqual(
      [headers['x-list'], headers['x-one'], headers['x-secret']],
      ['old, new', 'mine', undefined],
    );
    assert.equal(target, '/?tag=a&tag=b&page=2&tag=c%20d');
  });

  it('read the request, its context, stage variables and fixed texts, alone and together', async () => {
    const parameters = {
      'overwrite:header.a': '$request.header.X-In',
      'overwrite:header.b': '$request.querystring.q',
      'overwrite:header.c': '$request.path.proxy',
      'overwrite:header.d': '$request.path',
      'overwrite:header.e': '$request.body.user.tags[1]',
      'overwrite:header.f': '$request.body',
      'overwrite:header.g': '$context.identity.sourceIp',
      'overwrite:header.h': '$stageVariables.color',
      'overwrite:header.i': `\${request.header.x-in}-\${context.stage}/\${request.path.nothing}!`,
      'overwrite:header.j': '/$request.path.proxy',
    };
    const { headers } = await map(parameters, '/p/1?q=1&q=2', {
      method: 'POST',
      headers: [
        ['x-in', 'one'],
        ['X-In', 'two'],
      ],
      body: '{"user":{"tags":["a","b"]}}',
      variables: { color: 'blue' },
    });
    assert.deepEqual(
      [...'abcdefghij'].map((name) => headers[name]),
      [
        'one,two',
        '1,2',
        'p/1',
        '/p/1',
        'b',
        '{"user":{"tags":["a","b"]}}',
        '127.0.0.1',
        'blue',
        'one,two-$default/!',
        '/p/1',
      ],
    );
  });

  it('whose source has no value change nothing', async () => {
    const nothing = {
      'overwrite:header.x-in': '$request.header.other',
      'append:header.y': '$request.body.a.b',
    };
    const { headers } = await map(nothing, '/x', { headers: { 'x-in': 'stays' }, body: 'no JSON' });
    assert.deepEqual([headers['x-in'], headers.y], ['stays', undefined]);
  });

  it('give the endpoint another path, and another host', async () => {
    const parameters = {
      'overwrite:path': '/v2/$request.path.proxy',
      'overwrite:header.Host': 'inner.example',
    };
    const { target, headers } = await got({ uri: '/base?k=1', requestParameters: parameters }, '/a/b?q=1');
    assert.deepEqual([target, headers.host], ['/v2/a/b?k=1&q=1', 'inner.example']);
  });

  it('change the event that a function gets', async () => {
    const behind = backend({});
    const requestParameters = {
      'append:header.x-stage': '$context.stage',
      'overwrite:path': '/other',
      'overwrite:querystring.a': '2',
    };
    const route = httpRoute('GET /x', {});
    assert.ok(route.integration.type === 'AWS_PROXY');
    const api = httpApi([{ ...route, integration: { ...route.integration, requestParameters } }]);
    await serveHttp(api, behind).answer(callOf('/x?a=1'));
    const [event = {}] = behind.events;
    assert.deepEqual(
      [event.rawPath, event.rawQueryString, event.queryStringParameters, event.routeKey],
      ['/other', 'a=2', { a: '2' }, 'GET /x'],
    );
    assert.equal((event.headers as Record<string, string>)['x-stage'], '$default');
  });
});

describe('the response parameters of an integration', () => {
  it('change headers and status of answers with a status, and of no others', async () => {
    const responseParameters = {
      500: { 'overwrite:statuscode': '403', 'append:header.x-id': '$context.requestId' },
      200: {
        'overwrite:header.X-Kind': '$response.body.kind',
        'append:header.x-list': `\${response.header.x-list}+`,
        'remove:header.server': '',
      },
    };
    const headers = [
      ['Server', 'backend'],
      ['x-list', 'a'],
      ['x-kind', 'theirs'],
    ] as const;
    const ok = await ask({ responseParameters }, '/x', { reply: { headers, body: '{"kind":"pet"}' } });
    assert.deepEqual(
      ['x-kind', 'server'].map((name) => headerOf(ok.headers, name)),
      ['pet', undefined],
    );
    const lists = ok.headers.filter(([name]) => name === 'x-list').map(([, value]) => value);
    assert.deepEqual(lists, ['a', 'a+']);
    const failed = await ask({ responseParameters }, '/x', { reply: { status: 500, body: 'x' } });
    assert.equal(text(failed), '403 x');
    assert.equal(headerOf(failed.headers, 'x-id'), headerOf(failed.headers, 'apigw-requestid'));
    const other = await ask({ responseParameters }, '/x', { reply: { status: 404, headers } });
    assert.equal(headerOf(other.headers, 'server'), 'backend');
  });

  it('don’t let a backend’s body end a header', async () => {
    const responseParameters = { 200: { 'overwrite:header.x-kind': '$response.body.kind' } };
    const reply = { body: JSON.stringify({ kind: 'a\r\nSet-Cookie: x=1' }) };
    const answer = await ask({ responseParameters }, '/x', { reply });
    assert.equal(headerOf(answer.headers, 'x-kind'), undefined);
  });
});
