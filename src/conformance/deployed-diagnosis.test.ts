import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentOf, routeOf, type ToldDeployment } from '../deployment/deployment.fixture.ts';
import type { ApiSettings, DeployedIntegration } from '../deployment/deployment.ts';
import { read, unread } from '../deployment/reading.ts';
import { observe } from './answer.ts';
import type { Facts } from './causes/cause.ts';
import { causeOf, deploymentCauses } from './diagnosis.ts';
import { anyOrigin, type Told, tell } from './exchange.fixture.ts';
import { promiseOf } from './promise.ts';

const message = (status: number, text: string): Told => ({ status, body: { message: text } });
const http = (status: number, text: string): Told => ({ apiType: 'http', ...message(status, text) });
const missing = message(403, 'Missing Authentication Token');
const forbidden = message(403, 'Forbidden');
const other = [{ key: 'POST /items' }];
const authorizationSent: Told = { secretHeaders: { authorization: { from: 'env:MY_TOKEN' } } };
const keySent: Told = { secretHeaders: { 'x-api-key': { from: 'env:MY_KEY' } } };

const integration = (told: Partial<DeployedIntegration>) => ({
  integration: { ...(routeOf('rest').integration as DeployedIntegration), ...told },
});
const api = (apiType: 'rest' | 'http', told: Partial<ApiSettings>) => {
  const sound = deploymentOf(apiType).api;
  assert.ok(sound.read);
  return { api: read({ ...sound.value, ...told }) };
};
const cors = {
  allowOrigins: ['https://app.example'],
  allowMethods: ['GET'],
  allowHeaders: [],
  allowCredentials: false,
};
const jwt = {
  id: 'a1',
  name: 'tokens',
  type: 'JWT',
  issuer: 'https://issuer.example',
  audience: ['shop'],
  identitySources: ['$request.header.Authorization'],
  ttlSeconds: null,
} as const;

/** Cause → the check that fails, how the answer looks, what is deployed, and words that its sentence must hold. */
const cases: {
  readonly [cause: string]: readonly [string, Told, ToldDeployment, RegExp, Partial<Facts['neighbourhood']>?];
} = {
  'another-route-answers': [
    'body',
    { body: { id: 'latest' }, expect: { body: { id: '1' } } },
    { served: [{ key: 'GET /{proxy+}' }] },
    /GET \/\{proxy\+\} answers in its place/,
  ],
  'default-endpoint-off': [
    'status',
    forbidden,
    api('rest', { defaultEndpointOff: true }),
    /abc123 is switched off/,
  ],
  'route-not-in-deployment': [
    'status',
    missing,
    { served: other },
    /^403 Missing Authentication Token on a promised route: the route exists in the API but not in the stage's deployment 3f2k1a; deploy again\./,
  ],
  'route-in-no-api': [
    'status',
    missing,
    { defined: other },
    /abc123 has no such route.* it has POST \/items/,
  ],
  'iam-unsigned': [
    'status',
    missing,
    { defined: [{ authorization: 'AWS_IAM' }] },
    /AWS_IAM, and the request was not signed/,
  ],
  'deployed-and-missing': [
    'status',
    missing,
    {},
    /although the deployment 3f2k1a of the stage dev holds the route/,
  ],
  'options-not-deployed': [
    'cors-preflight-status',
    { ...missing, purpose: 'preflight', cors: anyOrigin },
    { defined: [{}, { key: 'OPTIONS /items' }], served: [{}] },
    /\/items has no OPTIONS method in the deployment 3f2k1a .* deploy again/,
  ],
  'key-not-sent': [
    'status',
    forbidden,
    { defined: [{ apiKeyRequired: true }] },
    /demands an API key, and none was sent/,
  ],
  'no-plan-holds-stage': [
    'status',
    { ...forbidden, ...keySent },
    { defined: [{ apiKeyRequired: true }] },
    /no usage plan holds the stage dev/,
  ],
  'web-acl-attached': [
    'status',
    forbidden,
    { settings: { webAcl: 'arn:aws:wafv2:eu-west-1:…:regional/webacl/office-only/1' } },
    /web ACL office-only/,
  ],
  'jwt-refused': [
    'status',
    { ...http(401, 'Unauthorized'), ...authorizationSent },
    { defined: [{ authorization: 'JWT', authorizerId: 'a1' }], authorizers: read([jwt]) },
    /issuer https:\/\/issuer\.example for the audience shop/,
  ],
  'credentials-demanded': [
    'status',
    http(401, 'Unauthorized'),
    { defined: [{ authorization: 'JWT', authorizerId: 'a1' }], authorizers: read([jwt]) },
    /demands a JWT \(authorizer tokens\), and no credentials were sent/,
  ],
  'scope-demanded': [
    'status',
    { ...http(403, 'Forbidden'), ...authorizationSent },
    { defined: [{ authorization: 'JWT', scopes: ['items:read'] }] },
    /one of the scopes items:read/,
  ],
  'throttle-zero': [
    'status',
    message(429, 'Too Many Requests'),
    { settings: { throttle: { ratePerSecond: 0, burst: 0 } } },
    /stage dev is 0 requests a second with a burst of 0/,
  ],
  'stage-variable-missing': [
    'status',
    message(500, 'Internal server error'),
    { defined: [integration({ stageVariables: ['alias'] })] },
    /stage variable alias, which the stage dev does not have/,
  ],
  'lambda-not-posted': [
    'status',
    message(500, 'Internal server error'),
    { defined: [integration({ method: 'GET' })] },
    /calls the function with GET, and Lambda takes POST only/,
  ],
  'integration-timeout-known': [
    'status',
    message(504, 'Endpoint request timed out'),
    { defined: [integration({ timeoutMs: 3000 })] },
    /timeout of 3 s/,
  ],
  'payload-format': [
    'status',
    http(500, 'Internal Server Error'),
    {},
    /events of payload format 2\.0, and the function may read those of 1\.0/,
    { everywhere: 'integration-failed' },
  ],
  'not-a-proxy-integration': [
    'envelope',
    { body: { statusCode: 200, body: '[]' } },
    { defined: [integration({ type: 'AWS' })] },
    /of type AWS and not AWS_PROXY/,
  ],
  'answered-by-mock': [
    'body',
    { body: '' },
    { defined: [integration({ type: 'MOCK', uri: null })] },
    /MOCK integration answers GET \/items/,
  ],
  'binary-types-missing': ['base64-body', { body: 'iVBORw0KGgo=' }, {}, /binaryMediaTypes are empty/],
  'cors-not-configured': [
    'cors-allow-headers',
    { apiType: 'http', purpose: 'preflight', cors: anyOrigin, body: '' },
    api('http', { cors }),
    /AllowHeaders \(none\), without Content-Type/,
  ],
};

