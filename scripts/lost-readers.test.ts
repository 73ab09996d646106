import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const output = fileURLToPath(new URL('output.ts', import.meta.url));

/** A process that writes far more than a pipe holds, as a verb writes a document, and ends with a verdict of 3. */
const script = `
  const { surviveLostReaders } = await import(${JSON.stringify(output)});
  surviveLostReaders();
  process.stdout.write('x'.repeat(1_000_000));
  process.exitCode = 3;
`;

async function run(stdout: 'pipe' | number) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', stdout, 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
  });
  child.stdout?.once('data', () => child.stdout?.destroy());
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

test('a reader that leaves early changes neither the exit code nor says anything', async () => {
  assert.deepEqual(await run('pipe'), { code: 3, stderr: '' });
});

test('a full disk is said in a sentence and is no verdict', { skip: !existsSync('/dev/full') }, async () => {
  const { code, stderr } = await run(openSync('/dev/full', 'w'));
  assert.equal(code, 2);
  assert.match(stderr, /^gatewright: The result can't be written to standard output: ENOSPC[^\n]*\n$/);
});
