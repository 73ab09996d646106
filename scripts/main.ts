import path from 'node:path';
import { exitCode } from '../src/errors/exit-code.ts';
import { didYouMean } from '../src/errors/nearest.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { helpOf, parseArguments } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { createOutput, surviveLostReaders } from './output.ts';
import { refuseOnWindows } from './platform.ts';
import { verbs } from './verbs.ts';

/** Runs one verb and sets the process's exit code; the only place that ends a run. */
export async function main(typed: readonly string[]): Promise<void> {
  surviveLostReaders();
  const [verb = '', ...rest] = typed[0] === 'help' ? [...typed.slice(1, 2), '--help'] : typed;
  process.exitCode = await runVerb(verb, rest).catch(explain);
}

async function runVerb(verb: string, typed: readonly string[]): Promise<number> {
  const load = verbs[verb as keyof typeof verbs];
  if (!Object.hasOwn(verbs, verb) || load === undefined) {
    throw new UsageError(`gatewright has no verb "${verb}".`, [
      ...didYouMean(verb, Object.keys(verbs)),
      `It has: ${Object.keys(verbs).join(', ')}. More with: npx gatewright --help`,
    ]);
  }
  refuseOnWindows({ verb, typed }, process.platform);
  const command: Command = await load();
  const { values, positional } = parseArguments(verb, command, typed);
  if (values.help === true) {
    process.stdout.write(helpOf(verb, command));
    return exitCode.pass;
  }
  const out = createOutput({ json: values.json === true, quiet: values.quiet === true, env: process.env });
  return untilInterrupted(out.warn, (signal, onExit) => {
    const context: Context = { out, env: process.env, cwd: process.cwd(), signal, onExit };
    return command.run(values, context, positional);
  });
}

/**
 * Ctrl-C (or a pipeline's SIGTERM) aborts the run's signal once and lets it end its children and keep
 * what it has; a second one ends at once.
 */
async function untilInterrupted(
  warn: (line: string) => void,
  run: (signal: AbortSignal, onExit: Context['onExit']) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  const endings: (() => Promise<void> | void)[] = [];
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    warn('Interrupted: ending what runs and keeping what there is. Again to leave at once.');
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const code = await run(controller.signal, (end) => endings.unshift(end));
    return controller.signal.aborted ? exitCode.interrupted : code;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    return exitCode.interrupted;
  } finally {
    for (const end of endings) await end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** A mistake of the person's is a sentence and what to do next; a mistake of ours keeps its stack. */
function explain(error: unknown): number {
  if (isMendable(error)) {
    const lines = [`gatewright: ${placeOf(error)}${error.message}`, ...error.next.map((line) => `  ${line}`)];
    process.stderr.write(`${lines.join('\n')}\n`);
  } else {
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`gatewright: this is a mistake of gatewright's own, please report it:\n${stack}\n`);
  }
  return exitCode.usage;
}

/** `file:line: ` of a mistake in a template. */
function placeOf(error: Error): string {
  if (!('file' in error) || typeof error.file !== 'string') return '';
  const line = 'line' in error && typeof error.line === 'number' ? `:${error.line}` : '';
  return `${path.relative(process.cwd(), error.file) || '.'}${line}: `;
}

/** UsageError, or an error of the local gateway's, which shares no code with the rest. */
function isMendable(error: unknown): error is Error & { next: readonly string[] } {
  return error instanceof Error && 'next' in error && Array.isArray(error.next);
}
