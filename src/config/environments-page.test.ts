import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadConfig } from './load-config.ts';
import { projectFolder } from './project-folder.fixture.ts';
import { settingNames } from './settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}docs/environments.md`, 'utf8');

test('the config of docs/environments.md is one that is taken', async () => {
  const [, example = ''] = /^```ts\n([\s\S]*?)^```/m.exec(page) ?? [];
  const text = example.replace("'gatewright'", `'${root}src/index.ts'`);
  const { config } = await loadConfig(projectFolder({ 'gatewright.config.ts': text }));
  assert.deepEqual(Object.keys(config.environments), ['local', 'staging', 'prod']);
});

test('docs/environments.md names the variable of every value of an environment, and none that is not read', () => {
  const named = new Set([...page.matchAll(/\bGATEWRIGHT_[A-Z_]+\b/g)].map(([name]) => name));
  const known: readonly string[] = settingNames;
  assert.deepEqual(
    [...named].filter((name) => !known.includes(name)),
    [],
  );
  const others = ['SCOPE', 'CONCURRENCY', 'VANTAGE', 'CACHE_DIR', 'K6_DOWNLOAD_URL'];
  const ofEnvironments = known.filter(
    (name) => name.startsWith('GATEWRIGHT_') && !others.includes(name.replace('GATEWRIGHT_', '')),
  );
  assert.deepEqual(
    ofEnvironments.filter((name) => !named.has(name)),
    [],
  );
});
