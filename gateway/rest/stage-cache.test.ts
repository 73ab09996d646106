import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backend, calledAtMs, callOf, restApi, restMethod } from '../api.fixture.ts';
import { headerOf } from '../call.ts';
import { loadText, restApiOf } from '../definition/written-template.fixture.ts';
import type { MethodCaching } from '../model.ts';
import { serveRest } from './serve.ts';

const everything: MethodCaching = {
  resourcePath: '/*',
  httpMethod: '*',
  enabled: true,
  ttlSeconds: 300,
  authorizesRefresh: true,
  unauthorizedRefresh: 'SUCCEED_WITH_RESPONSE_HEADER',
};

/** An API whose function counts its calls and answers the count. */
function counting(
  caching: readonly MethodCaching[],
  body = '',
): {
  ask(target: string, headers?: Record<string, string>, method?: string): Promise<string>;
  answer(
    target: string,
    headers?: Record<string, string>,
  ): ReturnType<ReturnType<typeof serveRest>['answer']>;
  later(seconds: number): void;
} {
  let calls = 0;
  let nowMs = calledAtMs;
  const api = restApi(
    {
      '/a': [
        restMethod('ANY', {
          cacheKeyParameters: ['method.request.querystring.page', 'method.request.header.Accept-Language'],
        }),
      ],
      '/users/{id}': [restMethod('GET')],
    },
    { stages: [{ name: 'dev', deploymentId: 'd', throttling: [], variables: {}, tags: {}, caching }] },
  );
  const surroundings = backend(async () => {
    calls += 1;
    return { ok: true, payload: JSON.stringify({ statusCode: 200, body: `${calls}${body}` }) };
  });
  const served = serveRest(api, { ...surroundings, now: () => nowMs });
  return {
    async ask(target, headers = {}, method = 'GET') {
      return (await served.answer(callOf(target, { headers, method }))).body.toString();
    },
    answer: (target, headers = {}) => served.answer(callOf(target, { headers })),
    later(seconds) {
      nowMs += seconds * 1000;
    },
  };
}

describe('a stage cache', () => {
  it('answers a request again until its time is over', async () => {
    const { ask, later } = counting([everything]);
    assert.equal(await ask('/dev/a'), '1');
    later(299);
    assert.equal(await ask('/dev/a'), '1');
    later(1);
    assert.equal(await ask('/dev/a'), '2');
  });

  it('tells requests apart by declared key parameters, and by nothing else', async () => {
    const { ask } = counting([everything]);
    assert.equal(await ask('/dev/a?page=1'), '1');
    assert.equal(await ask('/dev/a?page=2'), '2');
    assert.equal(await ask('/dev/a?page=1&other=x', { accept: 'text/plain' }), '1');
    assert.equal(await ask('/dev/users/1'), '3');
    assert.equal(await ask('/dev/users/2'), '3');
  });

  it('tells requests apart by headers of the key in any case, as HTTP/2 writes them small', async () => {
    const { ask } = counting([everything]);
    assert.equal(await ask('/dev/a', { 'Accept-Language': 'de' }), '1');
    assert.equal(await ask('/dev/a', { 'accept-language': 'en' }), '2');
    assert.equal(await ask('/dev/a', { 'accept-language': 'de' }), '1');
  });

  it('keeps GET only, unless the method has a setting of its own', async () => {
    const stageWide = counting([everything]);
    assert.deepEqual(
      [await stageWide.ask('/dev/a', {}, 'POST'), await stageWide.ask('/dev/a', {}, 'POST')],
      ['1', '2'],
    );
    const own = counting([{ ...everything, resourcePath: '/a', httpMethod: 'ANY' }]);
    assert.deepEqual([await own.ask('/dev/a', {}, 'POST'), await own.ask('/dev/a', {}, 'POST')], ['1', '1']);
  });

  it('keeps nothing with a TTL of 0, where a method’s setting turns it off, or beyond 1 MiB', async () => {
    for (const { ask } of [
      counting([{ ...everything, ttlSeconds: 0 }]),
      counting([{ ...everything, resourcePath: '/a', httpMethod: 'ANY', enabled: false }, everything]),
      counting([]),
      counting([everything], 'x'.repeat(1_048_576)),
    ]) {
      await ask('/dev/a');
      assert.match(await ask('/dev/a'), /^2/);
    }
  });

  it('keeps what an integration answers whatever its status, and nothing where it failed', async () => {
    for (const [results, statuses] of [
      [[{ ok: true, payload: '{"statusCode":503}' }], [503, 503]],
      [
        [
          { ok: true, payload: 'no response' },
          { ok: true, payload: '{}' },
        ],
        [502, 200],
      ],
      [
        [
          { ok: false, kind: 'unhandled', error: { errorType: 'E', errorMessage: 'e' } },
          { ok: true, payload: '{}' },
        ],
        [502, 200],
      ],
    ] as const) {
      const left = [...results];
      const stage = { name: 'dev', deploymentId: 'd', throttling: [], variables: {}, tags: {} };
      const api = restApi({ '/a': [restMethod('GET')] }, { stages: [{ ...stage, caching: [everything] }] });
      const served = serveRest(
        api,
        backend(async () => left.shift() ?? { ok: true, payload: '{"statusCode":418}' }),
      );
      const seen = [await served.answer(callOf('/dev/a')), await served.answer(callOf('/dev/a'))];
      assert.deepEqual(
        seen.map(({ status }) => status),
        statuses,
      );
    }
  });
});

