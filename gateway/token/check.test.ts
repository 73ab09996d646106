import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTokenCheck, type TokenRules } from './check.ts';
import { startIssuer, type TestIssuer } from './issuer.fixture.ts';

const nowMs = Date.UTC(2026, 6, 10, 19, 0, 0);
const now = nowMs / 1000;
const valid = { aud: 'app', exp: now + 60 };

describe('a token', () => {
  let issuer: TestIssuer;
  before(async () => {
    issuer = await startIssuer();
  });
  after(() => issuer.close());

  const rules = (overrides: Partial<TokenRules> = {}): TokenRules => ({
    issuer: issuer.url,
    audience: ['app'],
    nowMs,
    ...overrides,
  });
  const outcome = async (token: string, overrides: Partial<TokenRules> = {}): Promise<string> => {
    const checked = await createTokenCheck()(token, rules(overrides));
    return checked.ok ? 'valid' : checked.description;
  };

  it('signed with a key of its issuer is valid, RSA and elliptic curve', async () => {
    for (const alg of ['RS256', 'ES256'] as const) {
      const checked = await createTokenCheck()(await issuer.token({ ...valid, sub: 'me' }, { alg }), rules());
      assert.ok(checked.ok && checked.claims.sub === 'me', alg);
    }
  });

  it('is refused with a reason that a person can act on', async () => {
    const cases: readonly [Record<string, unknown>, string][] = [
      [{ ...valid, aud: 'other' }, 'the token does not have a valid audience'],
      [{ exp: now + 60 }, 'the token does not have a valid audience'],
      [{ ...valid, iss: 'https://other.example' }, 'the token does not have a valid issuer'],
      [{ ...valid, exp: now }, 'the token has expired'],
      [{ aud: 'app' }, 'the token has expired'],
      [{ ...valid, nbf: now + 1 }, 'the token is not valid yet'],
    ];
    for (const [claims, reason] of cases) assert.equal(await outcome(await issuer.token(claims)), reason);
  });

  it('may name its audience by client_id where it has no aud', async () => {
    assert.equal(await outcome(await issuer.token({ exp: now + 60, client_id: 'app' })), 'valid');
    assert.equal(
      await outcome(await issuer.token({ ...valid, aud: 'other', client_id: 'app' })),
      'the token does not have a valid audience',
    );
  });

  it('with a changed claim or an unknown key is refused', async () => {
    const [head, , signature] = (await issuer.token(valid)).split('.');
    const claims = Buffer.from(JSON.stringify({ iss: issuer.url, ...valid, admin: true })).toString(
      'base64url',
    );
    assert.equal(await outcome(`${head}.${claims}.${signature}`), 'the token has an invalid signature');
    assert.equal(
      await outcome(await issuer.token(valid, { kid: 'lost' })),
      'no key of the issuer matches the token',
    );
  });

  it('that can’t be one, or that nobody would take, leaves its issuer alone', async () => {
    const fetchedBefore = issuer.fetched.length;
    const unsigned = (alg: string) =>
      [{ alg }, { iss: issuer.url, ...valid }]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
        .concat('.');
    assert.equal(await outcome('abc'), 'token contains an invalid number of segments');
    assert.equal(await outcome('a.b.c'), 'the token is malformed');
    assert.equal(await outcome(unsigned('none')), 'signing method none is invalid');
    assert.equal(await outcome(unsigned('HS256')), 'signing method HS256 is invalid');
    assert.equal(await outcome(unsigned('a"\r\nX: 1')), 'signing method (unreadable) is invalid');
    assert.equal(
      await outcome(await issuer.token({ ...valid, aud: 'x' })),
      'the token does not have a valid audience',
    );
    assert.equal(issuer.fetched.length, fetchedBefore);
  });

  it('of an issuer known already doesn’t fetch its keys again', async () => {
    const check = createTokenCheck();
    await check(await issuer.token(valid), rules());
    const fetchedBefore = issuer.fetched.length;
    assert.ok((await check(await issuer.token({ ...valid, sub: 'again' }), rules())).ok);
    assert.equal(issuer.fetched.length, fetchedBefore);
  });

  it('has keys fetched again for a key that nobody has seen, where its rules say so', async () => {
    const check = createTokenCheck();
    const ask = async (seeks: object) => {
      await check(await issuer.token(valid), rules(seeks));
      const fetchedBefore = issuer.fetched.length;
      await check(await issuer.token(valid, { kid: 'new' }), rules(seeks));
      return issuer.fetched.slice(fetchedBefore);
    };
    assert.deepEqual(await ask({ seeksNewKeys: true }), ['/keys']);
    assert.deepEqual(await ask({}), []);
  });

  it('of an issuer that stands in for another is checked with the stand-in’s keys', async () => {
    const real = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool';
    const check = createTokenCheck({ [real]: issuer.url });
    const token = await issuer.token({ ...valid, iss: real });
    assert.ok((await check(token, rules({ issuer: real }))).ok);
  });
});

describe('an issuer', () => {
  it('that can’t be reached, or doesn’t answer, refuses tokens within its time, and is asked again later', async () => {
    const issuer = await startIssuer();
    const check = createTokenCheck();
    const rules = { issuer: issuer.url, audience: [], nowMs };
    const token = await issuer.token(valid);
    issuer.hang();
    for (const fetched of [1, 2]) {
      const late = await check(token, rules);
      assert.ok(!late.ok && late.description === 'OIDC discovery endpoint communication error');
      assert.equal(issuer.fetched.length, fetched);
    }
    await issuer.close();
    const gone = await check(token, rules);
    assert.ok(!gone.ok && gone.description === 'OIDC discovery endpoint communication error');
  });
});
