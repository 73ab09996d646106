import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../src/errors/usage-error.ts';
import { readRunFile } from './run-files.ts';
import { performSmoke, type SmokeOptions } from './run-playwright.ts';
import { serve } from './server.fixture.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));

const contract = {
  name: 'shop',
  routes: {
    'GET /items': {
      auth: { header: 'x-api-key', from: 'env:SHOP_KEY' },
      responses: { 200: true },
      examples: {
        'all items': { expect: { status: 200 } },
        'one page': { query: { page: 1 }, expect: { status: 200 } },
      },
    },
  },
};

const creating = {
  name: 'shop',
  routes: {
    'POST /items': {
      responses: { 201: true },
      examples: {
        'a new item': {
          expect: { status: 201 },
          capture: { id: '/id' },
          cleanup: { route: 'DELETE /items/{id}', path: { id: '{{id}}' } },
        },
      },
    },
    'DELETE /items/{id}': { responses: { 204: true }, examples: {} },
  },
};

const ownSpec = `import { expect, test } from '@playwright/test';
test('items are sorted', () => expect([2, 1]).toEqual([1, 2]));
test('items have names', () => expect('Bell').toBeTruthy());
`;

/** A project of somebody's own, with one target at this origin and a run's folder. */
function project(t: TestContext, invokeUrl: string, promised: object = contract): SmokeOptions {
  const root = mkdtempSync(path.join(tmpdir(), 'gatewright-smoke-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const runDir = path.join(root, 'runs/one');
  for (const folder of ['contracts', 'smoke', 'node_modules/@playwright', 'runs/one']) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  symlinkSync(
    path.join(checkout, 'node_modules/@playwright/test'),
    path.join(root, 'node_modules/@playwright/test'),
  );
  writeFileSync(path.join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(root, 'contracts/shop.ts'), `export const shop = ${JSON.stringify(promised)};`);
  writeFileSync(path.join(root, 'smoke/items.spec.ts'), ownSpec);
  const target = { target: 'shop:rest', apiType: 'rest', invokeUrl, stage: 'dev', region: null };
  const subject = {
    target: { ...target, stackName: 'shop', endpointType: null, apiId: null },
    contract: promised,
  };
  writeFileSync(
    path.join(runDir, 'subjects.json'),
    JSON.stringify({ schemaVersion: 1, subjects: [subject] }),
  );
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return {
    root,
    runDir,
    env: { ...env, SHOP_KEY: 'k3y-t0-the-shop' },
    signal: new AbortController().signal,
  };
}

function everyFile(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

test("the gate's exchanges are made once, somebody's own specs run, and no file holds a secret", async (t) => {
  const server = await serve((_, response) =>
    response.setHeader('content-type', 'application/json').end('[]'),
  );
  t.after(() => server.close());
  const options = project(t, server.origin);
  const said: string[] = [];
  const { exchanges, specs } = await performSmoke({ ...options, progress: (line) => said.push(line) });
  assert.equal(exchanges.filter(({ purpose }) => purpose === 'example').length, 2);
  assert.ok(exchanges.every(({ answer }) => answer.kind === 'response'));
  assert.equal(server.arrived.length, exchanges.length);
  assert.ok(server.arrived.some(({ headers }) => headers['x-api-key'] === 'k3y-t0-the-shop'));
  assert.deepEqual(
    specs.map(({ check, example, route }) => [check, example, route]),
    [['spec', 'items are sorted', 'smoke/items.spec.ts:2']],
  );
  assert.ok(said.some((line) => line.includes(`${exchanges.length} exchanges`)));
  assert.ok(!everyFile(options.runDir).includes('k3y-t0-the-shop'));
});

test('an interrupted run keeps the exchanges that were made', async (t) => {
  const controller = new AbortController();
  const server = await serve(({ url }, response) => {
    if (!url.includes('page')) response.end('[]');
    else controller.abort();
  });
  t.after(() => server.close());
  const options = project(t, server.origin);
  const env = { ...options.env, GATEWRIGHT_CONCURRENCY: '1' };
  const { exchanges } = await performSmoke({ ...options, env, signal: controller.signal });
  assert.deepEqual(
    exchanges.map(({ example }) => example),
    ['all items'],
  );
  assert.equal(readRunFile(options.runDir, 'exchanges')?.complete, false);
});

test('after Ctrl-C what was created is removed before the run ends', async (t) => {
  const controller = new AbortController();
  const server = await serve(({ method }, response) => {
    if (method === 'POST') controller.abort();
    response.writeHead(method === 'POST' ? 201 : 204).end(method === 'POST' ? '{"id":7}' : '');
  });
  t.after(() => server.close());
  const options = project(t, server.origin, creating);
  const { exchanges, leftBehind } = await performSmoke({ ...options, signal: controller.signal });
  assert.ok(exchanges.some(({ example }) => example === 'a new item'));
  assert.deepEqual(leftBehind, []);
  assert.deepEqual(
    server.arrived.filter(({ method }) => method === 'DELETE').map(({ url }) => url),
    ['/items/7'],
  );
});

test('what stops the run before its first exchange is one sentence', async (t) => {
  const server = await serve(() => assert.fail('nothing is sent without its secret'));
  t.after(() => server.close());
  const options = project(t, server.origin);
  await assert.rejects(
    performSmoke({ ...options, env: { ...options.env, SHOP_KEY: '' } }),
    (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /shop: GET \/items needs the environment variable SHOP_KEY/);
      return true;
    },
  );
});

test('a target that was never there is told from a broken one', async (t) => {
  const gone = await serve(() => undefined);
  await gone.close();
  await assert.rejects(performSmoke(project(t, gone.origin)), (error: unknown) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /^shop:rest can't be reached: connect ECONNREFUSED/);
    return true;
  });
});
