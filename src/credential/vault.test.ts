import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { UsageError } from '../errors/usage-error.ts';
import { openVault, Vault } from './vault.ts';

const issuer = await generateKeyPair('RS256');
const token = await new SignJWT({ sub: 'alice', aud: 'shop', scope: 'read write', client_id: 'c1' })
  .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
  .setIssuer('https://issuer.example')
  .setExpirationTime(2_000_000_000)
  .sign(issuer.privateKey);
const aws = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG',
  sessionToken: 'session-1',
};
const vault = new Vault(
  new Map([
    ['env:TOKEN', token],
    ['env:OPAQUE', 'opaque-secret-1'],
  ]),
  async () => ({ aws: { env: {} }, credentials: aws }),
);
const get = {
  method: 'GET',
  url: 'https://abc.execute-api.eu-west-1.amazonaws.com/dev/a%20b?q=C%2B%2B&t=1&t=2',
  headers: {},
};

describe('a secret header', () => {
  test('is put in with its scheme, and never to be written down', async () => {
    const secretHeaders = { authorization: { from: 'env:TOKEN', scheme: 'Bearer' } } as const;
    const { headers, hidden } = await vault.dress(
      { ...get, headers: { accept: '*/*' }, secretHeaders },
      null,
    );
    assert.deepEqual(headers, { accept: '*/*', authorization: `Bearer ${token}` });
    assert.ok(hidden.includes(token));
  });

  test('is made up where nobody gave it out, and no secret then', async () => {
    const secretHeaders = { 'x-api-key': { madeUp: 'abc' } };
    assert.deepEqual(await vault.dress({ ...get, secretHeaders }, null), {
      headers: { 'x-api-key': 'abc' },
      hidden: [],
    });
  });
});

describe('a forged token', () => {
  const forged = async (forgery: 'signature-changed' | 'another-key' | 'unsigned') => {
    const { headers, hidden } = await vault.dress(
      { ...get, secretHeaders: { authorization: { from: 'env:TOKEN', forged: forgery } } },
      null,
    );
    const sent = headers.authorization ?? '';
    assert.ok(hidden.includes(sent), 'what is made of a secret is one');
    return sent;
  };

  test('keeps all but the end of its signature', async () => {
    const sent = await forged('signature-changed');
    assert.equal(sent.length, token.length);
    assert.equal(sent.slice(0, -10), token.slice(0, -10));
    assert.notEqual(sent, token);
    await assert.rejects(jwtVerify(sent, issuer.publicKey));
  });

  test('has the same claims and key id under a key of nobody', async () => {
    const sent = await forged('another-key');
    assert.deepEqual(decodeJwt(sent), decodeJwt(token));
    assert.deepEqual(decodeProtectedHeader(sent), decodeProtectedHeader(token));
    await assert.rejects(jwtVerify(sent, issuer.publicKey));
  });

  test('says that it has no signature, and has none', async () => {
    const sent = await forged('unsigned');
    assert.equal(decodeProtectedHeader(sent).alg, 'none');
    assert.match(sent, /\.$/);
    assert.deepEqual(decodeJwt(sent), decodeJwt(token));
  });

  test('is made of a JWT only; an opaque one is changed at its end', async () => {
    const opaque = (forgery: 'signature-changed' | 'another-key' | 'unsigned') => ({
      secretHeaders: { authorization: { from: 'env:OPAQUE', forged: forgery } as const },
    });
    assert.equal(vault.canDress(opaque('unsigned')), false);
    assert.equal(vault.canDress(opaque('another-key')), false);
    assert.equal(vault.canDress(opaque('signature-changed')), true);
  });
});

test('a token is described without itself and without whose it is', () => {
  const told = vault.tokensOf({ secretHeaders: { authorization: { from: 'env:TOKEN' } } });
  assert.deepEqual(told.authorization, {
    algorithm: 'RS256',
    issuer: 'https://issuer.example',
    audience: ['shop'],
    clientId: 'c1',
    expiresAt: '2033-05-18T03:33:20.000Z',
    notBefore: null,
    scopes: ['read', 'write'],
    claimNames: ['sub', 'aud', 'scope', 'client_id', 'iss', 'exp'],
    use: null,
  });
  assert.doesNotMatch(JSON.stringify(told), /alice/);
  assert.deepEqual(vault.tokensOf({ secretHeaders: { 'x-api-key': { from: 'env:OPAQUE' } } }), {});
});

describe('a signature', () => {
  const signing = { region: 'eu-west-1', secret: 'own' } as const;

  test('is of the service execute-api and the region, with the session token, and kept out of files', async () => {
    const { headers, hidden } = await vault.dress({ ...get, secretHeaders: {}, signing }, null);
    assert.match(
      headers.authorization ?? '',
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
    assert.equal(headers['x-amz-security-token'], 'session-1');
    assert.ok(hidden.includes(headers.authorization ?? ''));
    assert.ok(hidden.includes('session-1'));
    assert.ok(hidden.includes(aws.secretAccessKey));
  });

  test('with a made-up secret is another', async () => {
    const wrong = { region: 'eu-west-1', secret: 'made-up' } as const;
    const one = await vault.dress({ ...get, secretHeaders: {}, signing }, null);
    const other = await vault.dress({ ...get, secretHeaders: {}, signing: wrong }, null);
    assert.notEqual(one.headers.authorization, other.headers.authorization);
    assert.match(other.headers.authorization ?? '', /AKIAIOSFODNN7EXAMPLE/);
  });

  const needy = { ...get, secretHeaders: {}, signing, place: 'shop: GET /a' };
  const nowhere = {
    PATH: process.env.PATH,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };

  test('takes the credentials of the environment', async () => {
    const env = { ...nowhere, AWS_ACCESS_KEY_ID: 'AKIDOWN', AWS_SECRET_ACCESS_KEY: 'own' };
    const opened = await openVault([needy], { cwd: '.', env });
    assert.match((await opened.dress(needy, null)).headers.authorization ?? '', /Credential=AKIDOWN\//);
  });

  test('needs a region before anything is sent', async () => {
    const env = { ...nowhere, AWS_ACCESS_KEY_ID: 'AKIDOWN', AWS_SECRET_ACCESS_KEY: 'own' };
    const custom = { ...needy, url: 'https://api.example.com/a', signing: { ...signing, region: null } };
    await assert.rejects(openVault([custom], { cwd: '.', env }), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(
        error.message,
        /^The region that requests to https:\/\/api\.example\.com are to be signed for/,
      );
      return true;
    });
    await openVault([custom], { cwd: '.', env: { ...env, AWS_REGION: 'eu-west-1' } });
  });
});
