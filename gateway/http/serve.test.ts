import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Backend,
  backend,
  type CallOptions,
  callOf,
  httpApi,
  httpRoute,
  httpStage,
} from '../api.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import { failure } from '../function/invocation.ts';
import type { HttpApi, HttpCors, HttpRoute } from '../model.ts';
import { serveHttp } from './serve.ts';

function ask(
  api: HttpApi,
  target: string,
  options: CallOptions & { readonly behind?: Backend } = {},
): Promise<Answer> {
  return serveHttp(api, options.behind ?? backend('ok')).answer(callOf(target, options));
}

async function eventOf(
  api: HttpApi,
  target: string,
  options: CallOptions = {},
): Promise<Record<string, unknown>> {
  const behind = backend({ statusCode: 200 });
  const answer = await ask(api, target, { ...options, behind });
  assert.equal(answer.status, 200, String(answer.body));
  return behind.events[0] ?? {};
}

const fault = (answer: Answer): string => `${answer.status} ${answer.body}`;
const any = httpApi(['$default']);
const oldFormat = (routeKey: string): HttpRoute => {
  const route = httpRoute(routeKey);
  return {
    ...route,
    integration: { ...route.integration, payloadFormatVersion: '1.0' } as HttpRoute['integration'],
  };
};

describe('routing of an HTTP API', () => {
  it('answers 404 for an unknown path, a wrong method and an unknown stage, without REST’s headers', async () => {
    const api = httpApi(['GET /users']);
    for (const [method, path] of [
      ['GET', '/nope'],
      ['POST', '/users'],
      ['GET', '/users/'],
    ] as const) {
      const answer = await ask(api, path, { method });
      assert.equal(fault(answer), '404 {"message":"Not Found"}');
      assert.match(headerOf(answer.headers, 'apigw-requestid') ?? '', /=$/);
      assert.ok(answer.headers.every(([name]) => !name.toLowerCase().startsWith('x-am')));
    }
    const named = {
      ...api,
      stages: [httpStage('dev')],
    };
    assert.equal((await ask(named, '/users')).status, 404);
    assert.equal((await ask(named, '/dev/users')).status, 200);
  });

  it('prefers a whole path to a greedy one, both to $default, and a method to ANY', async () => {
    const api = httpApi([
      '$default',
      'ANY /pets/{id}',
      'GET /pets/{name}',
      'GET /pets/{proxy+}',
      'GET /pets/rex',
    ]);
    const routed = async (method: string, path: string): Promise<unknown> =>
      (await eventOf(api, path, { method })).routeKey;
    assert.equal(await routed('GET', '/pets/rex'), 'GET /pets/rex');
    assert.equal(await routed('GET', '/pets/tom'), 'GET /pets/{name}');
    assert.equal(await routed('PUT', '/pets/rex'), 'ANY /pets/{id}');
    assert.equal(await routed('GET', '/pets/tom/toys'), 'GET /pets/{proxy+}');
    assert.equal(await routed('GET', '/cars'), '$default');
  });

  it('takes the root and a final slash for a greedy path with nothing in it', async () => {
    const api = httpApi(['ANY /{all+}', 'ANY /pets/{proxy+}', 'GET /cars']);
    const routed = async (path: string): Promise<unknown[]> => {
      const { routeKey, pathParameters } = await eventOf(api, path);
      return [routeKey, pathParameters];
    };
    assert.deepEqual(await routed('/'), ['ANY /{all+}', { all: '' }]);
    assert.deepEqual(await routed('/pets/'), ['ANY /pets/{proxy+}', { proxy: '' }]);
    assert.deepEqual(await routed('/pets'), ['ANY /{all+}', { all: 'pets' }]);
    assert.deepEqual(await routed('/cars/'), ['ANY /{all+}', { all: 'cars/' }]);
  });

  it('gives a route its own names of the parameters', async () => {
    const api = httpApi(['ANY /pets/{id}', 'GET /pets/{name}']);
    assert.deepEqual((await eventOf(api, '/pets/a%20b')).pathParameters, { name: 'a b' });
    assert.deepEqual((await eventOf(api, '/pets/7', { method: 'PUT' })).pathParameters, { id: '7' });
  });

  it('decodes a path before it looks for a route, and again for events', async () => {
    for (const [sent, shown] of [
      ['/a/question%3Fvalue', '/a/question'],
      ['/a/hash%23value', '/a/hash#value'],
      ['/a/slash%2Fvalue', '/a/slash/value'],
      ['/a/%CE%BB', '/a/λ'],
      ['/a/literal%252Fvalue', '/a/literal/value'],
      ['/a/literal%253Fvalue', '/a/literal?value'],
      ['/a/literal%2525value', '/a/literal%value'],
    ] as const) {
      const { rawPath, requestContext } = await eventOf(any, `${sent}?x=1`);
      assert.equal(rawPath, shown);
      assert.equal((requestContext as { http: { path: string } }).http.path, shown);
    }
    assert.equal((await ask(any, '/a/percent%25done')).status, 400);
    const thing = httpApi(['GET /{name}/thing']);
    assert.equal((await ask(thing, '/a%2Fb/thing')).status, 404);
    assert.deepEqual((await eventOf(thing, '/a%252Fb/thing')).pathParameters, { name: 'a/b' });
  });
});

