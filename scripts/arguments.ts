import { parseArgs } from 'node:util';
import { didYouMean } from '../src/errors/nearest.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { type Command, everyVerb, type OptionSpec, type OptionSpecs, type Values } from './command.ts';

export interface ParsedArguments<O extends OptionSpecs> {
  readonly values: Values<O> & Values<typeof everyVerb>;
  readonly positional: string | undefined;
}

/** Reads what was typed after a verb. Throws a UsageError that names the nearest option. */
export function parseArguments<O extends OptionSpecs>(
  verb: string,
  command: Command<O>,
  typed: readonly string[],
): ParsedArguments<O> {
  const specs: OptionSpecs = { ...command.options, ...everyVerb };
  const { tokens } = parseArgs({
    args: [...typed],
    options: Object.fromEntries(Object.entries(specs).map(([name, { type }]) => [name, { type }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean | string[]> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const name = token.rawName === '-h' ? 'help' : token.name;
    const spec = specs[name];
    if (spec === undefined || (!token.rawName.startsWith('--') && token.rawName !== '-h')) {
      throw unknownOption(verb, token.rawName, specs);
    }
    const value = typedValue(token.rawName, spec, token.value);
    if (spec.multiple) values[name] = [...((values[name] as string[] | undefined) ?? []), String(value)];
    else values[name] = value;
  }
  return {
    values: values as Values<O> & Values<typeof everyVerb>,
    positional: onePositional(verb, command, positionals),
  };
}

function typedValue(option: string, spec: OptionSpec, value: string | undefined): string | boolean {
  if (spec.type === 'boolean') {
    if (value === undefined) return true;
    throw new UsageError(`${option} takes no value, but was given "${value}".`, `Write just ${option}.`);
  }
  if (value !== undefined && value !== '' && !value.startsWith('--')) return value;
  const word = spec.value ?? 'VALUE';
  throw new UsageError(`${option} needs a value.`, `Write ${option} ${word}: ${spec.about}.`);
}

function unknownOption(verb: string, option: string, specs: OptionSpecs): UsageError {
  const names = Object.keys(specs).map((name) => `--${name}`);
  const near = didYouMean(option, names);
  return new UsageError(`gatewright ${verb} has no option ${option}.`, [
    ...near,
    `npx gatewright ${verb} --help lists them.`,
  ]);
}

function onePositional<O extends OptionSpecs>(
  verb: string,
  command: Command<O>,
  positionals: readonly string[],
): string | undefined {
  const most = command.positional === undefined ? 0 : 1;
  const extra = positionals[most];
  if (extra === undefined) return positionals[0];
  const hint = 'stack' in command.options ? [`For a stack: npx gatewright ${verb} --stack ${extra}`] : [];
  throw new UsageError(`gatewright ${verb} doesn't know what to do with "${extra}".`, [
    ...hint,
    `npx gatewright ${verb} --help shows what it takes.`,
  ]);
}

/** The `--help` text of a verb. */
export function helpOf<O extends OptionSpecs>(verb: string, command: Command<O>): string {
  const specs: OptionSpecs = { ...command.options, ...everyVerb };
  const rows = Object.entries(specs).map(([name, spec]) => {
    const typed = spec.type === 'string' ? `--${name} ${spec.value ?? 'VALUE'}` : `--${name}`;
    return [typed, spec.multiple ? `${spec.about} (repeatable)` : spec.about] as const;
  });
  const width = Math.max(...rows.map(([typed]) => typed.length));
  const positional = command.positional === undefined ? '' : ` [${command.positional}]`;
  return [
    `gatewright ${verb}: ${command.about}`,
    '',
    `Usage: npx gatewright ${verb}${positional} [options]`,
    '',
    ...rows.map(([typed, about]) => `  ${typed.padEnd(width)}  ${about}`),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}
