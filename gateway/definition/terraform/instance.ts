import type { MapNode, ResolvedNode } from '../template-node.ts';
import { type EvaluateIn, evaluatedBody, expanded, type Names } from './body.ts';
import type { ParsedBlock } from './read-module.ts';
import type { Value } from './value.ts';
import type { Known, Nested } from './world.ts';

/** One resource or data source of a block: the block itself, or one of those that `count` or `for_each` make of it. */
export class Instance implements Known {
  readonly address: string;
  readonly type: string;
  readonly line: number;
  readonly block: ParsedBlock;
  private readonly names: Names;
  private readonly evaluate: EvaluateIn;
  private readonly values = new Map<string, Value | undefined>();

  constructor(
    block: ParsedBlock,
    { address, names, evaluate }: { address: string; names: Names; evaluate: EvaluateIn },
  ) {
    this.block = block;
    this.address = address;
    this.type = block.labels[0] ?? '';
    this.line = block.line;
    this.names = names;
    this.evaluate = evaluate;
  }

  argument(name: string): Value | undefined {
    if (!this.values.has(name)) this.values.set(name, argumentOf(this.block, name, this));
    return this.values.get(name);
  }

  nested(type: string): readonly Nested[] {
    return nestedIn(this.block, type, { names: this.names, evaluate: this.evaluate });
  }

  argumentNames(): string[] {
    return [...this.block.arguments.keys()];
  }

  /** Everything evaluated but `skip`, with lines; nested blocks too where they are asked for. */
  body(skip: readonly string[], withBlocks: boolean): MapNode<ResolvedNode> {
    const block = withBlocks ? this.block : { ...this.block, blocks: [] };
    return evaluatedBody(block, this.names, { evaluate: this.evaluate, skip });
  }

  valueOf(name: string): Value | undefined {
    const argument = this.block.arguments.get(name);
    return argument === undefined ? undefined : (this.evaluate(argument.expression, this.names) ?? undefined);
  }
}

function argumentOf(block: ParsedBlock, name: string, instance: Instance): Value | undefined {
  if (block.arguments.has(name)) return instance.valueOf(name);
  const blocks = instance.nested(name);
  return blocks.length === 0 ? undefined : blocks.map(plainBlock(block, name));
}

/** A nested block as a value, `resource.environment[0].variables` for instance. */
const plainBlock = (block: ParsedBlock, type: string) => (nested: Nested) => {
  const children = block.blocks.filter((child) => child.type === type);
  const names = children.flatMap((child) => [...child.arguments.keys()]);
  return Object.fromEntries(names.map((name) => [name, nested.argument(name) ?? null]));
};

function nestedIn(
  block: ParsedBlock,
  type: string,
  around: { names: Names; evaluate: EvaluateIn },
): readonly Nested[] {
  return block.blocks
    .filter((child) => child.type === type || (child.type === 'dynamic' && child.labels[0] === type))
    .flatMap((child) => expanded(child, around.names, around.evaluate))
    .map(({ block: inner, names }) => ({
      argument(name) {
        const argument = inner.arguments.get(name);
        return argument === undefined
          ? undefined
          : (around.evaluate(argument.expression, names) ?? undefined);
      },
      nested: (name) => nestedIn(inner, name, { ...around, names }),
    }));
}
