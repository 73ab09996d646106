import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invokePermission, type WantedInvocation } from './invoke-policy.ts';

const wanted: WantedInvocation = {
  apiId: 'abc123',
  stage: 'dev',
  routeKey: 'GET /users/{id}',
  method: 'GET',
};
const arn = (end: string) => `arn:aws:execute-api:eu-west-1:123456789012:${end}`;
const statement = (more: object) => ({
  Sid: 's',
  Effect: 'Allow',
  Principal: { Service: 'apigateway.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:shop',
  ...more,
});
const from = (end: string, operator = 'ArnLike', key = 'AWS:SourceArn') =>
  statement({ Condition: { [operator]: { [key]: arn(end) } } });
const granted = (statements: unknown, of: Partial<WantedInvocation> = {}) =>
  invokePermission(JSON.stringify({ Version: '2012-10-17', Statement: statements }), { ...wanted, ...of })
    ?.granted;

test('source ARNs of every usual form let the call through', () => {
  for (const end of [
    '*',
    'abc123/*',
    'abc123/*/*',
    'abc123/dev/*',
    'abc123/*/GET/users/*',
    'abc123/dev/GET/users/{id}',
    'abc123/dev/???/users/*',
  ])
    assert.equal(granted([from(end)]), true, end);
  assert.equal(granted([from('abc123/dev/GET/users/*', 'StringLike', 'aws:sourceArn')]), true);
  assert.equal(granted(from('abc123/*')), true, 'a statement that is no list');
  assert.equal(granted([statement({})]), true, 'no condition');
  assert.equal(granted([statement({ Principal: '*' })]), true);
  assert.equal(granted([statement({ Action: ['lambda:*'] })]), true);
});

test('another API, stage, method, path, principal or action does not', () => {
  for (const end of ['zzz999/*', 'abc123/prod/*', 'abc123/dev/POST/*', 'abc123/dev/GET/users', 'abc123'])
    assert.equal(granted([from(end)]), false, end);
  assert.equal(granted([statement({ Principal: { Service: 'events.amazonaws.com' } })]), false);
  assert.equal(granted([statement({ Action: 'lambda:InvokeFunctionUrl' })]), false);
  assert.equal(granted([]), false);
});

test('ANY, greedy and default routes are granted by what AWS grants them with', () => {
  assert.equal(granted([from('abc123/*/*/{proxy+}')], { routeKey: 'ANY /{proxy+}' }), true);
  assert.equal(granted([from('abc123/dev/GET/*')], { routeKey: 'ANY /{proxy+}' }), true);
  assert.equal(granted([from('abc123/*/$default')], { routeKey: '$default' }), true);
});

test('a statement that denies takes the permission away', () => {
  assert.equal(granted([from('abc123/*'), { ...from('abc123/dev/*'), Effect: 'Deny' }]), false);
});

test('a missing permission says what is wanted and what there is, without the account', () => {
  const permission = invokePermission(JSON.stringify({ Statement: [from('abc123/prod/*/hello')] }), wanted);
  assert.deepEqual(permission, {
    granted: false,
    wanted: '…:abc123/dev/GET/users/*',
    has: ['…:abc123/prod/*/hello'],
  });
});

test('no policy grants nothing, and one that is no JSON tells nothing', () => {
  assert.equal(invokePermission(null, wanted)?.granted, false);
  assert.equal(invokePermission('<html>', wanted), null);
});
