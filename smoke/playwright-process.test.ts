import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { startAhead, startPlaywright } from './playwright-process.ts';

const { NODE_TEST_CONTEXT: _, ...env } = process.env;

async function saidBy(child: ChildProcess): Promise<string> {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => {
      text += piece;
    });
  const [code] = (await once(child, 'close')) as [number];
  return `${code} ${text.trim()}`;
}

test('a process that waits becomes what it is told, elsewhere and with another environment', async () => {
  startAhead(env);
  const child = startPlaywright({ typed: ['--version'], cwd: tmpdir(), env: { ...env, DEBUG: '' } });
  assert.ok(child.spawnargs.some((word) => word.endsWith('waiting-playwright.ts')));
  assert.match(await saidBy(child), /^0 Version \d+\.\d+/);
});

test('what Node reads only at its start makes another process of it', async () => {
  startAhead(env);
  const other = { ...env, NODE_EXTRA_CA_CERTS: '/nowhere.pem', NODE_NO_WARNINGS: '1' };
  const child = startPlaywright({ typed: ['--version'], cwd: tmpdir(), env: other });
  assert.ok(child.spawnargs.some((word) => word.endsWith('cli.js')));
  assert.match(await saidBy(child), /Version \d+\.\d+/);
});
