import type { ListNode, MapNode, ResolvedNode } from '../template-node.ts';
import type { Expression } from './expression.ts';
import type { ParsedBlock } from './read-module.ts';
import { isList, isMap, type Value, ValueMistake } from './value.ts';

/** Evaluates an expression with names of the block's own, `each` for instance. */
export type EvaluateIn = (expression: Expression, names: Names) => Value;
export type Names = Readonly<Record<string, Value>>;

/** Arguments that are Terraform's own and no resource's. */
const metaArguments = [
  'count',
  'for_each',
  'depends_on',
  'provider',
  'lifecycle',
  'provisioner',
  'connection',
  'timeouts',
];

/** The arguments and nested blocks of a block as one tree that keeps the line of everything; what is null is left out. */
export function evaluatedBody(
  block: ParsedBlock,
  names: Names,
  { evaluate, skip }: { evaluate: EvaluateIn; skip: readonly string[] },
): MapNode<ResolvedNode> {
  const entries = new Map<string, ResolvedNode>();
  const keyLines = new Map<string, number>();
  const left = (name: string) => metaArguments.includes(name) || skip.includes(name);
  for (const [name, { expression, line }] of block.arguments) {
    if (left(name)) continue;
    const value = evaluate(expression, names);
    if (value === null) continue;
    entries.set(name, nodeOf(value, line));
    keyLines.set(name, line);
  }
  const add = (name: string, node: MapNode<ResolvedNode>) => {
    const before = entries.get(name) as ListNode<ResolvedNode> | undefined;
    entries.set(name, {
      kind: 'list',
      items: [...(before?.items ?? []), node],
      line: before?.line ?? node.line,
    });
    if (before === undefined) keyLines.set(name, node.line);
  };
  for (const child of block.blocks) {
    if (left(child.type)) continue;
    for (const one of expanded(child, names, evaluate))
      add(one.type, evaluatedBody(one.block, one.names, { evaluate, skip: [] }));
  }
  return { kind: 'map', entries, keyLines, line: block.line };
}

/** A `dynamic` block stands for as many of its content as it has items. */
export function expanded(
  block: ParsedBlock,
  names: Names,
  evaluate: EvaluateIn,
): { type: string; block: ParsedBlock; names: Names }[] {
  if (block.type !== 'dynamic') return [{ type: block.type, block, names }];
  const type = block.labels[0] ?? '';
  const content = block.blocks.find((child) => child.type === 'content');
  const collection = block.arguments.get('for_each');
  if (content === undefined || collection === undefined)
    throw new ValueMistake(`the dynamic block ${type} needs for_each and content`);
  const named = block.arguments.get('iterator')?.expression;
  const iterator = named?.kind === 'reference' ? String(named.path[0]) : type;
  return itemsOf(evaluate(collection.expression, names)).map(([key, value]) => ({
    type,
    block: content,
    names: { ...names, [iterator]: { key, value } },
  }));
}

/** Key and value of each item that `for_each` goes through: of a set, both are the item. */
export function itemsOf(collection: Value): [string | number, Value][] {
  if (isMap(collection)) return Object.entries(collection);
  if (isList(collection))
    return collection.map((item) => [typeof item === 'string' || typeof item === 'number' ? item : '', item]);
  throw new ValueMistake('for_each wants a map or a set');
}

export function nodeOf(value: Value, line: number): ResolvedNode {
  if (isList(value)) return { kind: 'list', items: value.map((item) => nodeOf(item, line)), line };
  if (!isMap(value)) return { kind: 'scalar', value, line };
  const entries = Object.entries(value);
  return {
    kind: 'map',
    entries: new Map(entries.map(([name, one]) => [name, nodeOf(one, line)])),
    keyLines: new Map(entries.map(([name]) => [name, line])),
    line,
  };
}
