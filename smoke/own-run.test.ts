import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startRunOfItsOwn } from './own-run.ts';
import { readRunFile } from './run-files.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));

test('Playwright by itself starts a local gateway, pairs its targets with contracts, and ends it', async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'gatewright-own-run-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  for (const part of [
    'contracts/lambda-api.ts',
    'contracts/my-api.ts',
    'stacks/lambda-api',
    'stacks/my-api',
  ]) {
    cpSync(path.join(checkout, part), path.join(root, part), { recursive: true });
  }
  writeFileSync(path.join(root, 'package.json'), '{ "type": "module" }');
  const run = await startRunOfItsOwn(root, { ...process.env, GATEWRIGHT_ENV: '' });
  const { subjects } = readRunFile(run.runDir, 'subjects') ?? assert.fail('there is no subjects.json');
  const invokeUrl = subjects[0]?.target.invokeUrl ?? '';
  try {
    assert.deepEqual(subjects.map(({ target, contract }) => [target.target, contract.name]).toSorted(), [
      ['lambda-api:rest', 'lambda-api'],
      ['my-api:http', 'my-api'],
      ['my-api:rest', 'my-api'],
    ]);
    assert.equal((await fetch(`${invokeUrl}/gatewright-no-such-route`)).status, 403);
  } finally {
    await run.stop();
  }
  await assert.rejects(fetch(invokeUrl), 'the gateway is gone');
});

function projectWith(t: TestContext, files: { readonly [file: string]: string }): string {
  const root = mkdtempSync(path.join(tmpdir(), 'gatewright-own-run-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  mkdirSync(path.join(root, 'contracts'));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, file), text);
  return root;
}

const nothingSet = { PATH: process.env.PATH, HOME: process.env.HOME };

test('Playwright by itself takes the environment of the config, as the command does', async (t) => {
  const only = projectWith(t, {
    'gatewright.config.mjs':
      "export default { environments: { staging: { targets: [{ url: 'http://127.0.0.1:9/dev', apiType: 'rest', name: 'shop' }] } } };\n",
    'contracts/shop.mjs':
      "export const shop = { name: 'shop', routes: { 'GET /a': { responses: { 200: true }, examples: {} } } };\n",
  });
  const run = await startRunOfItsOwn(only, { ...nothingSet });
  await run.stop();
  const { subjects = [] } = readRunFile(run.runDir, 'subjects') ?? {};
  assert.deepEqual(
    subjects.map(({ target }) => target.invokeUrl),
    ['http://127.0.0.1:9/dev'],
  );
  const several = projectWith(t, {
    'gatewright.config.mjs':
      "const targets = [{ stack: 'shop' }];\nexport default { environments: { staging: { targets }, prod: { targets } } };\n",
  });
  await assert.rejects(startRunOfItsOwn(several, { ...nothingSet }), /none of them is named default/);
});

test('Playwright by itself tests no stacks that came with the package in place of somebody’s own', async (t) => {
  const root = projectWith(t, { 'package.json': '{}' });
  await assert.rejects(startRunOfItsOwn(root, { ...nothingSet }), /There is nothing to test/);
});

test('Playwright by itself reads the variables of .env, which environment is meant among them', async (t) => {
  const root = projectWith(t, { '.env': 'GATEWRIGHT_ENV=staging\n' });
  await assert.rejects(startRunOfItsOwn(root, { ...nothingSet }), /There is no environment "staging"/);
});
