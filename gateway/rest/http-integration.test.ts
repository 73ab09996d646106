import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { backend, type CallOptions, callOf, restApi, restMethod } from '../api.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import { type BackendRequest, type EchoBackend, startEchoBackend } from '../conformance/echo-backend.ts';
import type { HttpCustomIntegration, HttpProxyIntegration, RestApi } from '../model.ts';
import { serveRest } from './serve.ts';

let echo: EchoBackend;
before(async () => {
  echo = await startEchoBackend();
});
after(() => echo.close());

type Changes = Partial<Omit<HttpCustomIntegration, 'type'>>;

function custom(changes: Changes = {}): HttpCustomIntegration {
  return {
    type: 'HTTP',
    uri: `${echo.url}/echo`,
    httpMethod: 'POST',
    timeoutMs: 2000,
    requestParameters: {},
    requestTemplates: {},
    passthroughBehavior: 'WHEN_NO_MATCH',
    responses: [{ statusCode: '200', selectionPattern: null, responseParameters: {}, responseTemplates: {} }],
    ...changes,
  };
}

function proxied(changes: Partial<HttpProxyIntegration> = {}): HttpProxyIntegration {
  const uri = `${echo.url}/echo`;
  return { type: 'HTTP_PROXY', uri, httpMethod: 'ANY', timeoutMs: 2000, requestParameters: {}, ...changes };
}

function ask(
  integration: HttpCustomIntegration | HttpProxyIntegration,
  target: string,
  options: CallOptions & { readonly overrides?: Partial<RestApi> } = {},
): Promise<Answer> {
  const statuses = ['200', '400'].map((statusCode) => ({ statusCode, responseParameters: {} }));
  const method = restMethod('ANY', { integration, methodResponses: statuses });
  const api = restApi({ '/{proxy+}': [method] }, options.overrides);
  return serveRest(api, backend({})).answer(callOf(target, options));
}

/** What the backend got. */
async function got(...asked: Parameters<typeof ask>): Promise<BackendRequest> {
  const answer = await ask(...asked);
  assert.equal(answer.status, 200, String(answer.body));
  const request = echo.take();
  assert.ok(request);
  return request;
}

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const post = { method: 'POST', headers: { 'Content-Type': 'application/json' } };

