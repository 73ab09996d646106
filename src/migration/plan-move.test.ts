import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publishedPrices } from '../cost/published-prices.ts';
import { usageOf } from '../cost/usage.ts';
import { deploymentOf, routeOf, type ToldDeployment } from '../deployment/deployment.fixture.ts';
import type { ApiSettings, DeployedRoute, TrustedIssuer } from '../deployment/deployment.ts';
import { read, unread } from '../deployment/reading.ts';
import type { MethodFeatures, RestFeatures, RestStageFeatures } from '../deployment/rest-features.ts';
import type { Pricing } from './instead.ts';
import type { Move } from './move.ts';
import { planMove } from './plan-move.ts';

interface Told extends ToldDeployment {
  readonly apiSettings?: Partial<ApiSettings>;
  readonly stageFeatures?: Partial<RestStageFeatures>;
  readonly methods?: readonly Partial<MethodFeatures>[];
  readonly features?: Partial<RestFeatures>;
}

/** A REST API that has nothing which an HTTP API lacks, but for what is told. */
function move(told: Told = {}, pricing: Pricing | null = null): Move {
  const { apiSettings, stageFeatures, methods = [], features, ...rest } = told;
  const plain = deploymentOf('rest', rest);
  const api = plain.api.read ? read({ ...plain.api.value, ...apiSettings }) : plain.api;
  return planMove(
    {
      deployment: { ...plain, ...(rest.api === undefined ? { api } : {}) },
      features: {
        stage: read({
          cacheGigabytes: null,
          clientCertificate: false,
          tracing: false,
          executionLogs: false,
          accessLogToFirehose: false,
          ...stageFeatures,
        }),
        compressesFrom: read(null),
        methods: read(
          methods.map((method) => ({
            key: 'GET /items',
            validated: false,
            mapsRequest: false,
            mapsAnswer: false,
            streams: false,
            ...method,
          })),
        ),
        gatewayResponses: read([]),
        ...features,
      },
    },
    pricing,
  );
}

const integrated = (type: string, uri: string | null, key = 'POST /orders'): Partial<DeployedRoute> => {
  const { integration } = routeOf('rest');
  return { key, integration: integration && { ...integration, type, uri } };
};
const features = ({ blockers }: Move) => blockers.map(({ feature }) => feature);
const service = (name: string) => `arn:aws:apigateway:eu-west-1:${name}:action/Do`;

