import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';

const home = mkdtempSync(join(tmpdir(), 'remembered-'));
after(() => rmSync(home, { recursive: true, force: true }));
process.env.GATEWRIGHT_CACHE_DIR = home;
const { remembered } = await import('./remembered.ts');

let parsed = 0;
beforeEach(() => {
  parsed = 0;
});
const parse = async () => {
  parsed += 1;
  return { lines: [1, 2] };
};

test('a text is parsed once, and each kind of result is kept apart', async () => {
  assert.deepEqual(await remembered('a', 'text', parse), { lines: [1, 2] });
  assert.deepEqual(await remembered('a', 'text', parse), { lines: [1, 2] });
  assert.equal(parsed, 1);
  await remembered('b', 'text', parse);
  await remembered('a', 'other text', parse);
  assert.equal(parsed, 3);
});

test('a damaged entry is parsed again, and failures and null are not kept', async () => {
  const folder = join(home, 'hcl');
  await remembered('damaged', 'text', parse);
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"half":');
  await remembered('damaged', 'text', parse);
  assert.equal(parsed, 2);
  await assert.rejects(remembered('fails', 'text', () => Promise.reject(new Error('no'))));
  assert.deepEqual(await remembered('fails', 'text', parse), { lines: [1, 2] });
  assert.equal(await remembered('null', 'text', async () => null), null);
  assert.deepEqual(await remembered<object | null>('null', 'text', parse), { lines: [1, 2] });
});

test('a folder that cannot be written only costs the time', async () => {
  rmSync(join(home, 'hcl'), { recursive: true });
  writeFileSync(join(home, 'hcl'), 'a file');
  assert.deepEqual(await remembered('a', 'text', parse), { lines: [1, 2] });
  assert.deepEqual(await remembered('a', 'text', parse), { lines: [1, 2] });
  assert.equal(parsed, 2);
});
