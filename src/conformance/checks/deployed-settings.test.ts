import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentOf, type ToldDeployment } from '../../deployment/deployment.fixture.ts';
import { read } from '../../deployment/reading.ts';
import { observe } from '../answer.ts';
import type { Failure } from '../check.ts';
import { tell } from '../exchange.fixture.ts';
import type { TargetFacts } from '../target-check.ts';
import { cachedParameters, missingVariables, openAudience } from './deployed-settings.ts';

interface Situation {
  readonly apiType?: 'rest' | 'http';
  readonly deployed: ToldDeployment;
}

function judged({ apiType = 'rest', deployed }: Situation) {
  const { exchange, contract } = tell({ apiType });
  const facts = { contract, deployment: deploymentOf(apiType, deployed), exchanges: [observe(exchange)] };
  return {
    of: (id: string) => {
      const check = [cachedParameters, missingVariables, openAudience].find((one) => one.id === id);
      const [said] = check?.judge(facts as unknown as TargetFacts) ?? [];
      return said?.outcome as Failure | undefined;
    },
  };
}

test('a cached route whose path parameter is no part of the cache key is a warning', () => {
  const check = (keyedBy: readonly string[], key = 'GET /items/{id}') =>
    judged({
      deployed: {
        settings: { cacheEnabled: true },
        defined: [{}, { key, cache: { ttlSeconds: 30, keyedBy, invalidationNeedsPermission: true } }],
      },
    }).of('cache-key-deployed');
  assert.match(check([])?.message ?? '', /\{id\} is no part of the cache key/);
  assert.equal(check(['path.id']), undefined);
  assert.equal(check([], 'POST /items/{id}'), undefined);
});

test('a stage variable that a route needs and the stage lacks is a warning where nobody tried the route', () => {
  const integration = {
    type: 'AWS_PROXY',
    uri: null,
    timeoutMs: null,
    payloadFormatVersion: null,
    method: 'POST',
    stageVariables: ['alias'],
  };
  const check = (settings: ToldDeployment['settings'], key = 'POST /items') =>
    judged({ deployed: { settings: { ...settings }, defined: [{}, { key, integration }] } }).of(
      'stage-variable-deployed',
    );
  assert.match(check({})?.message ?? '', /stage variable alias, which the stage dev does not have/);
  assert.equal(check({ variableNames: ['alias'] }), undefined);
  assert.equal(check({ canary: { deploymentId: 'c', percentTraffic: 5 } }), undefined);
  assert.equal(check({}, 'GET /items'), undefined);
});

test('a JWT authorizer without an audience is a warning', () => {
  const authorizer = {
    id: 'a1',
    name: 'tokens',
    type: 'JWT',
    issuer: 'https://issuer.example',
    identitySources: [],
    ttlSeconds: null,
  } as const;
  const check = (audience: readonly string[]) =>
    judged({
      apiType: 'http',
      deployed: {
        defined: [{ authorization: 'JWT', authorizerId: 'a1' }],
        authorizers: read([{ ...authorizer, audience }]),
      },
    }).of('jwt-audience-deployed');
  assert.match(check([])?.message ?? '', /tokens names no audience/);
  assert.equal(check(['shop']), undefined);
});
