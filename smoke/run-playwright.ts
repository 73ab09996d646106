import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Exchange } from '../src/conformance/exchange.ts';
import type { LeftBehind, NotMade } from '../src/conformance/not-made.ts';
import type { Result } from '../src/conformance/result.ts';
import type { LeftOut, Scope } from '../src/conformance/scope.ts';
import { specResults } from '../src/conformance/specs.ts';
import type { Places } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { names } from './environment.ts';
import { startPlaywright } from './playwright-process.ts';
import { trustedByPlaywright } from './playwright-way.ts';
import { fileNames, readRunFile } from './run-files.ts';

export interface SmokeOptions {
  /** Folder of the project under test. */
  readonly root: string;
  /** The run's folder, with `subjects.json` in it. */
  readonly runDir: string;
  /** A regular expression: only exchanges and tests with such a title. */
  readonly grep?: string;
  readonly workers?: number;
  /** Playwright reporters, comma-separated, as its own `--reporter` takes them. */
  readonly reporter?: string;
  readonly effects?: 'all' | 'none';
  readonly scope?: Scope;
  /** Seconds that a fresh deployment may take. */
  readonly retryUntilDeployed?: number | undefined;
  readonly expectVersion?: string | undefined;
  /** Of generated requests; default 0. */
  readonly seed?: number | undefined;
  /** Where in AWS each target belongs; default: where the environment variables say. */
  readonly places?: Places;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** One line about what happens right now. */
  progress?(line: string): void;
}

export interface PerformedSmoke {
  readonly exchanges: readonly Exchange[];
  readonly leftOut: readonly LeftOut[];
  readonly notMade: readonly NotMade[];
  readonly leftBehind: readonly LeftBehind[];
  /** Tests that failed for a reason of their own. */
  readonly specs: readonly Result[];
  /** Playwright's own exit code, `null` where a signal ended it; no verdict hangs on it. */
  readonly playwrightExit: number | null;
}

const own = fileURLToPath(new URL('..', import.meta.url));
/** `.js` in the installed package, where everything is compiled. */
const ending = path.extname(import.meta.url);

/**
 * Lets Playwright make the exchanges and run the tests, in a process of its own.
 * @throws UsageError for what stops the run before its first exchange, and where no target could be reached at all.
 */
export async function performSmoke(options: SmokeOptions): Promise<PerformedSmoke> {
  const { runDir, signal } = options;
  const child = playwrightFor(options);
  const tail = listen(child, options.progress ?? (() => undefined));
  const stop = () => endGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  const [playwrightExit] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  const made = readRunFile(runDir, 'exchanges');
  const refusal = readRunFile(runDir, 'refusal');
  if (refusal !== null) throw new UsageError(refusal.message, refusal.next);
  if (made === null) throw nothingMade(runDir, signal.aborted, tail);
  refuseUnreachable(made.exchanges);
  return {
    exchanges: made.exchanges,
    leftOut: made.leftOut,
    notMade: made.notMade,
    leftBehind: made.leftBehind,
    specs: specResults(path.join(runDir, fileNames.specs)),
    playwrightExit,
  };
}

function playwrightFor(options: SmokeOptions): ChildProcess {
  const { root, runDir, grep, workers, effects, env } = options;
  const reporters = [...(options.reporter?.split(',') ?? []), path.join(own, `smoke/spec-reporter${ending}`)];
  return startPlaywright({
    typed: [
      'test',
      `--config=${path.join(own, `playwright.config${ending}`)}`,
      `--reporter=${reporters.join(',')}`,
      '--pass-with-no-tests',
      ...(workers === undefined ? [] : [`--workers=${workers}`]),
      ...(grep === undefined ? [] : [`--grep=${grep}`]),
    ],
    cwd: root,
    env: {
      ...env,
      ...trustedByPlaywright(targetsOf(runDir), runDir, env),
      [names.root]: root,
      [names.runDir]: runDir,
      [names.effects]: effects ?? 'all',
      [names.places]: JSON.stringify(options.places ?? {}),
      ...(options.scope === undefined ? {} : { [names.scope]: options.scope }),
      [names.retryUntilDeployed]: String(options.retryUntilDeployed ?? 0),
      [names.expectVersion]: options.expectVersion ?? '',
      [names.seed]: String(options.seed ?? 0),
      [names.unread]: options.reporter === undefined ? '1' : '0',
      ...(grep === undefined ? {} : { [names.grep]: grep }),
    },
  });
}

function targetsOf(runDir: string): Target[] {
  return (readRunFile(runDir, 'subjects')?.subjects ?? []).map(({ target }) => target);
}

const linesKept = 30;

/** Passes the child's lines on, and keeps the last ones for an error. */
function listen(child: ChildProcess, progress: (line: string) => void): readonly string[] {
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      const lines = `${rest}${piece}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        tail.push(line);
        if (tail.length > linesKept) tail.shift();
        if (line.trim() !== '') progress(line);
      }
    });
  }
  return tail;
}

/** What the exchanges created is cleaned up first; longer than that takes. In milliseconds. */
const patienceMs = 30_000;

/** First as Ctrl-C does, so that the exchanges made are kept; then for good. */
function endGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGINT');
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs);
  child.once('close', () => clearTimeout(insist));
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function nothingMade(runDir: string, aborted: boolean, tail: readonly string[]): Error {
  if (aborted) return new UsageError('Interrupted before the first exchange was made.');
  const lines = tail.filter((line) => line.trim() !== '');
  return new UsageError('Playwright ended before it made any exchange.', [
    ...(existsSync(runDir) ? [] : [`The run's folder ${runDir} is gone.`]),
    ...(lines.length === 0 ? ['It said nothing.'] : ['It said:', ...lines.map((line) => `  ${line}`)]),
  ]);
}

const neverThere = ['refused', 'dns', 'tls', 'proxy'];

/** A target that was never there is a mistake in what was typed or configured; one lost on the way is a finding. */
function refuseUnreachable(exchanges: readonly Exchange[]): void {
  const [first] = exchanges;
  if (first === undefined || first.answer.kind === 'response') return;
  const unreachable = exchanges.every(
    ({ answer }) => answer.kind === 'no-response' && neverThere.includes(answer.cause),
  );
  if (!unreachable) return;
  const targets = [...new Set(exchanges.map(({ target }) => target))].join(', ');
  throw new UsageError(`${targets} can't be reached: ${first.answer.message}.`, [
    `Called was ${new URL(first.request.url).origin}. Compare it with what npx gatewright discover prints.`,
  ]);
}
