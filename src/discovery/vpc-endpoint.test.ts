import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetFromUrl } from './target-from-url.ts';
import { throughVpcEndpoint } from './vpc-endpoint.ts';

const host = 'vpce-0a1b-x2y3.execute-api.cn-north-1.vpce.amazonaws.com.cn';
const target = targetFromUrl(`https://${host}/prod`, 'rest');

for (const [what, headers] of [
  ['x-apigw-api-id', { 'X-Apigw-Api-Id': 'a1b2c3' }],
  ['Host', { Host: 'a1b2c3.execute-api.cn-north-1.amazonaws.com.cn' }],
] as const) {
  test(`behind a VPC endpoint's own name ${what} says which API it is`, () => {
    const {
      target: name,
      apiId,
      region,
      stage,
      endpointType,
      invokeUrl,
    } = throughVpcEndpoint(target, { headers });
    assert.deepEqual(
      [name, apiId, region, stage, endpointType, invokeUrl],
      ['a1b2c3:rest', 'a1b2c3', 'cn-north-1', 'prod', 'PRIVATE', `https://${host}/prod`],
    );
  });
}

test('without such a header, and without a stage, it is said what is missing', () => {
  assert.throws(() => throughVpcEndpoint(target, null), /nothing says to which/);
  const bare = targetFromUrl(`https://${host}`, 'rest');
  assert.throws(() => throughVpcEndpoint(bare, { headers: { 'x-apigw-api-id': 'a1' } }), /names no stage/);
});

test('a name of its own is kept, and any other URL is left alone', () => {
  const named = throughVpcEndpoint(target, { headers: { 'x-apigw-api-id': 'a1' } }, 'orders');
  assert.equal(named.target, 'orders:rest');
  const other = targetFromUrl('https://api.example.com/v1', 'rest');
  assert.equal(throughVpcEndpoint(other, null), other);
});