describe('Cache-Control: max-age=0', () => {
  const fresh = { 'cache-control': 'max-age=0' };

  it('refreshes the entry for everybody where no authorization is asked for', async () => {
    const { ask } = counting([{ ...everything, authorizesRefresh: false }]);
    assert.deepEqual([await ask('/dev/a'), await ask('/dev/a', fresh), await ask('/dev/a')], ['1', '2', '2']);
  });

  it('refreshes the entry for who signed the request', async () => {
    let calls = 0;
    const stage = { name: 'dev', deploymentId: 'd', throttling: [], variables: {}, tags: {} };
    const api = restApi(
      { '/a': [restMethod('GET', { authorizationType: 'AWS_IAM' })] },
      { stages: [{ ...stage, caching: [{ ...everything, unauthorizedRefresh: 'FAIL_WITH_403' }] }] },
    );
    const served = serveRest(api, {
      ...backend(async () => ({ ok: true, payload: JSON.stringify({ body: `${++calls}` }) })),
      checkSignature: async () => ({ kind: 'signed', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
    });
    const ask = async (headers = {}) => (await served.answer(callOf('/dev/a', { headers }))).body;
    assert.deepEqual([await ask(), await ask(), await ask(fresh), await ask()], ['1', '1', '2', '2']);
  });

  for (const [unauthorizedRefresh, status, warning] of [
    ['FAIL_WITH_403', 403, undefined],
    [
      'SUCCEED_WITH_RESPONSE_HEADER',
      200,
      '199 Cache-control headers were ignored because the caller was unauthorized.',
    ],
    ['SUCCEED_WITHOUT_RESPONSE_HEADER', 200, undefined],
  ] as const)
    it(`of a caller that may not: ${unauthorizedRefresh}`, async () => {
      const { ask, answer } = counting([{ ...everything, unauthorizedRefresh }]);
      await ask('/dev/a');
      const refused = await answer('/dev/a', fresh);
      assert.equal(refused.status, status);
      assert.equal(headerOf(refused.headers, 'warning'), warning);
      assert.equal(await ask('/dev/a'), '1');
    });
});

describe('the cache of a template', () => {
  it('is read from its stage and the integrations of its methods', () => {
    const { stack } = loadText(`Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      RequestParameters: { method.request.querystring.page: false }
      Integration: { Type: MOCK, CacheKeyParameters: [method.request.querystring.page] }
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Api } }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: dev
      CacheClusterEnabled: true
      MethodSettings:
        - { ResourcePath: /*, HttpMethod: "*", CachingEnabled: true }
        - { ResourcePath: /, HttpMethod: GET, CachingEnabled: true, CacheTtlInSeconds: 5 }
`);
    const api = restApiOf(stack);
    assert.deepEqual(api.stages[0]?.caching, [
      { ...everything, resourcePath: '/', httpMethod: 'GET', ttlSeconds: 5 },
      everything,
    ]);
    assert.deepEqual(api.pathResources[0]?.methods[0]?.cacheKeyParameters, [
      'method.request.querystring.page',
    ]);
  });
});
