import type { Configuration } from './configuration.ts';
import { type Expression, expressionsIn, type Path } from './expression.ts';
import type { Instance } from './instance.ts';
import { expressionsOf, type ParsedBlock } from './read-module.ts';
import type { Keyed } from './repetition.ts';

/** Every resource that a block refers to or depends on, through local values, variables and modules as well. */
export function dependenciesOf(block: ParsedBlock, configuration: Configuration): Instance[] {
  const found = new Set<Instance>();
  const seen = new Set<unknown>();
  const visitBlock = (one: ParsedBlock, inside: Configuration): void => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const expression of expressionsOf(one)) visit(expression, inside);
    for (const [type = '', name = ''] of namedInQuotes(one)) {
      const resource = inside.declared('resource', type, name);
      if (resource !== undefined) add(inside.instancesOf(resource));
    }
  };
  const add = (instances: readonly Keyed<Instance>[]) => {
    for (const { made } of instances) found.add(made);
  };
  const visit = (expression: Expression, inside: Configuration): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    for (const { path } of referencesIn(expression)) {
      const [root = '', name = ''] = path.map(String);
      if (root === 'local') {
        const local = inside.localNamed(name);
        if (local !== undefined) visit(local, inside);
      } else if (root === 'module') {
        const call = inside.declared('module', name);
        if (call === undefined) continue;
        visitBlock(call, inside);
        for (const { made } of inside.childrenOf(call))
          for (const each of made.module.blocks) if (each.type === 'resource') add(made.instancesOf(each));
      } else if (root === 'data') {
        const source = inside.declared('data', name, String(path[2]));
        if (source !== undefined) visitBlock(source, inside);
      } else {
        const resource = inside.declared('resource', root, name);
        if (resource !== undefined) add(inside.instancesOf(resource));
      }
    }
  };
  visitBlock(block, configuration);
  return [...found];
}

export interface Reference {
  readonly path: Path;
  readonly line: number;
}

/** Every name that an expression refers to. */
export function referencesIn(expression: Expression): Reference[] {
  return [...expressionsIn(expression)].flatMap((one) =>
    one.kind === 'reference' ? [{ path: one.path, line: one.line }] : [],
  );
}

/** Terraform 0.11 wrote `depends_on = ["aws_iam_role.name"]`, and later versions still take it. */
function namedInQuotes(block: ParsedBlock): string[][] {
  const list = block.arguments.get('depends_on')?.expression;
  if (list?.kind !== 'tuple') return [];
  return list.items.flatMap((item) => {
    const part = item.kind === 'template' ? item.parts[0] : undefined;
    return part?.kind === 'literal' ? [String(part.value).split('.')] : [];
  });
}
