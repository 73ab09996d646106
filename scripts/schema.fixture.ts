import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const folder = fileURLToPath(new URL('../src/report/schemas/', import.meta.url));
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
for (const file of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(folder + file, 'utf8')));

/** What a verb printed with `--json` is what its published schema says. */
export function assertPublished(
  name:
    | 'local'
    | 'discover'
    | 'smoke'
    | 'latency'
    | 'demo'
    | 'checks'
    | 'import'
    | 'comparison'
    | 'cost'
    | 'caching'
    | 'throttling'
    | 'init'
    | 'ci',
  printed: string,
): void {
  const validate = ajv.getSchema(`urn:gatewright:schema:${name}:1`);
  assert.ok(validate, `there is a schema of ${name}`);
  assert.ok(validate(JSON.parse(printed)), ajv.errorsText(validate.errors, { separator: '\n' }));
}
