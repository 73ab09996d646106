import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeOf } from './deployment.fixture.ts';
import { exportedRoutes } from './exported-routes.ts';
import { routeTaking } from './route-lookup.ts';

const document = {
  openapi: '3.0.1',
  paths: {
    '/items': {
      get: {
        parameters: [{ name: 'q', in: 'query', required: true, schema: { type: 'string' } }],
        security: [{ api_key: [] }, { sigv4: [] }],
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          httpMethod: 'POST',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: as API Gateway writes it.
          uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:shop:${stageVariables.alias}/invocations',
          timeoutInMillis: 5000,
          cacheKeyParameters: ['method.request.querystring.q'],
        },
      },
      parameters: [],
    },
    '/{proxy+}': { 'x-amazon-apigateway-any-method': { security: [{ tokens: ['read'] }] } },
    '/$default': { 'x-amazon-apigateway-any-method': { isDefaultRoute: true } },
  },
  components: {
    securitySchemes: {
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
      sigv4: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
      tokens: {
        type: 'oauth2',
        'x-amazon-apigateway-authorizer': { type: 'jwt', jwtConfiguration: { audience: ['shop'] } },
      },
    },
  },
} as const;

test('an export tells routes, who may call them, and what is behind them', () => {
  const [items, proxy, fallback] = exportedRoutes(document);
  assert.equal(items?.key, 'GET /items');
  assert.equal(items?.authorization, 'AWS_IAM');
  assert.equal(items?.apiKeyRequired, true);
  assert.deepEqual(items?.requiredParameters, ['query.q']);
  assert.deepEqual(items?.integration?.stageVariables, ['alias']);
  assert.equal(items?.integration?.type, 'AWS_PROXY');
  assert.equal(items?.integration?.timeoutMs, 5000);
  assert.deepEqual(items?.cache?.keyedBy, ['query.q']);
  assert.doesNotMatch(items?.integration?.uri ?? '', /\d{12}/);
  assert.deepEqual([proxy?.key, proxy?.authorization, proxy?.scopes], ['ANY /{proxy+}', 'JWT', ['read']]);
  assert.equal(fallback?.key, '$default');
});

test('what is no export is refused, whatever it holds', () => {
  for (const value of [null, [], 'openapi', { paths: [] }, {}]) {
    assert.throws(() => exportedRoutes(value), TypeError);
  }
  assert.deepEqual(exportedRoutes({ paths: { '/a': null, '/b': { get: 7 } } }).length, 1);
});

test('the most specific path takes a promised route, and the method before ANY', () => {
  const routes = ['$default', 'ANY /{proxy+}', 'GET /users/{id}', 'ANY /users/{id}', 'GET /users/me'].map(
    (key) => routeOf('http', { key }),
  );
  const taking = (key: string) => routeTaking(routes, key)?.key ?? null;
  assert.equal(taking('GET /users/me'), 'GET /users/me');
  assert.equal(taking('GET /users/{name}'), 'GET /users/{id}');
  assert.equal(taking('GET /users/7'), 'GET /users/{id}');
  assert.equal(taking('PUT /users/{name}'), 'ANY /users/{id}');
  assert.equal(taking('GET /a/b/c'), 'ANY /{proxy+}');
  assert.equal(taking('POST /'), '$default');
  assert.equal(routeTaking(routes.slice(2), 'GET /{proxy+}'), null);
});
