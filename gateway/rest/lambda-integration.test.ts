import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Backend,
  backend,
  type CallOptions,
  callOf,
  functionArn,
  restApi,
  restMethod,
} from '../api.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import { failure, type Invocation } from '../function/invocation.ts';
import { isSendable } from '../header-rules.ts';
import type { LambdaIntegration, RestMethod } from '../model.ts';
import { serveRest } from './serve.ts';

const integration: LambdaIntegration = {
  type: 'AWS',
  function: { arn: functionArn, mayInvoke: true },
  httpMethod: 'POST',
  timeoutMs: 1000,
  requestParameters: {},
  requestTemplates: {},
  passthroughBehavior: 'WHEN_NO_MATCH',
  responses: [
    { statusCode: '200', selectionPattern: null, responseParameters: {}, responseTemplates: {} },
    { statusCode: '404', selectionPattern: 'not found.*', responseParameters: {}, responseTemplates: {} },
  ],
};

interface Asked extends CallOptions {
  readonly behind?: Backend;
  readonly method?: string;
  readonly binaryMediaTypes?: readonly string[];
}

/** Calls `ANY /{proxy+}` of an API whose integration is this one with some parts changed. */
async function ask(changes: Partial<LambdaIntegration>, target: string, asked: Asked = {}): Promise<Answer> {
  const method: RestMethod = restMethod('ANY', {
    methodResponses: [
      { statusCode: '200', responseParameters: {} },
      { statusCode: '404', responseParameters: {} },
    ],
    integration: { ...integration, ...changes },
  });
  const { binaryMediaTypes = [] } = asked;
  const api = restApi({ '/{proxy+}': [method] }, { binaryMediaTypes });
  return serveRest(api, asked.behind ?? backend({ a: 1 })).answer(callOf(target, asked));
}

const throwing = (errorMessage: string): Backend =>
  backend(
    async (): Promise<Invocation> => ({
      ok: false,
      kind: 'unhandled',
      error: { errorMessage, errorType: 'KeyError', stackTrace: ['line 1'] },
    }),
  );

const response = (statusCode: string, changes: object): LambdaIntegration['responses'] => [
  { statusCode, selectionPattern: null, responseParameters: {}, responseTemplates: {}, ...changes },
];

