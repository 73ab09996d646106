import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /(^|\/)template\.(ya?ml|json)$/.test(file),
);
const missing = spawnSync('cfn-lint', ['--version']).error !== undefined;
const skip = missing && !process.env.CI ? 'cfn-lint is not installed: pip install cfn-lint' : false;

test('there are templates to deploy', () => assert.ok(templates.length >= 2));

for (const template of templates) {
  test(`${template} passes cfn-lint`, { skip }, () => {
    const { status, stdout, stderr } = spawnSync('cfn-lint', [path.join(folder, template)], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${stdout}${stderr}`);
  });
}
