import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFakeAws } from '../discovery/fake-aws.fixture.ts';
import { awsFor } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';
import { startReading } from './read-deployments.ts';

const gate = 'arn:aws:iam::210987654321:role/gate';
const target = (name: string, region: string): Target => ({
  target: name,
  apiType: 'http',
  invokeUrl: `https://${name}.example.com`,
  stage: '$default',
  region,
  stackName: 'orders',
  endpointType: null,
  apiId: 'a1b2c3',
});

test('each deployment is read in the region and as the role of its own place, and each role is assumed once', async (t) => {
  const callers = new Set<string>();
  const aws = await startFakeAws(({ accessKeyId, region }) => {
    callers.add(`${accessKeyId} in ${region}`);
    return { v2Apis: { a1b2c3: { stages: ['$default'] } }, roles: { [gate]: { accessKeyId: 'ROLE' } } };
  });
  t.after(() => aws.close());
  const env = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'CALLER',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  const targets = [target('one', 'eu-west-1'), target('two', 'us-east-1'), target('three', 'us-east-1')];
  const places = { two: { role: gate, region: 'us-east-1' }, three: { role: gate, region: 'us-east-1' } };
  const read = await startReading(targets, awsFor(places, env)).within(5000);
  assert.deepEqual(
    read.map((deployment) => deployment.target),
    ['one', 'two', 'three'],
  );
  assert.deepEqual([...callers].sort(), ['CALLER in eu-west-1', 'CALLER in us-east-1', 'ROLE in us-east-1']);
  assert.equal(aws.calls.filter((call) => call === 'AssumeRole').length, 1);
});
