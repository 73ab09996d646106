import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { exportsOf, preflight } from './script-preflight.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'gatewright-script-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function look(text: string, beside: Readonly<Record<string, string>> = {}): string {
  for (const [name, content] of Object.entries({ ...beside, 'mine.ts': text }))
    writeFileSync(path.join(folder, name), content);
  try {
    preflight(path.join(folder, 'mine.ts'), folder);
    return 'fine';
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return [error.message, ...error.next].join(' ');
  }
}

test('what k6 would hang or fail at is named with its line and the fix', () => {
  assert.match(
    look("import http from 'k6/http';\nimport data from './data.json';"),
    /^mine\.ts:2 imports JSON, which k6 can't: it hangs\. Read it: const value = JSON\.parse\(open/,
  );
  assert.match(look("import data from './d.json' with { type: 'json' };"), /mine\.ts:1 imports JSON/);
  assert.match(
    look('\n\nfunction f() {\n  using x = open2();\n}'),
    /^mine\.ts:4 declares something with "using"/,
  );
  assert.match(
    look("import { a } from './helper';", { 'helper.ts': '' }),
    /^mine\.ts:1 imports "\.\/helper" without its extension.* Write "\.\/helper\.ts"/,
  );
  assert.match(look("import _ from 'lodash';"), /imports "lodash" by name/);
  assert.match(look("import fs from 'node:fs';"), /k6 is no Node/);
  assert.match(look("import ws from 'k6/ws';"), /Only requests of k6\/http are recorded/);
  assert.match(look("const x = await import('./y.ts');"), /while it runs/);
  assert.match(look("import { a } from './gone.ts';"), /^mine\.ts:1 imports gone\.ts, which is not there/);
});

test('imported files are looked through, too', () => {
  const said = look("import { a } from './helper.ts';", { 'helper.ts': "\nimport x from './x.json';" });
  assert.match(said, /^helper\.ts:2 imports JSON/);
});

test('what only looks like it is left alone', () => {
  const text = [
    "import http, { get } from 'k6/http';",
    "import { sleep } from 'k6';",
    "import type { Plan } from './plan';",
    "import { check } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';",
    "// import data from './data.json';",
    "/* using x = 1; */ const text = 'import x from lodash'; const using = 5;",
    "const url = 'https://example.com/a.json';",
    'export default function () {}',
  ].join('\n');
  assert.equal(look(text), 'fine');
});

test('what a script exports is read from it', () => {
  const names = ['default', 'options', 'setup', 'teardown', 'browse'];
  const text =
    'export const options = {};\nexport default () => {};\nfunction setup() {}\nconst b = 1;\nexport { setup, b as browse };\n// export function teardown() {}';
  assert.deepEqual(exportsOf(text, names), ['default', 'options', 'setup', 'browse']);
  assert.deepEqual(exportsOf('export async function browse() {}', names), ['browse']);
});
