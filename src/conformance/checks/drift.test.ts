import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '../../contract/contract.ts';
import { deploymentOf, type ToldDeployment } from '../../deployment/deployment.fixture.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { read, unread } from '../../deployment/reading.ts';
import type { Target } from '../../discovery/target.ts';
import { type Told, tell } from '../exchange.fixture.ts';
import { judge } from '../judge.ts';
import { targetCatalogue } from '../target-catalogue.ts';

interface Situation extends Told {
  readonly deployed?: ToldDeployment | null;
}

function judged({ deployed = {}, ...told }: Situation) {
  const { exchange, contract } = tell(told);
  const deployment: Deployment | null = deployed === null ? null : deploymentOf(exchange.apiType, deployed);
  const target: Target = {
    target: exchange.target,
    apiType: exchange.apiType,
    invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
    stage: 'dev',
    region: 'eu-west-1',
    stackName: 'shop',
    endpointType: 'REGIONAL',
    apiId: 'abc123',
  };
  const results = judge([exchange], [contract], {
    checks: [],
    targetChecks: targetCatalogue.filter(({ family }) => family === 'drift'),
    targets: [{ target, contract: contract.name, deployment }],
  });
  return {
    results,
    of: (check: string) => results.find((result) => result.check === check),
  };
}

const missing: Told = { status: 403, body: { message: 'Missing Authentication Token' } };
const other = [{ key: 'POST /orders' }];
const auth = (value: Route['auth']): Told => ({ route: { ...(value === undefined ? {} : { auth: value }) } });
const key = { header: 'x-api-key', from: 'env:KEY' } as const;

test('a sound deployment passes, and nothing is said beside', () => {
  const { results } = judged({});
  assert.deepEqual(
    results.map(({ check, outcome }) => [check, outcome]),
    [['drift-not-deployed', 'pass']],
  );
});

test('a promised route that the API holds and the stage does not serve is an error, with the command that deploys it', () => {
  const result = judged({ ...missing, deployed: { served: other } }).of('drift-not-deployed');
  assert.equal(result?.outcome, 'fail');
  assert.equal(result?.severity, 'error');
  assert.match(result?.message ?? '', /exists in the API but not in the stage's deployment 3f2k1a/);
  assert.match(result?.diagnosis ?? '', /create-deployment --rest-api-id abc123 --stage-name dev/);
});

test('a promised route that is in no API is told apart', () => {
  const result = judged({ ...missing, deployed: { defined: other } }).of('drift-not-deployed');
  assert.match(result?.message ?? '', /has no such route/);
});

test('what answers is deployed, whatever is listed', () => {
  const result = judged({ deployed: { defined: other } }).of('drift-not-deployed');
  assert.equal(result?.outcome, 'skip');
});

test('parameters may have other names, and ANY, greedy paths and $default take promised routes', () => {
  for (const deployed of ['GET /users/{userId}', 'ANY /users/{id}', 'ANY /{proxy+}', '$default']) {
    const { results } = judged({
      key: 'GET /users/{id}',
      apiType: 'http',
      example: { path: { id: '1' } },
      deployed: { defined: [{ key: deployed }] },
    });
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['pass'],
      deployed,
    );
  }
});

test('a promise that something is not there needs no route', () => {
  const { results } = judged({ ...missing, expect: { status: 403 }, deployed: { defined: [] } });
  assert.deepEqual(results, []);
});

test('a deployed route that nobody promises is a note, and says where it is open', () => {
  const result = judged({ deployed: { defined: [{}, { key: 'DELETE /items' }] } }).of('drift-not-promised');
  assert.equal(result?.severity, 'note');
  assert.equal(result?.route, 'DELETE /items');
  assert.match(result?.message ?? '', /open to everybody/);
});

test('OPTIONS of a promised path is no surprise', () => {
  const { results } = judged({ deployed: { defined: [{}, { key: 'OPTIONS /items' }] } });
  assert.equal(results.length, 1);
});

