import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { specResults } from './specs.ts';

test('a failed spec of somebody is a result of the check "spec"; without a file there are none', (t) => {
  const dir = mkdtempSync(path.join(tmpdir(), 'gatewright-specs-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const file = path.join(dir, 'specs.json');
  assert.deepEqual(specResults(file), []);
  const failure = { title: 'orders › are sorted', place: 'smoke/orders.spec.ts:4', message: 'not sorted' };
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, failures: [failure] }));
  const [result, ...others] = specResults(file);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [result?.check, result?.outcome, result?.severity, result?.route, result?.example, result?.message],
    ['spec', 'fail', 'error', 'smoke/orders.spec.ts:4', 'orders › are sorted', 'not sorted'],
  );
});