function factsOf(
  check: string,
  told: Told,
  deployed: ToldDeployment | null,
  near: Partial<Facts['neighbourhood']> = {},
): Facts {
  const { exchange, contract } = tell(told);
  return {
    check,
    failure: { outcome: 'fail', message: 'it failed' },
    observed: observe(exchange),
    promised: promiseOf(exchange, [contract]),
    neighbourhood: {
      everywhere: null,
      failedAfterMs: [],
      routeAnswers: null,
      preflightAllowed: false,
      catchAll: false,
      sameRoute: [],
      refusedEverywhere: 0,
      ...near,
    },
    deployment: deployed === null ? null : deploymentOf(exchange.apiType, deployed),
  };
}

function said(facts: Facts): string {
  const cause = causeOf(facts);
  const say = (sentence: string | ((of: Facts) => string)) =>
    typeof sentence === 'string' ? sentence : sentence(facts);
  return cause === null ? '' : `${say(cause.cause)} ${say(cause.fix)}`;
}

for (const [id, [check, told, deployed, words, near]] of Object.entries(cases)) {
  test(`${id}: what is deployed says why`, () => {
    const facts = factsOf(check, told, deployed, near);
    assert.equal(causeOf(facts)?.id, id);
    assert.match(said(facts), words);
  });

  test(`${id}: is not claimed where nothing could be read`, () => {
    assert.notEqual(causeOf(factsOf(check, told, null, near))?.id, id);
    const because = unread('Access denied.', { permission: 'apigateway:GET', without: 'drift' });
    const nothing = { api: because, stage: because, authorizers: because, usagePlans: because };
    const facts = factsOf(check, told, { served: because, defined: because }, near);
    assert.ok(facts.deployment);
    const blind: Facts = { ...facts, deployment: { ...facts.deployment, ...nothing } };
    assert.notEqual(causeOf(blind)?.id, id);
  });
}

test('every cause that a deployment tells is shown above', () => {
  assert.deepEqual(deploymentCauses.map(({ id }) => id).toSorted(), Object.keys(cases).toSorted());
});

test('a route behind ANY, a greedy path or $default is deployed', () => {
  for (const key of ['ANY /items', 'ANY /{proxy+}', '$default', 'GET /{name}']) {
    const facts = factsOf('status', missing, { defined: [{ key }] });
    assert.equal(causeOf(facts)?.id, 'deployed-and-missing', key);
  }
});

test('a REST API has several issuers named, with the claims that each is held to', () => {
  const issuers = [
    { issuer: 'https://a.example', audience: ['x', 'y'], claims: [] },
    {
      issuer: 'https://b.example/',
      audience: ['z'],
      claims: [{ name: 'tenant', required: true, values: ['acme'] }],
    },
  ];
  const authorizers = read([{ ...jwt, issuer: null, audience: [], issuers, algorithms: ['RS256'] }]);
  const facts = factsOf(
    'status',
    { ...message(401, 'Unauthorized'), ...authorizationSent },
    { defined: [{ authorization: 'JWT', authorizerId: 'a1' }], authorizers },
  );
  assert.equal(causeOf(facts)?.id, 'jwt-refused');
  assert.match(
    said(facts),
    /issuer https:\/\/a\.example for the audience x or y, or of the issuer https:\/\/b/,
  );
  assert.match(said(facts), /for the audience z with the claims tenant \(acme\) only/);
  assert.doesNotMatch(said(facts), /www-authenticate/);
});

test('a stage that deploys by itself and failed to says why', () => {
  const facts = factsOf('status', http(404, 'Not Found'), {
    served: other,
    settings: { autoDeploy: true, deploymentFailure: 'Unable to deploy because an integration is missing.' },
  });
  assert.match(said(facts), /last automatic deployment failed: Unable to deploy because/);
});