describe('the event of an HTTP API, payload format 2.0', () => {
  it('leaves out what there is none of', async () => {
    const event = await eventOf(any, '/x');
    assert.deepEqual(Object.keys(event).sort(), [
      'headers',
      'isBase64Encoded',
      'rawPath',
      'rawQueryString',
      'requestContext',
      'routeKey',
      'version',
    ]);
  });

  it('joins repeated values, moves cookies and lower-cases names', async () => {
    const event = await eventOf(any, '/a%20b?x=1&x=%2B&y=c+d', {
      headers: [
        ['X-Two', 'a'],
        ['x-two', 'b'],
        ['Cookie', 's=1; t=2'],
        ['Connection', 'close'],
      ],
    });
    assert.equal(event.rawPath, '/a b');
    assert.equal(event.rawQueryString, 'x=1&x=%2B&y=c+d');
    assert.deepEqual(event.queryStringParameters, { x: '1,+', y: 'c d' });
    assert.deepEqual(event.cookies, ['s=1', 't=2']);
    const headers = event.headers as Record<string, string>;
    assert.equal(headers['x-two'], 'a,b');
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.connection, undefined);
    assert.equal(headers['content-length'], '0');
    assert.equal(headers['x-forwarded-proto'], 'https');
  });

  it('has the stage in its path unless it is $default', async () => {
    const api = httpApi(['GET /x'], {
      stages: [httpStage('dev', { variables: { a: 'b' } })],
    });
    const event = await eventOf(api, '/dev/x');
    assert.equal(event.rawPath, '/dev/x');
    assert.deepEqual(event.stageVariables, { a: 'b' });
    assert.equal((event.requestContext as Record<string, unknown>).stage, 'dev');
  });

  for (const [contentType, base64] of [
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['TEXT/PLAIN; CHARSET=UTF-8', false],
    ['application/graphql', false],
    ['text/plain; charset=iso-8859-1', true],
    ['weird/unknown', true],
    [undefined, true],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
  ] as const) {
    it(`carries a body of ${contentType ?? 'no type'} as ${base64 ? 'base64' : 'text'}`, async () => {
      const event = await eventOf(any, '/x', {
        method: 'POST',
        headers: contentType === undefined ? {} : { 'content-type': contentType },
        body: 'a=b',
      });
      assert.deepEqual([event.body, event.isBase64Encoded], base64 ? ['YT1i', true] : ['a=b', false]);
    });
  }
});

describe('the event of an HTTP API, payload format 1.0', () => {
  it('says its version and has nulls where there is nothing', async () => {
    const event = await eventOf(httpApi([oldFormat('GET /x/{id}')]), '/x/7', { headers: { 'X-Mixed': '1' } });
    assert.equal(event.version, '1.0');
    assert.equal(event.resource, '/x/{id}');
    assert.deepEqual(event.pathParameters, { id: '7' });
    assert.equal(event.queryStringParameters, null);
    assert.equal(event.body, null);
    assert.equal((event.headers as Record<string, string>)['X-Mixed'], '1');
    assert.deepEqual((event.multiValueHeaders as Record<string, string[]>)['X-Mixed'], ['1']);
  });

  it('shows the path as it was sent, and decodes that of the context and path parameters', async () => {
    const event = await eventOf(httpApi([oldFormat('GET /x/{id}')]), '/x/a%20b%C3%A9');
    assert.equal(event.path, '/x/a%20b%C3%A9');
    assert.equal((event.requestContext as Record<string, unknown>).path, '/x/a bé');
    assert.deepEqual(event.pathParameters, { id: 'a bé' });
  });

  it('capitalises Content-Type and User-Agent, and keeps all other names', async () => {
    const headers = { 'content-type': 'text/plain', 'user-agent': 'me', authorization: 'a', ACCEPT: 'b' };
    const event = await eventOf(httpApi([oldFormat('GET /x')]), '/x', { headers });
    for (const kept of [event.headers, event.multiValueHeaders] as Record<string, unknown>[]) {
      const names = ['Content-Type', 'User-Agent', 'Content-Length', 'Host', 'authorization', 'ACCEPT'];
      assert.deepEqual(
        names.filter((name) => !(name in kept)),
        [],
      );
      assert.equal('content-type' in kept || 'user-agent' in kept, false);
    }
  });

  it('sends both kinds of headers, a pair that is in both once', async () => {
    const behind = backend({
      statusCode: 200,
      headers: { Combined: 'single', same: 'a' },
      multiValueHeaders: { combined: ['first', 'second'], Same: ['a'] },
    });
    const { headers } = await ask(httpApi([oldFormat('GET /x')]), '/x', { behind });
    const valuesOf = (asked: string): string[] =>
      headers.flatMap(([name, value]) => (name.toLowerCase() === asked ? [value] : []));
    assert.deepEqual(valuesOf('combined'), ['single', 'first', 'second']);
    assert.deepEqual(valuesOf('same'), ['a']);
  });

  it('infers no response', async () => {
    const api = httpApi([oldFormat('GET /x')]);
    assert.equal(
      fault(await ask(api, '/x', { behind: backend({ hello: 1 }) })),
      '500 {"message":"Internal Server Error"}',
    );
    assert.equal((await ask(api, '/x', { behind: backend({ statusCode: 201, body: 'a' }) })).status, 201);
  });
});

