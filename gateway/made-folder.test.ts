import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeFolder } from './made-folder.ts';

describe('making a folder', () => {
  it('makes those above it, and takes one that is there', (t) => {
    const root = mkdtempSync(join(tmpdir(), 'gatewright-folder-'));
    t.after(() => rmSync(root, { recursive: true }));
    makeFolder(join(root, 'a', 'b'));
    makeFolder(join(root, 'a', 'b'));
    assert.ok(existsSync(join(root, 'a', 'b')));
    writeFileSync(join(root, 'file'), '');
    assert.throws(() => makeFolder(join(root, 'file', 'c')), { code: 'ENOTDIR' });
    assert.throws(() => makeFolder(join(root, 'file')), { code: 'EEXIST' });
  });

  it('ends where the system takes no folders', { skip: !existsSync('/proc/self') }, () => {
    assert.throws(() => makeFolder('/proc/gatewright/ca'), { code: 'ENOENT' });
  });
});
