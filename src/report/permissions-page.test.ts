import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { featureNames } from '../permission/features.ts';
import { permissionsPage } from './permissions-page.ts';

test('the page of documentation is the table as it stands', () => {
  const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  assert.equal(
    page,
    permissionsPage(),
    'run: npx gatewright discover --print-policy --markdown > docs/permissions.md',
  );
});

test('each feature has its section, with a call at the least', () => {
  for (const name of featureNames) {
    assert.match(permissionsPage(), new RegExp(`\n### ${name}\n.+\n\n.+\n.+\n\\| .+ \\|`));
  }
});
