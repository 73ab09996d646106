import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Backend, backend, calledAtMs, callOf, restApi, restMethod, stackOf } from '../api.fixture.ts';
import { type Answer, headerOf } from '../call.ts';
import { serveDeployment } from '../main.ts';
import { createTokenCheck } from '../token/check.ts';
import { startIssuer, type TestIssuer } from '../token/issuer.fixture.ts';
import { serveRest } from './serve.ts';

const claims = {
  name: 'Doe, "Jané"',
  iat: 1516239022,
  version: '42',
  roles: ['user', 'editor'],
  address: { city: 'Seattle' },
  ok: true,
};

const first = 'https://id.example.com/';
const second = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool';
const exp = calledAtMs / 1000 + 3600;
const guard = { authorizationType: 'JWT', authorizerId: 'jwt' } as const;
const claim = (claimName: string, required: boolean, ...expectedValues: string[]) => ({
  claimName,
  required,
  expectedValues,
});

/** Trusts two issuers, with rules for the claims of the first. */
const api = restApi(
  {
    '/me': [restMethod('GET', guard)],
    '/orders': [restMethod('GET', { ...guard, authorizationScopes: ['orders:read', 'orders/read'] })],
    '/mapped': [
      restMethod('GET', {
        ...guard,
        methodResponses: [{ statusCode: '200', responseParameters: { 'method.response.header.X': false } }],
        integration: {
          type: 'MOCK',
          requestTemplates: { 'application/json': '{"statusCode": 200}' },
          passthroughBehavior: 'WHEN_NO_MATCH',
          responses: [
            {
              statusCode: '200',
              selectionPattern: null,
              responseParameters: { 'method.response.header.X': 'context.authorizer.claims.name' },
              responseTemplates: {
                'application/json':
                  '{"name": $context.authorizer.claims.name, "iat": $context.authorizer.claims.iat, "version": $context.authorizer.claims.version, "roles": $context.authorizer.claims.roles, "address": $context.authorizer.claims.address, "ok": $context.authorizer.claims.ok}',
              },
            },
          ],
        },
      }),
    ],
  },
  {
    authorizers: [
      {
        type: 'JWT',
        id: 'jwt',
        name: 'jwt',
        identitySource: 'method.request.header.X-Token',
        algorithms: ['RS256'],
        issuers: [
          {
            issuer: first,
            audiences: ['app', 'web'],
            additionalClaims: [
              claim('tenant', true, 'acme'),
              claim('device', true),
              claim('plan', false, 'pro'),
            ],
          },
          { issuer: second, audiences: ['client'], additionalClaims: [] },
        ],
      },
    ],
  },
);

const fault = ({ status, body, headers }: Answer): string =>
  `${status} ${body} ${headerOf(headers, 'x-amzn-errortype')}`;
const unauthorized = '401 {"message":"Unauthorized"} UnauthorizedException';

