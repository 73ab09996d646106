import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KeyStanding } from '../credential/key-standing.ts';
import type { TokenFacts } from '../credential/token.ts';
import { deploymentOf } from '../deployment/deployment.fixture.ts';
import type { DeployedRoute } from '../deployment/deployment.ts';
import { read } from '../deployment/reading.ts';
import { observe } from './answer.ts';
import { authCauses } from './causes/auth.ts';
import { credentialCauses } from './causes/credentials.ts';
import { causeOf } from './diagnosis.ts';
import { type Told, tell } from './exchange.fixture.ts';
import { judge } from './judge.ts';
import { neighbourhoodsOf } from './neighbourhood.ts';
import { promiseOf } from './promise.ts';

const bare = (subject: string): Told => ({ purpose: 'no-credentials', probe: { does: 'none', subject } });
const forged = (does: string, value?: string): Told => ({
  purpose: 'wrong-credentials',
  probe: { does, subject: 'authorization', ...(value === undefined ? {} : { value }) },
});
const token = (facts: Partial<TokenFacts>): Told => ({
  status: 401,
  body: { message: 'Unauthorized' },
  secretHeaders: { authorization: { from: 'env:TOKEN', scheme: 'Bearer' } },
  tokens: {
    authorization: {
      algorithm: 'RS256',
      issuer: 'https://issuer.example',
      audience: ['shop'],
      clientId: null,
      expiresAt: '2030-01-01T00:00:00.000Z',
      notBefore: null,
      scopes: [],
      use: null,
      ...facts,
    },
  },
});
const keyed = (standing: Partial<KeyStanding>): Told => ({
  status: 403,
  body: { message: 'Forbidden' },
  secretHeaders: { 'x-api-key': { from: 'env:KEY' } },
  apiKey: { known: true, enabled: true, plans: [{ id: 'p1', name: 'plan', quota: null }], ...standing },
});
const signed = (text: string, headers: Told['headers'] = {}): Told => ({
  status: 403,
  body: { message: text },
  headers,
  signing: { region: 'eu-west-1', secret: 'own' },
});

