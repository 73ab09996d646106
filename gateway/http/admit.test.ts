import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Backend,
  backend,
  type CallOptions,
  calledAtMs,
  callOf,
  httpApi,
  httpRoute,
  httpStage,
} from '../api.fixture.ts';
import { authorizerArn, guardedBackend, policyFor } from '../authorizer.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import type { HttpApi, HttpAuthorizer, HttpCors } from '../model.ts';
import { createTokenCheck } from '../token/check.ts';
import { startIssuer, type TestIssuer } from '../token/issuer.fixture.ts';
import { serveHttp } from './serve.ts';

const fault = ({ status, body }: Answer): string => `${status} ${body}`;
const unauthorized = '401 {"message":"Unauthorized"}';
const forbidden = '403 {"message":"Forbidden"}';
const broken = '500 {"message":"Internal Server Error"}';

function served(api: HttpApi, behind: Backend): (target: string, options?: CallOptions) => Promise<Answer> {
  const one = serveHttp(api, behind);
  return (target, options = {}) => one.answer(callOf(target, options));
}

/** What the integration was told of the caller. */
function authorizerIn({ events }: Backend): unknown {
  const [event = {}] = events;
  return (event.requestContext as { authorizer?: unknown }).authorizer;
}

describe('a Lambda authorizer of an HTTP API', () => {
  type Lambda = Extract<HttpAuthorizer, { type: 'REQUEST' }>;
  const lambda = (overrides: Partial<Lambda> = {}): Lambda => ({
    type: 'REQUEST',
    id: 'a',
    name: 'a',
    function: { arn: authorizerArn, mayInvoke: true },
    payloadFormatVersion: '2.0',
    simpleResponses: true,
    identitySources: ['$request.header.Authorization'],
    ttlSeconds: 0,
    ...overrides,
  });
  const guarded = { authorizationType: 'CUSTOM', authorizerId: 'a' } as const;
  const apiBehind = (overrides: Partial<Lambda> = {}) =>
    httpApi([httpRoute('GET /users/{id}', guarded), httpRoute('POST /users/{id}', guarded)], {
      authorizers: [lambda(overrides)],
    });
  const secret = { headers: { Authorization: 'secret' } };
  const routeArn = 'arn:aws:execute-api:us-east-1:123456789012:abc123defg/$default/GET/users/1';

  it('by a simple answer lets callers pass with its context as it is, or refuses them', async () => {
    const context = { tier: 'gold', seats: 3, tags: ['a'], deep: { b: true } };
    const behind = guardedBackend(() => ({ isAuthorized: true, context }));
    assert.equal((await served(apiBehind(), behind)('/users/1', secret)).status, 200);
    assert.deepEqual(authorizerIn(behind), { lambda: context });
    const [event = {}] = behind.asked;
    assert.deepEqual(
      [event.version, event.type, event.routeArn, event.identitySource, event.routeKey],
      ['2.0', 'REQUEST', routeArn, ['secret'], 'GET /users/{id}'],
    );
    assert.deepEqual(event.pathParameters, { id: '1' });
    assert.equal('body' in event || 'isBase64Encoded' in event, false);
    const silent = guardedBackend(() => ({ isAuthorized: true }));
    await served(apiBehind(), silent)('/users/1', secret);
    assert.deepEqual(authorizerIn(silent), { lambda: null });
    const refusing = guardedBackend(() => ({ isAuthorized: false }));
    assert.equal(fault(await served(apiBehind(), refusing)('/users/1', secret)), forbidden);
  });

  it('by a policy lets callers pass where it allows the route', async () => {
    for (const [version, arnName] of [
      ['1.0', 'methodArn'],
      ['2.0', 'routeArn'],
    ] as const) {
      const api = apiBehind({ simpleResponses: false, payloadFormatVersion: version });
      const outcome = async (result: (arn: unknown) => unknown) => {
        const behind = guardedBackend((event) => result(event[arnName]));
        return { behind, answer: await served(api, behind)('/users/1', secret) };
      };
      const allowed = await outcome((arn) => policyFor('Allow', arn, { context: { tier: 'gold' } }));
      assert.equal(allowed.answer.status, 200, version);
      assert.deepEqual(authorizerIn(allowed.behind), { lambda: { tier: 'gold' } });
      assert.equal(fault((await outcome(() => policyFor('Deny', '*'))).answer), forbidden);
      assert.equal(fault((await outcome(() => policyFor('Allow', 'other'))).answer), forbidden);
    }
  });

  it('stands beside claims that are null in an event of format 1.0', async () => {
    const behind = guardedBackend(() => ({ isAuthorized: true, context: { tier: 'gold' } }));
    const route = httpRoute('GET /users/{id}', guarded);
    const integration = { ...route.integration, payloadFormatVersion: '1.0' } as typeof route.integration;
    const api = httpApi([{ ...route, integration }], { authorizers: [lambda()] });
    assert.equal((await served(api, behind)('/users/1', secret)).status, 200);
    assert.deepEqual(authorizerIn(behind), { claims: null, scopes: null, tier: 'gold' });
  });

  it('in format 1.0 gets the method’s ARN and the identity sources in one text', async () => {
    const behind = guardedBackend(({ methodArn }) => policyFor('Allow', methodArn));
    const api = apiBehind({
      simpleResponses: false,
      payloadFormatVersion: '1.0',
      identitySources: ['$request.header.Authorization', '$request.querystring.q'],
    });
    assert.equal((await served(api, behind)('/users/1?q=2', secret)).status, 200);
    const [event = {}] = behind.asked;
    assert.deepEqual(
      [event.version, event.type, event.methodArn, event.identitySource, event.authorizationToken],
      ['1.0', 'REQUEST', routeArn, 'secret,2', 'secret,2'],
    );
    assert.deepEqual([event.resource, event.httpMethod], ['/users/{id}', 'GET']);
  });

  it('isn’t asked without its identity sources, and without any configured always is', async () => {
    const behind = guardedBackend(() => ({ isAuthorized: true }));
    assert.equal(fault(await served(apiBehind(), behind)('/users/1')), unauthorized);
    assert.equal(behind.asked.length, 0);
    assert.equal((await served(apiBehind({ identitySources: [] }), behind)('/users/1')).status, 200);
    assert.equal(behind.asked[0]?.identitySource, null);
  });

  it('that fails, answers nonsense or may not be invoked answers 500 and says why', async () => {
    const failing: readonly (() => unknown)[] = [
      () => ({ isAuthorized: 'yes' }),
      () => null,
      () => {
        throw new Error('out of order');
      },
    ];
    for (const authorize of failing) {
      const behind = guardedBackend(authorize);
      assert.equal(fault(await served(apiBehind(), behind)('/users/1', secret)), broken);
      assert.match(behind.logged[0] ?? '', /^tested GET \/users\/1: authorizer a: /);
    }
    const mayNot = apiBehind({ function: { arn: authorizerArn, mayInvoke: false } });
    assert.equal(
      fault(
        await served(
          mayNot,
          guardedBackend(() => ({})),
        )('/users/1', secret),
      ),
      broken,
    );
  });

  it('keeps its answer for its time, for all routes, unless the route identifies callers too', async () => {
    const clock = { nowMs: 0 };
    const outcome = async (identitySources: readonly string[]) => {
      const behind = guardedBackend(() => ({ isAuthorized: true }), { now: () => clock.nowMs });
      const call = served(apiBehind({ ttlSeconds: 60, identitySources }), behind);
      clock.nowMs = 0;
      await call('/users/1', secret);
      await call('/users/1', { ...secret, method: 'POST' });
      const atOnce = behind.asked.length;
      clock.nowMs = 60_000;
      await call('/users/1', secret);
      return [atOnce, behind.asked.length];
    };
    const header = '$request.header.Authorization';
    assert.deepEqual(await outcome([header]), [1, 2]);
    assert.deepEqual(await outcome([header, '$context.routeKey']), [2, 3]);
  });

  it('may go by any context variable, such as what the client’s certificate says', async () => {
    const behind = guardedBackend(() => ({ isAuthorized: true }));
    const call = served(apiBehind({ identitySources: ['$context.identity.clientCert.subjectDN'] }), behind);
    const validity = { notBefore: '', notAfter: '' };
    const clientCert = { clientCertPem: '', subjectDN: 'CN=me', issuerDN: '', serialNumber: '1', validity };
    assert.equal((await call('/users/1', { clientCert })).status, 200);
    assert.deepEqual(behind.asked[0]?.identitySource, ['CN=me']);
    assert.equal(fault(await call('/users/1')), unauthorized);
  });
});

