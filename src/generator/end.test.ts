import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf } from './end.ts';

const exit = (exitCode: number | null) => ({ exitCode, signal: null, lastError: 'the reason' });

test('the exit codes of k6 are told apart', () => {
  const kinds = [0, 99, 104, 105, 107, 108, 110, 100, 101, 255].map((code) => endOf(exit(code)).kind);
  assert.deepEqual(kinds, [
    'completed',
    'thresholds',
    'bad-configuration',
    'interrupted',
    'script-error',
    'aborted',
    'aborted',
    'failed',
    'failed',
    'failed',
  ]);
});

test('a failure carries the exit code and the last error', () => {
  assert.deepEqual(endOf(exit(107)), { kind: 'script-error', exitCode: 107, message: 'the reason' });
});

test('a k6 that dies without a word is said to', () => {
  const end = endOf({ exitCode: 2, signal: null, lastError: '' });
  assert.deepEqual(end, { kind: 'failed', exitCode: 2, message: 'it gave no reason' });
});

test('a k6 that was killed says by what', () => {
  const end = endOf({ exitCode: null, signal: 'SIGKILL', lastError: '' });
  assert.deepEqual(end, {
    kind: 'failed',
    exitCode: null,
    message: 'k6 was killed by SIGKILL, as a system does that runs out of memory',
  });
});

test('what a wrapper makes of a signal is told as one', () => {
  assert.match(JSON.stringify(endOf(exit(137))), /it was killed, as a system does that runs out of memory/);
  assert.match(JSON.stringify(endOf(exit(143))), /SIGTERM/);
});