const cases: { readonly [cause: string]: readonly [check: string, Told, RegExp] } = {
  'authorizer-fails-on-refusals': [
    'wrong-credentials',
    { ...forged('made-up'), status: 500, body: { message: null } },
    /authorizer itself is broken.* no denial/,
  ],
  'error-instead-of-refusal': [
    'no-credentials',
    { ...bare('authorization'), status: 502, body: { message: 'Internal server error' } },
    /error came where a refusal should have/,
  ],
  'key-not-required': ['no-credentials', bare('x-api-key'), /does not demand one.* ApiKeyRequired/],
  'signature-not-demanded': ['no-credentials', bare('iam'), /no AWS_IAM authorization/],
  'authorizer-missing': ['no-credentials', bare('authorization'), /No authorizer stands before/],
  'refused-let-in': [
    'wrong-credentials',
    { ...token({ audience: ['another'] }), ...forged('refused', 'wrong audience'), status: 200 },
    /calls refused \(wrong audience\) was let in \(for the audience another\).* audience \(aud/,
  ],
  'unsigned-let-in': ['wrong-credentials', forged('unsigned'), /alg none/],
  'signature-unchecked': ['wrong-credentials', forged('another-key'), /without verifying its signature/],
  'anything-let-in': ['wrong-credentials', forged('made-up'), /takes any credentials/],
  'past-authorization': [
    'no-credentials',
    { ...bare('x-api-key'), key: 'POST /items', method: 'POST', status: 400 },
    /Nothing asked for credentials/,
  ],
  'key-unknown': ['status', keyed({ known: false }), /no such API key in this region/],
  'key-disabled': ['status', keyed({ enabled: false }), /the key is disabled/],
  'key-in-no-plan': ['status', keyed({ plans: [] }), /in no usage plan of this stage/],
  'key-sound': ['status', keyed({}), /not the key: a web ACL is a candidate/],
  'token-expired': [
    'status',
    token({ expiresAt: '2025-12-31T23:00:00.000Z' }),
    /expired at 2025-12-31T23:00:00Z, 60 min before the request/,
  ],
  'token-not-yet': ['status', token({ notBefore: '2026-01-01T00:10:00.000Z' }), /good from .*, 10 min after/],
  'token-refused-because': [
    'status',
    {
      ...token({}),
      apiType: 'http',
      headers: {
        'www-authenticate': 'Bearer scope="" error="invalid_token" error_description="no key fits"',
      },
    },
    /no key fits. It says iss https:\/\/issuer.example, aud shop, exp 2030/,
  ],
  'clock-skew': [
    'status',
    signed('Signature expired: now', {
      date: 'Thu, 01 Jan 2026 00:20:00 GMT',
      'x-amzn-errortype': 'InvalidSignatureException',
    }),
    /clock is 20 minutes off/,
  ],
  'session-expired': [
    'status',
    signed('The security token included in the request is expired'),
    /session .* expired/,
  ],
  'unknown-access-key': [
    'status',
    signed('The security token included in the request is invalid.'),
    /does not know the access key/,
  ],
  'signature-refused': [
    'status',
    signed('The request signature we calculated does not match the signature you provided. Check it.'),
    /does not match the signature you provided\. Compare region/,
  ],
  'iam-not-allowed': [
    'status',
    signed('User: arn:aws:iam::123456789012:user/a is not authorized to perform: execute-api:Invoke'),
    /may not call this route/,
  ],
};

/** Shown by tests below: they need more than one exchange, or what is deployed. */
const elsewhere = [
  'answer-cached-across-callers',
  'credentials-refused-everywhere',
  'token-of-another-issuer',
  'token-for-another-audience',
  'token-of-another-algorithm',
  'token-without-claim',
  'token-without-scope',
  'cognito-wrong-token',
];

function factsOf(check: string, told: Told) {
  const { exchange, contract } = tell(told);
  const observed = observe(exchange);
  const promised = promiseOf(exchange, [contract]);
  const outcome = judge([exchange], [contract]).find((each) => each.check === check);
  return {
    check,
    failure: { outcome: 'fail', message: outcome?.message ?? 'it failed' },
    observed,
    promised,
    neighbourhood: neighbourhoodsOf([observed])(observed),
    deployment: null,
  } as const;
}

describe('who was let in or refused is explained', () => {
  for (const [id, [check, told, says]] of Object.entries(cases)) {
    test(id, () => {
      const facts = factsOf(check, told);
      assert.equal(causeOf(facts)?.id, id);
      const { exchange, contract } = tell(told);
      const result = judge([exchange], [contract]).find((each) => each.check === check);
      assert.match(result?.diagnosis ?? '', says);
    });
  }

  test('every cause is shown', () => {
    const ids = [...authCauses, ...credentialCauses].map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), [...Object.keys(cases), ...elsewhere].toSorted());
  });
});

