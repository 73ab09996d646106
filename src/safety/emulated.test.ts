import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '../discovery/target.ts';
import { accountsOf, describeSafety, type Safety } from './describe.ts';
import { ofEmulators, type Share } from './shares.ts';

const target: Target = {
  target: 'my-api:rest',
  apiType: 'rest',
  invokeUrl: 'http://127.0.0.1:4566/_aws/execute-api/r1/dev',
  stage: 'dev',
  region: 'us-east-1',
  stackName: 'my-api',
  endpointType: null,
  apiId: 'r1',
  account: '…0000',
};
const emulated: Target = { ...target, emulator: { origin: 'http://127.0.0.1:4566', server: null } };

const throttle: Share = { of: 'throttle', region: 'us-east-1', takes: 10, limit: 100, limitFrom: 'account' };
const usual: Share = { ...throttle, limit: 10_000, limitFrom: 'default' };

const estimate: Safety['estimate'] = {
  requests: { measured: 20, warmUp: 0, total: 20 },
  peakPerSecond: 10,
  durationSeconds: 2,
  bytes: { received: 1000, sent: 1000, knownRoutes: 1, routes: 1 },
  price: { usd: 0.0001, pricedAs: ['us-east-1'], asOf: '2026-01-01', regionKnown: true },
  targets: [],
};

function described(one: Target, shares: readonly Share[]): string {
  const safety = { estimate, accounts: accountsOf([one]), shares: ofEmulators(shares, [one]) };
  return describeSafety({ ...safety, production: [], webAcls: [], notes: [] }).join('\n');
}

test('an emulator bills nobody, and what it emulates is called so', () => {
  const text = described(emulated, [throttle]);
  assert.match(text, /^price {6}about 0\.00010 USD on AWS, and nothing on the emulator: /m);
  assert.match(text, /^account {4}…0000 in us-east-1, emulated by http:\/\/127\.0\.0\.1:4566$/m);
  assert.match(text, /10 of 100 requests a second \(10 %\) of the emulated account's throttle/);
});

test('quotas that AWS has by default are none of an emulator', () => {
  assert.doesNotMatch(described(emulated, [usual]), /^shares/m);
  assert.match(
    described(target, [usual]),
    /10 of 10,000 requests a second \(0\.1 %\) of the account's throttle/,
  );
});

test('AWS itself is no emulator', () => {
  const text = described(target, [throttle]);
  assert.match(text, /^price {6}about 0\.00010 USD: /m);
  assert.match(text, /^account {4}…0000 in us-east-1$/m);
});
