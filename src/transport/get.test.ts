import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { connectProxy } from './connect-proxy.fixture.ts';
import { get } from './get.ts';
import { makeAuthority, pemFolder, secureServer } from './secure-server.fixture.ts';

describe('what is no target', async () => {
  const authority = makeAuthority();
  const host = 'releases.example.com';
  const server = await secureServer(authority.issue({ commonName: host, names: [host] }));
  const proxy = await connectProxy({ leadsTo: server.port });
  const files = pemFolder({ 'ca.pem': authority.cert });
  after(() => {
    server.close();
    proxy.close();
    files.remove();
  });
  const env = { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: files.file('ca.pem') };
  const signal = new AbortController().signal;

  test('is got through the proxy', async () => {
    const { status, body } = await get(new URL(`https://${host}/k6.tar.gz`), env, signal);
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(piece);
    assert.equal(status, 200);
    assert.equal(Buffer.concat(pieces).toString(), '{"ok":true}');
    assert.deepEqual(proxy.asked, [`${host}:443`]);
  });
});