test('credentials that nobody takes are told from one route that refuses them', () => {
  const refused: Told = { status: 401, body: 'no', secretHeaders: { authorization: { from: 'env:TOKEN' } } };
  const one = tell(refused);
  const two = { ...tell(refused).exchange, id: 'another' };
  const said = judge([one.exchange, two], [one.contract]).find(({ check }) => check === 'status');
  assert.match(
    said?.diagnosis ?? '',
    /don't work at all: each of the 2 examples.* whether TOKEN is for this/,
  );
  const sound = { ...tell({ ...refused, status: 200 }).exchange, id: 'another' };
  const alone = judge([one.exchange, sound], [one.contract]).find(({ check }) => check === 'status');
  assert.doesNotMatch(alone?.diagnosis ?? '', /don't work at all/);
});

test('an answer out of the cache is told from a route that lets everybody in', () => {
  const cached: Told = { route: { cache: { ttlSeconds: 60, keyedBy: ['query.q'] } }, body: { mine: 1 } };
  const own = tell(cached);
  const leaked = { ...tell({ ...cached, ...bare('authorization') }).exchange, id: 'leaked' };
  const past = tell({ ...cached, purpose: 'no-credentials', probe: { does: 'none-uncached' }, status: 401 });
  const said = (exchanges: Parameters<typeof judge>[0]) =>
    judge(exchanges, [own.contract]).find(
      ({ check, outcome }) => check === 'no-credentials' && outcome === 'fail',
    )?.diagnosis ?? '';
  assert.match(
    said([own.exchange, leaked, { ...past.exchange, id: 'past' }]),
    /stage's cache gave it to a caller/,
  );
  const open = { ...past.exchange, id: 'past', answer: own.exchange.answer };
  assert.match(said([own.exchange, leaked, open]), /No authorizer stands before/);
});

describe('a token is held against the authorizer that refused it', () => {
  const authorizer = {
    id: 'a1',
    name: 'tokens',
    type: 'JWT',
    issuer: 'https://issuer.example',
    audience: ['shop'],
    identitySources: ['$request.header.Authorization'],
    ttlSeconds: null,
  } as const;
  const route = { authorization: 'JWT', authorizerId: 'a1', scopes: [] as string[] } as const;
  const said = (facts: Partial<TokenFacts>, deployed: Partial<DeployedRoute> = route) => {
    const told = { ...token(facts), apiType: 'http' } as const;
    const deployment = deploymentOf('http', { defined: [deployed], authorizers: read([authorizer]) });
    return causeOf({ ...factsOf('status', told), deployment })?.id;
  };

  test('for another audience, by client_id too', () => {
    assert.equal(said({ audience: ['another'] }), 'token-for-another-audience');
    assert.equal(said({ audience: [], clientId: 'another' }), 'token-for-another-audience');
    assert.notEqual(said({ audience: [], clientId: 'shop' }), 'token-for-another-audience');
  });

  test('of another issuer, whatever the slash at its end', () => {
    assert.equal(said({ issuer: 'https://other.example' }), 'token-of-another-issuer');
    assert.notEqual(said({ issuer: 'https://issuer.example/' }), 'token-of-another-issuer');
  });

  test('without a scope that the route demands', () => {
    assert.equal(said({}, { ...route, scopes: ['write'] }), 'token-without-scope');
    assert.notEqual(
      said({ scopes: ['read', 'write'] }, { ...route, scopes: ['write'] }),
      'token-without-scope',
    );
  });

  test('signed by an algorithm that HTTP APIs do not take', () => {
    assert.equal(said({ algorithm: 'ES256' }), 'token-of-another-algorithm');
  });

  describe('of a REST API', () => {
    const rest = {
      ...authorizer,
      issuer: null,
      audience: [],
      identitySources: ['method.request.header.Authorization'],
      issuers: [
        {
          issuer: 'https://issuer.example',
          audience: ['shop'],
          claims: [{ name: 'tenant', required: true, values: ['acme'] }],
        },
        { issuer: 'https://other.example/', audience: ['app'], claims: [] },
      ],
      algorithms: ['ES256'],
    } as const;
    const causeFor = (facts: Partial<TokenFacts>) => {
      const shown = token({ algorithm: 'ES256', claimNames: ['tenant'], ...facts });
      const deployment = deploymentOf('rest', { defined: [route], authorizers: read([rest]) });
      const all = { ...factsOf('status', { ...shown, apiType: 'rest' }), deployment };
      const cause = causeOf(all);
      return { id: cause?.id, says: typeof cause?.cause === 'function' ? cause.cause(all) : '' };
    };

    test('each issuer has audiences of its own', () => {
      assert.equal(causeFor({ audience: ['app'] }).id, 'token-for-another-audience');
      const second = { issuer: 'https://other.example/', audience: ['app'] };
      assert.notEqual(causeFor(second).id, 'token-for-another-audience');
    });

    test('a slash at the end of an issuer counts, and is named', () => {
      const { id, says } = causeFor({ issuer: 'https://issuer.example/' });
      assert.equal(id, 'token-of-another-issuer');
      assert.match(says, /a slash at the end is part of it/);
      assert.match(
        causeFor({ issuer: 'https://third.example' }).says,
        /trusts https:\/\/issuer\.example and https:\/\/other\.example\//,
      );
    });

    test('algorithms and claims are those that it names', () => {
      assert.match(causeFor({ algorithm: 'RS256' }).says, /signed by RS256, .* takes ES256/);
      const { id, says } = causeFor({ claimNames: ['sub'] });
      assert.equal(id, 'token-without-claim');
      assert.match(says, /demands the claim tenant of tokens of https:\/\/issuer\.example/);
    });
  });

  test('of the kind that a Cognito authorizer does not take', () => {
    const cognito = { authorization: 'COGNITO_USER_POOLS', authorizerId: null } as const;
    assert.equal(said({ use: 'access' }, cognito), 'cognito-wrong-token');
    assert.notEqual(said({ use: 'id' }, cognito), 'cognito-wrong-token');
  });
});
