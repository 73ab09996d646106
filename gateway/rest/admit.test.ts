import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Backend,
  backend,
  type CallOptions,
  calledAtMs,
  callOf,
  restApi,
  restMethod,
} from '../api.fixture.ts';
import { authorizerArn, guardedBackend, policyFor } from '../authorizer.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import type { MethodThrottle, RestApi } from '../model.ts';
import { createBucket } from '../throttle/bucket.ts';
import { createUsagePlans } from '../throttle/usage-plans.ts';
import { serveRest } from './serve.ts';

const ok = { statusCode: 200, body: 'ok' };
const fault = ({ status, body, headers }: Answer): string =>
  `${status} ${body} ${headerOf(headers, 'x-amzn-errortype')}`;
const forbidden = '403 {"message":"Forbidden"} ForbiddenException';
const throttled = '429 {"message":"Too Many Requests"} TooManyRequestsException';

const keys = [{ id: 'key1', name: 'key', value: 'secret-key', enabled: true }];
const planned = { apiId: 'abc123defg', stage: 'dev', methods: {} };
const plan = { id: 'p', name: 'p', apiStages: [planned], throttle: null, quota: null, keyIds: ['key1'] };

function served(api: RestApi, behind: Backend): (target: string, options?: CallOptions) => Promise<Answer> {
  const one = serveRest(api, behind);
  return (target, options = {}) => one.answer(callOf(target, options));
}

const stage = (throttling: readonly MethodThrottle[] = []) => ({
  stages: [{ name: 'dev', deploymentId: 'd', throttling, variables: {}, tags: {} }],
});

function identityIn({ events }: Backend): Record<string, unknown> {
  const [event = {}] = events;
  return (event.requestContext as { identity: Record<string, unknown> }).identity;
}

describe('a method that needs an API key', () => {
  const api = restApi({
    '/key': [restMethod('GET', { apiKeyRequired: true })],
    '/open': [restMethod('GET')],
  });
  const headers = { 'X-API-Key': 'secret-key' };

  it('is open to a key of a plan of its stage, and tells the integration whose it is', async () => {
    const behind = { ...backend(ok), usagePlans: createUsagePlans(keys, [plan]) };
    assert.equal((await served(api, behind)('/dev/key', { headers })).status, 200);
    const identity = identityIn(behind);
    assert.deepEqual([identity.apiKey, identity.apiKeyId], ['secret-key', 'key1']);
  });

  it('answers Forbidden to no key, a wrong one, and one without a plan', async () => {
    const call = served(api, { ...backend(ok), usagePlans: createUsagePlans(keys, [plan]) });
    assert.equal(fault(await call('/dev/key')), forbidden);
    assert.equal(fault(await call('/dev/key', { headers: { 'X-API-Key': 'guess' } })), forbidden);
    const unplanned = served(api, { ...backend(ok), usagePlans: createUsagePlans(keys, []) });
    assert.equal(fault(await unplanned('/dev/key', { headers })), forbidden);
  });

  it('counts against the plan’s quota, which calls of open methods don’t', async () => {
    const quota = { limit: 1, offset: 0, period: 'DAY' } as const;
    const call = served(api, { ...backend(ok), usagePlans: createUsagePlans(keys, [{ ...plan, quota }]) });
    for (let index = 0; index < 3; index += 1)
      assert.equal((await call('/dev/open', { headers })).status, 200);
    assert.equal((await call('/dev/key', { headers })).status, 200);
    assert.equal(
      fault(await call('/dev/key', { headers })),
      '429 {"message":"Limit Exceeded"} LimitExceededException',
    );
  });

  it('takes the key of the authorizer instead of the header’s, where the API says so', async () => {
    const authorizer = {
      type: 'TOKEN',
      id: 'a',
      name: 'a',
      function: { arn: authorizerArn, mayInvoke: true },
      identitySource: 'method.request.header.Authorization',
      validation: null,
      ttlSeconds: 300,
    } as const;
    const guarded = { authorizationType: 'CUSTOM', authorizerId: 'a', apiKeyRequired: true } as const;
    const own = restApi(
      { '/key': [restMethod('GET', guarded)] },
      { apiKeySource: 'AUTHORIZER', authorizers: [authorizer] },
    );
    const usageIdentifierKey = ({ authorizationToken }: Record<string, unknown>) => authorizationToken;
    const behind = guardedBackend(
      (event) => policyFor('Allow', '*', { usageIdentifierKey: usageIdentifierKey(event) }),
      { usagePlans: createUsagePlans(keys, [plan]) },
    );
    const call = served(own, behind);
    const twice = { headers: { Authorization: 'secret-key' } };
    assert.equal((await call('/dev/key', twice)).status, 200);
    assert.equal((await call('/dev/key', twice)).status, 200, 'from the cache too');
    const both = { headers: { Authorization: 'guess', 'X-API-Key': 'secret-key' } };
    assert.equal(fault(await call('/dev/key', both)), forbidden);
  });
});

