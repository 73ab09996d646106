import type { StackOutput } from '../model.ts';
import { evaluate, plain } from './intrinsics.ts';
import { didYouMean } from './near.ts';
import type { StackReader } from './stack-reader.ts';
import { textOf } from './template.ts';
import type { TemplateNode } from './template-node.ts';

/** The outputs that their conditions let exist. Throws DefinitionError. */
export function readOutputs(stack: StackReader): StackOutput[] {
  return [...stack.template.outputs].flatMap(([key, node]) => readOutput(key, node, stack) ?? []);
}

/** One output's value, for `!GetAtt NestedStack.Outputs.NAME` in the stack that holds this one. */
export function outputOf(stack: StackReader, key: string, { line }: { line: number }): string {
  const node = stack.template.outputs.get(key);
  const output = node === undefined ? null : readOutput(key, node, stack);
  if (output !== null) return output.value;
  const known = [...stack.template.outputs.keys()];
  throw stack.parent?.fail(
    line,
    `The nested stack ${stack.file} has no output ${key}.`,
    didYouMean(key, known),
  );
}

function readOutput(key: string, node: TemplateNode, stack: StackReader): StackOutput | null {
  if (node.kind !== 'map') throw stack.fail(node.line, `The output ${key} needs a Value.`);
  const condition = textOf(node.entries.get('Condition'));
  if (condition !== undefined && !stack.condition(condition, node.line)) return null;
  const value = textIn(node.entries.get('Value'), stack);
  if (value === null)
    throw stack.fail(
      node.keyLines.get('Value') ?? node.line,
      `The Value of the output ${key} must be a text.`,
    );
  const description = textOf(node.entries.get('Description'));
  const exported = node.entries.get('Export');
  const exportName = exported?.kind === 'map' ? textIn(exported.entries.get('Name'), stack) : null;
  const output = { key, value, ...(description === undefined ? {} : { description }) };
  return exportName === null ? output : { ...output, exportName };
}

function textIn(node: TemplateNode | undefined, stack: StackReader): string | null {
  if (node === undefined) return null;
  const value = plain(evaluate(node, stack));
  return value === null || typeof value === 'object' ? null : String(value);
}
