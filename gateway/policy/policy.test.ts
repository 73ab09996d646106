import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConditionKeys } from './conditions.ts';
import { type Decision, type PolicyRequest, readPolicy } from './policy.ts';

const arn = 'arn:aws:execute-api:us-east-1:123456789012:abc123/dev/GET/users/1';
const allow = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' };
const deny = { ...allow, Effect: 'Deny' };

function decide(statement: unknown, request: Partial<PolicyRequest> = {}): Decision {
  const policy = readPolicy({ Statement: statement }, 'arn:aws:execute-api:us-east-1:123456789012:abc123/');
  assert.ok(!('malformed' in policy), JSON.stringify(policy));
  return policy.decide({ resource: arn, keys: {}, principals: [], ...request });
}

describe('a policy', () => {
  it('allows what a statement matches, and an explicit deny beats every allow', () => {
    assert.equal(decide(allow), 'allow');
    assert.equal(decide([allow, deny]), 'explicit-deny');
    assert.equal(decide([]), 'no-match');
  });

  it('takes wildcards in resources, over slashes too', () => {
    const resources: readonly [string, Decision][] = [
      [arn, 'allow'],
      ['arn:aws:execute-api:*:*:abc123/*', 'allow'],
      ['arn:aws:execute-api:us-east-1:123456789012:abc123/*/GET/*', 'allow'],
      ['arn:aws:execute-api:us-east-1:123456789012:abc123/d?v/GET/users/?', 'allow'],
      ['arn:aws:execute-api:us-east-1:123456789012:abc123/dev/POST/*', 'no-match'],
      ['arn:aws:execute-api:us-east-1:123456789012:abc123/dev/GET/users', 'no-match'],
      ['arn:aws:execute-api:us-east-1:123456789012:abc123/d.v/GET/users/1', 'no-match'],
      ['execute-api:/*', 'allow'],
      ['execute-api:/dev/GET/users/*', 'allow'],
      ['execute-api:/prod/*', 'no-match'],
    ];
    for (const [Resource, decision] of resources)
      assert.equal(decide({ ...allow, Resource }), decision, Resource);
    assert.equal(decide({ ...allow, Resource: ['x', arn] }), 'allow');
    assert.equal(decide({ Effect: 'Allow', Action: '*', NotResource: arn }), 'no-match');
  });

  it('looks at statements about calling APIs only', () => {
    const actions: readonly [string | string[], Decision][] = [
      ['execute-api:*', 'allow'],
      ['EXECUTE-API:invoke', 'allow'],
      ['*', 'allow'],
      [['s3:GetObject', 'execute-api:Invoke'], 'allow'],
      ['execute-api:InvalidateCache', 'no-match'],
    ];
    for (const [Action, decision] of actions)
      assert.equal(decide({ ...allow, Action }), decision, String(Action));
    assert.equal(decide({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }), 'allow');
  });

  it('means the anonymous caller by the principal * only', () => {
    const someone = { AWS: 'arn:aws:iam::123456789012:user/local' };
    assert.equal(decide({ ...allow, Principal: '*' }), 'allow');
    assert.equal(decide({ ...allow, Principal: { AWS: ['*'] } }), 'allow');
    assert.equal(decide({ ...allow, Principal: someone }), 'no-match');
    assert.equal(decide({ ...allow, Principal: someone }, { principals: [someone.AWS] }), 'allow');
    assert.equal(decide({ ...deny, NotPrincipal: someone }), 'explicit-deny');
  });

  it('is malformed without statements, effects, actions or resources', () => {
    const documents = [
      null,
      'text',
      {},
      { Statement: [null] },
      { Statement: { ...allow, Effect: 'allow' } },
      { Statement: { Effect: 'Allow', Resource: '*' } },
      { Statement: { Effect: 'Allow', Action: '*' } },
      { Statement: { ...allow, Condition: { StringEquals: 'x' } } },
    ];
    for (const document of documents)
      assert.ok('malformed' in readPolicy(document), JSON.stringify(document));
  });
});

describe('a condition', () => {
  const holds = (Condition: unknown, keys: ConditionKeys = {}): boolean =>
    decide({ ...allow, Condition }, { keys }) === 'allow';
  const from = (ip: string): ConditionKeys => ({ 'aws:sourceip': ip });

  it('judges addresses by network, of both families', () => {
    const network = { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] } };
    for (const ip of ['192.0.2.1', '192.0.2.255', '2001:db8::1', '198.51.100.7'])
      assert.ok(holds(network, from(ip)), ip);
    for (const ip of ['192.0.3.1', '2001:db9::1', '198.51.100.8', '127.0.0.1'])
      assert.ok(!holds(network, from(ip)), ip);
    assert.ok(holds({ NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, from('127.0.0.1')));
    assert.ok(!holds({ IpAddress: { 'aws:SourceIp': 'nonsense/99' } }, from('127.0.0.1')));
  });

  it('needs every operator and key, and one of the values', () => {
    const keys = { 'aws:useragent': 'curl/8', 'aws:sourceip': '127.0.0.1' };
    assert.ok(holds({ StringLike: { 'aws:UserAgent': ['wget/*', 'curl/*'] } }, keys));
    const both = {
      StringLike: { 'aws:UserAgent': 'curl/*' },
      IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
    };
    assert.ok(!holds(both, keys));
  });

  it('on a key that isn’t there fails, unless it is negated, IfExists, or asks for its absence', () => {
    const vpce = { 'aws:SourceVpce': 'vpce-1' };
    assert.ok(!holds({ StringEquals: vpce }));
    assert.ok(holds({ StringNotEquals: vpce }));
    assert.ok(holds({ StringEqualsIfExists: vpce }));
    assert.ok(holds({ Null: { 'aws:SourceVpce': 'true' } }));
    assert.ok(!holds({ Null: { 'aws:SourceVpce': 'false' } }));
  });

  it('compares numbers, dates and flags', () => {
    const keys = { 'aws:currenttime': '2026-07-10T19:00:00Z', 'aws:securetransport': 'true' };
    assert.ok(holds({ DateLessThan: { 'aws:CurrentTime': '2026-07-11T00:00:00Z' } }, keys));
    assert.ok(!holds({ DateGreaterThan: { 'aws:CurrentTime': '2026-07-11T00:00:00Z' } }, keys));
    assert.ok(holds({ Bool: { 'aws:SecureTransport': true } }, keys));
    assert.ok(holds({ NumericLessThanEquals: { n: 5 } }, { n: '5' }));
  });

  it('with an operator that nobody knows keeps everybody out, and is told', () => {
    const Condition = { StringResembles: { 'aws:SourceIp': 'x' } };
    assert.equal(decide({ ...allow, Condition }), 'no-match');
    assert.equal(decide({ ...deny, Condition }), 'explicit-deny');
    const policy = readPolicy({ Statement: { ...allow, Condition } });
    assert.deepEqual('malformed' in policy ? policy : policy.unknownOperators, ['StringResembles']);
  });
});