describe('a REST API that would become an HTTP API', () => {
  it('can move as it is where it is a proxy to functions, and its new URL is part of the price', () => {
    const { conclusion, says, blockers, always } = move();
    assert.deepEqual([conclusion, says, blockers], ['as-it-is', 'It can become an HTTP API as it is.', []]);
    assert.match(always.join(' '), /another id and another URL/);
    assert.match(always.join(' '), /a custom domain first spares the next move/);
  });

  it('keeps its callers’ URL where a custom domain leads to it', () => {
    const domains = read([{ name: 'api.shop.example', securityPolicy: 'TLS_1_2' }]);
    assert.match(move({ domains }).always.join(' '), /Callers of api\.shop\.example notice nothing/);
  });

  it('should stay where an HTTP API has nothing that does the work', () => {
    const keyed = [{ key: 'GET /items', apiKeyRequired: true }];
    const plan = { id: 'p1', name: 'gold', throttle: null, quota: { limit: 1000, period: 'DAY' as const } };
    const stays: readonly [string, Told][] = [
      ['private-endpoint', { apiSettings: { endpointTypes: ['PRIVATE'] } }],
      ['usage-plans', { defined: keyed, usagePlans: read([plan]) }],
      ['response-streaming', { methods: [{ streams: true }] }],
      [
        'long-timeouts',
        { defined: [{ integration: { ...routeOf('rest').integration, timeoutMs: 120_000 } as never }] },
      ],
    ];
    for (const [feature, told] of stays) {
      const { conclusion, says, ...rest } = move(told);
      assert.deepEqual(
        [conclusion, features({ conclusion, says, ...rest })],
        ['should-stay', [feature]],
        feature,
      );
      assert.match(says, /^It should stay a REST API: nothing of an HTTP API does the work of its /);
    }
    assert.deepEqual(
      features(move({ defined: [{}], usagePlans: read([plan]) })),
      [],
      'no method asks for a key',
    );
  });

  it('needs changes for each feature of its own, which say what there is instead, and where that is written', () => {
    const changes: readonly [string, Told][] = [
      ['api-keys', { defined: [{ apiKeyRequired: true }] }],
      ['waf', { settings: { webAcl: 'arn:aws:wafv2:…' } }],
      ['caching', { settings: { cacheEnabled: true }, stageFeatures: { cacheGigabytes: '6.1' } }],
      ['resource-policy', { apiSettings: { resourcePolicy: true } }],
      ['edge-endpoint', { apiSettings: { endpointTypes: ['EDGE'] } }],
      ['request-validators', { methods: [{ validated: true }] }],
      ['service-integrations', { defined: [integrated('AWS', service('dynamodb'))] }],
      ['first-class-integrations', { defined: [integrated('AWS', service('sqs'))] }],
      ['non-proxy-functions', { defined: [integrated('AWS', routeOf('rest').integration?.uri ?? '')] }],
      ['non-proxy-http', { defined: [integrated('HTTP', 'https://backend.example')] }],
      ['mock-integrations', { defined: [integrated('MOCK', null, 'GET /health')] }],
      ['mapping-templates', { methods: [{ mapsAnswer: true }] }],
      ['cognito-authorizer', { defined: [{ authorization: 'COGNITO_USER_POOLS' }] }],
      ['jwt-authorizer', { defined: [{ authorization: 'JWT' }] }],
      ['gateway-responses', { features: { gatewayResponses: read(['DEFAULT_4XX']) } }],
      ['canary', { settings: { canary: { deploymentId: 'd', percentTraffic: 10 } } }],
      ['client-certificate', { stageFeatures: { clientCertificate: true } }],
      ['firehose-logs', { stageFeatures: { accessLogToFirehose: true } }],
      ['compression', { features: { compressesFrom: read(1024) } }],
    ];
    for (const [feature, told] of changes) {
      const moved = move(told);
      assert.deepEqual([moved.conclusion, features(moved)], ['with-changes', [feature]], feature);
      const [blocker] = moved.blockers;
      assert.ok(blocker);
      for (const text of [blocker.found, blocker.instead, blocker.price.says])
        assert.match(text, /^.{8,}[.!]$/, feature);
      assert.match(
        blocker.source,
        /^https:\/\/docs\.aws\.amazon\.com\/apigateway\/latest\/developerguide\/[\w-]+\.html$/,
      );
    }
  });

  it('names at most three routes, and how many more there are', () => {
    const methods = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ key: `GET /${name}`, validated: true }));
    assert.match(move({ methods }).blockers[0]?.found ?? '', /: GET \/a, GET \/b, GET \/c and 2 more\.$/);
  });

  it('takes preflights by MOCK, traces, logs and binary types for notes that stop nothing', () => {
    const told: Told = {
      defined: [{}, integrated('MOCK', null, 'OPTIONS /items')],
      methods: [{ key: 'OPTIONS /items', mapsRequest: true }],
      stageFeatures: { tracing: true, executionLogs: true },
      apiSettings: { binaryMediaTypes: ['image/png'] },
    };
    const moved = move(told);
    assert.equal(moved.conclusion, 'as-it-is');
    assert.deepEqual(features(moved), ['binary-types', 'mock-preflights', 'x-ray', 'execution-logs']);
  });

  it('puts what it should stay for first', () => {
    const told: Told = {
      stageFeatures: { tracing: true },
      settings: { webAcl: 'arn' },
      methods: [{ streams: true }],
    };
    assert.deepEqual(features(move(told)), ['response-streaming', 'waf', 'x-ray']);
  });

  it('says what could not be read, since that may be in the way unseen', () => {
    const denied = unread('Access denied: ci lacks the permission apigateway:GET.', {
      permission: 'apigateway:GET on /usageplans',
      without: 'usage plans',
    });
    const moved = move({ usagePlans: denied, features: { gatewayResponses: denied } });
    assert.equal(moved.says, 'It can become an HTTP API as it is, as far as it could be read.');
    assert.deepEqual(moved.unread.length, 1);
    assert.match(moved.unread[0] ?? '', /permission apigateway:GET on \/usageplans/);
  });
});