describe('responses of an HTTP API', () => {
  for (const [result, body] of [
    [{ hello: [1, 2] }, '{"hello":[1,2]}'],
    ['bare', 'bare'],
    [7, '7'],
    [[1], '[1]'],
    [null, 'null'],
  ] as const) {
    it(`are inferred from ${JSON.stringify(result)}`, async () => {
      const answer = await ask(any, '/x', { behind: backend(result) });
      assert.deepEqual([answer.status, answer.body], [200, body]);
      assert.equal(headerOf(answer.headers, 'content-type'), 'application/json');
    });
  }

  it('may have cookies, base64 and a status in digits', async () => {
    const behind = backend({
      statusCode: '418',
      cookies: ['a=1', 'b=2'],
      body: '/wA=',
      isBase64Encoded: true,
      headers: { n: 1 },
    });
    const answer = await ask(any, '/x', { behind });
    assert.equal(answer.status, 418);
    assert.deepEqual(answer.body, Buffer.from([0xff, 0]));
    assert.deepEqual(
      answer.headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value),
      ['a=1', 'b=2'],
    );
    assert.equal(headerOf(answer.headers, 'n'), '1');
  });

  it('are plain text where they have a body and no type, and have none without a body', async () => {
    const typeOf = async (result: object): Promise<string | undefined> =>
      headerOf((await ask(any, '/x', { behind: backend(result) })).headers, 'content-type');
    assert.equal(await typeOf({ statusCode: 200, body: '{}' }), 'text/plain; charset=utf-8');
    assert.equal(await typeOf({ statusCode: 302, headers: { location: '/y' } }), undefined);
    assert.equal(await typeOf({ statusCode: 204, body: '' }), undefined);
    assert.equal(await typeOf({ statusCode: 200, headers: { 'content-type': 'a/b' } }), 'a/b');
  });

  for (const [what, result] of [
    ['a status that is none', { statusCode: 'test' }],
    ['a status of 0', { statusCode: 0 }],
    ['a status that is no whole number', { statusCode: 200.5 }],
    ['an object body', { statusCode: 200, body: {} }],
    ['a header that would break the response', { statusCode: 200, headers: { a: 'b\nc' } }],
  ] as const) {
    it(`are 500 for ${what}`, async () => {
      assert.equal(
        fault(await ask(any, '/x', { behind: backend(result) })),
        '500 {"message":"Internal Server Error"}',
      );
    });
  }
});

