import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { readRateRules, webAclName } from './web-acl-reads.ts';

const arn = 'arn:aws:wafv2:eu-west-1:…9012:regional/webacl/shop-acl/a1';

async function answering(
  status: number,
  answer: object,
  read: (env: Record<string, string>) => Promise<void>,
) {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await read({ AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }).finally(() =>
    server.close(),
  );
}

test('of the rules those that count requests are told', async () => {
  const rules = [
    {
      Name: 'geo',
      Priority: 0,
      Action: { Block: {} },
      Statement: { GeoMatchStatement: { CountryCodes: ['XX'] } },
    },
    { Name: 'many', Priority: 1, Action: { Count: {} }, Statement: { RateBasedStatement: { Limit: 2000 } } },
  ];
  await answering(200, { WebACL: { Name: 'shop-acl', Rules: rules } }, async (env) => {
    assert.deepEqual(await readRateRules(arn, { env }), {
      read: true,
      value: [{ name: 'many', action: 'Count', limit: 2000, windowSeconds: 300, keyedBy: 'IP' }],
    });
  });
});

test('a missing permission is named, and fails nothing', async () => {
  const denied = {
    __type: 'AccessDeniedException',
    Message: 'User: x is not authorized to perform: wafv2:GetWebACL',
  };
  await answering(400, denied, async (env) => {
    const reading = await readRateRules(arn, { env });
    assert.ok(!reading.read);
    assert.equal(reading.permission, 'wafv2:GetWebACL');
  });
});

test("a web ACL is known by its ARN's name at the least", async () => {
  assert.equal(webAclName(arn), 'shop-acl');
  const classic = await readRateRules('arn:aws:waf-regional:eu-west-1:…9012:webacl/a1', { env: {} });
  assert.ok(!classic.read && /WAF Classic/.test(classic.because));
});
