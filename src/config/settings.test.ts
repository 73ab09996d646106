import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadDotenv } from './load-dotenv.ts';
import { projectFolder } from './project-folder.fixture.ts';
import { readSettings, settingNames } from './settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('.env.example lists every variable that is read, and what it lists of ours is read', () => {
  const text = readFileSync(join(root, '.env.example'), 'utf8');
  const [ours = ''] = text.split('# --- read by the AWS SDK ---');
  const listed = [...ours.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
  assert.deepEqual(listed.toSorted(), [...settingNames].sort());
});

test('variables of this tool are read in one place', () => {
  const elsewhere = ['src']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file) && !file.endsWith('settings.ts'))
    .filter((file) =>
      settingNames.some((name) =>
        new RegExp(`\\benv(\\.|\\[['"])${name}\\b`).test(readFileSync(join(root, file), 'utf8')),
      ),
    );
  assert.deepEqual(elsewhere, []);
});

test('without variables there are defaults', () => {
  assert.deepEqual(readSettings({}), {
    environment: null,
    stacks: null,
    url: null,
    api: null,
    outputsFile: null,
    account: null,
    role: null,
    protect: false,
    limits: { maxRequests: null, maxCost: null, rate: null },
    transport: { connectTo: null, cert: null, key: null, ca: null },
    scope: null,
    concurrency: null,
    vantage: null,
    cacheDir: join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'gatewright'),
    k6DownloadUrl: null,
    k6Bin: null,
    chromiumBin: null,
    ci: false,
    color: null,
  });
});

test('the cache has a folder of its own, or one within that of XDG', () => {
  assert.equal(readSettings({ XDG_CACHE_HOME: '/x' }).cacheDir, join('/x', 'gatewright'));
  assert.equal(readSettings({ XDG_CACHE_HOME: '/x', GATEWRIGHT_CACHE_DIR: '/y' }).cacheDir, '/y');
});

test('an empty variable is an unset one; CI=false is no pipeline; NO_COLOR wins', () => {
  const { k6Bin, ci, color } = readSettings({ K6_BIN: '', CI: 'false', NO_COLOR: '' });
  assert.deepEqual({ k6Bin, ci, color }, { k6Bin: null, ci: false, color: null });
  assert.equal(readSettings({ CI: '1' }).ci, true);
  assert.equal(readSettings({ NO_COLOR: '1', FORCE_COLOR: '1' }).color, false);
  assert.equal(readSettings({ FORCE_COLOR: '1' }).color, true);
});

test('a mirror is named without a slash at its end', () => {
  assert.equal(
    readSettings({ GATEWRIGHT_K6_DOWNLOAD_URL: 'https://mirror/k6/' }).k6DownloadUrl,
    'https://mirror/k6',
  );
});

test('.env fills in what is not set, and says nothing', () => {
  const env: NodeJS.ProcessEnv = { AWS_REGION: 'eu-west-1' };
  loadDotenv(projectFolder({ '.env': 'AWS_REGION=us-east-1\nMY_API_KEY="a b"\n' }), env);
  assert.deepEqual(env, { AWS_REGION: 'eu-west-1', MY_API_KEY: 'a b' });
  loadDotenv(projectFolder({}), env);
});

test('stacks and what is protected are lists; protection is a word as well', () => {
  assert.deepEqual(readSettings({ GATEWRIGHT_STACKS: 'a, b,,' }).stacks, ['a', 'b']);
  assert.equal(readSettings({ GATEWRIGHT_STACKS: ' , ' }).stacks, null);
  assert.equal(readSettings({ GATEWRIGHT_PROTECT: 'true' }).protect, true);
  assert.equal(readSettings({ GATEWRIGHT_PROTECT: '0' }).protect, false);
  assert.deepEqual(readSettings({ GATEWRIGHT_PROTECT: 'orders-prod,public' }).protect, [
    'orders-prod',
    'public',
  ]);
});
