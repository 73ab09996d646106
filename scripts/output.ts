import { readSettings } from '../src/config/settings.ts';
import { exitCode } from '../src/errors/exit-code.ts';

/**
 * Where a verb's words go. With `--json` standard output holds one document and nothing else;
 * progress is for people and goes to standard error, so that a pipe never sees it.
 */
export interface Output {
  readonly json: boolean;
  readonly colour: boolean;
  readonly columns: number;
  /** One line about what happens right now. */
  progress(line: string): void;
  /** Something to know even with `--quiet`. */
  warn(line: string): void;
  /** The result, for a person; swallowed where `--json` was asked for. */
  result(text: string): void;
  /** The result as a document; swallowed where it wasn't. */
  document(value: unknown): void;
}

export function createOutput(options: { json: boolean; quiet: boolean; env: NodeJS.ProcessEnv }): Output {
  const { json, quiet, env } = options;
  const line = (stream: NodeJS.WriteStream, text: string) => {
    stream.write(text.endsWith('\n') ? text : `${text}\n`);
  };
  return {
    json,
    colour: !json && (readSettings(env).color ?? process.stdout.isTTY === true),
    columns: process.stdout.columns ?? 100,
    progress: (text) => quiet || line(process.stderr, text),
    warn: (text) => line(process.stderr, text),
    result: (text) => json || line(process.stdout, text),
    document: (value) => json && line(process.stdout, JSON.stringify(value, null, 2)),
  };
}

/**
 * A reader that leaves early (`| head`) has what it wants, and the verdict still counts. What can't be written for
 * another reason, as on a full disk, is said where possible, and is no pass.
 */
export function surviveLostReaders(): void {
  const failed = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const end = () => {
      process.exitCode = exitCode.usage;
    };
    process.once('exit', end);
    process.stderr.write(`gatewright: The result can't be written to standard output: ${error.message}.\n`);
  };
  process.stdout.on('error', failed);
  process.stderr.on('error', () => {});
}
