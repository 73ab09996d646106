import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ArchiveError, type UnpackLimits, unpack } from './unpack.ts';

/** Writes an archive whose entries are `[name, text, unix mode]`, and tries to unpack it. */
async function unpacked(
  t: TestContext,
  entries: readonly (readonly [string, string, number?])[],
  limits?: UnpackLimits,
) {
  const folder = mkdtempSync(join(tmpdir(), 'unpack-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [archive, target] = [join(folder, 'code.zip'), join(folder, 'out')];
  mkdirSync(target);
  const write = `
import json, sys, zipfile
given = json.load(sys.stdin)
with zipfile.ZipFile(given["archive"], "w", zipfile.ZIP_DEFLATED) as archive:
    for name, text, mode in given["entries"]:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, text)
`;
  const input = JSON.stringify({
    archive,
    entries: entries.map(([name, text, mode = 0o100644]) => [name, text, mode]),
  });
  assert.equal(spawnSync('python3', ['-c', write], { input }).status, 0);
  await unpack(archive, target, limits);
  return { target, folder };
}

test('files and folders of an archive are there afterwards', async (t) => {
  const { target } = await unpacked(t, [
    ['index.py', 'x = 1'],
    ['lib/', '', 0o40755],
    ['lib/part.py', 'y = 2'],
  ]);
  assert.deepEqual(readdirSync(target, { recursive: true }).sort(), ['index.py', 'lib', 'lib/part.py']);
  assert.equal(readFileSync(join(target, 'lib/part.py'), 'utf8'), 'y = 2');
});

for (const [what, entry] of [
  ['a path upwards', ['../outside.py', 'x']],
  ['an absolute path', ['/tmp/outside.py', 'x']],
  ['a symbolic link', ['link', '/etc/passwd', 0o120777]],
] as const)
  test(`${what} is refused`, async (t) => {
    await assert.rejects(unpacked(t, [entry]), ArchiveError);
  });

test('what is no archive is refused with its name', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'unpack-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const archive = join(folder, 'code.zip');
  writeFileSync(archive, 'not a zip');
  await assert.rejects(unpack(archive, folder), {
    name: 'ArchiveError',
    message: /code\.zip.*can't be unpacked/,
  });
});

test('more than Lambda takes is refused, by its size and by the number of its files', async (t) => {
  const entries = [
    ['one', 'a'.repeat(60)],
    ['two', 'a'.repeat(60)],
  ] as const;
  const refused = { message: /unpacks to more than Lambda takes/ };
  await assert.rejects(unpacked(t, entries, { mostBytes: 100, mostEntries: 10 }), refused);
  await assert.rejects(unpacked(t, entries, { mostBytes: 1000, mostEntries: 1 }), refused);
  await unpacked(t, entries, { mostBytes: 120, mostEntries: 2 });
});
