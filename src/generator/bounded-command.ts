import { spawn } from 'node:child_process';

export interface BoundedCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Killed with everything it started when it takes longer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Each piece of standard error as it comes. */
  readonly onErrorOutput?: (text: string) => void;
}

export type CommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly output: string; readonly errors: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly output: string; readonly errors: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number; readonly errors: string }
  | { readonly kind: 'not-started'; readonly reason: string };

/** Of each stream only the end is kept, so that a flood can't fill the memory. */
const keptCharacters = 64 * 1024;

/**
 * Runs a command to its end, or kills it with all its children once it takes too long.
 * @throws the signal's reason when it is aborted; the command is dead by then.
 */
export async function runBounded(command: BoundedCommand): Promise<CommandEnd> {
  command.signal?.throwIfAborted();
  const end = await new Promise<CommandEnd>((resolve) => {
    const child = spawn(command.path, command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    let errors = '';
    let timedOut = false;
    const kill = () => signalGroup(child.pid, 'SIGKILL');
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, command.timeoutMs);
    command.signal?.addEventListener('abort', kill, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptCharacters);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-keptCharacters);
      command.onErrorOutput?.(text);
    });
    const settle = (result: CommandEnd) => {
      clearTimeout(timer);
      command.signal?.removeEventListener('abort', kill);
      resolve(result);
    };
    child.once('error', (error) => settle({ kind: 'not-started', reason: error.message }));
    // A child of the command that outlives it would keep the pipes open.
    child.once('exit', kill);
    child.once('close', (exitCode, signal) => {
      if (timedOut) settle({ kind: 'timed-out', afterMs: command.timeoutMs, errors });
      else if (exitCode === null) settle({ kind: 'killed', signal: signal ?? 'a signal', output, errors });
      else settle({ kind: 'exited', exitCode, output, errors });
    });
  });
  command.signal?.throwIfAborted();
  return end;
}

/** Signals a detached child and everything that it started; one that is gone already is no error. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: it has ended.
  }
}

/** The last line of an output that says anything. */
export function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .at(-1) ?? ''
  );
}
