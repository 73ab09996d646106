import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '../src/errors/usage-error.ts';

/** What a process is told that waits. */
export interface Start {
  /** After the name of the program. */
  readonly typed: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const require = createRequire(import.meta.url);
/** `.js` in the installed package, where everything is compiled. */
const ending = path.extname(import.meta.url);
const waitingProgram = fileURLToPath(new URL(`waiting-playwright${ending}`, import.meta.url));

let ahead: { readonly child: ChildProcess; readonly env: NodeJS.ProcessEnv } | null = null;

/**
 * Lets a process load Playwright while this one finds out what is to be sent: half a second that nobody waits for. Where nothing
 * comes of it, it ends with this process.
 */
export function startAhead(given: NodeJS.ProcessEnv): void {
  const env = underTsx(given);
  const child = spawn(process.execPath, [waitingProgram], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.on('error', () => undefined);
  heldBy(child, false);
  ahead = { child, env };
}

/** `playwright test` in a process group of its own: its workers end with it, and a Ctrl-C reaches it through us alone. */
export function startPlaywright({ typed, cwd, env: given }: Start): ChildProcess {
  const env = underTsx(given);
  const waiting = ahead;
  ahead = null;
  if (waiting !== null && isFit(waiting, env)) {
    heldBy(waiting.child, true);
    waiting.child.send({ typed, cwd, env } satisfies Start, (error) => error && waiting.child.kill());
    return waiting.child;
  }
  waiting?.child.kill();
  return spawn(process.execPath, [playwrightCli(), ...typed], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** @throws UsageError where Playwright, which the project brings, isn't there. */
function playwrightCli(): string {
  try {
    return require.resolve('@playwright/test/cli');
  } catch (cause) {
    throw new UsageError(
      "Playwright, which makes the gate's requests, is not installed.",
      ['npm i -D @playwright/test'],
      { cause },
    );
  }
}

/** Node reads its own variables when it starts, and never again. */
function isFit({ child, env: begun }: NonNullable<typeof ahead>, env: NodeJS.ProcessEnv): boolean {
  const own = (name: string) => /^(NODE_|SSL_CERT_|TZ$|UV_)/.test(name);
  const names = [...Object.keys(begun), ...Object.keys(env)].filter(own);
  return child.connected && child.exitCode === null && names.every((name) => begun[name] === env[name]);
}

/** Whether this process stays for the other one's sake. */
function heldBy(child: ChildProcess, held: boolean): void {
  const hold = held ? 'ref' : 'unref';
  child[hold]();
  child.channel?.[hold]();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.[hold]();
}

/** Playwright transpiles what is people's own. A checkout of ours it would take for theirs, and do so for a second and a half. */
function underTsx(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (ending === '.js') return env;
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  return { ...env, NODE_OPTIONS: [env.NODE_OPTIONS, `--import=${tsx}`].filter(Boolean).join(' ') };
}
