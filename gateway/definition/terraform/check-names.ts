import type { Configuration } from './configuration.ts';
import { referencesIn } from './dependencies.ts';
import { type Expression, expressionsIn } from './expression.ts';
import { unknownFunction } from './functions.ts';
import type { ParsedBlock } from './read-module.ts';

/** Names that an expression introduces itself. */
function boundIn(expression: Expression): string[] {
  return [...expressionsIn(expression)].flatMap((one) =>
    one.kind === 'for' ? [one.valueName, ...(one.keyName === null ? [] : [one.keyName])] : [],
  );
}

const own = ['var', 'local', 'module', 'data', 'path', 'terraform', 'each', 'count', 'self'];
/** Arguments whose words are no references: types, and what `lifecycle` and `provider` name. */
const wordsOnly = [
  'type',
  'ignore_changes',
  'replace_triggered_by',
  'provider',
  'providers',
  'iterator',
  'configuration_aliases',
];
const unread = ['terraform', 'provider', 'moved', 'import', 'removed', 'check'];

/** Throws for functions that aren't known and names that aren't declared, evaluated or not. */
export function checkNames(configuration: Configuration): void {
  for (const block of configuration.module.blocks) {
    if (unread.includes(block.type)) continue;
    checkBlock(block, configuration, new Set());
  }
}

function checkBlock(block: ParsedBlock, configuration: Configuration, iterators: ReadonlySet<string>): void {
  const isDynamic = block.type === 'dynamic';
  const named = block.arguments.get('iterator')?.expression;
  const iterator = named?.kind === 'reference' ? String(named.path[0]) : (block.labels[0] ?? '');
  const bound = isDynamic ? new Set([...iterators, iterator]) : iterators;
  for (const [name, { expression }] of block.arguments)
    if (!wordsOnly.includes(name)) checkExpression(expression, configuration, bound);
  for (const child of block.blocks)
    if (child.type !== 'lifecycle' && child.type !== 'provisioner') checkBlock(child, configuration, bound);
}

function checkExpression(
  expression: Expression,
  configuration: Configuration,
  iterators: ReadonlySet<string>,
): void {
  for (const one of expressionsIn(expression)) {
    const unknown = one.kind === 'call' ? unknownFunction(one.name) : null;
    if (unknown !== null) throw configuration.fail(one.line, unknown);
  }
  const bound = new Set([...iterators, ...boundIn(expression)]);
  for (const { path, line } of referencesIn(expression)) {
    const [root = '', name = '', third = ''] = path.map(String);
    if (bound.has(root)) continue;
    if (root === 'var' && configuration.declared('variable', name) === undefined)
      configuration.variable(name, line);
    if (root === 'local' && configuration.localNamed(name) === undefined) configuration.local(name, line);
    if (root === 'data' && configuration.declared('data', name, third) === undefined)
      throw configuration.undeclared('data', `${name}.${third}`, line);
    if (!own.includes(root) && configuration.declared('resource', root, name) === undefined)
      throw configuration.undeclared('resource', name === '' ? root : `${root}.${name}`, line);
  }
}