describe('an HTTP integration', () => {
  it('sends the body and nothing else of a request, under its own name', async () => {
    const headers = { ...post.headers, 'X-Own': '1', Accept: 'text/html', 'User-Agent': 'me' };
    const request = await got(custom(), '/dev/x?q=1', { method: 'PUT', headers, body: '{"a":1}' });
    assert.deepEqual(
      [request.method, request.path, request.query, request.body],
      ['POST', '/echo', {}, '{"a":1}'],
    );
    const { 'x-amzn-trace-id': trace, host, connection, ...sent } = request.headers;
    assert.match(trace ?? '', /^Root=/);
    assert.deepEqual(sent, {
      accept: 'application/json',
      'user-agent': 'AmazonAPIGateway_abc123defg',
      'content-type': 'application/json',
      'content-length': '7',
      'x-amzn-apigateway-api-id': 'abc123defg',
    });
  });

  it('maps onto path, query and headers, and a template overrides them', async () => {
    const integration = custom({
      uri: `${echo.url}/{id}?fixed=1`,
      requestParameters: {
        'integration.request.path.id': 'method.request.path.proxy',
        'integration.request.querystring.all': 'method.request.multivaluequerystring.q',
        'integration.request.querystring.last': 'method.request.querystring.q',
        'integration.request.header.X-User': 'method.request.body.user.name',
        'integration.request.header.X-Stage': 'stageVariables.colour',
        'integration.request.header.X-Gone': 'method.request.header.content-type',
        'integration.request.header.X-Type': 'method.request.header.Content-Type',
        'integration.request.header.X-Set': "'mapped'",
      },
      requestTemplates: {
        'application/json': '#set($context.requestOverride.header.x-set = "overridden")$input.json("$")',
      },
    });
    const stages = [
      { ...restApi({}).stages[0], variables: { colour: 'red' } },
    ] as unknown as RestApi['stages'];
    const body = '{ "user": { "name": "Ann" }, "id": 12345678901234567 }';
    const request = await got(integration, '/dev/a%2Fb?q=1&q=2', { ...post, body, overrides: { stages } });
    assert.equal(request.path, '/a%2Fb');
    assert.deepEqual(request.query, { fixed: '1', all: '1,2', last: '2' });
    assert.equal(request.headers['x-user'], 'Ann');
    assert.equal(request.headers['x-stage'], 'red');
    assert.equal(request.headers['x-gone'], undefined);
    assert.equal(request.headers['x-type'], 'application/json');
    assert.equal(request.headers['x-set'], 'overridden');
    assert.equal(request.body, '{"user":{"name":"Ann"},"id":12345678901234567}');
  });

  it('refuses a body that it is to map and that only begins like JSON', async () => {
    const requestParameters = { 'integration.request.header.X-User': 'method.request.body.user' };
    const answer = await ask(custom({ requestParameters }), '/dev/x', { ...post, body: '{"user"' });
    assert.deepEqual([answer.status, answer.body], [400, '{"message": "Invalid JSON in request body"}']);
    assert.equal((await ask(custom({ requestParameters }), '/dev/x', { ...post, body: 'user' })).status, 200);
  });

  it('refuses an object that it is to map as a whole and that isn’t JSON, and maps what is none', async () => {
    const requestParameters = { 'integration.request.header.X-Body': 'method.request.body' };
    assert.equal(
      (await ask(custom({ requestParameters }), '/dev/x', { ...post, body: '\n{no' })).status,
      400,
    );
    for (const [body, value] of [
      ['<text>', '<text>'],
      ['', '{}'],
    ] as const)
      assert.equal(
        (await got(custom({ requestParameters }), '/dev/x', { ...post, body })).headers['x-body'],
        value,
      );
  });

  it('chooses the response by the backend’s status and maps its headers and body', async () => {
    const responses: HttpCustomIntegration['responses'] = [
      {
        statusCode: '400',
        selectionPattern: '4\\d{2}',
        responseParameters: {
          'method.response.header.X-Type': 'integration.response.header.Content-Type',
          'method.response.header.X-Other-Case': 'integration.response.header.content-type',
        },
        responseTemplates: {},
      },
      ...custom().responses,
    ];
    const status = (code: number): HttpCustomIntegration =>
      custom({ uri: `${echo.url}/status/${code}`, responses });
    const refused = await ask(status(404), '/dev/x');
    assert.deepEqual([refused.status, headerOf(refused.headers, 'x-type')], [400, 'application/json']);
    assert.equal(headerOf(refused.headers, 'x-other-case'), undefined);
    assert.equal((await ask(status(503), '/dev/x')).status, 200);
  });

  it('returns no header of the backend that isn’t mapped', async () => {
    const { headers } = await ask(custom(), '/dev/x');
    const names = headers.map(([name]) => name.toLowerCase()).sort();
    assert.deepEqual(names, ['content-type', 'x-amz-apigw-id', 'x-amzn-requestid', 'x-amzn-trace-id']);
  });

  for (const name of ['Content-Length', 'Transfer-Encoding', 'X-Amzn-Trace-Id'])
    it(`fails every request that maps onto ${name}`, async () => {
      const requestParameters = { [`integration.request.header.${name}`]: "'1'" };
      echo.take();
      assert.equal((await ask(custom({ requestParameters }), '/dev/x')).status, 500);
      assert.equal((await ask(proxied({ requestParameters }), '/dev/x')).status, 500);
      assert.equal(echo.take(), undefined);
    });
});

