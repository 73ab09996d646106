import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { goModule } from './build.ts';
import { pinnedRelease, platformName } from './release.ts';

test('the release and the Go build are the same version of k6', async () => {
  const goMod = await readFile(join(goModule, 'go.mod'), 'utf8');
  const required = /^require go\.k6\.io\/k6(?:\/v\d+)? v(\S+)$/m.exec(goMod)?.[1];
  assert.equal(required, pinnedRelease.version);
});

test('every supported machine has an archive of the pinned version with a checksum', () => {
  assert.deepEqual(Object.keys(pinnedRelease.archives).sort(), [
    'linux-amd64',
    'linux-arm64',
    'macos-amd64',
    'macos-arm64',
  ]);
  for (const [platform, archive] of Object.entries(pinnedRelease.archives)) {
    assert.equal(archive.name, `k6-v${pinnedRelease.version}-${platform}`);
    assert.equal(archive.format, platform.startsWith('macos') ? 'zip' : 'tar.gz');
    assert.match(archive.sha256, /^[0-9a-f]{64}$/);
  }
});

test('machines are named as the release names them', () => {
  assert.equal(platformName('linux', 'x64'), 'linux-amd64');
  assert.equal(platformName('darwin', 'arm64'), 'macos-arm64');
  assert.equal(platformName('freebsd', 'x64'), 'freebsd-amd64');
});
