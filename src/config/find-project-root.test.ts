import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProjectRoot } from './find-project-root.ts';
import { projectFolder } from './project-folder.fixture.ts';

test('commands work in subfolders of the folder with the config', () => {
  const root = projectFolder({
    'gatewright.config.mjs': '',
    'packages/a/package.json': '{}',
    'packages/a/contracts/x.ts': '',
  });
  assert.equal(findProjectRoot(join(root, 'packages/a/contracts')), root);
  assert.equal(findProjectRoot(root), root);
});

test('without a config it is the nearest folder with contracts, else with a package', () => {
  const root = projectFolder({ 'package.json': '{}', 'api/contracts/x.ts': '', 'web/package.json': '{}' });
  mkdirSync(join(root, 'web/src'));
  assert.equal(findProjectRoot(join(root, 'api/contracts')), join(root, 'api'));
  assert.equal(findProjectRoot(join(root, 'web/src')), join(root, 'web'));
});
