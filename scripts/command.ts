import type { ExitCode } from '../src/errors/exit-code.ts';
import type { Output } from './output.ts';

/** One option of a verb, as `--help` shows it and `node:util.parseArgs` reads it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  /** Placeholder for the value: `--stack NAME`. */
  readonly value?: string;
  readonly about: string;
}

export type OptionSpecs = { readonly [name: string]: OptionSpec };

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean | undefined
  : S extends { readonly multiple: true }
    ? string[] | undefined
    : string | undefined;

/** What was typed, by option name; an option that wasn't given is `undefined`. */
export type Values<O extends OptionSpecs> = { readonly [K in keyof O]: ValueOf<O[K]> };

/** What a verb is given beside its options. */
export interface Context {
  readonly out: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Aborted by Ctrl-C: end children, keep what there is, return. */
  readonly signal: AbortSignal;
  /** Adds something that has to be ended with the process, last come first. */
  onExit(end: () => Promise<void> | void): void;
}

export interface Command<O extends OptionSpecs = OptionSpecs> {
  readonly about: string;
  readonly options: O;
  /** Name of the one positional argument, where the verb takes one. */
  readonly positional?: string;
  readonly examples: readonly string[];
  run(
    values: Values<O> & Values<typeof everyVerb>,
    context: Context,
    positional: string | undefined,
  ): Promise<ExitCode>;
}

/** Gives `run` the types of its own options. */
export function defineCommand<const O extends OptionSpecs>(command: Command<O>): Command<O> {
  return command;
}

/** Options of every verb. */
export const everyVerb = {
  help: { type: 'boolean', about: 'what this verb does and takes' },
  json: { type: 'boolean', about: 'one JSON document on standard output, everything else on standard error' },
  quiet: { type: 'boolean', about: 'no progress; only the result' },
  env: { type: 'string', value: 'NAME', about: 'environment of gatewright.config.ts' },
} as const satisfies OptionSpecs;
