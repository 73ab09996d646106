import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GetWebACLCommand, ListWebACLsCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { stackOf } from '../api.fixture.ts';
import { serveDeployment } from '../main.ts';

const acl = {
  name: 'shop-acl',
  id: 'a1',
  arn: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop-acl/a1',
  scope: 'REGIONAL',
  rules: [
    {
      Name: 'too-many',
      Priority: 1,
      Action: { Block: {} },
      Statement: { RateBasedStatement: { Limit: 600, EvaluationWindowSec: 60, AggregateKeyType: 'IP' } },
    },
  ],
};

test('the AWS SDK reads the web ACLs of a template with their rules', async (t) => {
  const gateway = await serveDeployment({ stacks: [stackOf({ webAcls: [acl] })] }, { warnings: [] });
  t.after(() => gateway.close());
  const waf = new WAFV2Client({
    endpoint: gateway.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { WebACLs = [] } = await waf.send(new ListWebACLsCommand({ Scope: 'REGIONAL' }));
  assert.deepEqual(
    WebACLs.map(({ Name, ARN }) => [Name, ARN]),
    [['shop-acl', acl.arn]],
  );
  const named = { Name: 'shop-acl', Id: 'a1', Scope: 'REGIONAL' } as const;
  const { WebACL } = await waf.send(new GetWebACLCommand(named));
  assert.equal(WebACL?.Rules?.[0]?.Statement?.RateBasedStatement?.Limit, 600);
  await assert.rejects(waf.send(new GetWebACLCommand({ ...named, Id: 'lost' })), {
    name: 'WAFNonexistentItemException',
  });
});
