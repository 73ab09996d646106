import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { against, checkout, startCli } from './cli.fixture.ts';
import { done, install, node22, type Packed, pack, run, temporary } from './installed-package.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

/** What the README promises of the package alone, without what it depends on. */
const mostBytes = 8e6;

const config = `import { defineConfig } from 'gatewright';
export default defineConfig({ environments: { staging: { targets: [{ stack: 'my-api' }] } } });
`;

const spec = `import { expect, test } from 'gatewright/playwright';
import { myApi } from '../contracts/my-api';
test.use({ subject: { contract: 'my-api', apiType: 'rest' } });
test('users are listed', async ({ api }) => {
  await expect(await api.get('/users')).toConformTo(myApi, 'GET /users');
  expect(process.env.SHOP_IS, 'the shop is open').not.toBe('closed');
});
`;

const misspelt = `import { type Contract, defineContract } from 'gatewright';
export const sound: Contract = defineContract({
  name: 'sound',
  routes: { 'GET /a/{id}': { responses: { 200: true }, examples: { one: { path: { id: 1 }, expect: { status: 200 } } } } },
});
defineContract({
  name: 'misspelt',
  // @ts-expect-error The path has no such parameter.
  routes: { 'GET /a/{id}': { responses: { 200: true }, examples: { one: { path: { ix: 1 }, expect: { status: 200 } } } } },
});
`;

const { folder, remove } = await temporary();
let packed: Packed;
let root: string;
let said: string;
let gateway: Awaited<ReturnType<typeof serve>>;

before(async () => {
  packed = await pack(folder);
  ({ root, said } = await install(packed, folder));
  await mkdir(path.join(root, 'smoke'));
  await mkdir(path.join(root, 'contracts'));
  await writeFile(path.join(root, 'gatewright.config.ts'), config);
  await writeFile(
    path.join(root, 'playwright.config.ts'),
    "export { default } from 'gatewright/playwright/config';\n",
  );
  await writeFile(path.join(root, 'smoke/users.spec.ts'), spec);
  await cp(path.join(checkout, 'contracts/my-api.ts'), path.join(root, 'contracts/my-api.ts'));
  gateway = await serve();
});

after(async () => {
  await gateway?.stop();
  await remove();
});

/** The installed package's own gateway, with the stacks that come along. */
async function serve() {
  const running = startCli(['local', '--quiet'], { cwd: root, bin: bin() });
  const [, endpoint = ''] = await running.seen(/^AWS endpoint: (\S+)$/m);
  return {
    endpoint,
    stop: async () => {
      running.child.kill('SIGINT');
      await running.end;
    },
  };
}

/** What npm warns of, but for what is the machine's: its own settings, and that nobody is logged in. */
const warnings = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^npm (warn|error)/i.test(line) && !/Unknown \w+ config|logged in/.test(line));

const bin = () => path.join(root, 'node_modules/gatewright/scripts/gatewright.cjs');
const atGateway = () => ({
  cwd: root,
  env: { ...against(gateway.endpoint), AWS_EC2_METADATA_DISABLED: 'true' },
});

test('the package holds what runs, its types and what it serves, and nothing of how it is made', () => {
  const strays = packed.paths.filter(
    (file) =>
      /\.(test|fixture)\.|^(bench|examples|\.|runs|node_modules)|tsbuildinfo|stacks\/faults/.test(file) ||
      (/\.ts$/.test(file) && !/\.d\.ts$|^load\/\w+\.ts$/.test(file)),
  );
  assert.deepEqual(strays, []);
  for (const needed of [
    'scripts/gatewright.cjs',
    'src/index.d.ts',
    'smoke/playwright/index.d.ts',
    'load/latency.ts',
    'gateway/function/bootstrap.py',
    'stacks/my-api/template.yaml',
    'contracts/my-api.js',
    'src/report/schemas/smoke.schema.json',
    'tools/k6/go.mod',
    'README.md',
    'LICENSE',
  ])
    assert.ok(packed.paths.includes(needed), `${needed} is missing`);
  assert.ok(packed.unpacked < mostBytes, `${packed.unpacked} bytes`);
});

