import { runBounded } from './bounded-command.ts';
import { endOf, type GeneratorFailure } from './end.ts';
import { generatorEnvironment } from './environment.ts';
import type { Generator } from './generator.ts';
import { createLog } from './log.ts';

export interface InspectOptions {
  readonly generator: Generator;
  /** Path of the script. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const usualTimeoutMs = 10_000;

/**
 * Loads a script without running it, which takes k6 some 60 ms; a script that sends it into an endless
 * loop (JSON imports and `using` in a `.ts` file do) is found out here.
 * @throws the signal's reason when it is aborted.
 */
export async function inspectScript(options: InspectOptions): Promise<{ kind: 'loaded' } | GeneratorFailure> {
  const inspected = await inspect(options);
  return inspected.kind === 'loaded' ? { kind: 'loaded' } : inspected;
}

/** The same, with the script's options as k6 reads them. */
export async function inspectOptions(
  options: InspectOptions,
): Promise<{ readonly kind: 'loaded'; readonly options: ScriptOptions } | GeneratorFailure> {
  const inspected = await inspect(options);
  return inspected.kind === 'loaded'
    ? { kind: 'loaded', options: JSON.parse(inspected.output) as ScriptOptions }
    : inspected;
}

/** Of what `k6 inspect` prints the part that says what will run. */
export interface ScriptOptions {
  readonly scenarios: {
    readonly [name: string]: {
      readonly executor: string;
      readonly exec?: string | null;
      readonly rate?: number | null;
      readonly timeUnit?: string | null;
    };
  } | null;
  readonly vus: number | null;
  readonly duration: string | null;
  readonly iterations: number | null;
  readonly stages: readonly unknown[] | null;
}

async function inspect(
  options: InspectOptions,
): Promise<{ readonly kind: 'loaded'; readonly output: string } | GeneratorFailure> {
  const end = await runBounded({
    path: options.generator.path,
    args: ['inspect', '--include-system-env-vars', '--log-format=json', options.script],
    env: generatorEnvironment(options.env),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    timeoutMs: options.timeoutMs ?? usualTimeoutMs,
    signal: options.signal,
  });
  const log = createLog(() => {});
  if (end.kind !== 'not-started') log.write(end.errors);
  log.end();
  const lastError = log.lastError();
  switch (end.kind) {
    case 'not-started':
      return { kind: 'failed', exitCode: null, message: `k6 can't be started: ${end.reason}` };
    case 'timed-out':
      return {
        kind: 'killed-by-watchdog',
        exitCode: null,
        message: `k6 didn't load ${options.script} within ${end.afterMs / 1000} s: a JSON import or "using" in a .ts file makes it loop`,
      };
    case 'killed':
      return {
        kind: 'failed',
        exitCode: null,
        message: `k6 was killed by ${end.signal} while loading the script`,
      };
    case 'exited': {
      const judged = endOf({ exitCode: end.exitCode, signal: null, lastError });
      if (judged.kind === 'completed') return { kind: 'loaded', output: end.output };
      if (judged.kind === 'thresholds' || judged.kind === 'interrupted') {
        return { kind: 'failed', exitCode: end.exitCode, message: lastError };
      }
      return judged;
    }
  }
}
