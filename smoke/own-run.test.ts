import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
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