describe('a throttled stage', () => {
  const once = { ratePerSecond: 1, burst: 1 };
  const api = (throttling: readonly MethodThrottle[]) =>
    restApi({ '/a': [restMethod('GET'), restMethod('POST')], '/b': [restMethod('GET')] }, stage(throttling));
  const clocked = () => {
    const clock = { nowMs: 0 };
    return { clock, behind: { ...backend(ok), now: () => clock.nowMs } };
  };

  it('answers Too Many Requests without telling when to retry, until the bucket has refilled', async () => {
    const { clock, behind } = clocked();
    const call = served(api([{ resourcePath: '/*', httpMethod: '*', throttle: once }]), behind);
    assert.equal((await call('/dev/a')).status, 200);
    const refused = await call('/dev/a');
    assert.equal(fault(refused), throttled);
    assert.equal(headerOf(refused.headers, 'retry-after'), undefined);
    clock.nowMs = 1000;
    assert.equal((await call('/dev/a')).status, 200);
  });

  it('regains tokens within a millisecond, and so does a plan', async () => {
    const fast = { ratePerSecond: 10_000, burst: 1 };
    const plans = createUsagePlans(keys, [{ ...plan, throttle: fast }]);
    const planned = restApi({ '/a': [restMethod('GET', { apiKeyRequired: true })] }, stage());
    const headers = { 'X-API-Key': 'secret-key' };
    for (const limited of [api([{ resourcePath: '/*', httpMethod: '*', throttle: fast }]), planned]) {
      let [fineMs, statuses] = [0, [] as number[]];
      const behind = { ...backend(ok), usagePlans: plans, now: () => 0, fineNow: () => fineMs };
      const call = served(limited, behind);
      for (fineMs of [0, 0.05, 0.15]) statuses.push((await call('/dev/a', { headers })).status);
      assert.deepEqual(statuses, [200, 429, 200]);
    }
  });

  it('limits each method by itself, and a method of its own setting by that', async () => {
    const { behind } = clocked();
    const settings = [
      { resourcePath: '/a', httpMethod: 'GET', throttle: { ratePerSecond: 1, burst: 2 } },
      { resourcePath: '/*', httpMethod: '*', throttle: once },
    ];
    const call = served(api(settings), behind);
    const statuses = async (target: string, method: string) => [
      (await call(target, { method })).status,
      (await call(target, { method })).status,
      (await call(target, { method })).status,
    ];
    assert.deepEqual(await statuses('/dev/a', 'GET'), [200, 200, 429]);
    assert.deepEqual(await statuses('/dev/a', 'POST'), [200, 429, 429]);
    assert.deepEqual(await statuses('/dev/b', 'GET'), [200, 429, 429]);
  });

  it('is limited by its account as well, together with other APIs', async () => {
    const accountBucket = createBucket({ ratePerSecond: 1, burst: 2 });
    const one = served(api([]), { ...backend(ok), now: () => 0, accountBucket });
    const other = served(api([]), { ...backend(ok), now: () => 0, accountBucket });
    assert.deepEqual(
      [(await one('/dev/a')).status, (await other('/dev/a')).status, (await one('/dev/b')).status],
      [200, 200, 429],
    );
  });

  it('refuses before the validator and the function see the call, and by a gateway response', async () => {
    const { behind } = clocked();
    const gatewayResponses = [
      {
        responseType: 'THROTTLED',
        statusCode: '420',
        responseParameters: {},
        responseTemplates: { 'application/json': '{"error":$context.error.messageString}' },
      },
    ];
    const never = [{ resourcePath: '/*', httpMethod: '*', throttle: { ratePerSecond: 0, burst: 0 } }];
    const call = served({ ...api(never), gatewayResponses }, behind);
    const { status, body } = await call('/dev/a');
    assert.deepEqual([status, body], [420, '{"error":"Too Many Requests"}']);
    assert.equal(behind.events.length, 0);
  });
});

