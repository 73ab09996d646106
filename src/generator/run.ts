import { type ChildProcess, spawn } from 'node:child_process';
import { signalGroup } from './bounded-command.ts';
import { endOf, type GeneratorEnd } from './end.ts';
import { generatorEnvironment } from './environment.ts';
import type { Generator } from './generator.ts';
import { inspectScript } from './inspect.ts';
import { createLog } from './log.ts';
import { guardOrphan } from './orphan-guard.ts';
import { openRawOutput, type RawOutput } from './raw-output.ts';

export interface RunOptions {
  readonly generator: Generator;
  /** Path of the script. */
  readonly script: string;
  /** Further arguments of `k6 run`. */
  readonly args?: readonly string[];
  /** What the script reads from `__ENV`, secrets included: they appear in no argument and no file. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** System tags of the rows: their columns beside name, time and value. */
  readonly systemTags?: readonly string[];
  /** For k6 to load the script, and again to begin its output. */
  readonly startTimeoutMs?: number;
  /** Between asking k6 to stop and ending it. */
  readonly graceMs?: number;
  /** k6's CSV rows in pieces of any size; while it works no further piece comes. */
  onOutput(chunk: Buffer): void | Promise<void>;
  /** What k6 says, bounded: each message once. */
  onMessage(line: string): void;
  readonly signal: AbortSignal;
}

const usual = {
  systemTags: ['name', 'scenario', 'status', 'error_code'],
  startTimeoutMs: 10_000,
  graceMs: 5_000,
} as const;

/**
 * Runs a script and hands over its samples while they come: CSV with times in microseconds since the
 * epoch, five times a second. It returns after the last piece was handled, and always returns: k6 is
 * watched while it starts, asked to stop when the signal aborts (its samples so far still come), and
 * killed when it doesn't.
 * @throws what `onOutput` throws, once k6 has ended.
 */
export async function runGenerator(options: RunOptions): Promise<GeneratorEnd> {
  const { generator, script, env, cwd, signal } = options;
  const timeoutMs = options.startTimeoutMs ?? usual.startTimeoutMs;
  try {
    const inspected = await inspectScript({ generator, script, env, cwd, timeoutMs, signal });
    if (inspected.kind !== 'loaded') return inspected;
  } catch (error) {
    if (signal.aborted) return { kind: 'interrupted' };
    throw error;
  }
  const output = await openRawOutput();
  try {
    return await superviseRun(options, output);
  } finally {
    await output.remove();
  }
}

async function superviseRun(options: RunOptions, output: RawOutput): Promise<GeneratorEnd> {
  // That it was interrupted is no news to whoever interrupted it.
  const log = createLog((line) => options.signal.aborted || options.onMessage(line));
  const child = start(options, output.path);
  const guard = guardChild(child, options);
  const callOff = guardOrphan(child.pid, output.folder);
  child.stderr?.setEncoding('utf8').on('data', log.write);
  let consumerError: { readonly error: unknown } | undefined;
  const reading = consume(output, options.onOutput, guard.started).catch((error: unknown) => {
    consumerError = { error };
    guard.stop();
  });
  const exit = await ended(child);
  callOff();
  guard.release();
  output.writerEnded();
  await reading;
  log.end();
  if (consumerError !== undefined) throw consumerError.error;
  if (guard.startTimedOut()) {
    const seconds = (options.startTimeoutMs ?? usual.startTimeoutMs) / 1000;
    const message = `k6 loaded ${options.script} and then began no output within ${seconds} s`;
    return { kind: 'killed-by-watchdog', exitCode: null, message };
  }
  const end =
    exit.kind === 'exited' ? endOf({ ...exit, lastError: log.lastError() }) : notStarted(exit.reason);
  // Whatever k6 made of the request to stop, it was one.
  return options.signal.aborted && end.kind !== 'completed' ? { kind: 'interrupted' } : end;
}

const notStarted = (reason: string): GeneratorEnd => ({
  kind: 'failed',
  exitCode: null,
  message: `k6 can't be started: ${reason}`,
});

function start(options: RunOptions, samples: string): ChildProcess {
  const { generator, script, args = [], systemTags = usual.systemTags } = options;
  // Without this k6 keeps every sample for its summary; 1.x and 2.x call it differently.
  const noSummary = generator.version.startsWith('1.') ? '--no-summary' : '--summary-mode=disabled';
  return spawn(
    generator.path,
    [
      'run',
      '--quiet',
      '--no-usage-report',
      '--no-color',
      '--log-format=json',
      '--address=',
      noSummary,
      `--system-tags=${systemTags.join(',')}`,
      `--out=csv=${samples}`,
      ...args,
      script,
    ],
    {
      cwd: options.cwd,
      env: {
        ...generatorEnvironment(options.env),
        K6_CSV_TIME_FORMAT: 'unix_micro',
        K6_CSV_SAVE_INTERVAL: '200ms',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own: Ctrl-C in the terminal would reach k6 too, and a second one ends it at once,
      // with its last samples unwritten.
      detached: true,
    },
  );
}

interface Guard {
  /** Output has begun. */
  started(): void;
  startTimedOut(): boolean;
  /** Asks k6 to stop, and ends it after the grace period. */
  stop(): void;
  /** The child is gone. */
  release(): void;
}

function guardChild(child: ChildProcess, options: RunOptions): Guard {
  const { signal, startTimeoutMs = usual.startTimeoutMs, graceMs = usual.graceMs } = options;
  let timedOut = false;
  let grace: NodeJS.Timeout | undefined;
  const kill = () => signalGroup(child.pid, 'SIGKILL');
  const stop = () => {
    if (grace !== undefined) return;
    signalGroup(child.pid, 'SIGINT');
    grace = setTimeout(kill, graceMs);
  };
  const watchdog = setTimeout(() => {
    timedOut = true;
    kill();
  }, startTimeoutMs);
  process.once('exit', kill);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return {
    started: () => clearTimeout(watchdog),
    startTimedOut: () => timedOut,
    stop,
    release() {
      clearTimeout(watchdog);
      clearTimeout(grace);
      process.removeListener('exit', kill);
      signal.removeEventListener('abort', stop);
      // Whatever a wrapper around k6 left running would hold the pipe open.
      kill();
    },
  };
}

async function consume(
  output: RawOutput,
  onOutput: RunOptions['onOutput'],
  started: () => void,
): Promise<void> {
  for await (const chunk of output.stream as AsyncIterable<Buffer>) {
    started();
    await onOutput(chunk);
  }
}

type ChildEnd =
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly kind: 'not-started'; readonly reason: string };

function ended(child: ChildProcess): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'not-started', reason: error.message }));
    child.once('exit', () => signalGroup(child.pid, 'SIGKILL'));
    child.once('close', (exitCode, signal) => resolve({ kind: 'exited', exitCode, signal }));
  });
}