describe('integrations of an HTTP API', () => {
  const withIntegration = (integration: object): HttpApi => {
    const route = httpRoute('GET /x');
    return httpApi([
      { ...route, integration: { ...route.integration, ...integration } as HttpRoute['integration'] },
    ]);
  };

  it('answer 503 after the integration’s own time', async () => {
    const behind = backend(() => new Promise(() => {}));
    assert.equal(
      fault(await ask(withIntegration({ timeoutMs: 10 }), '/x', { behind })),
      '503 {"message":"Service Unavailable"}',
    );
  });

  it('answer 500 for a function that fails or may not be invoked', async () => {
    const behind = backend(async () => failure('timeout', 'Sandbox.Timedout', 'too long'));
    assert.equal(fault(await ask(any, '/x', { behind })), '500 {"message":"Internal Server Error"}');
    const refused = withIntegration({
      function: { arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', mayInvoke: false },
    });
    assert.equal(fault(await ask(refused, '/x')), '500 {"message":"Internal Server Error"}');
  });

  it('that can’t be served say so with 501, and a large body gets 413', async () => {
    const unsupported = httpApi([
      httpRoute('GET /x', { integration: { type: 'UNSUPPORTED', reason: 'VPC links' } }),
    ]);
    assert.equal(
      fault(await ask(unsupported, '/x')),
      '501 {"message":"Not supported by the local gateway: VPC links"}',
    );
    assert.equal(
      fault(await ask(any, '/x', { bodyTooLarge: true })),
      '413 {"message":"Request Entity Too Large"}',
    );
  });
});

describe('CORS of an HTTP API', () => {
  const configured = (overrides: Partial<HttpCors> = {}): HttpApi =>
    httpApi(['GET /x'], {
      cors: {
        allowOrigins: ['https://a.example', 'http://*'],
        allowMethods: ['GET', 'POST'],
        allowHeaders: ['content-type'],
        exposeHeaders: ['x-foo'],
        allowCredentials: true,
        maxAge: 300,
        ...overrides,
      },
    });
  const preflight = (origin: string): CallOptions => ({
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
  });
  const corsHeaders = (answer: Answer): Record<string, string> =>
    Object.fromEntries(answer.headers.filter(([name]) => name.startsWith('access-control-')));

  it('answers a preflight with 204, even without a route', async () => {
    const answer = await ask(configured(), '/nowhere', preflight('https://a.example'));
    assert.deepEqual([answer.status, answer.body], [204, '']);
    assert.equal(headerOf(answer.headers, 'vary'), 'origin');
    assert.deepEqual(corsHeaders(answer), {
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '300',
      'access-control-allow-credentials': 'true',
    });
  });

  it('takes an OPTIONS without both headers for an ordinary call', async () => {
    assert.equal(
      (await ask(configured(), '/x', { method: 'OPTIONS', headers: { Origin: 'https://a.example' } })).status,
      404,
    );
    assert.equal((await ask(httpApi(['GET /x']), '/x', preflight('https://a.example'))).status, 404);
  });

  it('tells an origin that isn’t allowed nothing', async () => {
    const answer = await ask(configured(), '/x', preflight('https://b.example'));
    assert.equal(answer.status, 204);
    assert.deepEqual(corsHeaders(answer), {});
  });

  it('echoes an origin of an allowed scheme, and says * where all are allowed', async () => {
    const origin = async (api: HttpApi, sent: string): Promise<string | undefined> =>
      corsHeaders(await ask(api, '/x', { headers: { origin: sent } }))['access-control-allow-origin'];
    assert.equal(await origin(configured(), 'http://any.example'), 'http://any.example');
    assert.equal(
      await origin(configured({ allowOrigins: ['*'], allowCredentials: false }), 'https://c.example'),
      '*',
    );
  });

  it('adds them to its own errors too, and says that they vary where the origin is echoed', async () => {
    const headers = { origin: 'https://a.example' };
    const notFound = await ask(configured(), '/nowhere', { headers });
    assert.equal(notFound.status, 404);
    assert.deepEqual(corsHeaders(notFound), {
      'access-control-allow-origin': 'https://a.example',
      'access-control-expose-headers': 'x-foo',
      'access-control-allow-credentials': 'true',
    });
    assert.equal(headerOf(notFound.headers, 'vary'), 'origin');
    const open = configured({ allowOrigins: ['*'], allowCredentials: false });
    assert.equal(headerOf((await ask(open, '/x', { headers })).headers, 'vary'), undefined);
  });

  it('replaces the CORS headers of the function', async () => {
    const behind = backend({
      statusCode: 200,
      headers: { 'Access-Control-Allow-Origin': 'https://evil.example' },
    });
    const answer = await ask(configured(), '/x', { headers: { origin: 'https://a.example' }, behind });
    assert.deepEqual(
      answer.headers.filter(([name]) => /^access-control-allow-origin$/i.test(name)),
      [['access-control-allow-origin', 'https://a.example']],
    );
    const plain = await ask(configured(), '/x', { behind });
    assert.equal(headerOf(plain.headers, 'access-control-allow-origin'), undefined);
  });
});

describe('callers of an HTTP API', () => {
  it('without a token are refused as on AWS', async () => {
    const authorizer = {
      type: 'JWT',
      id: 'jwt',
      name: 'jwt',
      identitySource: '$request.header.Authorization',
      issuer: 'https://issuer.example',
      audience: ['app'],
    } as const;
    const route = httpRoute('GET /x', { authorizationType: 'JWT', authorizerId: 'jwt' });
    const jwt = await ask(httpApi([route], { authorizers: [authorizer] }), '/x');
    assert.equal(fault(jwt), '401 {"message":"Unauthorized"}');
    assert.equal(headerOf(jwt.headers, 'www-authenticate'), 'Bearer');
    assert.equal(
      fault(await ask(httpApi([httpRoute('GET /x', { authorizationType: 'AWS_IAM' })]), '/x')),
      '403 {"message":"Forbidden"}',
    );
  });
});
