import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Exchange } from '../src/conformance/exchange.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import type { Run } from '../src/run/run.ts';
import { connectProxy } from '../src/transport/connect-proxy.fixture.ts';
import { makeAuthority, pemFolder, tlsFront } from '../src/transport/secure-server.fixture.ts';
import { against, cli, projectOfOnesOwn, startLocal } from './cli.fixture.ts';

const authority = makeAuthority();
const host = 'orders.corp.example';
const server = authority.issue({ commonName: host, names: [host] });
const client = authority.issue({ commonName: 'the gate' });
const files = pemFolder({ 'ca.pem': authority.cert, 'client.pem': client.cert, 'key.pem': client.key });
const project = await projectOfOnesOwn();
const gateway = await startLocal([], { cwd: project.root });
const port = Number(new URL(gateway.endpoint).port);
const demanding = await tlsFront(server, { port, clientCa: authority.cert });
const open = await tlsFront(server, { port });
const proxy = await connectProxy({ leadsTo: open.port, credentials: 'ann:s3cret-of-ann' });
after(async () => {
  for (const one of [demanding, open, proxy]) one.close();
  await gateway.stop();
  files.remove();
  await project.remove();
});

const found = await cli(['discover', '--stack', 'my-api', '--json'], {
  cwd: project.root,
  env: against(gateway.endpoint),
});
const { targets } = JSON.parse(found.stdout) as { targets: { apiType: string; invokeUrl: string }[] };
const { pathname } = new URL(targets.find(({ apiType }) => apiType === 'rest')?.invokeUrl ?? '');
const named = ['--url', `https://${host}${pathname}`, '--api', 'rest', '--contract', 'my-api'];
const load = ['--rate', '10', '--duration', '2s'];

const run = (typed: readonly string[], env: Record<string, string> = {}) =>
  cli([...typed, '--json'], { cwd: project.root, env });
const kept = <T>(runId: string, file: string): T =>
  JSON.parse(readFileSync(path.join(project.root, 'runs', runId, file), 'utf8')) as T;
const everythingKept = () =>
  readdirSync(path.join(project.root, 'runs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join();

describe('a server behind', { concurrency: true }, () => {
  test('a private authority, mutual TLS and another address: the gate and the load', async () => {
    const way = [
      ...['--connect-to', `127.0.0.1:${demanding.port}`, '--cacert', files.file('ca.pem')],
      ...[
        '--cert',
        files.file('client.pem'),
        '--key',
        files.file('key.pem'),
        '--header',
        'x-apigw-api-id: a1b2c3',
      ],
    ];
    const gate = await run(['smoke', ...named, ...way]);
    const smoke = JSON.parse(gate.stdout || '{}') as SmokeDocument;
    assert.equal(gate.code, 0, gate.stderr);
    const { exchanges } = kept<{ exchanges: Exchange[] }>(smoke.runId, 'exchanges.json');
    assert.ok(exchanges.every(({ request }) => request.headers['x-apigw-api-id'] === 'a1b2c3'));
    const before = demanding.shown.length;
    const latency = await run(['latency', ...named, ...way, ...load], { HTTPS_PROXY: 'http://127.0.0.1:1' });
    assert.notEqual(latency.stdout, '', latency.stderr);
    const { runId } = JSON.parse(latency.stdout || '{}') as { runId: string };
    const { counts, plan, series } = kept<Run>(runId, 'run.json');
    assert.equal(counts.finished, 20, latency.stderr);
    assert.deepEqual(
      series.map(({ errors }) => errors),
      series.map(() => 0),
    );
    assert.deepEqual(plan.reach?.hosts, { [`${host}:443`]: `127.0.0.1:${demanding.port}` });
    assert.ok(demanding.shown.length > before);
    assert.ok(demanding.shown.every((one) => one.servername === host && one.client === 'the gate'));
    assert.ok(!everythingKept().includes('PRIVATE KEY'));
  });

  test('a proxy with credentials: the gate and the load', async () => {
    const env = {
      HTTPS_PROXY: proxy.url.replace('//', '//ann:s3cret-of-ann@'),
      NODE_EXTRA_CA_CERTS: files.file('ca.pem'),
    };
    const gate = await run(['smoke', ...named], env);
    assert.equal(gate.code, 0, gate.stderr);
    const before = proxy.asked.length;
    const latency = await run(['latency', ...named, ...load], env);
    assert.notEqual(latency.stdout, '', latency.stderr);
    const { runId } = JSON.parse(latency.stdout || '{}') as { runId: string };
    const { counts, machine } = kept<Run>(runId, 'run.json');
    assert.equal(counts.finished, 20, latency.stderr);
    assert.deepEqual(machine.proxies, [`127.0.0.1:${proxy.port}`]);
    assert.match(latency.stderr, /the load goes through the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\)/);
    assert.ok(proxy.asked.length > before + 1);
    assert.ok(proxy.asked.every((one) => one === `${host}:443`));
    assert.ok(!`${gate.stderr}${latency.stderr}${everythingKept()}`.includes('s3cret-of-ann'));
  });
});
