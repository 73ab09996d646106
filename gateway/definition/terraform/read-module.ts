import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from '../definition-error.ts';
import type { Document } from './document.ts';
import type { Expression } from './expression.ts';
import { filesOf } from './folder.ts';
import { checkSyntax, parseExpressions } from './hcl.ts';
import { readJsonConfiguration } from './json-configuration.ts';
import { type Argument, type Block, outlineOf } from './outline.ts';
import { isOverride, overridden } from './overrides.ts';

/** A block whose expressions are read. */
export interface ParsedBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly arguments: ReadonlyMap<string, ParsedArgument>;
  readonly blocks: readonly ParsedBlock[];
  readonly line: number;
}

export interface ParsedArgument {
  readonly expression: Expression;
  readonly line: number;
}

/** The blocks of a folder's `.tf` files, and its `terraform.tfvars`. */
export interface Module {
  /** Absolute. */
  readonly folder: string;
  readonly blocks: readonly ParsedBlock[];
  /** From `terraform.tfvars` and `*.auto.tfvars`, and those in JSON, later ones first in force. */
  readonly values: ReadonlyMap<string, ParsedArgument>;
}

/** Reads a folder as `terraform` does: its own `.tf` and `.tf.json` files, overrides after the others, not those of folders below. Throws DefinitionError. */
export async function readModule(folder: string, document: Document): Promise<Module> {
  const names = filesOf(folder, /\.tf(?:\.json)?$/);
  const read: ParsedBlock[] = [];
  for (const name of names.filter((one) => !isOverride(one)))
    read.push(...(await blocksIn(join(folder, name), document)));
  let blocks = read;
  for (const name of names.filter(isOverride))
    blocks = overridden(blocks, await blocksIn(join(folder, name), document), document);
  const values = new Map<string, ParsedArgument>();
  for (const name of [
    ...filesOf(folder, /^terraform\.tfvars$/),
    ...filesOf(folder, /^terraform\.tfvars\.json$/),
    ...filesOf(folder, /\.auto\.tfvars(?:\.json)?$/),
  ]) {
    const file = join(folder, name);
    const given = name.endsWith('.json')
      ? valuesIn(file, document)
      : (await readFile(file, document)).arguments;
    for (const [variable, value] of given) values.set(variable, value);
  }
  return { folder, blocks, values };
}

async function blocksIn(file: string, document: Document): Promise<readonly ParsedBlock[]> {
  if (!file.endsWith('.json')) return (await readFile(file, document)).blocks;
  const text = readFileSync(file, 'utf8');
  return readJsonConfiguration(text, { file, before: document.add(file, text) });
}

/** Values of variables in JSON, which holds no expressions. */
function valuesIn(file: string, document: Document): Map<string, ParsedArgument> {
  const text = readFileSync(file, 'utf8');
  const line = document.add(file, text) + 1;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DefinitionError("The file isn't valid JSON.", { file, line: null });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new DefinitionError('The file must hold a map of variables to their values.', { file, line: null });
  return new Map(
    Object.entries(json).map(([name, value]) => [name, { expression: expressionOf(value, line), line }]),
  );
}

function expressionOf(json: unknown, line: number): Expression {
  if (Array.isArray(json))
    return { kind: 'tuple', items: json.map((item) => expressionOf(item, line)), line };
  if (typeof json === 'object' && json !== null) {
    const entries = Object.entries(json).map(
      ([key, value]) => [expressionOf(key, line), expressionOf(value, line)] as const,
    );
    return { kind: 'object', entries, line };
  }
  const isScalar = typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean';
  return { kind: 'literal', value: isScalar ? json : null, line };
}

async function readFile(file: string, document: Document): Promise<ParsedBlock> {
  const text = readFileSync(file, 'utf8');
  await checkSyntax(text, file);
  const outline = outlineOf(text);
  const before = document.add(file, text);
  const written = [...argumentsIn(outline)].map(({ text: own, line }) => ({
    text: own,
    line: before + line,
  }));
  const expressions = await parseExpressions(written, file);
  return parsedBlock(outline, { before, next: () => expressions.shift() as Expression });
}

/** Of a block and of those in it, in the order that `parsedBlock` reads them in. */
function* argumentsIn(block: Block): Generator<Argument> {
  yield* block.arguments;
  for (const child of block.blocks) yield* argumentsIn(child);
}

interface Parsed {
  /** Lines of the document before the file. */
  readonly before: number;
  readonly next: () => Expression;
}

function parsedBlock(block: Block, parsed: Parsed): ParsedBlock {
  const { type, labels } = block;
  const own = block.arguments.map(
    ({ name, line }) => [name, { expression: parsed.next(), line: parsed.before + line }] as const,
  );
  const blocks = block.blocks.map((child) => parsedBlock(child, parsed));
  return { type, labels, arguments: new Map(own), blocks, line: parsed.before + block.line };
}

/** All expressions of a block and of the blocks in it. */
export function* expressionsOf(block: ParsedBlock): Generator<Expression> {
  for (const { expression } of block.arguments.values()) yield expression;
  for (const child of block.blocks) yield* expressionsOf(child);
}
