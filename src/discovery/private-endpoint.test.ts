import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import type { UnnamedTarget } from './name-targets.ts';
import { refusePrivate } from './private-endpoint.ts';

const target = (apiId: string, endpointType: UnnamedTarget['endpointType']): UnnamedTarget => ({
  apiType: 'rest',
  invokeUrl: `https://${apiId}.execute-api.cn-north-1.invalid/prod`,
  stage: 'prod',
  region: 'cn-north-1',
  stackName: 'shop',
  endpointType,
  apiId,
  logicalId: null,
});
const hidden = target('a1', 'PRIVATE');
const open = target('b2', 'REGIONAL');

test('a PRIVATE endpoint beside others is left out with a note', async () => {
  const notes: string[] = [];
  assert.deepEqual(await refusePrivate([hidden, open], (line) => notes.push(line)), [open]);
  assert.match(notes.join(), /a1 of shop is left out: its endpoint is PRIVATE.*--connect-to/);
});

test('alone it is refused with the lines to run from inside, in its own region and partition', async () => {
  await assert.rejects(refusePrivate([hidden], assert.fail), (error: UsageError) => {
    assert.match(error.message, /a1 of the stack shop has a PRIVATE endpoint/);
    assert.match(
      error.next.join('\n'),
      /--connect-to VPCE_ID-NAME\.execute-api\.cn-north-1\.vpce\.amazonaws\.com\.cn:443/,
    );
    return error instanceof UsageError;
  });
});

for (const transport of [{ connectTo: 'vpce-1.example.com:443' }, { headers: { 'x-apigw-api-id': 'a1' } }]) {
  test(`it is taken where somebody says the way: ${Object.keys(transport)}`, async () => {
    assert.deepEqual(await refusePrivate([hidden], assert.fail, { transport }), [hidden]);
  });
}

test('an authority alone is no way in', () =>
  assert.rejects(refusePrivate([hidden], assert.fail, { transport: { ca: 'ca.pem' } }), UsageError));
