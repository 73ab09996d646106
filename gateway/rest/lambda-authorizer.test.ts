import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CallOptions, callOf, restApi, restMethod } from '../api.fixture.ts';
import { authorizerArn, type GuardedBackend, guardedBackend, policyFor } from '../authorizer.fixture.ts';
import { type Answer, headerOf, type ServedApi } from '../call.ts';
import type { RestApi, RestAuthorizer } from '../model.ts';
import { serveRest } from './serve.ts';

type Token = Extract<RestAuthorizer, { type: 'TOKEN' }>;
type Request = Extract<RestAuthorizer, { type: 'REQUEST' }>;

const called = { function: { arn: authorizerArn, mayInvoke: true }, id: 'a', name: 'a' } as const;

const token = (overrides: Partial<Token> = {}): Token => ({
  ...called,
  type: 'TOKEN',
  identitySource: 'method.request.header.Authorization',
  validation: null,
  ttlSeconds: 0,
  ...overrides,
});

const byRequest = (overrides: Partial<Request> = {}): Request => ({
  ...called,
  type: 'REQUEST',
  identitySources: ['method.request.header.X-Who', 'method.request.querystring.q'],
  ttlSeconds: 0,
  ...overrides,
});

const guarded = { authorizationType: 'CUSTOM', authorizerId: 'a' } as const;

function apiBehind(authorizer: RestAuthorizer, overrides: Partial<RestApi> = {}): RestApi {
  const methods = ['GET', 'POST'].map((verb) => restMethod(verb, guarded));
  return restApi({ '/users/{id}': methods }, { authorizers: [authorizer], ...overrides });
}

function ask(api: RestApi, behind: GuardedBackend, options: CallOptions = {}): Promise<Answer> {
  return served(api, behind)({ headers: { Authorization: 'secret' }, ...options });
}

function served(api: RestApi, behind: GuardedBackend): (options?: CallOptions) => Promise<Answer> {
  const one: ServedApi = serveRest(api, behind);
  return (options = {}) => one.answer(callOf('/dev/users/1?q=x', options));
}

const fault = ({ status, body, headers }: Answer): string =>
  `${status} ${body} ${headerOf(headers, 'x-amzn-errortype')}`;

const unauthorized = '401 {"message":"Unauthorized"} UnauthorizedException';
const broken = '500 {"message":null} AuthorizerConfigurationException';
const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:abc123defg/dev/GET/users/1';

const authorizerOf = (behind: GuardedBackend): unknown =>
  (behind.events[0]?.requestContext as { authorizer?: unknown } | undefined)?.authorizer;

describe('a TOKEN authorizer', () => {
  it('gets the token and the ARN of the method called, and tells the integration who calls', async () => {
    const behind = guardedBackend(({ methodArn: arn }) =>
      policyFor('Allow', arn, { context: { tier: 'gold', seats: 3, trial: false, none: null } }),
    );
    assert.equal((await ask(apiBehind(token()), behind)).status, 200);
    assert.deepEqual(behind.asked, [{ type: 'TOKEN', methodArn, authorizationToken: 'secret' }]);
    const { integrationLatency, ...rest } = authorizerOf(behind) as Record<string, unknown>;
    assert.deepEqual(rest, { principalId: 'me', tier: 'gold', seats: '3', trial: 'false' });
    assert.equal(typeof integrationLatency, 'number');
  });

  it('isn’t asked about a missing token, or one that doesn’t match its expression as a whole', async () => {
    const behind = guardedBackend(() => policyFor('Allow', '*'));
    const api = apiBehind(token({ validation: 'Bearer [a-z]+' }));
    for (const headers of [
      {},
      { Authorization: '' },
      { Authorization: 'Bearer 1' },
      { Authorization: 'x Bearer a' },
    ])
      assert.equal(fault(await ask(api, behind, { headers })), unauthorized);
    assert.equal((await ask(api, behind, { headers: { Authorization: 'Bearer abc' } })).status, 200);
    assert.equal(behind.asked.length, 1);
  });

  it('refuses by a deny, or by a policy about other methods, in AWS’s words', async () => {
    const other = methodArn.replace('GET', 'POST');
    const refusals: readonly [unknown, string][] = [
      [
        policyFor('Deny', '*'),
        '403 {"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"} AccessDeniedException',
      ],
      [
        policyFor('Allow', other),
        '403 {"Message":"User is not authorized to access this resource"} AccessDeniedException',
      ],
    ];
    for (const [result, expected] of refusals)
      assert.equal(
        fault(
          await ask(
            apiBehind(token()),
            guardedBackend(() => result),
          ),
        ),
        expected,
      );
  });

  it('that denies can explain itself through a gateway response', async () => {
    const gatewayResponses = [
      {
        responseType: 'ACCESS_DENIED',
        statusCode: '402',
        responseParameters: { 'gatewayresponse.header.x-why': 'context.authorizer.why' },
        responseTemplates: { 'application/json': '{"why":"$context.authorizer.why"}' },
      },
    ];
    const behind = guardedBackend(() => policyFor('Deny', '*', { context: { why: 'unpaid' } }));
    const answer = await ask(apiBehind(token(), { gatewayResponses }), behind);
    assert.deepEqual([answer.status, answer.body], [402, '{"why":"unpaid"}']);
    assert.equal(headerOf(answer.headers, 'x-why'), 'unpaid');
  });

  it('that throws exactly Unauthorized answers 401, anything else 500 without a message', async () => {
    const throwing = (message: string) =>
      guardedBackend(() => {
        throw new Error(message);
      });
    assert.equal(fault(await ask(apiBehind(token()), throwing('Unauthorized'))), unauthorized);
    assert.equal(fault(await ask(apiBehind(token()), throwing('unauthorized'))), broken);
  });

  it('that answers nonsense, or may not be invoked, answers 500 and says why', async () => {
    const nonsense = [
      null,
      'text',
      {},
      { ...policyFor('Allow', '*'), principalId: undefined },
      { principalId: 'me', policyDocument: {} },
      policyFor('Allow', '*', { context: { deep: {} } }),
    ];
    for (const result of nonsense) {
      const behind = guardedBackend(() => result);
      assert.equal(fault(await ask(apiBehind(token()), behind)), broken, JSON.stringify(result));
      assert.match(behind.logged[0] ?? '', /^tested GET \/users\/1: authorizer a: /);
    }
    const forbidden = token({ function: { arn: authorizerArn, mayInvoke: false } });
    assert.equal(
      fault(
        await ask(
          apiBehind(forbidden),
          guardedBackend(() => policyFor('Allow', '*')),
        ),
      ),
      broken,
    );
  });
});

