import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { LatencyDocument } from '../src/report/documents.ts';
import { accessTemplate } from './access.fixture.ts';
import { checkout, cli, startLocal } from './cli.fixture.ts';

const key = 'key-0f-the-shop-0123456789';
const { startIssuer } = await import('../gateway/token/issuer.fixture.ts');
const issuer = await startIssuer();
/** Every token that anybody asked for: none of them may be found in a file. */
const minted: string[] = [];
const tokenFor = async (seconds: number) => {
  const token = await issuer.token({
    sub: 'alice',
    aud: 'shop',
    exp: Math.floor(Date.now() / 1000) + seconds,
  });
  minted.push(token);
  return token;
};
const mint = createServer((_request, response) => void tokenFor(12).then((token) => response.end(token)));
await new Promise<void>((resolve) => mint.listen(0, '127.0.0.1', resolve));
const mintUrl = `http://127.0.0.1:${(mint.address() as AddressInfo).port}`;

const root = await mkdtemp(path.join(tmpdir(), 'gatewright-load-access-'));
await mkdir(path.join(root, 'node_modules'));
await mkdir(path.join(root, 'contracts'));
await mkdir(path.join(root, 'stacks/shop'), { recursive: true });
await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
await writeFile(path.join(root, 'package.json'), '{ "type": "module" }\n');
await writeFile(
  path.join(root, 'stacks/shop/template.json'),
  JSON.stringify(accessTemplate({ name: 'shop', quota: 100_000 }, issuer.url, key)),
);
await writeFile(path.join(root, 'mint.mjs'), 'console.log(await (await fetch(process.argv[2])).text());\n');
const contract = (name: string, routes: string) => `import { defineContract } from 'gatewright';
const ok = { responses: { 200: {} }, examples: { one: { query: { q: "it's a+b" }, expect: { status: 200 } } } } as const;
export const contract = defineContract({ name: '${name}', routes: { ${routes} } });
`;
await writeFile(
  path.join(root, 'contracts/every.ts'),
  contract(
    'every',
    `'GET /key': { apiTypes: ['rest'], auth: { header: 'x-api-key', from: 'env:KEY' }, ...ok },
     'GET /signed': { auth: { iam: true }, ...ok },
     'GET /jwt': { apiTypes: ['http'], auth: { header: 'authorization', scheme: 'Bearer', from: 'command:"${process.execPath}" mint.mjs ${mintUrl}' }, ...ok },`,
  ),
);
await writeFile(
  path.join(root, 'contracts/fixed.ts'),
  contract(
    'fixed',
    `'GET /jwt': { apiTypes: ['http'], auth: { header: 'authorization', scheme: 'Bearer', from: 'env:TOKEN' }, ...ok },
     'GET /search': { apiTypes: ['rest'], ...ok },`,
  ),
);
const gateway = await startLocal([], { cwd: root });
after(async () => {
  await gateway.stop();
  await issuer.close();
  mint.close();
  await rm(root, { recursive: true, force: true });
});
const env = { AWS_ENDPOINT_URL: gateway.endpoint, AWS_REGION: 'us-east-1', KEY: `${key}-shop` };
const load = (typed: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  cli(['latency', '--stack', 'shop', '--json', ...typed], { cwd: root, env: { ...env, ...more } });

/** On a busy machine the command may start after the end of its token, and refuses it: then with one that lives longer. */
async function startedBefore(
  seconds: number,
): Promise<Awaited<ReturnType<typeof load>> & { readonly TOKEN: string }> {
  const TOKEN = await tokenFor(seconds);
  const ended = await load(['--contract', 'fixed', '--rate', '5', '--duration', '60s'], { TOKEN });
  const isLate = ended.stdout === '' && /TOKEN\b[\s\S]*expired/.test(ended.stderr) && seconds < 50;
  return isLate ? startedBefore(2 * seconds) : { TOKEN, ...ended };
}

async function filesOf(runId: string): Promise<string> {
  const dir = path.join(root, 'runs', runId);
  const texts = (await readdir(dir)).map((file) => readFile(path.join(dir, file), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

describe('auth under load', { concurrency: true }, () => {
  test('keys, signatures and tokens that expire on the way are accepted throughout', async () => {
    const { stdout, stderr, code } = await load(['--contract', 'every', '--rate', '6', '--duration', '14s']);
    const { series, runId, reasons } = JSON.parse(stdout) as LatencyDocument;
    assert.deepEqual(
      series.filter(({ errorRate }) => errorRate > 0),
      [],
      `${reasons.join('\n')}\n${stderr}`,
    );
    assert.ok(code === 0 || code === 3, stderr);
    const routes = new Set(series.map(({ target, route }) => `${target} ${route}`));
    for (const route of [
      'shop:rest GET /signed',
      'shop:http GET /signed',
      'shop:http GET /jwt',
      'shop:rest GET /key',
    ])
      assert.ok(routes.has(route), route);
    assert.ok(minted.length >= 2, 'a token of twelve seconds does not last for eighteen');
    const written = (await filesOf(runId)) + stdout + stderr;
    for (const secret of [...minted, env.KEY, 'wJalrXUtnFEMI'])
      assert.ok(!written.includes(secret), 'a secret was written');
  });

  test('a token that expires and cannot be renewed ends the run with 2, and what was measured is kept', async () => {
    const { TOKEN, code, stdout, stderr } = await startedBefore(14);
    assert.equal(code, 2, stderr);
    const { runId, verdict, reasons, series } = JSON.parse(stdout) as LatencyDocument;
    assert.equal(verdict, 'inconclusive');
    assert.match(
      reasons[0] ?? '',
      /^the environment variable TOKEN expired at \S+, and from then on requests with it are refused with 401/,
    );
    assert.match(
      stderr,
      /note: the environment variable TOKEN holds a token that expires at \S+, before the run is over/,
    );
    assert.deepEqual(
      series.filter(({ errorRate }) => errorRate > 0),
      [],
    );
    assert.ok(!((await filesOf(runId)) + stdout + stderr).includes(TOKEN));
  });
});
