import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runEndOf } from './run-end.ts';

test('a run that k6 ended at a limit says so in the words of the scenario alone', () => {
  const message =
    'test aborted: my-api:rest has had the 30 requests that --max-requests or --max-cost leave it at stopAtLimit (file:///project/load/limit.ts:11:12(30))';
  assert.deepEqual(runEndOf({ kind: 'aborted', exitCode: 108, message }), {
    kind: 'stopped',
    because: 'limit',
    message: 'my-api:rest has had the 30 requests that --max-requests or --max-cost leave it',
  });
});

test('everything else that k6 says of its end is a failure of the generator', () => {
  assert.deepEqual(runEndOf({ kind: 'script-error', exitCode: 107, message: 'oops' }), {
    kind: 'generator-failed',
    exitCode: 107,
    message: 'oops',
  });
  assert.deepEqual(runEndOf({ kind: 'thresholds' }), { kind: 'completed' });
});