describe('the cache of a Lambda authorizer', () => {
  const withClock = (result: unknown) => {
    const clock = { nowMs: 0 };
    const behind = guardedBackend(() => result, { now: () => clock.nowMs });
    return { clock, behind };
  };
  const secret = { headers: { Authorization: 'secret' } };

  it('keeps a token’s policy for its time, and judges every method by it anew', async () => {
    const { clock, behind } = withClock(policyFor('Allow', methodArn));
    const call = served(apiBehind(token({ ttlSeconds: 300 })), behind);
    assert.equal((await call(secret)).status, 200);
    assert.equal((await call({ ...secret, method: 'POST' })).status, 403);
    clock.nowMs = 299_999;
    assert.equal((await call(secret)).status, 200);
    assert.equal(behind.asked.length, 1);
    clock.nowMs = 300_000;
    await call(secret);
    assert.equal(behind.asked.length, 2);
    await call({ headers: { Authorization: 'another' } });
    assert.equal(behind.asked.length, 3);
  });

  it('of no seconds keeps nothing, and a failure is never kept', async () => {
    const none = withClock(policyFor('Allow', '*'));
    const call = served(apiBehind(token()), none.behind);
    await call(secret);
    await call(secret);
    assert.equal(none.behind.asked.length, 2);
    const failing = withClock(null);
    const fail = served(apiBehind(token({ ttlSeconds: 300 })), failing.behind);
    await fail(secret);
    await fail(secret);
    assert.equal(failing.behind.asked.length, 2);
  });
});

describe('a REQUEST authorizer', () => {
  const headers = { 'X-Who': 'me' };

  it('gets the request without its body, empty parts as empty maps', async () => {
    const behind = guardedBackend(() => policyFor('Allow', '*'));
    const answer = await ask(apiBehind(byRequest()), behind, { method: 'POST', headers, body: '{}' });
    assert.equal(answer.status, 200);
    const [event = {}] = behind.asked;
    assert.equal(event.type, 'REQUEST');
    assert.equal(event.methodArn, methodArn.replace('GET', 'POST'));
    assert.equal(event.path, '/users/1');
    assert.deepEqual(event.pathParameters, { id: '1' });
    assert.deepEqual(event.queryStringParameters, { q: 'x' });
    assert.deepEqual(event.stageVariables, {});
    assert.equal('body' in event || 'isBase64Encoded' in event, false);
  });

  it('isn’t asked where one of its identity sources is missing or empty', async () => {
    const behind = guardedBackend(() => policyFor('Allow', '*'));
    assert.equal(fault(await ask(apiBehind(byRequest()), behind, { headers: {} })), unauthorized);
    const variable = byRequest({ identitySources: ['stageVariables.tenant'] });
    assert.equal(fault(await ask(apiBehind(variable), behind, { headers })), unauthorized);
    assert.equal(behind.asked.length, 0);
    const context = byRequest({ identitySources: ['context.httpMethod', 'context.identity.sourceIp'] });
    assert.equal((await ask(apiBehind(context), behind, { headers: {} })).status, 200);
  });

  it('without identity sources is asked about everybody', async () => {
    const behind = guardedBackend(() => policyFor('Allow', '*'));
    const api = apiBehind(byRequest({ identitySources: [] }));
    assert.equal((await ask(api, behind, { headers: {} })).status, 200);
    assert.equal(behind.asked.length, 1);
  });
});
