import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  APIGatewayClient,
  GetAccountCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  GetAuthorizersCommand,
  GetStageCommand,
  GetUsageCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
} from '@aws-sdk/client-api-gateway';
import {
  ApiGatewayV2Client,
  GetAuthorizersCommand as GetHttpAuthorizersCommand,
  GetStageCommand as GetHttpStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { httpApi, httpStage, restApi, stackOf } from '../api.fixture.ts';
import { type LocalGateway, serveDeployment } from '../main.ts';

const throttle = { ratePerSecond: 5, burst: 10 };
const rest = restApi(
  {},
  {
    id: 'rest123456',
    authorizers: [
      {
        type: 'TOKEN',
        id: 'auth01',
        name: 'mine',
        function: { arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', mayInvoke: true },
        identitySource: 'method.request.header.Authorization',
        validation: null,
        ttlSeconds: 60,
      },
      {
        type: 'JWT',
        id: 'auth02',
        name: 'tokens',
        identitySource: 'method.request.header.Authorization',
        issuers: [
          {
            issuer: 'https://i.example',
            audiences: ['app'],
            additionalClaims: [{ claimName: 'tenant', required: true, expectedValues: ['acme'] }],
          },
        ],
        algorithms: ['RS256'],
      },
    ],
    stages: [
      {
        name: 'dev',
        deploymentId: 'd',
        throttling: [{ resourcePath: '/a/{b}', httpMethod: 'GET', throttle }],
        variables: {},
        tags: {},
      },
    ],
  },
);
const http = httpApi([], {
  id: 'http123456',
  authorizers: [
    {
      type: 'JWT',
      id: 'jwt001',
      name: 'jwt',
      identitySource: '$request.header.Authorization',
      issuer: 'https://i.example',
      audience: ['app'],
    },
  ],
  stages: [httpStage('$default', { defaultThrottle: throttle, routeThrottling: { 'GET /x': throttle } })],
});

const stack = stackOf({
  apis: [rest, http],
  apiKeys: [{ id: 'key1', name: 'mine', value: 'secret', enabled: true }],
  usagePlans: [
    {
      id: 'plan1',
      name: 'gold',
      apiStages: [{ apiId: rest.id, stage: 'dev', methods: { '/a/GET': throttle } }],
      throttle,
      quota: { limit: 100, offset: 0, period: 'DAY' },
      keyIds: ['key1'],
    },
  ],
});

describe('the AWS SDK', () => {
  let gateway: LocalGateway;
  const client = () => ({
    endpoint: gateway.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  before(async () => {
    gateway = await serveDeployment(
      { stacks: [stack] },
      { warnings: [], accountThrottle: { ratePerSecond: 300, burst: 50 } },
    );
  });
  after(() => gateway.close());

  it('reads what limits all APIs together', async () => {
    const { throttleSettings } = await new APIGatewayClient(client()).send(new GetAccountCommand({}));
    assert.deepEqual(throttleSettings, { rateLimit: 300, burstLimit: 50 });
  });

  it('reads API keys, and their values where it asks for them', async () => {
    const v1 = new APIGatewayClient(client());
    const { items = [] } = await v1.send(new GetApiKeysCommand({}));
    assert.deepEqual(
      items.map(({ id, name, value, stageKeys }) => [id, name, value, stageKeys]),
      [['key1', 'mine', undefined, ['rest123456/dev']]],
    );
    const all = await v1.send(new GetApiKeysCommand({ includeValues: true }));
    assert.equal(all.items?.[0]?.value, 'secret');
    const one = await v1.send(new GetApiKeyCommand({ apiKey: 'key1', includeValue: true }));
    assert.equal(one.value, 'secret');
    await assert.rejects(v1.send(new GetApiKeyCommand({ apiKey: 'lost' })), { name: 'NotFoundException' });
  });

  it('reads usage plans with their limits and keys', async () => {
    const v1 = new APIGatewayClient(client());
    const [plan] = (await v1.send(new GetUsagePlansCommand({ keyId: 'key1' }))).items ?? [];
    assert.deepEqual(plan?.throttle, { rateLimit: 5, burstLimit: 10 });
    assert.deepEqual(plan.quota, { limit: 100, offset: 0, period: 'DAY' });
    assert.deepEqual(plan.apiStages?.[0]?.throttle, { '/a/GET': { rateLimit: 5, burstLimit: 10 } });
    const keys = await v1.send(new GetUsagePlanKeysCommand({ usagePlanId: 'plan1' }));
    assert.deepEqual(keys.items, [{ id: 'key1', type: 'API_KEY', name: 'mine' }]);
    const day = { startDate: '2026-07-10', endDate: '2026-07-10' };
    const usage = await v1.send(new GetUsageCommand({ usagePlanId: 'plan1', keyId: 'key1', ...day }));
    assert.deepEqual(usage.items, { key1: [[0, 100]] });
  });

  it('finds what a JWT authorizer of a REST API trusts, as it would create it', async () => {
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260710/us-east-1/apigateway/aws4_request',
    };
    const url = `${gateway.endpoint}/restapis/${rest.id}/authorizers/auth02`;
    const answer = await fetch(url, { headers });
    assert.deepEqual(await answer.json(), {
      id: 'auth02',
      name: 'tokens',
      type: 'JWT',
      identitySource: 'method.request.header.Authorization',
      jwtConfiguration: {
        issuers: [
          {
            issuer: 'https://i.example',
            audiences: ['app'],
            additionalClaims: [
              { claimName: 'tenant', format: 'SINGLE_STRING', required: true, expectedValues: ['acme'] },
            ],
          },
        ],
        defaultAlgorithms: ['RS256'],
      },
    });
  });

  it('reads authorizers and throttles of both API types', async () => {
    const v1 = new APIGatewayClient(client());
    const [token] = (await v1.send(new GetAuthorizersCommand({ restApiId: rest.id }))).items ?? [];
    assert.deepEqual([token?.type, token?.authorizerResultTtlInSeconds], ['TOKEN', 60]);
    const stage = await v1.send(new GetStageCommand({ restApiId: rest.id, stageName: 'dev' }));
    assert.equal(stage.methodSettings?.['~1a~1{b}/GET']?.throttlingBurstLimit, 10);
    const v2 = new ApiGatewayV2Client(client());
    const [jwt] = (await v2.send(new GetHttpAuthorizersCommand({ ApiId: http.id }))).Items ?? [];
    assert.deepEqual(jwt?.JwtConfiguration, { Issuer: 'https://i.example', Audience: ['app'] });
    const byDefault = await v2.send(new GetHttpStageCommand({ ApiId: http.id, StageName: '$default' }));
    assert.equal(byDefault.DefaultRouteSettings?.ThrottlingRateLimit, 5);
    assert.equal(byDefault.RouteSettings?.['GET /x']?.ThrottlingBurstLimit, 10);
  });
});