describe('a resource policy', () => {
  const invoke = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
  const withPolicy = (...statements: readonly object[]) =>
    restApi(
      { '/a': [restMethod('GET')], '/iam': [restMethod('GET', { authorizationType: 'AWS_IAM' })] },
      { policy: { Statement: statements } },
    );
  const from = (network: string) => ({ Condition: { IpAddress: { 'aws:SourceIp': network } } });
  const anonymous =
    'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:abc123defg/dev/GET/a';

  it('has to allow an anonymous caller, by address and by method', async () => {
    const allowed = withPolicy({ ...invoke, Effect: 'Allow', ...from('127.0.0.0/8') });
    assert.equal((await served(allowed, backend(ok))('/dev/a')).status, 200);
    for (const statement of [
      { ...invoke, Effect: 'Allow', ...from('192.0.2.0/24') },
      { ...invoke, Effect: 'Allow', Resource: 'execute-api:/prod/*' },
    ]) {
      const answer = await served(withPolicy(statement), backend(ok))('/dev/a');
      assert.equal(fault(answer), `403 ${JSON.stringify({ Message: anonymous })} AccessDeniedException`);
    }
  });

  it('that denies says so', async () => {
    const deny = { ...invoke, Effect: 'Deny', ...from('127.0.0.1') };
    const answer = await served(withPolicy({ ...invoke, Effect: 'Allow' }, deny), backend(ok))('/dev/a');
    assert.equal(
      fault(answer),
      `403 ${JSON.stringify({ Message: `${anonymous} with an explicit deny` })} AccessDeniedException`,
    );
  });

  it('needs to allow a caller that signs no more than not to deny it', async () => {
    const signed: Partial<Backend> = {
      checkSignature: async () => ({ kind: 'signed', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
    };
    const call = served(withPolicy(), { ...backend(ok), ...signed });
    assert.equal((await call('/dev/iam')).status, 200);
    const denied = served(withPolicy({ ...invoke, Effect: 'Deny' }), { ...backend(ok), ...signed });
    assert.equal((await denied('/dev/iam')).status, 403);
  });
});

describe('a method with AWS_IAM', () => {
  const api = restApi({ '/iam': [restMethod('GET', { authorizationType: 'AWS_IAM' })] });

  it('tells its integration who signed', async () => {
    const behind: Backend = {
      ...backend(ok),
      checkSignature: async () => ({ kind: 'signed', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
    };
    assert.equal((await served(api, behind)('/dev/iam')).status, 200);
    const identity = identityIn(behind);
    assert.equal(identity.accessKey, 'AKIAIOSFODNN7EXAMPLE');
    assert.equal(identity.accountId, '123456789012');
    assert.equal(identity.userArn, 'arn:aws:iam::123456789012:user/local');
  });

  it('is checked in the region of its API, by the gateway’s clock', async () => {
    const arrivals: unknown[] = [];
    const behind: Backend = {
      ...backend(ok),
      region: 'eu-west-1',
      checkSignature: async (_call, arrival) => {
        arrivals.push(arrival);
        return { kind: 'unsigned' };
      },
    };
    await served(api, behind)('/dev/iam');
    assert.deepEqual(arrivals, [{ nowMs: calledAtMs, region: 'eu-west-1' }]);
  });

  it('refuses no signature, another Authorization header and a wrong signature, each in AWS’s words', async () => {
    const call = served(api, backend(ok));
    assert.equal(
      fault(await call('/dev/iam')),
      '403 {"message":"Missing Authentication Token"} MissingAuthenticationTokenException',
    );
    assert.match(
      fault(await call('/dev/iam', { headers: { Authorization: 'Bearer x' } })),
      /^403 .*IncompleteSignatureException$/,
    );
    const wrong: Backend = {
      ...backend(ok),
      checkSignature: async () => ({
        kind: 'refused',
        errorType: 'InvalidSignatureException',
        message: 'no',
      }),
    };
    assert.equal(
      fault(await served(api, wrong)('/dev/iam')),
      '403 {"message":"no"} InvalidSignatureException',
    );
  });
});