test('what may not be read is skipped with the reason, and what is not deployed by snapshot is judged by the API', () => {
  const denied = unread('Access denied: the caller lacks the permission apigateway:GET.', {
    permission: 'apigateway:GET',
    without: 'drift',
  });
  const nothing = judged({ deployed: { served: denied, defined: denied } });
  assert.deepEqual(
    nothing.results.map(({ outcome, message }) => [outcome, message]),
    [
      ['skip', denied.read ? '' : denied.because],
      ['skip', denied.read ? '' : denied.because],
    ],
  );
  const current = judged({ ...missing, deployed: { served: denied, defined: other } });
  assert.match(current.of('drift-not-deployed')?.message ?? '', /has no such route/);
  assert.equal(current.of('drift-not-promised')?.outcome, 'skip');
});

test('a bare URL is not judged by what is deployed', () => {
  assert.deepEqual(judged({ deployed: null }).results, []);
});

test('a route that is promised to need a key and is deployed open is an error once a request without came through', () => {
  const open = judged({ ...auth(key), secretHeaders: {} }).of('drift-authorization');
  assert.deepEqual([open?.outcome, open?.severity], ['fail', 'error']);
  const unproven = judged({ ...auth(key), secretHeaders: { 'x-api-key': { from: 'env:KEY' } } }).of(
    'drift-authorization',
  );
  assert.deepEqual([unproven?.outcome, unproven?.severity], ['fail', 'warning']);
  assert.match(unproven?.message ?? '', /unless the function looks for itself/);
});

test('a function that refuses callers itself, or an authorizer, is no drift', () => {
  const itself = judged({ ...auth(key), secretHeaders: {}, status: 401 }).of('drift-authorization');
  assert.equal(itself?.outcome, 'pass');
  for (const route of [{ apiKeyRequired: true }, { authorization: 'CUSTOM' as const }]) {
    assert.equal(
      judged({ ...auth(key), deployed: { defined: [route] } }).of('drift-authorization')?.outcome,
      'pass',
    );
  }
});

test('a promised throttle may be set on the route, the stage or a plan', () => {
  const route = { throttle: { ratePerSecond: 10, burst: 20 } };
  const check = (deployed: ToldDeployment) => judged({ route, deployed }).of('drift-throttle');
  const none = check({});
  assert.deepEqual([none?.outcome, none?.severity, none?.received], ['fail', 'warning', 'none']);
  const sound = { ratePerSecond: 10, burst: 20 };
  const plan = { id: 'p1', name: 'plan', throttle: sound, quota: null };
  for (const deployed of [
    { defined: [{ throttle: sound }] },
    { settings: { throttle: sound } },
    { usagePlans: read([plan]) },
  ]) {
    assert.equal(check(deployed)?.outcome, 'pass');
  }
  assert.match(
    check({ settings: { throttle: { ratePerSecond: 5, burst: 20 } } })?.received ?? '',
    /^5 a second/,
  );
});

test('a promised cache that is off, or keyed by less, is a warning', () => {
  const route = { cache: { ttlSeconds: 30, keyedBy: ['query.q'] } };
  const check = (deployed: ToldDeployment) => judged({ route, deployed }).of('drift-cache');
  const cached = (keyedBy: readonly string[]): ToldDeployment => ({
    settings: { cacheEnabled: true },
    defined: [{ cache: { ttlSeconds: 30, keyedBy, invalidationNeedsPermission: true } }],
  });
  assert.match(check({})?.message ?? '', /the stage has none/);
  assert.match(check({ settings: { cacheEnabled: true } })?.message ?? '', /not on for this method/);
  assert.match(check(cached([]))?.message ?? '', /cache key lacks query\.q/);
  assert.equal(check(cached(['query.q']))?.outcome, 'pass');
});

test('an automatic deployment that failed is an error', () => {
  const result = judged({
    apiType: 'http',
    deployed: { settings: { autoDeploy: true, deploymentFailure: 'Unable to deploy: no integration.' } },
  }).of('drift-deployment-failed');
  assert.equal(result?.severity, 'error');
  assert.match(result?.message ?? '', /no integration/);
});
