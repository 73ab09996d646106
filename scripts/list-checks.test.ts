import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyCheck } from '../src/conformance/every-check.ts';
import { cli } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

test('the catalogue is printed without a target, as a table and as a document', async () => {
  const [table, document] = await Promise.all([
    cli(['smoke', '--list-checks']),
    cli(['smoke', '--list-checks', '--json']),
  ]);
  assert.deepEqual([table.code, document.code], [0, 0], table.stderr + document.stderr);
  assertPublished('checks', document.stdout);
  for (const { id } of everyCheck()) assert.match(table.stdout, new RegExp(`^${id} `, 'm'));
});
