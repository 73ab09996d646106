import type { Document } from './document.ts';
import { evaluate } from './evaluate.ts';
import { parseExpression } from './hcl.ts';
import type { Module, ParsedArgument } from './read-module.ts';
import type { Value } from './value.ts';
import { isCompound } from './variable-type.ts';

/** What variables are given from outside the configuration, by name. */
export type GivenValues = ReadonlyMap<string, GivenValue>;

export interface GivenValue {
  readonly value: () => Value;
  /** Of the file that gives it. */
  readonly line: number | null;
}

interface Outside {
  /** `TF_VAR_NAME` → value. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Those that a person typed. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The environment first, files over it, what was typed over both (Terraform documentation, "Variable Definition Precedence"). */
export async function givenValues(
  { environment, variables }: Outside,
  { document, module }: { document: Document; module: Module },
): Promise<GivenValues> {
  const scope = {
    folder: module.folder,
    resolve: (_path: unknown, line: number) => {
      throw document.fail(line, 'A variables file can only hold values, no references.');
    },
    fail: (line: number, message: string) => document.fail(line, message),
    render: () => '',
  };
  const declared = new Map(
    module.blocks.filter(({ type }) => type === 'variable').map((block) => [block.labels[0] ?? '', block]),
  );
  const inEnvironment = [...declared.keys()].flatMap((name): [string, string][] => {
    const value = environment[`TF_VAR_${name}`];
    return value === undefined ? [] : [[name, value]];
  });
  const written = async ([name, text]: readonly [string, string]) => {
    const type = declared.get(name)?.arguments.get('type');
    const tree = await expressionOf(text, type);
    return [name, { line: null, value: () => (tree === null ? text : evaluate(tree, scope)) }] as const;
  };
  return new Map<string, GivenValue>([
    ...(await Promise.all(inEnvironment.map(written))),
    ...[...module.values].map(
      ([name, { expression, line }]) => [name, { line, value: () => evaluate(expression, scope) }] as const,
    ),
    ...(await Promise.all(Object.entries(variables).map(written))),
  ]);
}

/** A list or map may be written as in a `.tf` file; `null`: a text, or JSON, which is read later. */
async function expressionOf(text: string, type: ParsedArgument | undefined) {
  if (type === undefined || !/^\s*[[{]/.test(text)) return null;
  const { expression } = type;
  const isAny = expression.kind === 'reference' && expression.path[0] === 'any';
  if (!isAny && (!isCompound(expression) || isJson(text))) return null;
  return parseExpression(text, { file: 'a variable', line: 1 }).catch(() => null);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
