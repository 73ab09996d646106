import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Deployment } from '../deployment/deployment.ts';
import type { Target } from '../discovery/target.ts';
import { remarksOn } from './remarks.ts';

const target = (name: string, more: Partial<Target> = {}): Target => ({
  target: name,
  apiType: 'rest',
  invokeUrl: 'https://a.example',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'a1',
  ...more,
});

const running = (name: string, fn: string) =>
  ({
    target: name,
    routes: {
      read: true,
      value: [
        {
          integration: {
            uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:${fn}/invocations`,
          },
        },
      ],
    },
  }) as unknown as Deployment;

const remarks = (candidate: Partial<Target>, deployments: readonly Deployment[] = []) =>
  remarksOn({ baseline: target('one'), candidate: target('two', candidate), deployments });

describe('remarks on a comparison', () => {
  it('are none where only the gateways differ', () => {
    assert.deepEqual(remarks({}, [running('one', 'a'), running('two', 'b')]), []);
  });

  it('say which function both sides share, whatever its alias', () => {
    const [remark, ...others] = remarks({}, [running('one', 'users'), running('two', 'users:live')]);
    assert.match(remark ?? '', /same function \(users\).*cold starts can't be compared/);
    assert.deepEqual(others, []);
  });

  it('say where one side goes through CloudFront, and where regions differ', () => {
    assert.match(remarks({ endpointType: 'EDGE' })[0] ?? '', /^two is reached through CloudFront/);
    assert.match(remarks({ region: 'us-east-1' })[0] ?? '', /different regions, eu-west-1 and us-east-1/);
  });
});
