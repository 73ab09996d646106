import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { Agents } from './agents.ts';
import { connectProxy } from './connect-proxy.fixture.ts';
import { openSocket } from './open-connection.ts';
import { makeAuthority, pemFolder, secureServer } from './secure-server.fixture.ts';
import { openWay } from './way.ts';

describe('requests by an agent', async () => {
  const authority = makeAuthority();
  const host = 'orders.example.com';
  const server = await secureServer(authority.issue({ commonName: host, names: [host] }));
  const files = pemFolder({ 'ca.pem': authority.cert });
  const proxy = await connectProxy({ leadsTo: server.port });
  after(() => {
    server.close();
    proxy.close();
    files.remove();
  });
  const transport = { connectTo: `127.0.0.1:${server.port}`, ca: files.file('ca.pem') };
  const url = new URL(`https://${host}/a`);
  const get = (agents: Agents, headers = {}, how: Parameters<Agents['of']>[0] = transport) =>
    new Promise<boolean>((resolve, reject) => {
      const request = https.get(url, { agent: agents.of(how, url) ?? false, headers }, (response) => {
        response.resume().on('end', () => resolve(request.reusedSocket));
      });
      request.on('error', reject);
    });

  test('share connections, whatever Host header they carry, and TLS is about the URL', async () => {
    const agents = new Agents({});
    assert.equal(await get(agents), false);
    assert.equal(await get(agents), true);
    await get(agents, { host: 'a1b2c3.execute-api.eu-west-1.amazonaws.com' });
    agents.close();
    assert.deepEqual(
      server.seen.map((one) => [one.host, one.servername]),
      [
        [host, host],
        [host, host],
        ['a1b2c3.execute-api.eu-west-1.amazonaws.com', host],
      ],
    );
  });

  test('keep them through a proxy too', async () => {
    const agents = new Agents({ HTTPS_PROXY: proxy.url });
    assert.deepEqual(
      [await get(agents, {}, { ca: transport.ca }), await get(agents, {}, { ca: transport.ca })],
      [false, true],
    );
    agents.close();
    assert.equal(proxy.asked.length, 1);
  });

  test('are refused by a certificate that nobody trusts', () =>
    assert.rejects(
      get(new Agents({}), {}, { connectTo: transport.connectTo }),
      /unable to verify|self-signed/,
    ));

  test('the plain way needs none', () => {
    assert.equal(new Agents({}).of(undefined, url), null);
    assert.equal(new Agents({ HTTPS_PROXY: proxy.url, NO_PROXY: host }).of(undefined, url), null);
  });
});

test('a plain request tells the proxy its whole URL, byte for byte', async (t) => {
  const proxy = await connectProxy();
  t.after(() => proxy.close());
  const agents = new Agents({ HTTP_PROXY: proxy.url.replace('//', '//ann:pw@') });
  const url = new URL('http://orders.example.com:8080/');
  const asked = http.get({
    agent: agents.of(undefined, url) ?? false,
    hostname: url.hostname,
    port: 8080,
    path: '/a/../b?c',
  });
  const [response] = (await once(asked, 'response')) as [http.IncomingMessage];
  response.resume();
  await once(response, 'end');
  agents.close();
  const credentials = Buffer.from('ann:pw').toString('base64');
  assert.deepEqual(proxy.asked, [`GET http://orders.example.com:8080/a/../b?c Basic ${credentials}`]);
});

test('a proxy that says nothing is given up, and a socket that is open outlives the limit of its opening', async (t) => {
  const mute = net.createServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  t.after(() => mute.close());
  const url = new URL('https://orders.example.com');
  const limit = new AbortController();
  const waiting = openSocket(
    url,
    openWay(undefined, { HTTPS_PROXY: `http://127.0.0.1:${port}` }),
    limit.signal,
  );
  const [accepted] = (await once(mute, 'connection')) as [net.Socket];
  limit.abort();
  await assert.rejects(waiting);
  accepted.destroy();
  const other = new AbortController();
  const socket = await openSocket(url, openWay({ connectTo: `127.0.0.1:${port}` }, {}), other.signal);
  other.abort();
  assert.equal(socket.destroyed, false);
  socket.destroy();
});
