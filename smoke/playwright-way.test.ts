import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Target } from '../src/discovery/target.ts';
import { targetFromUrl } from '../src/discovery/target-from-url.ts';
import { makeAuthority, pemFolder } from '../src/transport/secure-server.fixture.ts';
import { names } from './environment.ts';
import { playwrightClients, trustedByPlaywright } from './playwright-way.ts';
import { writeRunFile } from './run-files.ts';

const runDir = mkdtempSync(path.join(tmpdir(), 'gatewright-run-'));
const authority = makeAuthority();
const files = pemFolder({ 'ca.pem': authority.cert });
after(() => {
  rmSync(runDir, { recursive: true });
  files.remove();
});
const ca = files.file('ca.pem');
const clientCertificate = { cert: '/keys/client.pem', key: '/keys/key.pem' };
const target: Target = {
  ...targetFromUrl('https://api.example.com/v1', 'rest'),
  transport: { clientCertificate, ca },
};
writeRunFile(runDir, 'subjects', { schemaVersion: 1, subjects: [{ target, contract: 'a' }] });
const env = { [names.runDir]: runDir };

test("Playwright's own clients show the certificate to the target's origin alone", () => {
  const { clientCertificates, proxy } = playwrightClients(env);
  assert.deepEqual(clientCertificates, [
    { origin: 'https://api.example.com', certPath: '/keys/client.pem', keyPath: '/keys/key.pem' },
  ]);
  assert.equal(proxy, undefined);
});

test('and go through the proxy, this machine left out', () => {
  const { proxy } = playwrightClients({
    ...env,
    HTTPS_PROXY: 'http://ann:p%3Aw@proxy.corp:3128',
    NO_PROXY: 'b.com',
  });
  assert.deepEqual(proxy, {
    server: 'http://proxy.corp:3128',
    bypass: 'b.com,localhost,127.0.0.1,[::1]',
    username: 'ann',
    password: 'p:w',
  });
});

test('without a run they are left as they are', () => assert.deepEqual(playwrightClients({}), {}));

test('the process trusts what targets and variables name, in one file', () => {
  const { NODE_EXTRA_CA_CERTS: bundle = '' } = trustedByPlaywright([target], runDir, { AWS_CA_BUNDLE: ca });
  assert.equal(readFileSync(bundle, 'utf8').split('BEGIN CERTIFICATE').length - 1, 2);
  assert.deepEqual(
    trustedByPlaywright([{ ...target, transport: {} }], runDir, {
      NODE_EXTRA_CA_CERTS: ca,
      SSL_CERT_FILE: ca,
    }),
    {},
  );
});
