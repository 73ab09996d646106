import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallRecord } from '../access-log/call-record.ts';
import {
  type Backend,
  backend,
  type CallOptions,
  callOf,
  proxy,
  restApi,
  restMethod,
} from '../api.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import { failure } from '../function/invocation.ts';
import type { RestApi, RestMethod } from '../model.ts';
import { serveRest } from './serve.ts';

const ok = { statusCode: 200, body: 'ok' };

function ask(
  api: RestApi,
  target: string,
  options: CallOptions & { readonly behind?: Backend } = {},
): Promise<Answer> {
  return serveRest(api, options.behind ?? backend(ok)).answer(callOf(target, options));
}

async function eventOf(
  api: RestApi,
  target: string,
  options: CallOptions = {},
): Promise<Record<string, unknown>> {
  const behind = backend(ok);
  const answer = await ask(api, target, { ...options, behind });
  assert.equal(answer.status, 200, String(answer.body));
  return behind.events[0] ?? {};
}

/** Status, body and error type in one line, to compare whole. */
function fault(answer: Answer): string {
  return `${answer.status} ${answer.body} ${headerOf(answer.headers, 'x-amzn-errortype')}`;
}

const any = restApi({ '/{proxy+}': [restMethod('ANY')] });

describe('routing of a REST API', () => {
  it('answers an unknown path and an unconfigured method with 403, never 404 or 405', async () => {
    const api = restApi({ '/users': [restMethod('GET')] });
    const expected = '403 {"message":"Missing Authentication Token"} MissingAuthenticationTokenException';
    assert.equal(fault(await ask(api, '/dev/nope')), expected);
    assert.equal(fault(await ask(api, '/dev/users', { method: 'POST' })), expected);
    assert.equal(fault(await ask(api, '/dev')), expected);
  });

  it('takes an Authorization header on an unknown path for a signature', async () => {
    const answer = await ask(any, '/dev', { headers: { Authorization: 'Bearer x' } });
    assert.match(fault(answer), /^403 \{"message":"Invalid key=value pair.*IncompleteSignatureException$/);
  });

  it('answers an unknown stage with Forbidden, and so a disabled endpoint', async () => {
    const expected = '403 {"message":"Forbidden"} ForbiddenException';
    assert.equal(fault(await ask(any, '/v2/users')), expected);
    assert.equal(fault(await ask(any, '/')), expected);
    assert.equal(fault(await ask({ ...any, disableExecuteApiEndpoint: true }, '/dev/users')), expected);
  });

  it('leaves a call to a greedy sibling where the exact resource lacks the method', async () => {
    const api = restApi({
      '/a': [restMethod('GET')],
      '/b': [restMethod('ANY')],
      '/{proxy+}': [restMethod('POST')],
    });
    assert.equal((await eventOf(api, '/dev/a', { method: 'POST' })).resource, '/{proxy+}');
    assert.equal((await eventOf(api, '/dev/b', { method: 'POST' })).resource, '/b');
  });
});

describe('the event of a REST API', () => {
  it('has exactly the keys that AWS sends, null where there is nothing', async () => {
    const event = await eventOf(restApi({ '/hello': [restMethod('GET')] }), '/dev/hello');
    assert.deepEqual(Object.keys(event).sort(), [
      ...['body', 'headers', 'httpMethod', 'isBase64Encoded', 'multiValueHeaders'],
      ...['multiValueQueryStringParameters', 'path', 'pathParameters', 'queryStringParameters'],
      ...['requestContext', 'resource', 'stageVariables'],
    ]);
    for (const name of [
      'body',
      'pathParameters',
      'queryStringParameters',
      'multiValueQueryStringParameters',
      'stageVariables',
    ]) {
      assert.equal(event[name], null, name);
    }
    const context = event.requestContext as Record<string, unknown>;
    assert.equal(context.path, '/dev/hello');
    assert.equal(context.requestTime, '10/Jul/2026:19:19:04 +0000');
    assert.equal(context.requestTimeEpoch, 1783711144836);
    assert.equal(context.domainName, 'abc123defg.execute-api.us-east-1.amazonaws.com');
  });

  it('names the request as the response headers do', async () => {
    const behind = backend(ok);
    const answer = await ask(any, '/dev/x', { behind });
    const context = behind.events[0]?.requestContext as Record<string, unknown>;
    assert.equal(headerOf(answer.headers, 'x-amzn-requestid'), context.requestId);
    assert.equal(headerOf(answer.headers, 'x-amz-apigw-id'), context.extendedRequestId);
    assert.match(String(context.extendedRequestId), /^[\w-]{15}=$/);
  });

  it('keeps the path percent-encoded and decodes the query', async () => {
    const event = await eventOf(any, '/dev/a%2Fb/c+d?x=%2B+1&x=2&empty=&flag');
    assert.equal(event.path, '/a%2Fb/c+d');
    assert.deepEqual(event.pathParameters, { proxy: 'a%2Fb/c+d' });
    assert.deepEqual(event.queryStringParameters, { x: '2', empty: '', flag: '' });
    assert.deepEqual(event.multiValueQueryStringParameters, { x: ['+ 1', '2'], empty: [''], flag: [''] });
  });

  it('carries a binary body as base64 only for the API’s binary media types', async () => {
    const bytes = Buffer.from([0xff, 0x00]);
    const options = { method: 'POST', headers: { 'Content-Type': 'image/png; q=1' }, body: bytes };
    const event = await eventOf({ ...any, binaryMediaTypes: ['image~1png'] }, '/dev/x', options);
    assert.deepEqual([event.body, event.isBase64Encoded], ['/wA=', true]);
    const text = await eventOf(any, '/dev/x', options);
    assert.deepEqual([text.body, text.isBase64Encoded], ['\uFFFD\u0000', false]);
  });

  it('keeps a trace id that has a parent, and completes one that has none', async () => {
    const headers = async (sent: string): Promise<unknown> =>
      (
        (await eventOf(any, '/dev/x', { headers: { 'X-Amzn-Trace-Id': sent } })).headers as Record<
          string,
          string
        >
      )['X-Amzn-Trace-Id'];
    const whole = 'Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1';
    assert.equal(await headers(whole), whole);
    assert.match(
      String(await headers('Root=1-67891233-abcdef012345678912345678')),
      /^Root=1-67891233-abcdef012345678912345678;Parent=[0-9a-f]{16};Sampled=0$/,
    );
  });

  it('gives a function’s caller the trace with parent, sampling and lineage', async () => {
    const traceOf = async (headers: Record<string, string>): Promise<string> => {
      const answer = await ask(any, '/dev/x', { headers });
      return answer.headers.find(([name]) => name === 'X-Amzn-Trace-Id')?.[1] ?? '';
    };
    const own = await traceOf({});
    assert.match(
      own,
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/,
    );
    const whole = 'Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1';
    assert.match(
      await traceOf({ 'X-Amzn-Trace-Id': whole }),
      new RegExp(`^${whole};Lineage=1:[0-9a-f]{8}:0$`),
    );
  });

  it('has stage variables, and puts them into the ARN', async () => {
    const arn = `${proxy.function.arn}:\${stageVariables.alias}`;
    const api = restApi(
      { '/x': [restMethod('GET', { integration: { ...proxy, function: { arn, mayInvoke: true } } })] },
      {
        stages: [{ name: 'dev', deploymentId: 'd', throttling: [], variables: { alias: 'live' }, tags: {} }],
      },
    );
    const behind = {
      ...backend(ok),
      invoke: async (invoked: string) => ({ ok: true as const, payload: JSON.stringify({ body: invoked }) }),
    };
    assert.equal((await ask(api, '/dev/x', { behind })).body, `${proxy.function.arn}:live`);
    assert.deepEqual((await eventOf(api, '/dev/x')).stageVariables, { alias: 'live' });
  });
});

describe('responses of a REST API', () => {
  const malformed = '502 {"message": "Internal server error"} InternalServerErrorException';
  for (const [what, result] of [
    ['null', null],
    ['a list', []],
    ['an object body', { statusCode: 200, body: {} }],
    ['a status of no response', { statusCode: 99 }],
    ['a header that holds an object', { headers: { a: {} } }],
    ['a header that would break the response', { headers: { a: 'b\r\nc: d' } }],
    ['an unknown key', { statusCode: 200, cookies: [] }],
  ] as const) {
    it(`are 502 for ${what}, and the log says why`, async () => {
      const behind = backend(result);
      assert.equal(fault(await ask(any, '/dev/x', { behind })), malformed);
      assert.match(behind.logged[0] ?? '', /malformed Lambda proxy response: /);
    });
  }

  it('rename headers that belong to the gateway', async () => {
    const behind = backend({
      headers: { Server: 'mine', date: 'then', 'Transfer-Encoding': 'x', 'X-Own': 'y' },
    });
    const { headers } = await ask(any, '/dev/x', { behind });
    assert.equal(headerOf(headers, 'x-amzn-remapped-server'), 'mine');
    assert.equal(headerOf(headers, 'x-amzn-remapped-date'), 'then');
    assert.equal(headerOf(headers, 'transfer-encoding'), undefined);
    assert.equal(headerOf(headers, 'x-own'), 'y');
  });

  it('send a value that is in both kinds of headers once', async () => {
    const behind = backend({
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      headers: { 'set-cookie': 'a=1', x: '1' },
    });
    const { headers } = await ask(any, '/dev/x', { behind });
    assert.deepEqual(
      headers.filter(([name]) => name.toLowerCase() === 'set-cookie'),
      [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    );
  });

  it('carry CloudFront’s headers only from an edge-optimised API', async () => {
    assert.equal(headerOf((await ask(any, '/dev/x')).headers, 'x-cache'), undefined);
    const edge = { ...any, endpointType: 'EDGE' } as const;
    assert.equal(headerOf((await ask(edge, '/dev/x')).headers, 'x-cache'), 'Miss from cloudfront');
    assert.equal(headerOf((await ask(edge, '/dev')).headers, 'x-cache'), 'Error from cloudfront');
  });
});

describe('integrations of a REST API', () => {
  const timeout = restApi({ '/x': [restMethod('GET', { integration: { ...proxy, timeoutMs: 10 } })] });

  it('answer 504 after the integration’s own time', async () => {
    const behind = backend(() => new Promise(() => {}));
    assert.equal(
      fault(await ask(timeout, '/dev/x', { behind })),
      '504 {"message": "Endpoint request timed out"} InternalServerErrorException',
    );
  });

  it('name a function’s error for access logs as AWS does', async () => {
    const record = new CallRecord();
    const behind = backend(async () => failure('unhandled', 'KeyError', "'NAME'"));
    await serveRest(any, behind).answer({ ...callOf('/dev/x'), record });
    assert.equal(record.integrationError, "Lambda Customer Function Error:'NAME'");
  });

  for (const kind of ['unhandled', 'timeout', 'crash'] as const) {
    it(`answer 502 for a function that ends by ${kind}`, async () => {
      const behind = backend(async () => failure(kind, 'Error', 'boom'));
      assert.equal(
        fault(await ask(any, '/dev/x', { behind })),
        '502 {"message": "Internal server error"} InternalServerErrorException',
      );
    });
  }

  for (const [what, integration] of [
    ['a function that they may not invoke', { ...proxy, function: { ...proxy.function, mayInvoke: false } }],
    [
      'a function that their stage may not invoke',
      { ...proxy, function: { ...proxy.function, refusedStages: ['dev'] } },
    ],
    ['an integration method other than POST', { ...proxy, httpMethod: 'GET' }],
  ] as const) {
    it(`answer 500 for ${what}`, async () => {
      const api = restApi({ '/x': [restMethod('GET', { integration })] });
      assert.equal(
        fault(await ask(api, '/dev/x')),
        '500 {"message": "Internal server error"} InternalServerErrorException',
      );
    });
  }

  it('that can’t be served say so with 501', async () => {
    const api = restApi({
      '/x': [restMethod('GET', { integration: { type: 'UNSUPPORTED', reason: 'HTTP integrations' } })],
    });
    const answer = await ask(api, '/dev/x');
    assert.deepEqual(
      [answer.status, answer.body],
      [501, '{"message":"Not supported by the local gateway: HTTP integrations"}'],
    );
  });
});

describe('a MOCK integration', () => {
  const mock = (overrides: object): RestMethod =>
    restMethod('OPTIONS', {
      methodResponses: [
        { statusCode: '204', responseParameters: {} },
        { statusCode: '400', responseParameters: {} },
      ],
      integration: {
        type: 'MOCK',
        requestTemplates: { 'application/json': '{"statusCode": 204}' },
        passthroughBehavior: 'WHEN_NO_MATCH',
        responses: [
          {
            statusCode: '204',
            selectionPattern: null,
            responseParameters: {
              'method.response.header.Access-Control-Allow-Origin': "'*'",
              'method.response.header.X-Id': 'context.apiId',
            },
            responseTemplates: {},
          },
          {
            statusCode: '400',
            selectionPattern: '4\\d\\d',
            responseParameters: {},
            responseTemplates: { 'application/json': '{"q": "$input.params(\'q\')"}' },
          },
        ],
        ...overrides,
      },
    });
  const options = (overrides: object): RestApi => restApi({ '/x': [mock(overrides)] });

  it('answers with literals and values of the context, without a trace id', async () => {
    const { status, headers, body } = await ask(options({}), '/dev/x', { method: 'OPTIONS' });
    assert.deepEqual([status, body], [204, '']);
    assert.equal(headerOf(headers, 'access-control-allow-origin'), '*');
    assert.equal(headerOf(headers, 'x-id'), 'abc123defg');
    assert.equal(headerOf(headers, 'x-amzn-trace-id'), undefined);
  });

  it('chooses the response whose pattern matches the status of the request template', async () => {
    const requestTemplates = {
      'application/json': '#if($input.params("q") == "bad"){statusCode: 404}#else{"statusCode": 204}#end',
    };
    const answer = await ask(options({ requestTemplates }), '/dev/x?q=bad', { method: 'OPTIONS' });
    assert.deepEqual([answer.status, answer.body], [400, '{"q": "bad"}']);
    assert.equal(
      (await ask(options({ requestTemplates }), '/dev/x?q=good', { method: 'OPTIONS' })).status,
      204,
    );
  });

  for (const [template, status] of [
    ['{"statusCode": 204}', 204],
    ["\n{'statusCode': 204, }", 204],
    ['{statusCode: 204, foo}: [ba r]}', 204],
    ['{statusCode: 0}', 204],
    ['{}', 500],
    ['{"statusCode": "204"}', 500],
    ["{statusCode: '204'}", 500],
    ['{"a": {"statusCode": 204}}', 500],
    ['{"statusCode": 204', 500],
    ['{statusCode: 204, {foo: [ba r]}', 500],
    ['statusCode: 204', 500],
  ] as const)
    it(`answers ${status} where the template gives ${template.trim()}`, async () => {
      const api = options({ requestTemplates: { 'application/json': template } });
      assert.equal((await ask(api, '/dev/x', { method: 'OPTIONS' })).status, status);
    });

  it('prefers, of several patterns that match, the response of the very status', async () => {
    const given = { responseParameters: {}, responseTemplates: {} };
    const responses = ['400', '204'].map((statusCode) => ({
      ...given,
      statusCode,
      selectionPattern: '\\d+',
    }));
    assert.equal((await ask(options({ responses }), '/dev/x', { method: 'OPTIONS' })).status, 204);
  });

  it('fails with 500 where a template or a pattern has a mistake, and the log says which', async () => {
    for (const [overrides, reason] of [
      [{ requestTemplates: { 'application/json': '#if($x' } }, /a mapping template can't be read/],
      [
        {
          responses: [
            { statusCode: '204', selectionPattern: '(', responseParameters: {}, responseTemplates: {} },
          ],
        },
        /selection pattern \( /,
      ],
    ] as const) {
      const behind = backend(ok);
      assert.equal((await ask(options(overrides), '/dev/x', { method: 'OPTIONS', behind })).status, 500);
      assert.match(behind.logged[0] ?? '', reason);
    }
  });

  it('refuses a media type without a template as its passthrough behaviour says', async () => {
    const call = {
      method: 'OPTIONS',
      headers: { 'Content-Type': 'text/plain' },
      body: '{"statusCode": 204}',
    };
    assert.equal((await ask(options({}), '/dev/x', call)).status, 204);
    const never = await ask(options({ passthroughBehavior: 'NEVER' }), '/dev/x', call);
    assert.equal(fault(never), '415 {"message":"Unsupported Media Type"} BadRequestException');
    assert.equal(
      (await ask(options({ passthroughBehavior: 'WHEN_NO_TEMPLATES' }), '/dev/x', call)).status,
      415,
    );
  });
});

describe('validation of a REST API', () => {
  const schema = (type: string): object => ({
    // CDK's newer drafts are checked as draft 4, too.
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      name: { type },
      age: { type: 'number', minimum: 0, exclusiveMinimum: true },
      next: { $ref: '#' },
      mail: { type, format: 'email' },
      bytes: { type, format: 'byte' },
      price: { type: 'number', multipleOf: 0.01 },
      day: { type, format: 'date' },
      const: {
        type,
        nullable: true,
        const: 'b',
        if: { type: 'number' },
        else: { maxLength: 1 },
        default: { nullable: true },
      },
      named: { $ref: '#/definitions/Named', maxLength: 1 },
    },
    required: ['name'],
    additionalProperties: false,
    definitions: { Named: { type } },
  });
  const api = restApi(
    {
      '/x': [
        restMethod('POST', {
          validateBody: true,
          validateParameters: true,
          requestModels: { 'application/json': 'User' },
          requestParameters: {
            'method.request.querystring.q': true,
            'method.request.header.X-Q': true,
            'method.request.querystring.r': false,
          },
        }),
      ],
    },
    { models: { User: schema('string') } },
  );
  const post = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(api, '/dev/x?q=1', { method: 'POST', headers: { 'x-q': '1', ...headers }, body });
  const invalid = '400 {"message": "Invalid request body"} BadRequestException';

  it('names missing and blank parameters, and looks at the body only then', async () => {
    assert.equal(
      fault(await ask(api, '/dev/x?q=', { method: 'POST', body: '{' })),
      '400 {"message": "Missing required request parameters: [X-Q, q]"} BadRequestException',
    );
  });

  for (const [what, body] of [
    ['no JSON', '{'],
    ['no body', ''],
    ['a wrong type', '{"name":1}'],
    ['a missing property', '{}'],
    ['a property too many', '{"name":"a","x":1}'],
    ['draft 4’s exclusive minimum', '{"name":"a","age":0}'],
    ['a text that isn’t of a format of draft 4', '{"name":"a","mail":"b"}'],
    ['nothing, however nullable', '{"name":"a","const":null}'],
    ['a nested mistake', '{"name":"a","next":{"name":1}}'],
  ] as const) {
    it(`refuses ${what}`, async () => assert.equal(fault(await post(body)), invalid));
  }

  it('lets a good body pass, and any body of a media type without a model', async () => {
    assert.equal((await post('{"name":"a","age":1,"price":19.99,"next":{"name":"b"}}')).status, 200);
    assert.equal((await post('{', { 'Content-Type': 'text/plain' })).status, 200);
  });

  it('knows the formats and keywords of draft 4 only, as its validator does', async () => {
    assert.equal((await post('{"name":"a","mail":"a@b.c","bytes":"no base64","day":"no day"}')).status, 200);
    assert.equal((await post('{"name":"a","const":"long","named":"long"}')).status, 200);
  });

  it('answers 500 where a model can’t be used', async () => {
    const broken = { ...api, models: {} };
    const behind = backend(ok);
    const answer = await ask(broken, '/dev/x?q=1', {
      method: 'POST',
      headers: { 'x-q': '1' },
      body: '{}',
      behind,
    });
    assert.equal(answer.status, 500);
    assert.match(behind.logged[0] ?? '', /no model User/);
  });
});

describe('gateway responses of a REST API', () => {
  const responded = (responseType: string, overrides: object = {}): RestApi => ({
    ...any,
    gatewayResponses: [
      {
        responseType,
        statusCode: null,
        responseParameters: {
          'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
          'gatewayresponse.header.X-Caller': 'method.request.header.User-Agent',
        },
        responseTemplates: {},
        ...overrides,
      },
    ],
  });

  it('add headers to every fault of their class, and leave its body', async () => {
    const answer = await ask(responded('DEFAULT_4XX'), '/dev', { headers: { 'user-agent': 'me' } });
    assert.equal(
      fault(answer),
      '403 {"message":"Missing Authentication Token"} MissingAuthenticationTokenException',
    );
    assert.equal(headerOf(answer.headers, 'access-control-allow-origin'), '*');
    assert.equal(headerOf(answer.headers, 'x-caller'), 'me');
    const failed = await ask(responded('DEFAULT_5XX'), '/dev/x', { behind: backend(null) });
    assert.equal(headerOf(failed.headers, 'access-control-allow-origin'), '*');
  });

  it('replace status and body by substitution', async () => {
    const api = responded('MISSING_AUTHENTICATION_TOKEN', {
      statusCode: '404',
      responseTemplates: {
        'application/json': `{"m":$context.error.messageString,"t":"$context.error.responseType","p":"\${context.path}#if"}`,
      },
    });
    assert.equal(
      fault(await ask(api, '/dev')),
      '404 {"m":"Missing Authentication Token","t":"MISSING_AUTHENTICATION_TOKEN","p":"/dev#if"} MissingAuthenticationTokenException',
    );
  });

  it('know a function that fails as INTEGRATION_FAILURE with 502, and an unreadable signature by its class only', async () => {
    const responseTemplates = { 'application/json': '$context.error.responseType' };
    const failing = backend(async () => ({
      ok: false,
      kind: 'unhandled',
      error: { errorMessage: 'no', errorType: 'Error' },
    }));
    const failed = await ask(responded('INTEGRATION_FAILURE', { responseTemplates }), '/dev/x', {
      behind: failing,
    });
    assert.deepEqual([failed.status, failed.body], [502, 'INTEGRATION_FAILURE']);
    const headers = { Authorization: 'nonsense' };
    for (const [type, body] of [
      ['DEFAULT_4XX', /^DEFAULT_4XX$/],
      ['INVALID_SIGNATURE', /Invalid key=value pair/],
    ] as const)
      assert.match(
        String((await ask(responded(type, { responseTemplates }), '/dev', { headers })).body),
        body,
      );
  });

  it('don’t touch an unknown stage or a body that is too large', async () => {
    const api = responded('DEFAULT_4XX');
    assert.equal(headerOf((await ask(api, '/other')).headers, 'access-control-allow-origin'), undefined);
    const large = await ask(api, '/dev/x', { method: 'POST', bodyTooLarge: true });
    assert.deepEqual([large.status, large.body], [413, 'HTTP content length exceeded 10485760 bytes.']);
    assert.equal(headerOf(large.headers, 'access-control-allow-origin'), undefined);
  });
});

describe('callers of a REST API', () => {
  it('without a key or a signature are refused as on AWS', async () => {
    const api = restApi({
      '/key': [restMethod('GET', { apiKeyRequired: true })],
      '/iam': [restMethod('GET', { authorizationType: 'AWS_IAM' })],
    });
    assert.equal(fault(await ask(api, '/dev/key')), '403 {"message":"Forbidden"} ForbiddenException');
    assert.equal(
      fault(await ask(api, '/dev/iam')),
      '403 {"message":"Missing Authentication Token"} MissingAuthenticationTokenException',
    );
  });

  it('get 501 behind an authorizer that isn’t served', async () => {
    const api = restApi({ '/own': [restMethod('GET', { authorizationType: 'CUSTOM' })] });
    assert.equal((await ask(api, '/dev/own')).status, 501);
  });
});
