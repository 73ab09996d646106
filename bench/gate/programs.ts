import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** A program of the peers' that are npm packages. */
export const installed = (name: string): string => path.join(here, '../node_modules/.bin', name);

export const schemathesisProgram =
  process.env.SCHEMATHESIS_BIN ?? path.join(homedir(), '.cache/gatewright-bench/schemathesis/bin/st');

/** Into an environment of its own, once; where that can't be done, the table says that it isn't there. */
export async function installSchemathesis(): Promise<void> {
  if (process.env.SCHEMATHESIS_BIN !== undefined) return;
  const folder = path.dirname(path.dirname(schemathesisProgram));
  await ended('python3', ['-m', 'venv', folder], {}).catch(() => undefined);
  await ended(path.join(folder, 'bin/pip'), ['install', '-q', 'schemathesis'], {}).catch(() => undefined);
}

/** `null` where it isn't there. */
export async function versionOf(program: string, args: readonly string[]): Promise<string | null> {
  if (!existsSync(program)) return null;
  const { stdout, stderr } = await ended(program, args, {});
  return /\d+\.\d+\.\d+/.exec(stdout + stderr)?.[0] ?? '';
}

interface Place {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end, for two minutes at most; what it printed, without colours. */
export async function ended(program: string, args: readonly string[], { cwd, env }: Place) {
  const child = spawn(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', COLUMNS: '200', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // As Ctrl-C does: what was found until then is printed.
    timeout: 120_000,
    killSignal: 'SIGINT',
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  }
  await once(child, 'close');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  const plain = (printed: string) => printed.replace(/\u001b\[[0-9;]*m/g, '');
  return { stdout: plain(text.stdout), stderr: plain(text.stderr) };
}
