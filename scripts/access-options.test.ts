import assert from 'node:assert/strict';
import { test } from 'node:test';
import { access } from './access-options.ts';

test('options of who may call, and how often, become those of the gateway', () => {
  assert.deepEqual(
    access({
      issuer: ['http://127.0.0.1:9000', 'https://issuer.example.com/a=http://127.0.0.1:9001'],
      signer: ['AKIATEST:made-up/secret+1'],
      'account-throttle': '100,50',
    }),
    {
      issuerUrls: { '*': 'http://127.0.0.1:9000', 'https://issuer.example.com/a': 'http://127.0.0.1:9001' },
      credentials: [{ accessKeyId: 'AKIATEST', secretAccessKey: 'made-up/secret+1' }],
      accountThrottle: { ratePerSecond: 100, burst: 50 },
    },
  );
  assert.deepEqual(access({ 'account-throttle': '0.5,1' }).accountThrottle, { ratePerSecond: 0.5, burst: 1 });
  assert.deepEqual(access({}), {});
});

test('what can’t be read is told with what to write, and never with a secret', () => {
  for (const issuer of ['localhost:9000', 'issuer=http://127.0.0.1:9000'])
    assert.throws(() => access({ issuer: [issuer] }), /names no URL to fetch keys from/);
  assert.throws(
    () => access({ signer: ['half-of-a-secret'] }),
    (error: Error) => !error.message.includes('half'),
  );
  for (const limit of ['', 'many', '0', '-1', '10,0', '1,2,3', '10,'])
    assert.throws(() => access({ 'account-throttle': limit }), /is no limit/, limit);
});