test('it would be published without a warning', async () => {
  const { stderr } = await done('npm', ['publish', '--dry-run', '--tag', 'trial', packed.file], {
    cwd: folder,
  });
  assert.deepEqual(warnings(stderr), []);
});

test('installing it says nothing but what was added', async () => {
  assert.deepEqual(warnings(said), []);
  assert.equal((await done(process.execPath, [bin(), '--version'], { cwd: root })).stdout, '0.1.0\n');
  await access(path.join(root, 'node_modules/.bin/gatewright'), constants.X_OK);
});

test('the command begins in syntax that old Nodes read', async () => {
  const text = await readFile(path.join(checkout, 'scripts/gatewright.cjs'), 'utf8');
  const code = text.replace(/^(#!|\/\/).*$/gm, '').replace(/'[^']*'/g, "''");
  assert.doesNotMatch(code, /`|=>|\?\.|\?\?|\b(const|let|class|async|await|of)\b/);
});

test("contracts, config and specs are checked by the stranger's compiler", async () => {
  await writeFile(path.join(root, 'misspelt.ts'), misspelt);
  const tsc = path.join(checkout, 'node_modules/typescript/bin/tsc');
  const options =
    '--noEmit --strict --module nodenext --target es2022 --types node --skipLibCheck false --lib es2022,dom';
  const types = ['--typeRoots', path.join(checkout, 'node_modules/@types')];
  const files = ['misspelt.ts', 'gatewright.config.ts', 'smoke/users.spec.ts', 'playwright.config.ts'];
  await done(process.execPath, [tsc, ...options.split(' '), ...types, ...files], { cwd: root });
});

test("the gate holds what is served against the project's contract", async () => {
  const { code, stdout, stderr } = await run(process.execPath, [bin(), 'smoke', '--json'], atGateway());
  assert.equal(code, 0, stderr);
  assertPublished('smoke', stdout);
});

test("Playwright runs the project's spec with a configuration of one line", async () => {
  const cli = path.join(root, 'node_modules/@playwright/test/cli.js');
  const at = atGateway();
  const env = { ...at.env, GATEWRIGHT_ENV: 'staging' };
  const { stdout } = await done(process.execPath, [cli, 'test', '--project=project'], { ...at, env });
  assert.match(stdout, /✓.*users are listed/);
});

test('k6 measures with the scenario of the package', async () => {
  const typed = ['latency', '--rate', '20', '--duration', '2s', '--json'];
  const { code, stdout, stderr } = await run(process.execPath, [bin(), ...typed], atGateway());
  assert.ok(code === 0 || code === 3, stderr);
  assertPublished('latency', stdout);
});

test('without stacks of its own a project has those that come along, and their contracts', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [bin(), 'smoke', '--local', '--json'], {
    cwd: root,
  });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /the stacks that come with gatewright/);
  assert.match(stdout, /orca:rest/);
});

const newer = node22();
const skip =
  newer === null &&
  process.env.CI === undefined &&
  'Node 22 is nowhere: NODE22_BIN names it, .ci/run installs it';

test('on Node 22 the gate reads TypeScript and finds what a spec of the project finds', {
  skip,
}, async () => {
  const node = newer ?? assert.fail('Node 22 is missing');
  assert.match((await done(node, ['--version'], { cwd: root })).stdout, /^v22\./);
  const at = atGateway();
  const { code, stdout, stderr } = await run(node, [bin(), 'smoke'], {
    ...at,
    env: { ...at.env, SHOP_IS: 'closed' },
  });
  assert.equal(code, 1, stderr);
  assert.match(stdout, /users are listed/);
  assert.match(stdout, /the shop is open/);
  assert.match(stdout, /1 failed|1 fail\b/);
});
