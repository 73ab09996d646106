import { execFile } from 'node:child_process';
import { commandWords } from '../contract/command-words.ts';
import { UsageError } from '../errors/usage-error.ts';

export interface CommandOptions {
  /** Where relative paths in it begin. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Default 30 s: logins in a browser don't belong here. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const defaultTimeoutMs = 30_000;
const mostOutputBytes = 1024 * 1024;

interface Ended {
  readonly error: (Error & { code?: string | number | null; killed?: boolean }) | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What the command prints, trimmed; run without a shell.
 * @throws UsageError with the last line that it wrote to standard error, where it can't be started, fails, takes too
 *   long or prints nothing.
 */
export async function runCommand(command: string, options: CommandOptions): Promise<string> {
  const said = commandWords(command);
  if ('mistake' in said) throw new UsageError(`The command ${command} ${said.mistake}.`);
  const { timeoutMs = defaultTimeoutMs } = options;
  const { error, stdout, stderr } = await ended(said.words, { ...options, timeoutMs });
  const secret = stdout.trim();
  if (error === null && secret !== '') return secret;
  const line = lastLine(stderr, secret);
  throw new UsageError(
    `The command ${command} ${failureOf(error, timeoutMs)}${line === '' ? '.' : `: ${line}`}`,
    'It has to print the secret, and nothing else, to standard output.',
    error === null ? {} : { cause: new Error(failureOf(error, timeoutMs)) },
  );
}

function ended(
  [program, ...rest]: readonly [string, ...string[]],
  { cwd, env, timeoutMs, signal }: CommandOptions,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      rest,
      {
        cwd,
        env,
        encoding: 'utf8',
        timeout: timeoutMs ?? defaultTimeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: mostOutputBytes,
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => resolve({ error, stdout, stderr }),
    );
    // Whatever asks for a password must not wait for one.
    child.stdin?.end();
  });
}

function failureOf(error: Ended['error'], timeoutMs: number): string {
  if (error === null) return 'printed nothing';
  if (error.code === 'ENOENT') return 'was not found';
  if (error.code === 'EACCES') return 'may not be executed';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed more than 1 MiB';
  if (error.code === 'ABORT_ERR') return 'was interrupted';
  if (error.killed === true) return `took longer than ${timeoutMs / 1000} s`;
  return typeof error.code === 'number' ? `failed with exit code ${error.code}` : 'failed';
}

/** Programs like to quote what they were about to print: a long word of that kind is never passed on. */
function lastLine(stderr: string, printed: string): string {
  const line = stderr.trimEnd().split(/\r?\n/).at(-1)?.trim() ?? '';
  const pieces = printed.split(/\s+/).filter(({ length }) => length >= 6);
  const hidden = pieces.reduce((left, piece) => left.replaceAll(piece, '[redacted]'), line);
  return hidden
    .replace(/\b(?:eyJ[\w-]+(?:\.[\w-]*)*|(?:AKIA|ASIA)[A-Z0-9]{12,})/g, '[redacted]')
    .replace(/((?:token|secret|password|key|bearer)["']?\s*[=: ]\s*["']?)[^\s"',;]{6,}/gi, '$1[redacted]')
    .slice(0, 300);
}