describe('a JWT authorizer', () => {
  let issuer: TestIssuer;
  before(async () => {
    issuer = await startIssuer();
  });
  after(() => issuer.close());
  const exp = calledAtMs / 1000 + 3600;

  const ask = async (token: string | null, scopes: readonly string[] = [], behind = backend('ok')) => {
    const authorizer = {
      type: 'JWT',
      id: 'jwt',
      name: 'jwt',
      identitySource: '$request.header.Authorization',
      issuer: issuer.url,
      audience: ['app'],
    } as const;
    const guarded = { authorizationType: 'JWT', authorizerId: 'jwt', authorizationScopes: scopes };
    const api = httpApi([httpRoute('GET /me', guarded)], { authorizers: [authorizer] });
    const headers = token === null ? {} : { Authorization: token };
    return served(api, { ...behind, checkToken: createTokenCheck() })('/me', { headers });
  };
  const challenge = (answer: Answer) => headerOf(answer.headers, 'www-authenticate');

  it('lets valid tokens pass, with and without Bearer, and hands claims and scopes over', async () => {
    const token = await issuer.token({
      aud: 'app',
      exp,
      sub: 'me',
      scope: 'read write',
      groups: ['a', 'b'],
      verified: true,
      nickname: null,
    });
    const behind = backend('ok');
    assert.equal((await ask(`Bearer ${token}`, ['read'], behind)).status, 200);
    assert.equal((await ask(token)).status, 200);
    assert.deepEqual(authorizerIn(behind), {
      jwt: {
        claims: {
          iss: issuer.url,
          aud: 'app',
          exp: String(exp),
          sub: 'me',
          scope: 'read write',
          groups: '[a b]',
          verified: 'true',
        },
        scopes: ['read', 'write'],
      },
    });
    const unscoped = backend('ok');
    await ask(token, [], unscoped);
    assert.equal((authorizerIn(unscoped) as { jwt: { scopes: unknown } }).jwt.scopes, null);
  });

  it('challenges callers without a token, and tells the others what is wrong with theirs', async () => {
    const none = await ask(null);
    assert.deepEqual([fault(none), challenge(none)], [unauthorized, 'Bearer']);
    const reasons: readonly [string, string][] = [
      ['nonsense', 'token contains an invalid number of segments'],
      [await issuer.token({ aud: 'other', exp }), 'the token does not have a valid audience'],
    ];
    for (const [token, reason] of reasons) {
      const refused = await ask(`Bearer ${token}`);
      const expected = `Bearer scope="" error="invalid_token" error_description="${reason}"`;
      assert.deepEqual([fault(refused), challenge(refused)], [unauthorized, expected]);
    }
  });

  it('wants one of the route’s scopes', async () => {
    const token = await issuer.token({ aud: 'app', exp, scope: 'read' });
    assert.equal((await ask(token, ['write', 'read'])).status, 200);
    const refused = await ask(token, ['write']);
    assert.equal(fault(refused), forbidden);
    assert.match(challenge(refused) ?? '', /error="insufficient_scope"/);
    const azure = await issuer.token({ aud: 'app', exp, scp: ['read'] });
    assert.equal((await ask(azure, ['read'])).status, 200);
  });
});