describe('a JWT authorizer of a REST API', () => {
  let issuer: TestIssuer;
  before(async () => {
    issuer = await startIssuer();
  });
  after(() => issuer.close());

  const ask = async (target: string, token: string | null, behind: Backend = backend({ body: 'ok' })) => {
    const own = { ...behind, checkToken: createTokenCheck({ '*': issuer.url }) };
    const headers = token === null ? {} : { 'x-token': token };
    return serveRest(api, own).answer(callOf(target, { headers }));
  };
  const good = { iss: first, aud: 'app', exp, tenant: 'acme', device: 'd1' };
  const asked = async (claims: object, target = '/dev/me') =>
    fault(await ask(target, await issuer.token({ ...good, ...claims })));
  const letIn = '200 ok undefined';

  it('takes tokens of every issuer it trusts, with and without Bearer, each with audiences of its own', async () => {
    const cognito = { iss: second, exp, client_id: 'client' };
    assert.equal(await asked({}), letIn);
    assert.equal(fault(await ask('/dev/me', `Bearer ${await issuer.token(good)}`)), letIn);
    assert.equal(await asked({ aud: ['other', 'web'] }), letIn);
    assert.equal(fault(await ask('/dev/me', await issuer.token(cognito))), letIn);
    assert.equal(await asked({ aud: 'client' }), unauthorized);
    assert.equal(fault(await ask('/dev/me', await issuer.token({ ...cognito, aud: 'app' }))), unauthorized);
  });

  it('refuses no token, nonsense, an issuer that differs by a slash, and times that are over or to come', async () => {
    assert.equal(fault(await ask('/dev/me', null)), unauthorized);
    for (const nonsense of ['nonsense', 'a.b.c', `a.${btoa('null')}.c`])
      assert.equal(fault(await ask('/dev/me', nonsense)), unauthorized, nonsense);
    assert.equal(await asked({ iss: first.slice(0, -1) }), unauthorized);
    assert.equal(await asked({ nbf: exp }), unauthorized);
    assert.equal(
      await asked({ exp: calledAtMs / 1000 - 1 }),
      '401 {"message":"The incoming token has expired"} UnauthorizedException',
    );
  });

  it('takes no algorithm but those that it names', async () => {
    const token = await issuer.token(good, { alg: 'ES256' });
    assert.equal(fault(await ask('/dev/me', token)), unauthorized);
  });

  it('holds the claims of an issuer against its rules, exactly and as single strings', async () => {
    assert.equal(await asked({ tenant: undefined }), unauthorized);
    assert.equal(await asked({ tenant: 'Acme' }), unauthorized);
    assert.equal(await asked({ tenant: ['acme'] }), unauthorized);
    assert.equal(await asked({ device: undefined }), unauthorized);
    assert.equal(await asked({ device: 7 }), letIn, 'it only has to be there');
    assert.equal(await asked({ plan: 'free' }), unauthorized);
    assert.equal(await asked({ plan: 'pro' }), letIn);
  });

  it('wants one of the scopes of a method in scope or scp, and denies a valid token without one', async () => {
    const denied = '403 {"Message":"User is not authorized to access this resource"} AccessDeniedException';
    assert.equal(await asked({ scope: 'openid orders:read' }, '/dev/orders'), letIn);
    assert.equal(await asked({ scp: ['orders/read'] }, '/dev/orders'), letIn);
    assert.equal(await asked({ scope: 'orders:write' }, '/dev/orders'), denied);
    assert.equal(await asked({}, '/dev/orders'), denied);
    assert.equal(await asked({ scope: 'orders:read', tenant: 'other' }, '/dev/orders'), unauthorized);
  });

  it('hands claims over to a function with their JSON types', async () => {
    const behind = backend({ body: 'ok' });
    await ask('/dev/me', await issuer.token({ ...good, ...claims }), behind);
    const [event = {}] = behind.events;
    const { authorizer } = event.requestContext as Record<string, unknown>;
    assert.deepEqual(authorizer, { claims: { ...good, ...claims } });
  });

  it('gives templates and mappings each claim as JSON text in ASCII', async () => {
    const { body, headers } = await ask('/dev/mapped', await issuer.token({ ...good, ...claims }));
    assert.equal(headerOf(headers, 'x'), String.raw`"Doe, \"Jan\u00E9\""`);
    assert.deepEqual(JSON.parse(String(body)), claims);
  });

  it('writes claims into access logs as they are, and only those of the first level', async () => {
    const logs = mkdtempSync(join(tmpdir(), 'claims-'));
    const format = ['name', 'roles', 'address', 'address.city', 'none']
      .map((name) => `$context.authorizer.claims.${name}`)
      .join(' ');
    const [stage] = api.stages;
    assert.ok(stage);
    const logged = { ...api, stages: [{ ...stage, accessLog: { logGroup: 'claims', format } }] };
    const gateway = await serveDeployment(
      { stacks: [stackOf({ apis: [logged] })] },
      { warnings: [], accessLogs: logs, issuerUrls: { '*': issuer.url }, now: () => calledAtMs },
    );
    try {
      const headers = { 'x-token': await issuer.token({ ...good, ...claims }) };
      assert.equal((await fetch(`${gateway.endpoint}/_api/${api.id}/dev/mapped`, { headers })).status, 200);
    } finally {
      await gateway.close();
    }
    const [file = ''] = readdirSync(logs);
    const line = readFileSync(join(logs, file), 'utf8');
    rmSync(logs, { recursive: true });
    assert.equal(line.trimEnd(), String.raw`"Doe, \"Jan\u00E9\"" ["user","editor"] {"city":"Seattle"} - -`);
  });
});
