import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Target } from '../src/discovery/target.ts';
import { observeConnections } from './observe-connection.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://api.example.com',
  stage: null,
  region: null,
  stackName: null,
  endpointType: null,
  apiId: null,
};

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('looking at a connection', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'gatewright-tls-'));
  const servers: (http.Server | https.Server)[] = [];
  let keys: { key: Buffer; cert: Buffer };

  before(() => {
    const [key, cert] = [path.join(dir, 'key.pem'), path.join(dir, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '9', '-subj', '/CN=shop.example'],
        ...['-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
    keys = { key: readFileSync(key), cert: readFileSync(cert) };
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(dir, { recursive: true });
  });

  async function observe(options: https.ServerOptions, plain?: http.RequestListener) {
    const secure = https.createServer({ ...keys, ...options });
    const open = http.createServer(plain);
    servers.push(secure, open);
    const [port, httpPort] = await Promise.all([listening(secure), listening(open)]);
    if (plain === undefined) await new Promise((resolve) => open.close(resolve));
    const invokeUrl = `https://127.0.0.1:${port}`;
    const [one] = await observeConnections([{ ...target, invokeUrl }], { loopbackToo: true, httpPort });
    assert.ok(one);
    return one;
  }

  it('reads version and certificate, and hears nothing over plain http', async () => {
    const { tls, oldProtocols, plainHttp, observedAt } = await observe({ minVersion: 'TLSv1.2' });
    assert.equal(tls?.protocol, 'TLSv1.3');
    assert.equal(tls?.certificate?.subject, 'shop.example');
    const days = (Date.parse(tls?.certificate?.validTo ?? '') - Date.parse(observedAt)) / 86_400_000;
    assert.ok(days > 8 && days < 10);
    assert.match(tls?.distrust ?? '', /SELF_SIGNED/);
    assert.deepEqual(
      oldProtocols.map(({ accepted }) => accepted),
      [false, false],
    );
    assert.deepEqual(plainHttp, { kind: 'silent' });
  });

  it('finds old versions that are spoken, and an answer over plain http', async () => {
    const { oldProtocols, plainHttp } = await observe(
      { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      (_, response) => response.writeHead(302, { location: 'https://shop.example/' }).end(),
    );
    assert.deepEqual(
      oldProtocols.map(({ accepted }) => accepted),
      [true, true],
    );
    assert.deepEqual(plainHttp, { kind: 'answered', status: 302, location: 'https://shop.example/' });
  });

  it('is left out on this machine, and without TLS', async () => {
    for (const invokeUrl of [
      'https://127.0.0.1:9',
      'http://api.example.com',
      'https://abc.execute-api.localhost/dev',
    ]) {
      assert.deepEqual(await observeConnections([{ ...target, invokeUrl }]), []);
    }
  });
});
