import type { DefinitionError } from '../definition-error.ts';
import type { Document } from './document.ts';
import type { ParsedBlock } from './read-module.ts';

/** Whether Terraform reads a file after all others, to change what they say. */
export const isOverride = (name: string): boolean => /(?:^|_)override\.tf(?:\.json)?$/.test(name);

/** Kinds of blocks that change nothing here. */
const ignored = ['terraform', 'moved', 'import', 'removed', 'check'];

/**
 * The blocks with those of an override file merged into them: arguments one by one, nested blocks all of a type at once
 * (Terraform documentation, "Override Files"). Throws DefinitionError for one that overrides nothing.
 */
export function overridden(
  blocks: readonly ParsedBlock[],
  overrides: readonly ParsedBlock[],
  document: Document,
): ParsedBlock[] {
  let merged = [...blocks];
  for (const override of overrides) {
    if (ignored.includes(override.type)) continue;
    if (override.type === 'locals') {
      merged = withLocals(merged, override, document);
      continue;
    }
    const at = merged.findIndex((block) => isSame(block, override));
    const base = merged[at];
    if (base === undefined) throw overridesNothing(override, document);
    merged[at] = mergedBlock(base, override);
  }
  return merged;
}

function isSame(one: ParsedBlock, other: ParsedBlock): boolean {
  if (one.type !== other.type || one.labels.join('.') !== other.labels.join('.')) return false;
  return one.type !== 'provider' || aliasOf(one) === aliasOf(other);
}

function aliasOf(provider: ParsedBlock): string {
  const alias = provider.arguments.get('alias')?.expression;
  const part = alias?.kind === 'template' ? alias.parts[0] : alias;
  return part?.kind === 'literal' ? String(part.value) : '';
}

/** Terraform merges a `lifecycle`, too, which nothing is read of here. */
function mergedBlock(base: ParsedBlock, override: ParsedBlock): ParsedBlock {
  const replaced = new Set(override.blocks.map(nestedType));
  return {
    ...base,
    arguments: new Map([...base.arguments, ...override.arguments]),
    blocks: [...base.blocks.filter((block) => !replaced.has(nestedType(block))), ...override.blocks],
  };
}

/** A `dynamic` block stands for blocks of its label. */
const nestedType = ({ type, labels }: ParsedBlock): string => (type === 'dynamic' ? (labels[0] ?? '') : type);

/** Each local value by itself, in whichever block it is. */
function withLocals(
  blocks: readonly ParsedBlock[],
  override: ParsedBlock,
  document: Document,
): ParsedBlock[] {
  const known = new Set(
    blocks.filter(({ type }) => type === 'locals').flatMap((block) => [...block.arguments.keys()]),
  );
  for (const [name, { line }] of override.arguments)
    if (!known.has(name)) throw document.fail(line, `There is no local value ${name} to override.`);
  return blocks.map((block) =>
    block.type === 'locals'
      ? {
          ...block,
          arguments: new Map(
            [...block.arguments].map(([name, argument]) => [name, override.arguments.get(name) ?? argument]),
          ),
        }
      : block,
  );
}

function overridesNothing({ type, labels, line }: ParsedBlock, document: Document): DefinitionError {
  const what = [type, ...labels].join(' ');
  return document.fail(line, `An override file changes what is there, and there is no ${what} to change.`, [
    'Write it into a file whose name does not end with override.tf.',
  ]);
}