describe('an AWS integration with a function', () => {
  it('passes the body as the event, and its result as the answer', async () => {
    const behind = backend({ greeting: 'hi' });
    const answer = await ask({}, '/dev/x', { behind, method: 'POST', body: '{\n"q": [1]}' });
    assert.deepEqual(behind.events, [{ q: [1] }]);
    assert.deepEqual([answer.status, answer.body], [200, '{"greeting":"hi"}']);
    assert.equal(headerOf(answer.headers, 'content-type'), 'application/json');
    assert.ok(headerOf(answer.headers, 'x-amzn-trace-id'));
  });

  it('sends {} for a request without a body', async () => {
    const behind = backend(null);
    assert.equal((await ask({}, '/dev/x', { behind })).body, 'null');
    assert.deepEqual(behind.events, [{}]);
  });

  it('makes the event with the template of the media type, and refuses others as it is told to', async () => {
    const requestTemplates = {
      'application/json': '{"who": "$input.params(\'who\')", "all": $input.json(\'$\')}',
    };
    const behind = backend({});
    await ask({ requestTemplates }, '/dev/x?who=me', {
      behind,
      method: 'POST',
      body: '{"id": 12345678901234567}',
    });
    assert.equal(JSON.stringify(behind.events[0]?.who), '"me"');
    const text = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' };
    assert.equal((await ask({ requestTemplates }, '/dev/x', text)).status, 200);
    for (const passthroughBehavior of ['NEVER', 'WHEN_NO_TEMPLATES'] as const)
      assert.equal((await ask({ requestTemplates, passthroughBehavior }, '/dev/x', text)).status, 415);
    const otherwise = { ...requestTemplates, $default: '{}' };
    assert.equal(
      (await ask({ requestTemplates: otherwise, passthroughBehavior: 'NEVER' }, '/dev/x', text)).status,
      200,
    );
  });

  it('reads headers by their names as they were sent, and compares numbers with fractions in filters', async () => {
    const template =
      '{"own": "$input.params(\'X-Who\')", "other": "$input.params(\'x-who\')", "dear": $input.json("$.items[?(@.price > 9)].name")}';
    const behind = backend({});
    await ask({ requestTemplates: { 'application/json': template } }, '/dev/x', {
      behind,
      method: 'POST',
      headers: { 'X-Who': 'me' },
      body: '{"items": [{"name": "a", "price": 10.0}, {"name": "b", "price": 1.0}]}',
    });
    assert.deepEqual(behind.events, [{ own: 'me', other: '', dear: ['a'] }]);
  });

  it('wraps a form that is no JSON as one text', async () => {
    const behind = backend({});
    const requestTemplates = { 'application/x-www-form-urlencoded': '{"form": $input.json("$")}' };
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    await ask({ requestTemplates }, '/dev/x', { behind, method: 'POST', headers, body: 'a=1&b=2' });
    assert.deepEqual(behind.events, [{ form: 'a=1&b=2' }]);
  });

  it('refuses a payload that is no JSON with the words of Lambda', async () => {
    const answer = await ask({}, '/dev/x', { method: 'POST', body: 'a=1' });
    assert.equal(answer.status, 400);
    assert.match(String(answer.body), /^\{"message": "Could not parse request body into json: /);
  });

  it('chooses the response by the whole message of an error, whose document is the body', async () => {
    const found = await ask({}, '/dev/x', { behind: throwing('not found: 7') });
    assert.equal(found.status, 404);
    assert.equal(JSON.parse(String(found.body)).errorMessage, 'not found: 7');
    assert.equal((await ask({}, '/dev/x', { behind: throwing('it was not found') })).status, 200);
    assert.equal((await ask({}, '/dev/x', { behind: backend({ errorMessage: 'not found' }) })).status, 200);
  });

  it('fails with 500 where no response is for the result', async () => {
    const responses = response('200', { selectionPattern: 'never' });
    assert.equal((await ask({ responses }, '/dev/x')).status, 500);
    assert.equal((await ask({ responses: response('201', {}) }, '/dev/x')).status, 500);
  });

  it('sets the status that a response template sets, as a catch-all API does it for errors', async () => {
    const template = `#if($input.path("stackTrace") != '')#set($context.responseOverride.status = 500)
#elseif($input.path("httpStatus") != '')#set($context.responseOverride.status = $input.path("httpStatus"))
#end$input.json("$")`;
    const responses = response('200', { responseTemplates: { 'application/json': template } });
    const statusOf = async (behind: Backend) => (await ask({ responses }, '/dev/a/b', { behind })).status;
    assert.equal(await statusOf(throwing('boom')), 500);
    assert.equal(await statusOf(backend({ httpStatus: 418, a: 1 })), 418);
    assert.equal(await statusOf(backend({ httpStatus: '404' })), 404);
    assert.equal(await statusOf(backend({ httpStatus: 'none' })), 200);
    assert.equal(await statusOf(backend({ a: 1 })), 200);
    const { body } = await ask({ responses }, '/dev/a', { behind: backend({ httpStatus: 418, a: 1 }) });
    assert.deepEqual(JSON.parse(String(body)), { httpStatus: 418, a: 1 });
  });

  it('maps headers from the result, the request, the context, the stage and literals', async () => {
    const responses = response('200', {
      responseParameters: {
        'method.response.header.X-Id': 'integration.response.body.user.id',
        'method.response.header.X-Body': 'integration.response.body',
        'method.response.header.X-Literal': "'it''s'",
        'method.response.header.X-Api': 'context.apiId',
        'method.response.header.X-Gone': 'integration.response.body.nothing',
        'method.response.header.Server': "'mine'",
        'method.response.header.Transfer-Encoding': "'chunked'",
      },
    });
    const { headers } = await ask({ responses }, '/dev/x', { behind: backend({ user: { id: 7 } }) });
    const named = (name: string) => headerOf(headers, name);
    assert.deepEqual(
      ['x-id', 'x-body', 'x-literal', 'x-api', 'x-gone', 'server', 'transfer-encoding'].map(named),
      ['7', '{"user":{"id":7}}', "it''s", 'abc123defg', undefined, undefined, undefined],
    );
    assert.equal(named('x-amzn-remapped-server'), 'mine');
  });

  it('answers with the media type of the template that the caller accepts', async () => {
    const responseTemplates = { 'text/html': '<p>$input.path("a")</p>', 'application/json': '{}' };
    const responses = response('200', { responseTemplates });
    const html = await ask({ responses }, '/dev/x', { headers: { Accept: 'text/html,*/*' } });
    assert.deepEqual([html.body, headerOf(html.headers, 'content-type')], ['<p>1</p>', 'text/html']);
    assert.equal((await ask({ responses }, '/dev/x')).body, '{}');
  });

  it('with the invocation type Event doesn’t wait, and answers nothing', async () => {
    const requestParameters = { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" };
    const behind = backend(() => new Promise<Invocation>(() => {}));
    const answer = await ask({ requestParameters }, '/dev/x', { behind, method: 'POST', body: '{"a":1}' });
    assert.deepEqual([answer.status, answer.body, behind.events], [200, '', [{ a: 1 }]]);
  });

  it('invokes by the header of a request where it is mapped', async () => {
    const requestParameters = {
      'integration.request.header.X-Amz-Invocation-Type': 'method.request.header.InvocationType',
    };
    const sync = await ask({ requestParameters }, '/dev/x');
    assert.equal(sync.body, '{"a":1}');
    const dry = backend({});
    const answer = await ask({ requestParameters }, '/dev/x', {
      behind: dry,
      headers: { InvocationType: 'DryRun' },
    });
    assert.deepEqual([answer.body, dry.events], ['', []]);
  });

  for (const name of ['Authorization', 'Connection', 'Content-Length', 'Expect', 'TE', 'Transfer-Encoding'])
    it(`fails every request that maps onto ${name}`, async () => {
      const requestParameters = { [`integration.request.header.${name}`]: "'x'" };
      const behind = backend({});
      assert.equal((await ask({ requestParameters }, '/dev/x', { behind })).status, 500);
      assert.deepEqual(behind.events, []);
      assert.match(behind.logged[0] ?? '', new RegExp(`sets the header ${name}`));
    });

  it('makes of whatever a function returns, and of whatever comes in, something that can be sent', async () => {
    const template =
      '#set($context.responseOverride.header = $input.path("h"))$input.path("$")$input.json("$.h")';
    const responses = response('200', {
      responseParameters: { 'method.response.header.X': 'integration.response.body' },
      responseTemplates: { 'application/json': template },
    });
    const headers = fc.dictionary(fc.string(), fc.jsonValue());
    const results = fc.oneof(fc.jsonValue(), fc.record({ h: fc.oneof(headers, fc.jsonValue()) }));
    await fc.assert(
      fc.asyncProperty(results, fc.string(), async (result, body) => {
        const answer = await ask({ responses }, '/dev/x', { behind: backend(result), method: 'POST', body });
        assert.ok([200, 400].includes(answer.status), String(answer.body));
        for (const line of answer.headers) assert.ok(isSendable(line), line.join(': '));
      }),
      { seed: 20260710, numRuns: 300 },
    );
  });

  it('fails as AWS does: time, permission, a function that is not there, a GET', async () => {
    const never = backend(() => new Promise<Invocation>(() => {}));
    assert.equal((await ask({ timeoutMs: 10 }, '/dev/x', { behind: never })).status, 504);
    assert.equal((await ask({ function: { arn: functionArn, mayInvoke: false } }, '/dev/x')).status, 500);
    const lost = backend(async () => failure('no-such-function', 'ResourceNotFoundException', 'lost'));
    assert.equal((await ask({}, '/dev/x', { behind: lost })).status, 500);
    assert.equal((await ask({ httpMethod: 'GET' }, '/dev/x')).status, 500);
  });
});

describe('content handling', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]);
  const binaryMediaTypes = ['image/png'];
  const post = { method: 'POST', headers: { 'Content-Type': 'image/png' }, body: png, binaryMediaTypes };

  it('gives a template binary payloads as base64 where it is to be text, and fails where it is not', async () => {
    const requestTemplates = { 'image/png': '{"image": "$input.body"}' };
    const behind = backend({});
    await ask({ requestTemplates, contentHandling: 'CONVERT_TO_TEXT' }, '/dev/x', { ...post, behind });
    assert.deepEqual(behind.events, [{ image: png.toString('base64') }]);
    assert.equal((await ask({ requestTemplates }, '/dev/x', post)).status, 500);
  });

  it('decodes a function’s base64 where the response is to be binary, or the caller accepts it', async () => {
    const behind = backend(png.toString('base64'));
    const converted = response('200', { contentHandling: 'CONVERT_TO_BINARY' });
    assert.deepEqual((await ask({ responses: converted }, '/dev/x', { behind })).body, png);
    const accepting = { behind, binaryMediaTypes, headers: { Accept: 'image/png' } };
    assert.deepEqual((await ask({}, '/dev/x', accepting)).body, png);
    assert.equal((await ask({}, '/dev/x', { behind })).body, JSON.stringify(png.toString('base64')));
    // Words hold nothing else than base64 does, but blanks between.
    for (const result of [{ no: 'base64' }, 'this is a UTF8 text typed object'])
      assert.equal((await ask({ responses: converted }, '/dev/x', { behind: backend(result) })).status, 500);
  });
});