describe('a route with AWS_IAM', () => {
  const api = httpApi([httpRoute('GET /x', { authorizationType: 'AWS_IAM' })]);

  it('tells its integration who signed, and refuses everybody else in one way', async () => {
    const behind: Backend = {
      ...backend('ok'),
      checkSignature: async () => ({ kind: 'signed', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
    };
    assert.equal((await served(api, behind)('/x')).status, 200);
    const { iam } = authorizerIn(behind) as { iam: Record<string, unknown> };
    assert.equal(iam.accessKey, 'AKIAIOSFODNN7EXAMPLE');
    assert.equal(iam.userArn, 'arn:aws:iam::123456789012:user/local');
    assert.equal(fault(await served(api, backend('ok'))('/x')), forbidden);
    const wrong: Backend = {
      ...backend('ok'),
      checkSignature: async () => ({
        kind: 'refused',
        errorType: 'InvalidSignatureException',
        message: 'no',
      }),
    };
    assert.equal(fault(await served(api, wrong)('/x')), forbidden);
  });
});

describe('a throttled stage of an HTTP API', () => {
  it('limits each route by its own setting, else by the default', async () => {
    const stage = httpStage('$default', {
      defaultThrottle: { ratePerSecond: 1, burst: 1 },
      routeThrottling: { 'GET /a': { ratePerSecond: 1, burst: 2 } },
    });
    const api = httpApi(['GET /a', 'GET /b', 'GET /c'], { stages: [stage] });
    const call = served(api, backend('ok'));
    const statuses: number[] = [];
    for (const target of ['/a', '/a', '/a', '/b', '/b', '/c']) statuses.push((await call(target)).status);
    assert.deepEqual(statuses, [200, 200, 429, 200, 429, 200]);
    assert.equal(fault(await call('/a')), '429 {"message":"Too Many Requests"}');
  });

  it('regains tokens within a millisecond', async () => {
    const stage = httpStage('$default', { defaultThrottle: { ratePerSecond: 10_000, burst: 1 } });
    let fineMs = 0;
    const behind = { ...backend('ok'), now: () => 0, fineNow: () => fineMs };
    const call = served(httpApi(['GET /a'], { stages: [stage] }), behind);
    const statuses: number[] = [];
    for (fineMs of [0, 0.05, 0.15]) statuses.push((await call('/a')).status);
    assert.deepEqual(statuses, [200, 429, 200]);
  });
});

describe('a preflight of an HTTP API with CORS', () => {
  const cors: HttpCors = {
    allowOrigins: ['https://a.example'],
    allowMethods: ['GET'],
    allowHeaders: [],
    exposeHeaders: [],
    allowCredentials: false,
    maxAge: null,
  };
  const asked: CallOptions = {
    method: 'OPTIONS',
    headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' },
  };
  const guarded = { authorizationType: 'AWS_IAM' } as const;

  it('is refused, with CORS headers, where the route that takes it wants to know who calls', async () => {
    const behind = backend('ok');
    const call = served(
      httpApi([httpRoute('ANY /x', guarded), httpRoute('GET /y', guarded)], { cors }),
      behind,
    );
    const refused = await call('/x', asked);
    assert.equal(fault(refused), forbidden);
    assert.equal(headerOf(refused.headers, 'access-control-allow-origin'), 'https://a.example');
    assert.equal((await call('/y', asked)).status, 204, 'no route takes OPTIONS /y');
    assert.equal(behind.events.length, 0);
  });

  it('is answered by the gateway where that route lets its caller pass', async () => {
    const token = { type: 'REQUEST', id: 'a', name: 'a', identitySources: [], ttlSeconds: 0 } as const;
    const lambda = { payloadFormatVersion: '2.0', simpleResponses: true } as const;
    const authorizer = { ...token, ...lambda, function: { arn: authorizerArn, mayInvoke: true } };
    const behind = guardedBackend(() => ({ isAuthorized: true }));
    const routes = [httpRoute('ANY /x', { authorizationType: 'CUSTOM', authorizerId: 'a' })];
    const answer = await served(httpApi(routes, { cors, authorizers: [authorizer] }), behind)('/x', asked);
    assert.equal(answer.status, 204);
    assert.deepEqual([behind.asked.length, behind.events.length], [1, 0]);
  });

  it('passes by an OPTIONS route for anybody, which goes before $default', async () => {
    const routes = [httpRoute('$default', guarded), httpRoute('OPTIONS /{proxy+}')];
    const answer = await served(httpApi(routes, { cors }), backend('ok'))('/x', asked);
    assert.equal(answer.status, 204);
    assert.equal(headerOf(answer.headers, 'access-control-allow-methods'), 'GET');
    assert.equal(
      fault(await served(httpApi(routes.slice(0, 1), { cors }), backend('ok'))('/x', asked)),
      forbidden,
    );
  });
});
