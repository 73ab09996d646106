import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Target } from '../discovery/target.ts';
import type { Deployment } from './deployment.ts';
import { type FakeAnswers, startFakeGateway } from './fake-gateway.fixture.ts';
import { startReading } from './read-deployments.ts';

const running: { close(): Promise<void> }[] = [];
after(() => Promise.all(running.map((one) => one.close())));

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'abc123',
};
const httpTarget: Target = { ...target, target: 'shop:http', apiType: 'http', stage: '$default' };

const method = (told: object = {}) => ({ authorizationType: 'NONE', apiKeyRequired: false, ...told });
const rest: FakeAnswers = [
  [/exports\/oas30/, { status: 501, code: 'NotImplementedException' }],
  [
    /stages\/dev/,
    {
      body: {
        stageName: 'dev',
        deploymentId: '3f2k1a',
        cacheClusterEnabled: true,
        variables: { alias: 'live', secret: 'hush' },
        webAclArn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/office/1',
        canarySettings: { percentTraffic: 10, deploymentId: 'canary1' },
        accessLogSettings: { destinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:x' },
        methodSettings: {
          '*/*': {
            throttlingRateLimit: 10,
            throttlingBurstLimit: 5,
            cachingEnabled: true,
            cacheTtlInSeconds: 60,
          },
          '~1items/GET': {
            throttlingRateLimit: 0,
            throttlingBurstLimit: 0,
            requireAuthorizationForCacheControl: true,
          },
        },
      },
    },
  ],
  [
    /deployments\/3f2k1a\?embed=apisummary/,
    {
      body: {
        id: '3f2k1a',
        createdDate: 1_767_225_600,
        apiSummary: { '/items': { GET: method({ authorizationType: 'AWS_IAM' }) } },
      },
    },
  ],
  [
    /resources/,
    {
      body: {
        item: [
          {
            id: 'r1',
            path: '/items',
            resourceMethods: {
              GET: method({
                methodIntegration: {
                  type: 'AWS_PROXY',
                  uri: 'arn:aws:apigateway:eu-west-1:lambda:path/x/arn:aws:lambda:eu-west-1:123456789012:function:shop',
                  httpMethod: 'POST',
                  cacheKeyParameters: ['method.request.path.id'],
                },
              }),
              POST: method(),
            },
          },
        ],
      },
    },
  ],
  [/authorizers/, { body: { item: [] } }],
  [
    /usageplans/,
    {
      body: {
        item: [
          {
            id: 'p1',
            name: 'ours',
            apiStages: [{ apiId: 'abc123', stage: 'dev' }],
            quota: { limit: 100, period: 'DAY' },
          },
          { id: 'p2', name: 'theirs', apiStages: [{ apiId: 'other', stage: 'dev' }] },
        ],
      },
    },
  ],
  [
    /restapis\/abc123$/,
    { body: { id: 'abc123', name: 'shop', endpointConfiguration: { types: ['REGIONAL'] } } },
  ],
];

async function readings(answers: FakeAnswers, one: Target = target, within = 5000) {
  const fake = await startFakeGateway(answers);
  running.push(fake);
  const all = await startReading([one], () => ({ env: fake.env })).within(within);
  return { all, deployment: all[0] as Deployment, calls: fake.calls };
}

test('a REST API is read: its stage, its snapshot, what it holds by now, and who plans to call it', async () => {
  const { deployment, calls } = await readings(rest);
  assert.ok(deployment.stage.read && deployment.routes.read && deployment.definedRoutes.read);
  const stage = deployment.stage.value;
  assert.equal(stage.deploymentId, '3f2k1a');
  assert.equal(stage.deployedAt, '2026-01-01T00:00:00.000Z');
  assert.deepEqual(stage.canary, { deploymentId: 'canary1', percentTraffic: 10 });
  assert.deepEqual(stage.variableNames, ['alias', 'secret']);
  assert.deepEqual(stage.throttle, { ratePerSecond: 10, burst: 5 });
  assert.equal(stage.accessLog, true);
  assert.deepEqual(
    deployment.routes.value.map(({ key, authorization }) => [key, authorization]),
    [['GET /items', 'AWS_IAM']],
  );
  const [get] = deployment.definedRoutes.value;
  assert.deepEqual(get?.throttle, { ratePerSecond: 0, burst: 0 });
  assert.deepEqual(get?.cache, { ttlSeconds: 60, keyedBy: ['path.id'], invalidationNeedsPermission: true });
  assert.deepEqual(deployment.usagePlans.read && deployment.usagePlans.value.map(({ name }) => name), [
    'ours',
  ]);
  assert.equal(calls.filter((call) => call.includes('/stages/dev') && !call.includes('exports')).length, 1);
});

test('neither account ids nor values of stage variables are kept', async () => {
  const text = JSON.stringify((await readings(rest)).all);
  assert.doesNotMatch(text, /123456789012|hush/);
});

test('a missing permission takes away what it would tell, and names itself', async () => {
  const because =
    'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: apigateway:GET on resource: arn:aws:apigateway:eu-west-1::/usageplans';
  const denied = { status: 403, code: 'AccessDeniedException', body: { message: because } };
  const { deployment } = await readings([[/usageplans/, denied], ...rest]);
  assert.ok(!deployment.usagePlans.read);
  assert.equal(deployment.usagePlans.permission, 'apigateway:GET on /usageplans');
  assert.match(deployment.usagePlans.because, /user\/ci lacks the permission apigateway:GET/);
  assert.doesNotMatch(deployment.usagePlans.because, /\d{12}/);
  assert.ok(deployment.stage.read && deployment.routes.read && deployment.definedRoutes.read);
});

test('where everything is denied, everything is unread, and nothing fails', async () => {
  const { deployment } = await readings([[/./, { status: 403, code: 'AccessDeniedException' }]]);
  for (const reading of [deployment.api, deployment.stage, deployment.routes, deployment.definedRoutes]) {
    assert.ok(!reading.read);
    assert.equal(reading.permission, 'apigateway:GET');
  }
});

test('an emulator without exports and summaries is read by what the API holds', async () => {
  const { deployment } = await readings([[/deployments\//, { body: { id: '3f2k1a' } }], ...rest]);
  assert.ok(!deployment.routes.read && deployment.definedRoutes.read);
  assert.match(deployment.routes.because, /does not implement .*GetExport/);
  assert.deepEqual(
    deployment.definedRoutes.value.map(({ key }) => key),
    ['GET /items', 'POST /items'],
  );
});

test('odd answers are no facts, and end nothing', async () => {
  const odd: readonly FakeAnswers[number][1][] = [
    { raw: '<html>hello</html>', contentType: 'text/html' },
    { raw: '{"item": ' },
    { raw: '7' },
    { raw: '' },
    { body: { item: 'x', resourceMethods: 3, methodSettings: 'no' } },
    { status: 500, code: 'InternalFailure' },
    { status: 302, raw: '' },
  ];
  for (const answer of odd) {
    const { all } = await readings([[/./, answer]]);
    assert.equal(all.length, 1, JSON.stringify(answer));
  }
});

test('a list that never ends is no list', async () => {
  let page = 0;
  const endless = {
    get body() {
      return { item: [], position: `p${page++}` };
    },
  };
  const { deployment } = await readings([[/resources/, endless], ...rest]);
  assert.ok(!deployment.definedRoutes.read);
  assert.match(deployment.definedRoutes.because, /more than 20 pages/);
});

test('what a JWT authorizer of a REST API trusts is read, though the SDK does not know of it', async () => {
  const issuer = { issuer: 'https://i.example', audiences: ['x'], jwksUri: 'https://i.example/keys' };
  const additionalClaims = [
    { claimName: 'tenant', format: 'SINGLE_STRING', required: true, expectedValues: ['acme'] },
    { claimName: 'plan', format: 'SINGLE_STRING' },
  ];
  const item = [
    { id: 'a1', name: 'old', type: 'TOKEN', authorizerResultTtlInSeconds: 60 },
    {
      id: 'a2',
      name: 'tokens',
      type: 'JWT',
      identitySource: 'method.request.header.Authorization',
      jwtConfiguration: { issuers: [{ ...issuer, additionalClaims }, 7], defaultAlgorithms: ['RS256'] },
    },
    { id: 'a3', name: 'odd', type: 'JWT', jwtConfiguration: 'odd' },
  ];
  const { deployment } = await readings([[/authorizers/, { body: { item } }], ...rest]);
  assert.ok(deployment.authorizers.read);
  const [old, tokens, odd] = deployment.authorizers.value;
  assert.deepEqual([old?.ttlSeconds, old?.issuers], [60, undefined]);
  assert.deepEqual(tokens, {
    id: 'a2',
    name: 'tokens',
    type: 'JWT',
    issuer: null,
    audience: [],
    issuers: [
      {
        issuer: 'https://i.example',
        audience: ['x'],
        claims: [
          { name: 'tenant', required: true, values: ['acme'] },
          { name: 'plan', required: false, values: [] },
        ],
      },
    ],
    algorithms: ['RS256'],
    identitySources: ['method.request.header.Authorization'],
    ttlSeconds: null,
  });
  assert.deepEqual([odd?.type, odd?.issuers], ['JWT', undefined]);
});

test('who does not answer is not waited for longer than was agreed', async () => {
  const { deployment } = await readings([[/./, { silent: true }]], target, 50);
  assert.ok(!deployment.stage.read);
});

test('an HTTP API that deploys by itself serves what it holds; another one what it exports', async () => {
  const stage = (told: object) => [/stages/, { body: { stageName: '$default', ...told } }] as const;
  const parts: FakeAnswers = [
    [
      /routes/,
      {
        body: {
          items: [
            {
              routeKey: 'GET /items',
              target: 'integrations/i1',
              authorizationType: 'JWT',
              authorizerId: 'a1',
            },
          ],
        },
      },
    ],
    [
      /integrations/,
      {
        body: { items: [{ integrationId: 'i1', integrationType: 'AWS_PROXY', payloadFormatVersion: '1.0' }] },
      },
    ],
    [
      /authorizers/,
      {
        body: {
          items: [
            {
              authorizerId: 'a1',
              name: 'jwt',
              authorizerType: 'JWT',
              jwtConfiguration: { issuer: 'https://i.example', audience: ['x'] },
            },
          ],
        },
      },
    ],
    [/exports\/OAS30/, { body: { openapi: '3.0.1', paths: { '/old': { get: {} } } } }],
    [
      /apis\/abc123$/,
      { body: { apiId: 'abc123', name: 'shop', corsConfiguration: { allowOrigins: ['*'] } } },
    ],
  ];
  const automatic = (await readings([stage({ autoDeploy: true }), ...parts], httpTarget)).deployment;
  assert.ok(automatic.routes.read && automatic.authorizers.read && automatic.api.read);
  assert.equal(automatic.routes.value[0]?.integration?.payloadFormatVersion, '1.0');
  assert.deepEqual(automatic.authorizers.value[0]?.audience, ['x']);
  assert.deepEqual(automatic.api.value.cors?.allowOrigins, ['*']);
  const failed = {
    autoDeploy: true,
    lastDeploymentStatusMessage: 'Deployment attempt failed: no integration',
  };
  for (const told of [{ autoDeploy: false }, failed]) {
    const { routes } = (await readings([stage(told), ...parts], httpTarget)).deployment;
    assert.deepEqual(routes.read && routes.value.map(({ key }) => key), ['GET /old']);
  }
});

test('a bare URL is read where credentials are at hand and the API is known, and is nothing else', async () => {
  const bare = { ...target, stackName: null };
  assert.equal((await readings(rest, bare)).all.length, 1);
  assert.deepEqual((await readings([], bare)).all, []);
  const env = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  assert.deepEqual(await startReading([bare], () => ({ env })).within(1000), []);
  assert.deepEqual(await startReading([{ ...bare, apiId: null }], () => ({ env })).within(1000), []);
});

test('a bare URL of an emulator is read without credentials and region', async () => {
  const fake = await startFakeGateway(rest);
  running.push(fake);
  const emulated = { ...target, stackName: null, region: null };
  const { AWS_ENDPOINT_URL } = fake.env;
  const env = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_ENDPOINT_URL };
  assert.equal((await startReading([emulated], () => ({ env })).within(5000)).length, 1);
});