describe('an HTTP_PROXY integration', () => {
  it('passes method, query, headers and body, and adds what is mapped', async () => {
    const integration = proxied({
      uri: `${echo.url}/v1/{proxy}?q=0`,
      requestParameters: {
        'integration.request.path.proxy': 'method.request.path.proxy',
        'integration.request.querystring.q': "'2'",
        'integration.request.header.x-own': "'mapped'",
      },
    });
    const headers = {
      ...post.headers,
      'X-Own': 'sent',
      Cookie: 'a=b',
      'Content-Encoding': 'gzip',
      TE: 'gzip',
    };
    const request = await got(integration, '/dev/a%20b/c?q=1&r=%2B%20', {
      method: 'PATCH',
      headers,
      body: '{}',
    });
    assert.deepEqual([request.method, request.path, request.body], ['PATCH', '/v1/a%20b/c', '{}']);
    assert.deepEqual(request.query, { q: '0,1,2', r: '+ ' });
    const { headers: sent } = request;
    assert.deepEqual(
      [sent['x-own'], sent.cookie, sent['content-encoding'], sent.te, sent['x-forwarded-for']],
      ['mapped', 'a=b', undefined, undefined, '127.0.0.1'],
    );
    assert.equal(sent.host, new URL(echo.url).host);
  });

  it('returns status, headers and bytes as they are, its own under other names', async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0xff, 0x00]);
    await withServer(
      (_, response) => {
        response.writeHead(302, [
          ...['Location', '/elsewhere', 'Content-Encoding', 'gzip', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
          ...['Server', 'mine', 'Content-Type', 'image/x', 'Content-Length', '4'],
        ]);
        response.end(bytes);
      },
      async (uri) => {
        const { status, headers, body } = await ask(proxied({ uri }), '/dev/x');
        assert.deepEqual([status, body], [302, bytes]);
        const named = (name: string) => headerOf(headers, name);
        assert.deepEqual(
          ['location', 'content-encoding', 'content-type', 'server', 'content-length', 'keep-alive'].map(
            named,
          ),
          ['/elsewhere', 'gzip', 'image/x', undefined, undefined, undefined],
        );
        assert.equal(named('x-amzn-remapped-server'), 'mine');
        assert.equal(named('x-amzn-remapped-content-length'), '4');
        assert.ok(named('x-amzn-remapped-date'));
        assert.equal(named('x-amzn-trace-id'), undefined);
        assert.equal(headers.filter(([name]) => name === 'Set-Cookie').length, 2);
      },
    );
  });

  it('reads bodies of types that aren’t binary as UTF-8, and passes the others', async () => {
    const body = Buffer.from([0x61, 0xff]);
    const asText = await got(proxied(), '/dev/x', { ...post, body });
    assert.equal(asText.headers['content-length'], '4');
    const overrides = { binaryMediaTypes: ['application/json'] };
    assert.equal(
      (await got(proxied(), '/dev/x', { ...post, body, overrides })).headers['content-length'],
      '2',
    );
  });

  it('takes the stage’s variables into its address, and fails with 500 where they leave none', async () => {
    const stageOf = (variables: Record<string, string>) =>
      ({ stages: [{ ...restApi({}).stages[0], variables }] }) as unknown as Partial<RestApi>;
    const uri = `http://\${stageVariables.host}/\${stageVariables.path}`;
    const overrides = stageOf({ host: new URL(echo.url).host, path: 'p' });
    assert.equal((await got(proxied({ uri }), '/dev/x', { overrides })).path, '/p');
    assert.equal((await ask(proxied({ uri }), '/dev/x')).status, 500);
  });

  it('answers 504 for a backend that refuses, that nobody knows, that hangs up, and that takes too long', async () => {
    const network = [504, '{"message": "Network error communicating with endpoint"}'];
    for (const uri of ['http://127.0.0.1:1/', 'http://nowhere.invalid/']) {
      const { status, body } = await ask(proxied({ uri }), '/dev/x');
      assert.deepEqual([status, body], network);
    }
    await withServer(
      (request) => void request.socket.destroy(),
      async (uri) => {
        const { status, body } = await ask(proxied({ uri }), '/dev/x');
        assert.deepEqual([status, body], network);
      },
    );
    await withServer(
      () => {},
      async (uri) => {
        const { status, body } = await ask(proxied({ uri, timeoutMs: 50 }), '/dev/x');
        assert.deepEqual([status, body], [504, '{"message": "Endpoint request timed out"}']);
      },
    );
  });
});