describe('the price of what there is instead', () => {
  const prices = publishedPrices['us-east-1'] ?? assert.fail();
  const pricing = { prices, usage: usageOf({ responseBytes: 1024 }), monthlyRequests: 100_000_000 };

  it('is a run of a small function for each call, for keys', () => {
    const [keys] = move({ defined: [{ apiKeyRequired: true }] }, pricing).blockers;
    assert.deepEqual(keys?.price, {
      says: 'A run for each decision that is not kept: 0.22 US dollars a million (10 ms at 128 MB), at most 22.08 a month.',
      usdAMonth: 22.0833375,
    });
  });

  it('is CloudFront’s for caching, and WAF’s on top for a web ACL', () => {
    const [caching] = move({ settings: { cacheEnabled: true } }, pricing).blockers;
    assert.equal(caching?.price.usdAMonth, 90);
    const [waf] = move({ settings: { webAcl: 'arn' } }, pricing).blockers;
    assert.equal(waf?.price.usdAMonth, 155);
  });

  it('of a JWT authorizer is a function where one of an HTTP API would not do', () => {
    const claims = [{ name: 'tenant', required: true, values: [] }];
    const plain = { issuer: 'https://a.example', audience: ['x'], claims: [] };
    const moved = (issuers: readonly TrustedIssuer[], algorithms = ['RS256']) => {
      const authorizer = {
        id: 'a',
        name: 'tokens',
        type: 'JWT',
        issuer: null,
        audience: [],
        identitySources: [],
        ttlSeconds: null,
      } as const;
      const told = {
        defined: [{ authorization: 'JWT' as const }],
        authorizers: read([{ ...authorizer, issuers, algorithms }]),
      };
      return move(told, pricing).blockers[0];
    };
    assert.equal(moved([plain])?.price.usdAMonth, 0);
    for (const [issuers, algorithms, says] of [
      [[plain, { ...plain, issuer: 'https://b.example' }], ['RS256'], /tokens trusts 2 issuers/],
      [[plain], ['RS256', 'ES256'], /tokens takes ES256/],
      [[{ ...plain, claims }], ['RS256'], /tokens demands tenant/],
    ] as const) {
      const found = moved(issuers, [...algorithms]);
      assert.match(found?.instead ?? '', /Lambda authorizer/);
      assert.match(found?.instead ?? '', says);
      assert.ok((found?.price.usdAMonth ?? 0) > 0);
    }
  });

  it('is nothing for a setting, and work for work', () => {
    const [cognito] = move({ defined: [{ authorization: 'COGNITO_USER_POOLS' }] }, pricing).blockers;
    assert.equal(cognito?.price.usdAMonth, 0);
    const [templates] = move({ methods: [{ mapsRequest: true }] }, pricing).blockers;
    assert.equal(templates?.price.usdAMonth, null);
  });

  it('is said without figures where no volume or no price is known', () => {
    const told: Told = {
      settings: { webAcl: 'arn', cacheEnabled: true },
      defined: [{ apiKeyRequired: true }],
    };
    for (const known of [
      null,
      { ...pricing, prices: { ...prices, lambda: null, cloudFront: null, waf: null } },
    ]) {
      assert.ok(
        move(told, known).blockers.every(({ price }) => price.usdAMonth === null && price.says !== ''),
      );
    }
  });
});

describe('an HTTP API that would become a REST API', () => {
  const back = (told: ToldDeployment) => planMove({ deployment: deploymentOf('http', told), features: null });

  it('needs changes for what a REST API lacks or does otherwise', () => {
    const cors = { allowOrigins: ['*'], allowMethods: [], allowHeaders: [], allowCredentials: false };
    const plain = deploymentOf('http').api;
    const told: ToldDeployment = {
      api: plain.read ? read({ ...plain.value, cors }) : plain,
      settings: { autoDeploy: true },
      defined: [{ key: '$default' }, { key: 'GET /me', authorization: 'JWT' }],
      authorizers: read([
        {
          id: 'a',
          name: 'a',
          type: 'JWT',
          issuer: 'https://id.example',
          audience: [],
          identitySources: [],
          ttlSeconds: null,
        },
      ]),
    };
    const moved = back(told);
    assert.deepEqual(features(moved), [
      'jwt-authorizer',
      'cors-configuration',
      'default-route',
      'payload-format-2',
      'automatic-deployments',
    ]);
    const [jwt] = moved.blockers;
    assert.match(jwt?.instead ?? '', /^A JWT authorizer with the same issuer and at least one audience/);
    assert.doesNotMatch(jwt?.instead ?? '', /reads them from elsewhere/);
    assert.match(jwt?.source ?? '', /rest-api-jwt-authorizer/);
    assert.match(moved.says, /^It can become a REST API with these 4 changes: jwt authorizer, /);
  });

  it('has to send tokens in a header, for an authorizer that reads them from the query', () => {
    const authorizer = { id: 'a', name: 'tokens', type: 'JWT', issuer: 'https://id.example' } as const;
    const [jwt] = back({
      defined: [{ authorization: 'JWT' }],
      authorizers: read([
        { ...authorizer, audience: ['a'], identitySources: ['$request.querystring.t'], ttlSeconds: null },
      ]),
    }).blockers;
    assert.match(jwt?.instead ?? '', /from a header alone, and tokens reads them from elsewhere/);
  });

  it('is told what people move back for', () => {
    assert.match(back({}).besides.join(' '), /WAF[\s\S]*Private endpoints[\s\S]*quotas/);
  });
});
