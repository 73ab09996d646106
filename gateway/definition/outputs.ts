import type { StackOutput } from '../model.ts';
import { evaluate, plain } from './intrinsics.ts';
import { didYouMean } from './near.ts';
import type { StackReader } from './stack-reader.ts';
import { textOf } from './template.ts';
import type { MapNode, TemplateNode } from './template-node.ts';

/** The outputs that their conditions let exist. Throws DefinitionError. */
export function readOutputs(stack: StackReader): StackOutput[] {
  return [...stack.template.outputs].flatMap(([key, node]) => readOutput(key, node, stack) ?? []);
}

/** One output's value; `null` where the stack has none of that key. Throws DefinitionError. */
export function outputValue(stack: StackReader, key: string): string | null {
  const node = stack.template.outputs.get(key);
  return node === undefined ? null : (readOutput(key, node, stack)?.value ?? null);
}

/** Export name → key, of the outputs that their conditions let exist. Evaluates no value. */
export function exportedKeys(stack: StackReader): Map<string, string> {
  return new Map(
    [...stack.template.outputs].flatMap(([key, node]): [string, string][] => {
      const name = node.kind === 'map' && exists(node, stack) ? exportNameOf(node, stack) : null;
      return name === null ? [] : [[name, key]];
    }),
  );
}

/** One output's value, for `!GetAtt NestedStack.Outputs.NAME` in the stack that holds this one. */
export function outputOf(stack: StackReader, key: string, { line }: { line: number }): string {
  const value = outputValue(stack, key);
  if (value !== null) return value;
  const known = [...stack.template.outputs.keys()];
  throw stack.parent?.fail(
    line,
    `The nested stack ${stack.file} has no output ${key}.`,
    didYouMean(key, known),
  );
}

function readOutput(key: string, node: TemplateNode, stack: StackReader): StackOutput | null {
  if (node.kind !== 'map') throw stack.fail(node.line, `The output ${key} needs a Value.`);
  if (!exists(node, stack)) return null;
  const value = textIn(node.entries.get('Value'), stack);
  if (value === null)
    throw stack.fail(
      node.keyLines.get('Value') ?? node.line,
      `The Value of the output ${key} must be a text.`,
    );
  const description = textOf(node.entries.get('Description'));
  const exportName = exportNameOf(node, stack);
  const output = { key, value, ...(description === undefined ? {} : { description }) };
  return exportName === null ? output : { ...output, exportName };
}

function exists({ entries, line }: MapNode<TemplateNode>, stack: StackReader): boolean {
  const condition = textOf(entries.get('Condition'));
  return condition === undefined || stack.condition(condition, line);
}

function exportNameOf({ entries }: MapNode<TemplateNode>, stack: StackReader): string | null {
  const exported = entries.get('Export');
  return exported?.kind === 'map' ? textIn(exported.entries.get('Name'), stack) : null;
}

/** What comes to a text; `null`: it doesn't. */
export function textIn(node: TemplateNode | undefined, stack: StackReader): string | null {
  if (node === undefined) return null;
  const value = plain(evaluate(node, stack));
  return value === null || typeof value === 'object' ? null : String(value);
}
