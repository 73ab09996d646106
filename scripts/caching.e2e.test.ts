import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import type { CachingDocument } from '../src/report/documents.ts';
import { cachedShop, deployed } from './cached-shop.fixture.ts';
import { against, checkout, cli, startLocal } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

const project = await cachedShop();
const truthLog = path.join(project.root, 'truth.ndjson');
const gateway = await startLocal(
  [
    ...['--template', 'shop.json', '--template', path.join(checkout, 'stacks/my-api/template.yaml')],
    ...['--truth-log', truthLog, '--latency', 'shop=lognormal:20,80@integration'],
  ],
  { cwd: project.root },
);
let isStopped = false;
async function stop() {
  if (!isStopped) await gateway.stop();
  isStopped = true;
}
after(async () => {
  await stop();
  await project.remove();
});

const caching = (...typed: readonly string[]) =>
  cli(['caching', ...typed, '--json'], { cwd: project.root, env: against(gateway.endpoint) });

test('an API without a cache passes, with the reason and without a request', async () => {
  const { code, stdout, stderr } = await caching('--stack', 'my-api');
  assert.equal(code, 0, stderr);
  assertPublished('caching', stdout);
  const { verdict, routes, uncached } = JSON.parse(stdout) as CachingDocument;
  assert.deepEqual([verdict, routes], ['pass', []]);
  assert.deepEqual(
    uncached.map(({ target, because }) => [target, because]),
    [
      ['my-api:http', 'http-api'],
      ['my-api:rest', 'stage-without-cache'],
    ],
  );
});

test('a cache is found out: its time to live within a second, its hits exactly, its key, who may refresh it', async () => {
  const { code, stdout, stderr } = await caching('--stack', 'shop', '--rate', '12');
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assertPublished('caching', stdout);
  const found = JSON.parse(stdout) as CachingDocument;
  assert.ok(
    Math.abs((found.ttlSeconds?.value ?? 0) - deployed.ttlSeconds) < 1,
    JSON.stringify(found.ttlSeconds),
  );
  assert.deepEqual(found.keyedBy, deployed.keyedBy);
  assert.equal(found.invalidation?.anybody, 'ignored-with-warning');
  assert.deepEqual(
    found.routes[0]?.repeats.map(({ what, cached }) => [what, cached]),
    [['error', true]],
  );
  await stop();
  const lines = (await readFile(truthLog, 'utf8')).trim().split('\n');
  const own = lines
    .map((line) => JSON.parse(line) as { route: string | null; cached: boolean })
    .filter(({ route }) => route === 'GET /prices/{id}');
  assert.equal(found.routes[0]?.answers, own.length);
  assert.equal(found.hitRatio?.value, own.filter(({ cached }) => cached).length / own.length);
});
