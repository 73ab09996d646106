import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startFakeAws } from '../discovery/fake-aws.fixture.ts';
import { awsFor } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';
import { calledTarget } from './callers.ts';
import { readLoadCredentials } from './load-credentials.ts';
import { openVault } from './vault.ts';

const target = (name: string, invokeUrl: string, region: string | null): Target => ({
  target: name,
  apiType: 'rest',
  invokeUrl,
  stage: 'prod',
  region,
  stackName: 'orders',
  endpointType: null,
  apiId: null,
});
const own = target('own:rest', 'https://own.example.com/prod', 'eu-west-1');
const role = target('role:rest', 'https://role.example.com/prod', null);

const gate = 'arn:aws:iam::123456789012:role/gate';
const aws = await startFakeAws({ roles: { [gate]: { accessKeyId: 'OFTHEROLE', seconds: 3600 } } });
after(() => aws.close());
const env = {
  AWS_ENDPOINT_URL: aws.endpoint,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'OFTHECALLER',
  AWS_SECRET_ACCESS_KEY: 'secret',
};
const callers = {
  targets: [own, role],
  aws: awsFor({ 'role:rest': { role: gate, region: 'us-east-1' } }, env),
};

const needy = ({ target: name, invokeUrl, region }: Target) => ({
  method: 'GET',
  url: `${invokeUrl}/orders?of=me`,
  headers: {},
  secretHeaders: {},
  signing: { region, secret: 'own' } as const,
  place: `${name}: GET /orders`,
});

test("requests of the gate are signed as their target's place says: its role, its region", async () => {
  const vault = await openVault([needy(own), needy(role)], { cwd: '.', env, callers });
  const shown = async (one: Target) => (await vault.dress(needy(one), null)).headers;
  assert.match((await shown(own)).authorization ?? '', /Credential=OFTHECALLER\/\d{8}\/eu-west-1\//);
  const assumed = await shown(role);
  assert.match(assumed.authorization ?? '', /Credential=OFTHEROLE\/\d{8}\/us-east-1\//);
  assert.equal(assumed['x-amz-security-token'], 'session of gatewright');
});

test('so are those of load, whose sessions are asked for anew before they end', async () => {
  const signed = [own, role].map((one) => ({ ...needy(one), target: one.target }));
  const {
    aws: byTarget = {},
    expiries,
    renewAtMs,
  } = await readLoadCredentials({ secrets: [], signed }, { cwd: '.', env, aws: callers.aws });
  assert.deepEqual(
    Object.entries(byTarget).map(([name, { accessKeyId, region }]) => [name, accessKeyId, region]),
    [
      ['own:rest', 'OFTHECALLER', 'eu-west-1'],
      ['role:rest', 'OFTHEROLE', 'us-east-1'],
    ],
  );
  const ends = expiries['aws role:rest'] ?? 0;
  assert.equal(expiries['aws own:rest'], null);
  assert.ok(renewAtMs !== null && renewAtMs < ends && renewAtMs > Date.now());
});

test('a URL belongs to the target with the longest invoke URL before it, else to one of its origin, else to none', () => {
  const shop = target('shop:rest', 'https://a.example.com/shop', null);
  const admin = target('admin:rest', 'https://a.example.com/shop/admin', null);
  const called = (url: string) => calledTarget(url, [shop, admin])?.target ?? null;
  assert.equal(called('https://a.example.com/shop/admin/1'), 'admin:rest');
  assert.equal(called('https://a.example.com/shop/administrators'), 'shop:rest');
  assert.equal(called('https://a.example.com/shop?x=1'), 'shop:rest');
  assert.equal(called('https://a.example.com/'), 'shop:rest');
  assert.equal(called('https://b.example.com/shop'), null);
});
