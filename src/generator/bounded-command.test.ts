import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastLine, runBounded } from './bounded-command.ts';

const shell = (script: string, timeoutMs = 10_000) => ({
  path: '/bin/sh',
  args: ['-c', script],
  env: process.env,
  timeoutMs,
});

test('a command that ends gives its exit code and both outputs', async () => {
  const end = await runBounded(shell('echo out; echo err >&2; exit 3'));
  assert.deepEqual(end, { kind: 'exited', exitCode: 3, output: 'out\n', errors: 'err\n' });
});

test('a command that never ends is killed with all that it started', async () => {
  const end = await runBounded(shell('echo started >&2; sleep 1000 | sleep 1000', 100));
  assert.equal(end.kind, 'timed-out');
});

test('a child that outlives its command does not keep it waiting', async () => {
  const end = await runBounded(shell('sleep 1000 & exit 0'));
  assert.equal(end.kind, 'exited');
});

test('of a flood only the end is kept', async () => {
  const end = await runBounded(shell('i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done'));
  assert.equal(end.kind, 'exited');
  const output = end.kind === 'exited' ? end.output : '';
  assert.equal(output.length, 64 * 1024);
  assert.equal(lastLine(output), 'line 19999');
});

test('an abort kills the command and rejects with its reason', async () => {
  const controller = new AbortController();
  const running = runBounded({
    ...shell('echo ready >&2; sleep 1000'),
    signal: controller.signal,
    onErrorOutput: () => controller.abort(new Error('enough')),
  });
  await assert.rejects(running, /^Error: enough$/);
});
