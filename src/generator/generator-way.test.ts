import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { PlannedTarget } from '../plan/plan.ts';
import { makeAuthority, pemFolder } from '../transport/secure-server.fixture.ts';
import { generatorWay, proxiesBetween } from './generator-way.ts';

const [system, corp, own] = ['System CA', 'Corp CA', 'Own CA'].map((name) => makeAuthority(name).cert);
const files = pemFolder({ 'system.pem': system ?? '', 'corp.pem': corp ?? '', 'own.pem': own ?? '' });
after(() => files.remove());
const going = (transport?: PlannedTarget['transport']) => ({
  targets: [
    { invokeUrl: 'https://a.example.com/prod', ...(transport === undefined ? {} : { transport }) },
  ] as unknown as PlannedTarget[],
});

test('on the plain way k6 is told nothing', async () => {
  assert.deepEqual((await generatorWay(going(), { SSL_CERT_FILE: files.file('system.pem') })).env, {});
});

test('what is named for others is put together with what Go reads, and removed at the end', async () => {
  const { env, close } = await generatorWay(going({ ca: files.file('own.pem') }), {
    SSL_CERT_FILE: files.file('system.pem'),
    NODE_EXTRA_CA_CERTS: files.file('corp.pem'),
  });
  const { SSL_CERT_FILE = '' } = env;
  const text = readFileSync(SSL_CERT_FILE, 'utf8');
  for (const certificate of [system, corp, own]) assert.ok(text.includes(certificate ?? '?'));
  await close();
  assert.ok(!existsSync(SSL_CERT_FILE));
});

test('without a file of its own k6 still trusts the system', async () => {
  const { env, close } = await generatorWay(going({ ca: files.file('own.pem') }), {});
  assert.ok(readFileSync(env.SSL_CERT_FILE ?? '', 'utf8').split('BEGIN CERTIFICATE').length > 10);
  await close();
});

test('what is reached elsewhere goes past the proxy, and only that', async () => {
  const env = { HTTPS_PROXY: 'http://u:p@proxy.corp:3128', no_proxy: 'b.com' };
  const elsewhere = going({ connectTo: '10.0.0.1:443' });
  assert.deepEqual((await generatorWay(elsewhere, env)).env, { NO_PROXY: 'b.com,a.example.com' });
  assert.deepEqual(proxiesBetween(elsewhere, env), []);
  assert.deepEqual(
    proxiesBetween(going(), env).map(({ shown }) => shown),
    ['proxy.corp:3128'],
  );
});
