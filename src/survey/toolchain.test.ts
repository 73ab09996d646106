import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repositoryOf } from './repository.fixture.ts';
import { findToolchain } from './toolchain.ts';

const adding = (packageJson: object, more: { readonly [file: string]: string } = {}) =>
  findToolchain(repositoryOf({ 'package.json': JSON.stringify(packageJson), ...more }), '/no/such/folder')
    .adding;

test('what adds gatewright is the package manager’s own line, with what it would ask for besides', () => {
  assert.equal(adding({}), 'npm i -D gatewright');
  assert.equal(adding({ packageManager: 'bun@1.2.0' }), 'bun add -d gatewright');
  assert.equal(adding({ packageManager: 'pnpm@10.1.0' }), 'pnpm add -D gatewright');
  const workspace = { 'pnpm-workspace.yaml': 'packages: []' };
  assert.equal(adding({ packageManager: 'pnpm@10.1.0' }, workspace), 'pnpm add -D -w gatewright');
  assert.equal(adding({ packageManager: 'yarn@4.0.0' }), 'yarn add -D gatewright @playwright/test');
  const devDependencies = { '@playwright/test': '^1.62.0' };
  assert.equal(adding({ packageManager: 'yarn@4.0.0', devDependencies }), 'yarn add -D gatewright');
});
