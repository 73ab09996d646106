import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Backend, backend, calledAtMs, callOf, restApi, restMethod } from '../api.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import { createTokenCheck } from '../token/check.ts';
import { startIssuer, type TestIssuer } from '../token/issuer.fixture.ts';
import { serveRest } from './serve.ts';
import { issuerOf } from './user-pool.ts';

const arn = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_pool';
const iss = issuerOf(arn);
const exp = calledAtMs / 1000 + 3600;

const authorizer = {
  type: 'COGNITO_USER_POOLS',
  id: 'pool',
  name: 'pool',
  identitySource: 'method.request.header.Authorization',
  userPoolArns: [arn],
  validation: null,
} as const;
const guarded = { authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'pool' } as const;
const api = restApi(
  {
    '/me': [restMethod('GET', guarded)],
    '/files': [restMethod('GET', { ...guarded, authorizationScopes: ['files/read', 'files/all'] })],
  },
  { authorizers: [authorizer] },
);

const fault = ({ status, body, headers }: Answer): string =>
  `${status} ${body} ${headerOf(headers, 'x-amzn-errortype')}`;
const unauthorized = '401 {"message":"Unauthorized"} UnauthorizedException';

describe('a Cognito user pool', () => {
  let issuer: TestIssuer;
  before(async () => {
    issuer = await startIssuer();
  });
  after(() => issuer.close());

  const ask = async (target: string, token: string | null, behind: Backend = backend({ body: 'ok' })) => {
    const own = { ...behind, checkToken: createTokenCheck({ [iss]: issuer.url }) };
    const headers = token === null ? {} : { Authorization: token };
    return serveRest(api, own).answer(callOf(target, { headers }));
  };

  it('is the issuer of tokens that name it', () => {
    assert.equal(iss, 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool');
    assert.equal(
      issuerOf('arn:aws-cn:cognito-idp:cn-north-1:1:userpool/cn-north-1_a'),
      'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a',
    );
  });

  it('lets identity tokens pass, with and without Bearer, and hands their claims over as text', async () => {
    const claims = {
      iss,
      exp,
      token_use: 'id',
      sub: 'me',
      'cognito:groups': ['a', 'b'],
      email_verified: true,
    };
    const token = await issuer.token(claims);
    const behind = backend({ body: 'ok' });
    assert.equal((await ask('/dev/me', token, behind)).status, 200);
    assert.equal((await ask('/dev/me', `Bearer ${token}`)).status, 200);
    const [event = {}] = behind.events;
    const { authorizer: found } = event.requestContext as Record<string, unknown>;
    assert.deepEqual(found, {
      claims: {
        iss,
        sub: 'me',
        token_use: 'id',
        'cognito:groups': 'a,b',
        email_verified: 'true',
        exp: 'Fri Jul 10 20:19:04 UTC 2026',
      },
    });
  });

  it('wants an access token with one of the scopes where the method names some', async () => {
    const access = (scope: string) => issuer.token({ iss, exp, token_use: 'access', scope });
    assert.equal((await ask('/dev/files', await access('openid files/read'))).status, 200);
    assert.equal(fault(await ask('/dev/files', await access('openid'))), unauthorized);
    assert.equal(fault(await ask('/dev/me', await access('openid'))), unauthorized);
  });

  it('refuses no token, a strange one and an expired one', async () => {
    assert.equal(fault(await ask('/dev/me', null)), unauthorized);
    assert.equal(fault(await ask('/dev/me', 'nonsense')), unauthorized);
    assert.equal(fault(await ask('/dev/me', await issuer.token({ exp }))), unauthorized);
    assert.equal(
      fault(await ask('/dev/me', await issuer.token({ iss, exp: calledAtMs / 1000 - 1 }))),
      '401 {"message":"The incoming token has expired"} UnauthorizedException',
    );
  });
});
