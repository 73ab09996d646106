import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { askVersion, parseVersion } from './version.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatewright-version-'));
});
after(() => rm(folder, { recursive: true }));

async function program(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

test('the version is read from what k6 1.x and 2.x print', () => {
  assert.equal(parseVersion('k6 v2.2.0 (go1.26.8, linux/amd64)\n'), '2.2.0');
  assert.equal(parseVersion('k6 v1.3.0 (commit/5870e99ae8, go1.25.1, darwin/arm64)\n'), '1.3.0');
  assert.equal(parseVersion('k6 v2.0.0-rc1 (go1.26, linux/arm64)\nExtensions:\n  xk6-x v0.1\n'), '2.0.0-rc1');
  assert.equal(parseVersion('k6, a game of six kings, v3'), undefined);
});

test('a k6 of 1.0 or later can be used', async () => {
  const path = await program('k6-1', 'echo "k6 v1.0.0 (go1.24, linux/amd64)"');
  assert.deepEqual(await askVersion(path), { usable: true, version: '1.0.0' });
});

test('an older k6 is refused with its version', async () => {
  const path = await program('k6-old', 'echo "k6 v0.57.0 (go1.23, linux/amd64)"');
  assert.deepEqual(await askVersion(path), { usable: false, reason: 'is k6 v0.57.0, older than v1.0' });
});

test('another program of the name is refused with what it says', async () => {
  const path = await program('k6-other', 'echo "six kings 3"');
  assert.deepEqual(await askVersion(path), { usable: false, reason: `isn't k6: it says "six kings 3"` });
  const silent = await program('k6-silent', 'exit 0');
  assert.deepEqual(await askVersion(silent), { usable: false, reason: `isn't k6: it says nothing` });
});

test('a broken k6 is refused with the last words it had', async () => {
  const path = await program('k6-broken', 'echo "libfoo.so not found" >&2; exit 127');
  const expected = '"k6 version" ends with 127: libfoo.so not found';
  assert.deepEqual(await askVersion(path), { usable: false, reason: expected });
});

test('a program that was killed is refused', async () => {
  const path = await program('k6-killed', 'kill -9 $$');
  assert.deepEqual(await askVersion(path), { usable: false, reason: '"k6 version" was killed by SIGKILL' });
});

test('a file that is not there is refused', async () => {
  const candidate = await askVersion(join(folder, 'nothing'));
  assert.equal(candidate.usable, false);
  assert.match(candidate.usable ? '' : candidate.reason, /can't be started .*ENOENT/);
});
