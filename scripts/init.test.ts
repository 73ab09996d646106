import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../src/errors/usage-error.ts';
import type { InitDocument } from '../src/report/init-document.ts';
import { checkout } from './cli.fixture.ts';
import { listening, nothingTyped } from './context.fixture.ts';
import { init } from './init.ts';
import { assertPublished } from './schema.fixture.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Somebody's repository with gatewright installed. */
function repository(files: { readonly [file: string]: string } = {}): string {
  const root = mkdtempSync(path.join(tmpdir(), 'gatewright-init-'));
  folders.push(root);
  for (const folder of ['.git', 'node_modules']) mkdirSync(path.join(root, folder));
  symlinkSync(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

async function run(cwd: string, env: Record<string, string> = {}) {
  const { context, said } = listening(cwd, env);
  await init.run({ ...nothingTyped, yes: true }, context, undefined);
  assertPublished('init', JSON.stringify(said.document));
  return { text: said.result, document: said.document as InitDocument };
}

test('a CDK app and a profile: one line says what was found and written; what is written compiles and loads; a second run writes nothing', async () => {
  const root = repository({
    'package.json': '{\n    "name": "shop",\n    "type": "module"\n}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2023',
        skipLibCheck: true,
        allowImportingTsExtensions: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        types: ['node'],
        typeRoots: [path.join(checkout, 'node_modules/@types')],
      },
      include: ['*.ts', 'contracts'],
    }),
  });
  cpSync(path.join(checkout, 'examples/orders/cdk.out'), path.join(root, 'cdk.out'), { recursive: true });
  const first = await run(root, { AWS_PROFILE: 'staging' });
  assert.match(
    first.text,
    /^found cdk\.out \(2 stacks\), profile staging → wrote gatewright\.config\.ts, contracts\/orders\.ts, contracts\/admin\.ts, package\.json \(script smoke, script latency\), \.gitignore \(runs\/, test-results\/\)\n/,
  );
  assert.match(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
    /^ {4}"scripts": \{\n {8}"smoke": "gatewright smoke",\n/m,
  );
  execFileSync(process.execPath, [path.join(checkout, 'node_modules/typescript/bin/tsc')], { cwd: root });
  const second = await run(root, { AWS_PROFILE: 'staging' });
  assert.match(second.text, /→ nothing to write\nkept {2}gatewright\.config\.ts/);
  assert.deepEqual(second.document.notes, []);
});

test('a config that is there stays, and its mistake is told', async () => {
  const text = 'export default { environments: { a: { target: [] } } };\n';
  const root = repository({ 'package.json': '{"type":"module"}', 'gatewright.config.mjs': text });
  const { document } = await run(root);
  assert.equal(readFileSync(path.join(root, 'gatewright.config.mjs'), 'utf8'), text);
  assert.ok(!existsSync(path.join(root, 'gatewright.config.ts')));
  assert.match(document.notes.join(), /^gatewright\.config\.mjs: environments\.a/);
});

test('settings that are broken are named with their lines, and package.json is left alone', async () => {
  const root = repository({ 'samconfig.toml': 'version = 0.1\n[default\n', 'package.json': '{ "name": ' });
  const { document } = await run(root);
  assert.match(document.notes.join('\n'), /^package\.json:1: is no JSON: .*\nsamconfig\.toml:2: /);
  assert.equal(readFileSync(path.join(root, 'package.json'), 'utf8'), '{ "name": ');
});

test('where nothing can be written: one sentence', async () => {
  const root = repository({ contracts: 'in the way' });
  await assert.rejects(run(root), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /contracts.* can't be written: something else of that name is in the way\.$/);
    return true;
  });
});

test('a folder with a definition of its own is a project, whatever is around it', async () => {
  const root = repository({
    'package.json': '{}',
    '.gitignore': 'runs\n',
    'services/shop/serverless.yml': 'service: shop\nprovider: { name: aws }\n',
  });
  const { document } = await run(path.join(root, 'services/shop'));
  assert.ok(existsSync(path.join(root, 'services/shop/gatewright.config.ts')));
  assert.deepEqual(document.wrote.find(({ file }) => file === '.gitignore')?.added, ['test-results/']);
});
