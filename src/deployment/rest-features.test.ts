import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Target } from '../discovery/target.ts';
import { type FakeAnswers, startFakeGateway } from './fake-gateway.fixture.ts';
import { openGatewayReads } from './gateway-reads.ts';
import { readRestFeatures } from './rest-features.ts';

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

async function featuresOf(answers: FakeAnswers) {
  const fake = await startFakeGateway(answers);
  try {
    return await readRestFeatures(target, await openGatewayReads({ env: fake.env }));
  } finally {
    await fake.close();
  }
}

const methods = {
  GET: {
    requestValidatorId: 'v1',
    methodIntegration: { type: 'AWS_PROXY', requestTemplates: { 'a/b': 'ignored' } },
  },
  POST: {
    methodIntegration: {
      type: 'AWS',
      requestTemplates: { 'application/json': '$input.body' },
      integrationResponses: { 200: { responseTemplates: { 'application/json': '' } } },
    },
  },
  PUT: {
    methodIntegration: {
      type: 'HTTP',
      responseTransferMode: 'STREAM',
      integrationResponses: { 200: { responseTemplates: { 'application/json': '{}' } } },
    },
  },
};
const stage = {
  cacheClusterEnabled: true,
  cacheClusterSize: '1.6',
  clientCertificateId: 'c1',
  tracingEnabled: true,
  methodSettings: { '*/*': { loggingLevel: 'ERROR' } },
  accessLogSettings: {
    destinationArn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-x',
  },
};
const answers: FakeAnswers = [
  [/\/stages\/dev/, { body: stage }],
  [/\/resources/, { body: { item: [{ path: '/items', resourceMethods: methods }] } }],
  [
    /\/gatewayresponses/,
    {
      body: {
        item: [
          { responseType: 'DEFAULT_4XX', defaultResponse: false },
          { responseType: 'THROTTLED', defaultResponse: true },
        ],
      },
    },
  ],
  [/\/restapis\/abc123$/, { body: { id: 'abc123', minimumCompressionSize: 0 } }],
];

describe('what only a REST API has', () => {
  it('is read from the stage, the methods and the gateway responses that somebody changed', async () => {
    assert.deepEqual(await featuresOf(answers), {
      stage: {
        read: true,
        value: {
          cacheGigabytes: '1.6',
          clientCertificate: true,
          tracing: true,
          executionLogs: true,
          accessLogToFirehose: true,
        },
      },
      compressesFrom: { read: true, value: 0 },
      methods: {
        read: true,
        value: [
          { key: 'GET /items', validated: true, mapsRequest: false, mapsAnswer: false, streams: false },
          { key: 'POST /items', validated: false, mapsRequest: true, mapsAnswer: false, streams: false },
          { key: 'PUT /items', validated: false, mapsRequest: false, mapsAnswer: true, streams: true },
        ],
      },
      gatewayResponses: { read: true, value: ['DEFAULT_4XX'] },
    });
  });

  it('loses one part to a missing permission, and the rest stays', async () => {
    const denied = { status: 403, code: 'AccessDeniedException', body: { message: 'no' } };
    const features = await featuresOf([[/\/gatewayresponses/, denied], ...answers]);
    assert.deepEqual(
      [features?.gatewayResponses.read, features?.methods.read, features?.stage.read],
      [false, true, true],
    );
  });

  it('is nothing on an HTTP API, or where no stage is known', async () => {
    const reads = {} as never;
    assert.equal(await readRestFeatures({ ...target, apiType: 'http' }, reads), null);
    assert.equal(await readRestFeatures({ ...target, stage: null }, reads), null);
  });
});
