import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { awsAgents } from './agents.ts';
import { connectProxy } from './connect-proxy.fixture.ts';
import { makeAuthority, pemFolder, secureServer } from './secure-server.fixture.ts';

describe('the AWS SDK', async () => {
  const authority = makeAuthority();
  const host = 'apigateway.eu-west-1.amazonaws.com';
  const server = await secureServer(authority.issue({ commonName: host, names: [host] }));
  const proxy = await connectProxy({ leadsTo: server.port, credentials: 'ann:secret' });
  const page = await connectProxy({
    instead: 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Sign in</html>',
  });
  const files = pemFolder({ 'ca.pem': authority.cert });
  after(() => {
    for (const one of [server, proxy, page]) one.close();
    files.remove();
  });
  const ask = (env: Record<string, string>) => {
    const client = new APIGatewayClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: awsAgents(env),
      maxAttempts: 1,
    });
    return client.send(new GetRestApisCommand({})).finally(() => client.destroy());
  };
  const HTTPS_PROXY = proxy.url.replace('//', '//ann:secret@');

  test('asks through the proxy, and trusts what AWS_CA_BUNDLE names', async () => {
    await ask({ HTTPS_PROXY, AWS_CA_BUNDLE: files.file('ca.pem') });
    assert.deepEqual(proxy.asked, [`${host}:443`]);
    assert.equal(server.seen[0]?.host, host);
  });
  test('is told by the proxy itself why not, without a word of credentials', async () => {
    await assert.rejects(
      ask({ HTTPS_PROXY: page.url }),
      /answered 200 OK with text\/html instead of opening a tunnel/,
    );
    await assert.rejects(ask({ HTTPS_PROXY: proxy.url }), /answered 407/);
  });
  test('keeps its own connections where nothing is set', () => assert.deepEqual(awsAgents({}), {}));
});
