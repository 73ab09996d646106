import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { loadProject } from './load-project.ts';
import { projectFolder } from './project-folder.fixture.ts';

const contract = (name: string, responses = '{ 200: true }') => `{ name: '${name}', routes: { 'GET /hello': {
  responses: ${responses}, examples: { 'a greeting': { expect: { status: 200 } } } } } }`;

const names = async (root: string) => (await loadProject(root)).contracts.map(({ name }) => name);

async function refusal(files: Readonly<Record<string, string>>): Promise<string> {
  try {
    await loadProject(projectFolder(files));
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    assert.doesNotMatch(error.message, /\n|\(node:|\.ts:\d+:\d+/);
    return [error.message, ...error.next].join('\n');
  }
  throw new Error('nothing was refused');
}

test('contracts are all exports of all contract files that have routes', async () => {
  const root = projectFolder({
    'contracts/a.ts': `export const a = ${contract('a')}; export const schema = { type: 'string' } as const; export default a;`,
    'contracts/b.mjs': `export const b1 = ${contract('b1')}; export default ${contract('b2')};`,
    'contracts/c.json': JSON.stringify({
      name: 'c',
      routes: { 'GET /': { responses: { 200: true }, examples: { all: { expect: { status: 200 } } } } },
    }),
    'contracts/a.test.ts': 'throw new Error("a test is no contract");',
    'contracts/notes.md': 'hello',
  });
  assert.deepEqual((await names(root)).sort(), ['a', 'b1', 'b2', 'c']);
});

test('a project whose package is CommonJS has contracts too', async () => {
  const root = projectFolder({
    'package.json': '{}',
    'contracts/a.ts': `export const a = ${contract('a')}; export default ${contract('b')};`,
    'contracts/c.js': `module.exports.c = ${contract('c')};`,
  });
  assert.deepEqual((await names(root)).sort(), ['a', 'b', 'c']);
});

test('a project without config and contracts is an empty one', async () => {
  const { configFile, contracts, environments } = await loadProject(projectFolder({ 'package.json': '{}' }));
  assert.deepEqual(
    { configFile, contracts, environments },
    { configFile: null, contracts: [], environments: {} },
  );
});

test('the config names the folder, or the files', async () => {
  const config = (contracts: string) =>
    `export default { contracts: ${contracts}, environments: { e: { local: true } } };`;
  const files = {
    'api/a.mjs': `export const a = ${contract('a')};`,
    'api/b.mjs': `export const b = ${contract('b')};`,
  };
  assert.deepEqual(await names(projectFolder({ ...files, 'gatewright.config.mjs': config("'api'") })), [
    'a',
    'b',
  ]);
  assert.deepEqual(
    await names(projectFolder({ ...files, 'gatewright.config.mjs': config("['api/b.mjs']") })),
    ['b'],
  );
  assert.match(
    await refusal({ ...files, 'gatewright.config.mjs': config("['api/c.mjs']") }),
    /contract file api\/c\.mjs does not exist\.\nDid you mean "api\/a\.mjs" or "api\/b\.mjs"\?/,
  );
  assert.match(
    await refusal({ ...files, 'gatewright.config.mjs': config("'apis'") }),
    /folder apis does not exist/,
  );
});

test('a mistake in a contract: file, export, path', async () => {
  const text = await refusal({
    'contracts/a.mjs': `export const shop = { name: 'shop', routes: { 'GET /x': { responses: { 200: true }, examples: { all: { expect: { statsu: 200 } } } } } };`,
  });
  assert.match(text, /^contracts\/a\.mjs \(shop\): routes\["GET \/x"\]\.examples\.all\.expect/);
  assert.match(text, /Did you mean "status"\?/);
});

test('a contract file that exports no contract is named, unless another one does', async () => {
  const files = { 'contracts/shop.ts': `const shop = ${contract('shop')}; export const sizes = ['S', 'L'];` };
  assert.match(await refusal(files), /^contracts\/shop\.ts exports no contract\.\nWrite export const NAME/);
  const beside = projectFolder({ ...files, 'contracts/b.ts': `export const b = ${contract('b')};` });
  assert.deepEqual(await names(beside), ['b']);
});

test('a folder contracts/ of something else is let alone, until the config names it', async () => {
  const foreign = {
    'contracts/token.ts': 'throw new Error("deployed to a chain");',
    'contracts/web-api.json': '{ "consumer": { "name": "web" }, "interactions": [] }',
  };
  assert.deepEqual(await names(projectFolder(foreign)), []);
  const beside = { ...foreign, 'contracts/b.ts': `export const b = ${contract('b')};` };
  assert.deepEqual(await names(projectFolder(beside)), ['b']);
  const again = {
    'api/c.ts': `export const c = ${contract('c')};`,
    'contracts/c.ts': "export * from '../api/c.ts';",
  };
  assert.deepEqual(await names(projectFolder({ 'package.json': '{"type":"module"}', ...again })), ['c']);
  const config = "export default { contracts: 'contracts', environments: { e: { local: true } } };";
  assert.match(
    await refusal({ ...foreign, 'gatewright.config.mjs': config }),
    /contracts\/token\.ts:1: .*chain/,
  );
});

const schemas = [
  [
    'an unknown type',
    "{ 200: { type: 'strin' } }",
    /routes\["GET \/hello"\]\.responses\[200\]: is no usable JSON Schema: at \/type stands no type; there are array, boolean,/,
  ],
  ['an unknown keyword', "{ 200: { type: 'object', requried: ['id'] } }", /unknown keyword: "requried"/],
  ['an unknown format', "{ 200: { type: 'string', format: 'emial' } }", /unknown format "emial"/],
  [
    'a broken reference',
    "{ 200: { $ref: '#/definitions/none' } }",
    /can't resolve reference #\/definitions\/none/,
  ],
] as const;

for (const [what, responses, message] of schemas) {
  test(`a schema with ${what} is refused with its place`, async () => {
    const text = await refusal({ 'contracts/a.mjs': `export const a = ${contract('a', responses)};` });
    assert.match(text, /^contracts\/a\.mjs \(a\): /);
    assert.match(text, message);
  });
}

test('a schema of a request is refused with its place as well', async () => {
  const route = `{ request: { query: { 'page-size': { schema: { type: 'integr' } } } }, responses: { 200: true }, examples: {} }`;
  const text = await refusal({
    'contracts/a.mjs': `export const a = { name: 'a', routes: { 'GET /x': ${route} } };`,
  });
  assert.match(
    text,
    /^contracts\/a\.mjs \(a\): routes\["GET \/x"\]\.request\.query\["page-size"\]\.schema: is no usable JSON Schema: at \/type/,
  );
});

const unsound = [
  [
    'a body',
    '{ body: { name: 3 }, query: { page: 1 }, expect: { status: 201 } }',
    /examples\.one\.body: breaks the route's request: \/name must be string, but a success is expected\./,
  ],
  [
    'a parameter',
    "{ body: { name: 'x' }, query: { page: 'one' }, expect: { status: 201 } }",
    /examples\.one\.query\.page: breaks the route's request: must be integer/,
  ],
  [
    'a required parameter that is missing',
    "{ body: { name: 'x' }, expect: { rest: { status: 400 }, http: { status: 201 } } }",
    /examples\.one\.query\.page: is missing, and the route requires it, but a success is expected\./,
  ],
  ['nothing, where a refusal is expected', '{ body: { name: 3 }, expect: { status: 400 } }', null],
  ['nothing, where all fits', "{ body: { name: 'x' }, query: { page: 1 }, expect: { status: 201 } }", null],
] as const;

for (const [what, example, message] of unsound) {
  test(`an example that contradicts its route's request by ${what}`, async () => {
    const request = `{ body: { type: 'object', properties: { name: { type: 'string' } } }, query: { page: { schema: { type: 'integer' }, required: true } } }`;
    const route = `{ request: ${request}, responses: { 201: true }, examples: { one: ${example} } }`;
    const files = {
      'contracts/a.mjs': `export const a = { name: 'a', routes: { 'POST /x': ${route} } };`,
    };
    if (message === null) assert.deepEqual(await names(projectFolder(files)), ['a']);
    else assert.match(await refusal(files), message);
  });
}

test('formats and unions are part of what a schema may say', async () => {
  const schema = "{ 200: { type: ['string', 'null'], format: 'date-time' } }";
  assert.deepEqual(
    await names(projectFolder({ 'contracts/a.mjs': `export const a = ${contract('a', schema)};` })),
    ['a'],
  );
});

test('two contracts of one name: both files', async () => {
  const text = await refusal({
    'contracts/a.mjs': `export const x = ${contract('shop')};`,
    'contracts/b.mjs': `export const y = ${contract('shop')};`,
  });
  assert.match(text, /^Two contracts are named "shop": in contracts\/a\.mjs and in contracts\/b\.mjs\./);
});

const broken = [
  ['a.ts', 'const x = 1;\nexport const y = {\n  a: 1\n  b: 2,\n};', /^contracts\/a\.ts:4: /],
  ['a.mjs', 'export const a = 1;\nconst b = ;\n', /^contracts\/a\.mjs:2: Unexpected token ';'/],
  ['a.json', '{\n  "name": "a",\n  "routes" 2\n}', /^contracts\/a\.json:3: /],
  ['a.json', '{ "routes": ', /^contracts\/a\.json: Unexpected end/],
  ['a.ts', 'const x = 1;\nthrow new TypeError("boom");\nexport {};', /^contracts\/a\.ts:2: TypeError: boom$/],
  [
    'a.mjs',
    "import { x } from './none.mjs';\nexport const y = x;",
    /^contracts\/a\.mjs: Cannot find module '?(contracts\/)?none\.mjs/,
  ],
  [
    'a.mjs',
    "import x from 'no-such-package';\nexport const y = x;",
    /^contracts\/a\.mjs: Cannot find package 'no-such-package'/,
  ],
] as const;

for (const [file, text, message] of broken) {
  test(`a contract file that can't be loaded is one sentence: ${message.source}`, async () => {
    const whole = file.endsWith('.json') ? text : `${text}\n// A contract of gatewright.`;
    assert.match(
      await refusal({ 'package.json': '{"type":"module"}', [`contracts/${file}`]: whole }),
      message,
    );
  });
}

test('a mistake in the config: file, path, what to write', async () => {
  const text = await refusal({ 'gatewright.config.mjs': 'export default { environment: {} };' });
  assert.match(
    text,
    /^gatewright\.config\.mjs: environment: is not known here\. Did you mean "environments"\?/,
  );
  assert.match(await refusal({ 'gatewright.config.mjs': 'export const x = 1;' }), /nothing is exported/);
  assert.match(await refusal({ 'gatewright.config.json': '[]' }), /^gatewright\.config\.json: /);
});
