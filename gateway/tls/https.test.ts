import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { httpApi, restApi, restMethod, stackOf } from '../api.fixture.ts';
import { type LocalGateway, serveDeployment } from '../main.ts';
import { mockMethod } from '../truth/watched.fixture.ts';
import { openAuthority } from './authority.ts';

const run = promisify(execFile);

const stack = stackOf({
  outputs: [{ key: 'Url', value: 'https://rest123456.execute-api.us-east-1.amazonaws.com/dev' }],
  apiMappings: [{ id: 'm', domainName: 'api.example.com', key: '', apiId: 'rest123456', stage: 'dev' }],
  apis: [
    restApi({ '/': [restMethod('GET', mockMethod)] }, { id: 'rest123456' }),
    httpApi([], { id: 'http123456' }),
  ],
});

describe('a gateway over HTTPS', () => {
  let gateway: LocalGateway;
  let ca: string;
  before(async () => {
    gateway = await serveDeployment({ stacks: [stack] }, { warnings: [], https: {} });
    ca = readFileSync(gateway.caFile ?? '', 'utf8');
  });
  after(() => gateway.close());

  /** The status, to a host that resolves to this machine whatever its name. */
  const get = (host: string, options: RequestOptions = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(gateway.endpoint);
      const lookup: RequestOptions['lookup'] = (_name, _options, found) =>
        found(null, [{ address: '127.0.0.1', family: 4 }] as never);
      request(
        { host, port, lookup, ca, path: '/_api/rest123456/dev/', agent: false, ...options },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      )
        .on('error', reject)
        .end();
    });

  it('has https URLs, in outputs too', () => {
    assert.match(gateway.endpoint, /^https:\/\/127\.0\.0\.1:\d+$/);
    const [served] = gateway.stacks;
    assert.equal(served?.outputs.Url, `${gateway.endpoint}/_api/rest123456/dev`);
    assert.ok(served.apis.every(({ invokeUrl }) => invokeUrl.startsWith(gateway.endpoint)));
  });

  it('has a certificate for this machine’s names and for custom domains, which only who has its CA trusts', async () => {
    for (const host of ['127.0.0.1', 'localhost']) assert.equal(await get(host), 200, host);
    assert.equal(await get('rest123456.execute-api.localhost', { path: '/dev/' }), 200);
    assert.equal(await get('api.example.com', { path: '/' }), 200);
    await assert.rejects(get('other.example.com'), /altnames/);
    await assert.rejects(get('127.0.0.1', { ca: undefined }), /certificate/);
  });

  it('is reached by fetch and the AWS SDK once NODE_EXTRA_CA_CERTS names its CA file', async () => {
    const client = `
      import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
      const { status } = await fetch(process.env.AWS_ENDPOINT_URL + '/_api/rest123456/dev/');
      const { items } = await new APIGatewayClient({}).send(new GetRestApisCommand({}));
      console.log(status, items[0].id);`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', client], {
      env: {
        PATH: process.env.PATH,
        NODE_EXTRA_CA_CERTS: gateway.caFile,
        AWS_ENDPOINT_URL: gateway.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    });
    assert.equal(stdout.trim(), '200 rest123456');
  });

  it('takes no TLS older than 1.2', async () => {
    const versionOf = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string | null>((resolve, reject) => {
        const { port } = new URL(gateway.endpoint);
        const limits = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
        const socket = connect({ host: '127.0.0.1', port: Number(port), ca, ...limits }, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.on('error', reject);
      });
    assert.equal(await versionOf('TLSv1.2'), 'TLSv1.2');
    assert.equal(await versionOf('TLSv1.3'), 'TLSv1.3');
    await assert.rejects(versionOf('TLSv1.1'));
  });

  it('closes the connection on who speaks plain HTTP, and goes on', async () => {
    const plain = new Promise((resolve, reject) => {
      requestHttp(gateway.endpoint.replace('https', 'http'), resolve).on('error', reject).end();
    });
    await assert.rejects(plain);
    assert.equal(await get('127.0.0.1'), 200);
  });

  it('leaves nothing behind', async () => {
    const another = await serveDeployment({ stacks: [stack] }, { warnings: [], https: {} });
    assert.ok(existsSync(another.caFile ?? ''));
    await another.close();
    assert.equal(existsSync(another.caFile ?? ''), false);
  });
});

describe('a folder for certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'https-dir-'));
  after(() => rmSync(folder, { recursive: true }));

  it('keeps the authority from start to start, its key for its owner alone', async () => {
    const first = await openAuthority(folder);
    const ca = readFileSync(first.caFile, 'utf8');
    first.remove();
    const second = await openAuthority(folder);
    assert.equal(readFileSync(second.caFile, 'utf8'), ca);
    assert.equal(statSync(join(folder, 'ca-key.pem')).mode & 0o077, 0);
    assert.match((await second.issue([])).cert, /BEGIN CERTIFICATE/);
  });

  it('that holds something else is refused by name', async () => {
    writeFileSync(join(folder, 'ca.pem'), 'no certificate');
    await assert.rejects(openAuthority(folder), (error: Error & { next?: string[] }) => {
      assert.match(error.message, new RegExp(`^The folder ${folder} can't keep certificates: `));
      assert.match(error.next?.join(' ') ?? '', /remove ca\.pem and ca-key\.pem/);
      return true;
    });
  });
});
