import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

/** A server under measurement, in a process of its own. */
export interface RunningServer {
  /** Base URL that the paths below are appended to. */
  readonly url: string;
  /** From the start of the process to the first answer or to its own word that it is ready, milliseconds. */
  readonly readyMs: number;
  /** Resident memory of the server's process, bytes; those that it starts are not in it. */
  residentBytes(): number;
  stop(): Promise<void>;
}

export interface ServerKind {
  readonly name: string;
  /** Path of each handler that it runs. */
  readonly paths: Readonly<Partial<Record<'mock' | 'node' | 'python' | 'process', string>>>;
  start(): Promise<RunningServer>;
}

export const gateway: ServerKind = {
  name: 'gatewright local',
  paths: { mock: '/mock', node: '/node', python: '/python' },
  async start() {
    const running = begin([
      join(root, 'scripts', 'gatewright.js'),
      'local',
      '--json',
      '--template',
      'template.yaml',
    ]);
    const { stacks } = JSON.parse(await firstDocument(running.child)) as {
      stacks: readonly [{ readonly apis: readonly [{ readonly invokeUrl: string }] }];
    };
    return running.at(stacks[0].apis[0].invokeUrl);
  },
};

/** What any gateway on Node's own HTTP server can reach at most. */
export const bareNode: ServerKind = {
  name: 'bare node:http',
  // `process`: it asks a process that sends back what it reads.
  paths: { mock: '/', node: '/', process: '/process' },
  async start() {
    const running = begin([join(here, 'bare.mjs')]);
    const { url } = JSON.parse(await firstDocument(running.child)) as { url: string };
    return running.at(url);
  },
};

const offline = (name: string, inProcess: boolean): ServerKind => ({
  name,
  paths: { node: '/dev/node' },
  async start() {
    const [httpPort, lambdaPort] = [await freePort(), await freePort()];
    const serverless = join(here, '..', 'node_modules', 'serverless', 'bin', 'serverless.js');
    const running = begin(
      [serverless, 'offline', 'start', '--httpPort', String(httpPort), '--lambdaPort', String(lambdaPort)],
      { IN_PROCESS: String(inProcess), SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
    );
    const url = `http://127.0.0.1:${httpPort}`;
    await answering(url);
    return running.at(url);
  },
});
export const serverlessOffline = offline('serverless-offline, worker threads', false);
export const serverlessInProcess = offline('serverless-offline, in process', true);

/** The five systems of stacks/, as `npx gatewright local` serves them without an option. */
export const allSystems: ServerKind = {
  name: 'gatewright local, all of stacks/',
  paths: {},
  async start() {
    const running = begin([join(root, 'scripts', 'gatewright.js'), 'local', '--json'], {}, root);
    await firstDocument(running.child);
    return running.at('');
  },
};

function begin(args: readonly string[], environment: Record<string, string> = {}, cwd = here) {
  const beganMs = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return {
    child,
    at(url: string): RunningServer {
      const readyMs = performance.now() - beganMs;
      child.stdout.resume();
      return {
        url,
        readyMs,
        residentBytes: () => residentBytes(child),
        async stop() {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGTERM');
          await once(child, 'exit');
        },
      };
    },
  };
}

async function firstDocument(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout ?? []) {
    text += piece;
    if (isDocument(text)) return text;
  }
  throw new Error(`The server ended before it was ready: ${text || 'it printed nothing'}`);
}

function isDocument(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Any answer will do; gives up after a minute. */
async function answering(url: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 60_000; ) {
    const isUp = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Nothing answers at ${url}.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function residentBytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
