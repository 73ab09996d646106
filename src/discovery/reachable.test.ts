import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { connectProxy } from '../transport/connect-proxy.fixture.ts';
import { makeAuthority, pemFolder, secureServer } from '../transport/secure-server.fixture.ts';
import type { Transport } from '../transport/transport.ts';
import { assertReachable } from './reachable.ts';
import { targetFromUrl } from './target-from-url.ts';

const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UsageError);
  assert.match(error.message, pattern);
  assert.ok(error.next.length > 0);
  return true;
};

test('hosts that take a connection are reachable, each asked once, and nothing is sent to them', async (t) => {
  const seen: number[] = [];
  const server = createServer((socket) => {
    seen.push(1);
    socket.on('data', () => assert.fail('something was sent')).on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await assertReachable([targetFromUrl(`${origin}/a`, 'rest'), targetFromUrl(`${origin}/b`, 'http')], {
    env: {},
  });
  assert.equal(seen.length, 1);
});

test('a port that nobody listens at is named', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  await assert.rejects(
    assertReachable([targetFromUrl(`http://127.0.0.1:${port}/dev`, 'rest')], { env: {} }),
    refused(new RegExp(`nothing listens at 127\\.0\\.0\\.1:${port}`)),
  );
});

test('a host that does not exist is named', async () => {
  await assert.rejects(
    assertReachable([targetFromUrl('http://nobody.invalid/dev', 'rest')], { env: {} }),
    refused(/nobody\.invalid/),
  );
});

describe('over TLS', async () => {
  const authority = makeAuthority();
  const stranger = makeAuthority('Stranger CA');
  const host = 'orders.example.com';
  const named = (names: readonly string[], notAfter?: Date) =>
    authority.issue({ commonName: names[0] ?? '', names, ...(notAfter === undefined ? {} : { notAfter }) });
  const client = authority.issue({ commonName: 'a client' });
  const foreign = stranger.issue({ commonName: 'a stranger' });
  const files = pemFolder({
    'ca.pem': authority.cert,
    'client.pem': client.cert,
    'client-key.pem': client.key,
    'foreign.pem': foreign.cert,
    'foreign-key.pem': foreign.key,
  });
  const sound = await secureServer(named([host]));
  const expired = await secureServer(named([host], new Date(Date.now() - 86_400_000)));
  const other = await secureServer(named(['payments.example.com', '*.payments.example.com']));
  const demanding = await secureServer(named([host]), { clientCa: authority.cert });
  const demanding12 = await secureServer(named([host]), { clientCa: authority.cert, maxVersion: 'TLSv1.2' });
  after(() => {
    for (const server of [sound, expired, other, demanding, demanding12]) server.close();
    files.remove();
  });

  const ca = files.file('ca.pem');
  const clientCertificate = { cert: files.file('client.pem'), key: files.file('client-key.pem') };
  const foreignCertificate = { cert: files.file('foreign.pem'), key: files.file('foreign-key.pem') };
  const reach = (server: { port: number }, transport: Transport, env = {}) => {
    const target = targetFromUrl(`https://${host}/prod`, 'rest');
    return assertReachable(
      [{ ...target, transport: { connectTo: `127.0.0.1:${server.port}`, ...transport } }],
      { env },
    );
  };

  test('a host is reached elsewhere by its own name, with an authority of its own', () =>
    reach(sound, { ca }));
  for (const name of ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE']) {
    test(`an authority that ${name} names is trusted`, () =>
      reach(sound, name === 'NODE_EXTRA_CA_CERTS' ? { ca } : {}, { [name]: ca }));
  }
  test('an unknown authority is named, and how to trust it', () =>
    assert.rejects(reach(sound, {}), refused(/issued by Example Corp CA, which is not trusted here/)));
  test('an expired certificate says since when', () =>
    assert.rejects(reach(expired, { ca }), refused(/has expired \(on .*GMT\)/)));
  test('a certificate for another host says which names it has', () =>
    assert.rejects(
      reach(other, { ca }),
      refused(/is for payments\.example\.com, \*\.payments\.example\.com, not for orders\.example\.com/),
    ));
  test('a server that demands a client certificate is reached with one', async () => {
    await reach(demanding, { ca, clientCertificate });
    await reach(demanding12, { ca, clientCertificate });
  });
  test('and without one it is said what it wants', async () => {
    await assert.rejects(reach(demanding, { ca }), refused(/without a certificate \(mutual TLS\)/));
    await assert.rejects(reach(demanding12, { ca }), refused(/mutual TLS|client certificate/));
  });
  test('and a certificate of another authority is refused', () =>
    assert.rejects(
      reach(demanding, { ca, clientCertificate: foreignCertificate }),
      refused(/refuses the client certificate/),
    ));
  test('a server without TLS is told apart', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    );
    await once(plain, 'listening');
    await assert.rejects(reach(plain.address() as AddressInfo, { ca }), refused(/does not speak TLS/));
    plain.close();
  });

  describe('through a proxy', async () => {
    const open = await connectProxy({ leadsTo: sound.port });
    const closed = await connectProxy({ leadsTo: sound.port, credentials: 'ann:p@ss' });
    const refusing = await connectProxy({ instead: 'HTTP/1.1 403 Forbidden\r\n\r\n' });
    const page = await connectProxy({
      instead: 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Please log in</html>',
    });
    const mute = createServer((socket) => socket.end('SSH-2.0-x\r\n')).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    after(() => {
      for (const proxy of [open, closed, refusing, page, mute]) proxy.close();
    });
    const through = (proxy: string, more = {}) =>
      assertReachable([{ ...targetFromUrl(`https://${host}/prod`, 'rest'), transport: { ca } }], {
        env: { HTTPS_PROXY: proxy, ...more },
      });
    const withUser = (user: string) => closed.url.replace('//', `//${user}@`);

    test('a host that only the proxy can reach is reached', async () => {
      await through(open.url);
      assert.deepEqual(open.asked, [`${host}:443`]);
    });
    test('credentials are shown to it, and never printed', async () => {
      await through(withUser('ann:p%40ss'));
      await assert.rejects(through(closed.url), refused(/answered 407 Proxy Authentication Required/));
      await assert.rejects(through(withUser('ann:wrong')), (error: UsageError) => {
        assert.match(error.next.join(' '), /refuses the user name and password/);
        assert.doesNotMatch(`${error.message} ${error.next.join(' ')}`, /wrong|ann/);
        return true;
      });
    });
    test('a proxy that refuses is named with its answer', () =>
      assert.rejects(
        through(refusing.url),
        refused(
          /proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\), asked for orders\.example\.com:443, answered 403 Forbidden/,
        ),
      ));
    test('a page in place of a tunnel is one', () =>
      assert.rejects(
        through(page.url),
        refused(/answered 200 OK with text\/html instead of opening a tunnel/),
      ));
    test('a proxy that is none, and one that is not there', async () => {
      const { port } = mute.address() as AddressInfo;
      await assert.rejects(through(`http://127.0.0.1:${port}`), refused(/does not speak HTTP/));
      await assert.rejects(through('http://127.0.0.1:1'), refused(/does not listen/));
      await assert.rejects(through('socks5://127.0.0.1:1'), refused(/only HTTP proxies/));
      await assert.rejects(through('http://'), refused(/HTTPS_PROXY is no URL/));
    });
    test('what NO_PROXY names is reached without it', () =>
      assert.rejects(
        assertReachable([targetFromUrl('https://nobody.invalid/dev', 'rest')], {
          env: { HTTPS_PROXY: open.url, NO_PROXY: '.invalid' },
        }),
        refused(/no host named nobody\.invalid/),
      ));
    test('--connect-to goes past it', () => reach(sound, { ca }, { HTTPS_PROXY: refusing.url }));
  });
});
