import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Contract } from '../contract/contract.ts';
import { parseOpenApi } from './document.ts';
import { importOpenApi } from './import-openapi.ts';
import { identifier, writeContract } from './write-contract.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, more: object = {}) => ({
  description: '',
  content: { 'application/json': { schema, ...more } },
});
const document = {
  openapi: '3.0.3',
  info: { title: "Dora's `shop` */ $" + '{x}', version: '1' },
  security: [{ key: [] }],
  paths: {
    '/items': {
      get: {
        summary: 'It\'s "all" items\n// really',
        parameters: [{ name: 'page-size', in: 'query', schema: { type: 'integer', maximum: 100 } }],
        responses: {
          200: json({ type: 'array', items: ref('Item') }),
          404: json(ref('Error')),
          418: json(ref('default')),
        },
      },
      post: {
        requestBody: { required: true, ...json(ref('Item'), { example: { id: 1, 'new': "it's" } }) },
        responses: { 201: json(ref('Item')) },
      },
    },
    '/items/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' }, example: 7 }],
        responses: { 200: json(ref('Item')) },
      },
    },
    '/tree': { get: { responses: { 200: json(ref('Node')) } } },
    '/file.{ext}': { get: {} },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
    schemas: {
      Item: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'integer' },
          'new': { type: 'string', nullable: true },
          kind: ref('HTTPKind'),
        },
      },
      HTTPKind: { type: 'string', enum: ["it's", 'a "b"', 'both\'"', 'line\nbreak', '\u2028'] },
      Node: { type: 'object', properties: { children: { type: 'array', items: ref('Node') } } },
      Error: { type: 'object', properties: { message: { type: 'string' } } },
      default: { type: 'object' },
    },
  },
};

test('what is written is what was imported, type-checks and is formatted', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatewright-import-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const made = importOpenApi(parseOpenApi(JSON.stringify(document), 'shop.json'), {
    name: 'dora-shop',
    folder: null,
  });
  await mkdir(path.join(folder, 'node_modules'));
  await symlink(checkout, path.join(folder, 'node_modules/gatewright'), 'dir');
  const file = path.join(folder, 'dora-shop.ts');
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(file, writeContract(made, 'shop.json */ `'));
  await writeFile(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(checkout, 'tsconfig.json'),
      compilerOptions: { noEmit: true, types: [] },
      include: ['*.ts'],
    }),
  );
  const run = (name: string, ...typed: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(checkout, 'node_modules', name), ...typed],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 0, `${stdout}${stderr}`);
  };
  const loaded = (await import(pathToFileURL(file).href)) as { readonly doraShop: Contract };
  assert.deepEqual(loaded.doraShop, JSON.parse(JSON.stringify(made.contract)));
  run('typescript/bin/tsc', '-p', folder);
  const text = await readFile(file, 'utf8');
  const biome = path.join(checkout, 'node_modules/@biomejs/biome/bin/biome');
  const typed = [biome, 'format', `--config-path=${checkout}`, '--stdin-file-path=contracts/dora-shop.ts'];
  assert.equal(
    spawnSync(process.execPath, typed, { cwd: checkout, input: text, encoding: 'utf8' }).stdout,
    text,
  );
});

test('what a person has to decide stands where it belongs', () => {
  const made = importOpenApi(parseOpenApi(JSON.stringify(document), 'shop.json'), {
    name: 'shop',
    folder: null,
  });
  const text = writeContract(made, 'shop.json');
  assert.match(text, /\/\/ TODO: This example changes something[^\n]*\n {4}'POST \/items': \{/);
  assert.match(text, /\n {6}\/\/ +body: \{ id: 1, new: "it's" \},/);
  assert.match(text, /\n\/\/ TODO: not taken over:\n\/\/ shop\.json:1: \/file\.\{ext\} is left out/);
});

test('names are fit for constants, and no word of the language', () => {
  const names = ['my-api', 'User', 'HTTPError', 'default', '123', 'a.b_c', 'Error', 'café'];
  assert.deepEqual(names.map(identifier), [
    'myApi',
    'user',
    'httpError',
    'defaultSchema',
    'schema123',
    'aBC',
    'error',
    'caf',
  ]);
});
