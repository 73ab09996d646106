import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readSettings } from '../config/settings.ts';
import type { Plan } from '../plan/plan.ts';
import { createRecorder } from '../sample/recorder.ts';
import { findGenerator } from './find.ts';
import { runGenerator } from './run.ts';

/** Sends a plan with the real k6 and records it. */
export async function measure(
  t: TestContext,
  plan: Plan,
  more: { env?: Record<string, string>; signal?: AbortSignal } = {},
) {
  const cwd = await mkdtemp(path.join(tmpdir(), 'gatewright-latency-'));
  t.after(() => rm(cwd, { recursive: true, force: true }));
  const file = path.join(cwd, 'plan.json');
  await writeFile(file, JSON.stringify(plan));
  const recorder = createRecorder(plan);
  const ending = await runGenerator({
    generator: await generator(t),
    script: fileURLToPath(new URL(`../../load/${plan.scenario}.ts`, import.meta.url)),
    env: { GATEWRIGHT_PLAN: file, ...more.env },
    cwd,
    onOutput: recorder.write,
    onMessage: (line) => t.diagnostic(line),
    signal: more.signal ?? new AbortController().signal,
  });
  return recorder.finish(ending);
}

function generator(t: TestContext) {
  const { k6Bin, cacheDir, k6DownloadUrl } = readSettings();
  return findGenerator({
    settings: {
      k6Bin: k6Bin ?? undefined,
      cacheDir,
      downloadUrl: k6DownloadUrl ?? undefined,
      path: process.env.PATH ?? '',
    },
    progress: (line) => t.diagnostic(line),
  });
}

export type Answer = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  server: http.Server,
) => void;

/** A server of its own for a test, which ends with it. */
export async function serve(t: TestContext, answer: Answer): Promise<string> {
  const server = http.createServer((request, response) => answer(request, response, server));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
