import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VersionPromise } from '../../contract/contract.ts';
import { deploymentOf, type ToldDeployment } from '../../deployment/deployment.fixture.ts';
import { type Told, tell } from '../exchange.fixture.ts';
import { judge } from '../judge.ts';
import { expectedVersion, oneVersion } from './version.ts';

interface Seen {
  readonly answers: readonly Told[];
  readonly promise?: VersionPromise;
  readonly expectVersion?: string;
  readonly canary?: NonNullable<ToldDeployment['settings']>['canary'];
}

const header: VersionPromise = { header: 'X-Version' };
const version = (value: string): Told => ({ headers: { 'x-version': value } });

function judged({ answers, promise, expectVersion, canary }: Seen) {
  const told = answers.map((each) => tell(each));
  const exchanges = told.map(({ exchange }, index) => ({ ...exchange, id: `${exchange.id} ${index}` }));
  const contract = { ...tell().contract, ...(promise === undefined ? {} : { version: promise }) };
  const target = {
    target: 'shop:rest',
    apiType: 'rest',
    invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
    stage: 'dev',
    region: 'eu-west-1',
    stackName: 'shop',
    endpointType: 'REGIONAL',
    apiId: 'abc123',
  } as const;
  const deployment = canary === undefined ? null : deploymentOf('rest', { settings: { canary } });
  return judge(exchanges, [contract], {
    checks: [],
    targetChecks: [expectedVersion, oneVersion],
    targets: [
      { target, contract: 'shop', deployment, ...(expectVersion === undefined ? {} : { expectVersion }) },
    ],
  }).map(({ check, outcome, severity, message }) =>
    outcome === 'pass' ? `${check} holds` : `${severity} ${check}: ${message}`,
  );
}

test('the old code that still answers is named together with the version that was expected', () => {
  assert.deepEqual(judged({ answers: [version('1')], promise: header, expectVersion: '2' }), [
    'error version: Version "1" answers, and "2" is expected',
  ]);
  assert.deepEqual(judged({ answers: [version('1'), version('2')], promise: header, expectVersion: '2' }), [
    'error version: Version "1" answers, and "2" is expected (1 of 2 answers)',
  ]);
  assert.deepEqual(judged({ answers: [version('2')], promise: header, expectVersion: '2' }), [
    'version holds',
  ]);
});

test('answers that tell nothing are no proof, and errors of the gateway tell nothing', () => {
  const missing = { ...version('1'), status: 403, body: { message: 'Missing Authentication Token' } };
  assert.deepEqual(judged({ answers: [{}, missing], promise: header, expectVersion: '2' }), [
    'error version: No answer tells its version in the header X-Version, and "2" is expected',
  ]);
});

test('a version may stand in the body of one route', () => {
  const promise = { route: 'GET /items', pointer: '/build/number' };
  const answers = [{ body: { build: { number: 7 } } }];
  assert.deepEqual(judged({ answers, promise, expectVersion: '7' }), ['version holds']);
  assert.deepEqual(judged({ answers, promise: { ...promise, route: 'GET /health' }, expectVersion: '7' }), [
    'error version: No answer tells its version in /build/number of GET /health, and "7" is expected',
  ]);
});

test('without a version to expect, one that answers is nothing to talk about, and two are a warning', () => {
  assert.deepEqual(judged({ answers: [version('1'), version('1')], promise: header }), []);
  assert.deepEqual(judged({ answers: [version('1'), version('2')], promise: header }), [
    'warning two-versions: Two versions answer: "1" and "2"',
  ]);
});

test('one version seen where a canary is deployed is a warning; both, or a canary without traffic, are none', () => {
  const canary = { deploymentId: '9z8y7x', percentTraffic: 10 };
  assert.deepEqual(judged({ answers: [version('1')], promise: header, canary }), [
    'warning two-versions: One version was seen, "1", where two are deployed: 10 % of the traffic goes to the canary deployment 9z8y7x',
  ]);
  assert.deepEqual(judged({ answers: [version('1'), version('2')], promise: header, canary }), [
    'two-versions holds',
  ]);
  assert.deepEqual(judged({ answers: [{}], canary }), [
    "note two-versions: Two deployments answer, and the contract doesn't tell them apart: 10 % of the traffic goes to the canary deployment 9z8y7x",
  ]);
  assert.deepEqual(
    judged({ answers: [version('1')], promise: header, canary: { ...canary, percentTraffic: 0 } }),
    [],
  );
});
