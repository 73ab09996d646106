import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { featureNames, featuresNamed } from './features.ts';
import { matches, mostCharacters, type PolicyScope, partitionOf, policyFor, sizeOf } from './policy.ts';

const all = featuresNamed('all') ?? [];
const scope = (told: Partial<PolicyScope> = {}): PolicyScope => ({
  region: 'eu-west-1',
  features: all,
  stacks: null,
  apis: null,
  roles: [],
  functions: null,
  ...told,
});
const statement = (told: Partial<PolicyScope>, sid: string) =>
  policyFor([scope(told)]).policy.Statement.find(({ Sid }) => Sid === sid);

test('a policy is as IAM takes it: version, statements with names of their own, actions, ARNs', () => {
  const { policy, widened } = policyFor([scope()]);
  assert.equal(policy.Version, '2012-10-17');
  assert.equal(widened, false);
  assert.ok(sizeOf(policy) <= mostCharacters);
  const sids = policy.Statement.map(({ Sid }) => Sid);
  assert.equal(new Set(sids).size, sids.length);
  for (const { Sid, Effect, Action, Resource } of policy.Statement) {
    assert.match(Sid, /^[A-Za-z0-9]+$/);
    assert.equal(Effect, 'Allow');
    for (const action of Action) assert.match(action, /^[a-z0-9-]+:[A-Za-z]+$/);
    for (const arn of Resource) assert.match(arn, /^(\*|arn:aws:[a-z0-9-]+:[\w-]*:\*?:[^{}]+)$/);
    assert.ok(Action.length > 0 && Resource.length > 0, Sid);
  }
});

test('a statement is for what is named, and for nothing else', () => {
  const discovery = statement({ stacks: ['orders'], apis: { rest: ['a1b2c3d4e5'], http: [] } }, 'Discovery');
  assert.deepEqual(discovery?.Resource, [
    'arn:aws:cloudformation:eu-west-1:*:stack/orders/*',
    'arn:aws:cloudformation:eu-west-1:*:stack/orders-*/*',
    'arn:aws:cloudformation:eu-west-1:*:stack/StackSet-orders-*/*',
    'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5',
    'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5/stages',
  ]);
  const evidence = statement(
    { apis: { rest: ['a1b2c3d4e5'], http: [] }, functions: [{ name: 'orders', logGroup: '/shop/orders' }] },
    'Evidence',
  );
  assert.deepEqual(evidence?.Resource, [
    'arn:aws:lambda:eu-west-1:*:function:orders',
    'arn:aws:lambda:eu-west-1:*:function:orders:*',
    'arn:aws:logs:eu-west-1:*:log-group:/shop/orders:*',
    'arn:aws:logs:eu-west-1:*:log-group:API-Gateway-Execution-Logs_a1b2c3d4e5/*:*',
  ]);
});

test('features that have nothing to ask of these APIs have no statement', () => {
  const { policy } = policyFor([
    scope({ apis: { rest: [], http: ['x1'] }, features: ['moving', 'account'] }),
  ]);
  assert.deepEqual(policy.Statement, []);
});

test('targets that are named by their URLs need nothing of stacks', () => {
  const { policy } = policyFor([scope({ stacks: [], apis: { rest: ['a1'], http: [] } })]);
  assert.ok(!JSON.stringify(policy).includes('cloudformation'));
  assert.ok(policy.Statement.some(({ Sid }) => Sid === 'Discovery'));
});

test('several regions are in one policy, each for its own APIs', () => {
  const { policy } = policyFor([
    scope({ features: ['drift'], apis: { rest: ['aaa'], http: [] } }),
    scope({ features: ['drift'], apis: { rest: ['bbb'], http: [] }, region: 'cn-north-1' }),
  ]);
  const [drift] = policy.Statement;
  assert.equal(policy.Statement.length, 1);
  assert.ok(drift?.Resource.includes('arn:aws:apigateway:eu-west-1::/restapis/aaa/resources'));
  assert.ok(drift?.Resource.includes('arn:aws-cn:apigateway:cn-north-1::/restapis/bbb/resources'));
  assert.ok(!drift?.Resource.some((arn) => arn.includes('eu-west-1::/restapis/bbb')));
});

test('where every name would be too much for IAM, it is for the region, and says so', () => {
  const many = Array.from({ length: 80 }, (_, index) => `api${index}`);
  const { policy, widened } = policyFor([scope({ apis: { rest: many, http: [] } })]);
  assert.equal(widened, true);
  assert.ok(sizeOf(policy) <= mostCharacters);
});

test('whatever is asked for, it fits', () => {
  const names = fc.array(fc.stringMatching(/^[a-z0-9]{10}$/), { maxLength: 60 });
  fc.assert(
    fc.property(names, names, fc.subarray(featureNames), (rest, stacks, some) => {
      const { policy } = policyFor([scope({ apis: { rest, http: [] }, stacks, features: some })]);
      return sizeOf(policy) <= mostCharacters;
    }),
    { seed: 8, numRuns: 40 },
  );
});

for (const [region, partition] of [
  ['eu-west-1', 'aws'],
  ['*', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eusc-de-east-1', 'aws-eusc'],
] as const) {
  test(`${region} is in the partition ${partition}`, () => {
    assert.equal(partitionOf(region), partition);
  });
}

test('patterns match as those of IAM do', () => {
  assert.ok(
    matches('arn:aws:apigateway:*::/restapis/*', 'arn:aws:apigateway:us-east-1::/restapis/a/stages/$default'),
  );
  assert.ok(matches('a?c', 'abc'));
  assert.ok(!matches('/apis/a1', '/apis/a1/stages'));
  assert.ok(!matches('/apis/a.', '/apis/ab'));
});
