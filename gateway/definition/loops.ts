import { withTexts } from './built-node.ts';
import { DefinitionError } from './definition-error.ts';
import { textOf } from './template.ts';
import { field } from './template-fields.ts';
import type { MapNode, TemplateNode } from './template-node.ts';

const languageExtensions = 'AWS::LanguageExtensions';

const prefix = 'Fn::ForEach::';

export const isLoop = (key: string): boolean => key.startsWith(prefix);

interface Surroundings {
  readonly file: string;
  /** Values of the template's parameters that are no defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * A template that asks for AWS::LanguageExtensions with each `Fn::ForEach` written out; any other as it is (AWS CloudFormation User
 * Guide, "Fn::ForEach"). Throws DefinitionError.
 */
export function withLoopsWrittenOut(root: TemplateNode, surroundings: Surroundings): TemplateNode {
  const transform = field(root, 'Transform');
  const asked = transform?.kind === 'list' ? transform.items : [transform];
  if (!asked.some((one) => textOf(one) === languageExtensions)) return root;
  return writtenOut(root, { ...surroundings, root });
}

interface Reading extends Surroundings {
  readonly root: TemplateNode;
}

function writtenOut(node: TemplateNode, reading: Reading): TemplateNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => writtenOut(item, reading)) };
  if (node.kind === 'call') return { ...node, argument: writtenOut(node.argument, reading) };
  const entries = new Map<string, TemplateNode>();
  const keyLines = new Map<string, number>();
  for (const [key, value] of node.entries) {
    const line = node.keyLines.get(key) ?? node.line;
    const made = isLoop(key) ? eachOf(key, value, { ...reading, line }) : new Map([[key, value]]);
    for (const [name, one] of made) {
      if (entries.has(name)) throw refusal(`${key} makes ${name}, which is there already.`, reading, line);
      entries.set(name, isLoop(key) ? one : writtenOut(one, reading));
      keyLines.set(name, line);
    }
  }
  return { ...node, entries, keyLines };
}

interface Placed extends Reading {
  readonly line: number;
}

/** `[identifier, values, { key: value }]`, once for each value. */
function eachOf(loop: string, node: TemplateNode, reading: Placed): Map<string, TemplateNode> {
  const [first, values, body] = node.kind === 'list' ? node.items : [];
  const identifier = textOf(first);
  if (identifier === undefined || values === undefined || body?.kind !== 'map' || body.entries.size !== 1)
    throw refusal(`${loop} needs an identifier, a list of values and one key.`, reading, reading.line, [
      `Write ${loop}: [Name, [One, Two], { "Key\${Name}": … }].`,
    ]);
  const made = new Map<string, TemplateNode>();
  for (const value of valuesOf(loop, values, reading)) {
    const inner = writtenOut(bound(body, { identifier, value }) as MapNode<TemplateNode>, reading);
    if (inner.kind === 'map') for (const [key, one] of inner.entries) made.set(key, one);
  }
  return made;
}

function valuesOf(loop: string, node: TemplateNode, reading: Placed): string[] {
  if (node.kind === 'list') {
    const texts = node.items.map(textOf);
    if (texts.every((text) => text !== undefined)) return texts;
  }
  const name = node.kind === 'call' && node.name === 'Ref' ? textOf(node.argument) : undefined;
  const parameter = name === undefined ? undefined : field(field(reading.root, 'Parameters'), name);
  const given = reading.parameters?.[name ?? ''] ?? textOf(field(parameter, 'Default'));
  if (given === undefined)
    throw refusal(
      `The values of ${loop} must be texts, or a Ref of a parameter that is a list.`,
      reading,
      node.line,
    );
  return given.split(',').map((text) => text.trim());
}

interface Binding {
  readonly identifier: string;
  readonly value: string;
}

/** `${Name}` and `&{Name}` (letters and digits alone) in keys and texts, and `Ref: Name`. */
function bound(node: TemplateNode, binding: Binding): TemplateNode {
  const { identifier, value } = binding;
  const replace = (text: string) =>
    text
      .replaceAll(`\${${identifier}}`, value)
      .replaceAll(`&{${identifier}}`, value.replace(/[^A-Za-z0-9]/g, ''));
  if (node.kind === 'scalar') return withTexts(node, replace);
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => bound(item, binding)) };
  if (node.kind === 'call') {
    if (node.name === 'Ref' && textOf(node.argument) === identifier)
      return { kind: 'scalar', value, line: node.line };
    return { ...node, argument: bound(node.argument, binding) };
  }
  return {
    ...node,
    entries: new Map([...node.entries].map(([key, one]) => [replace(key), bound(one, binding)])),
    keyLines: new Map([...node.keyLines].map(([key, line]) => [replace(key), line])),
  };
}

function refusal(
  message: string,
  { file }: Surroundings,
  line: number,
  next: readonly string[] = [],
): DefinitionError {
  return new DefinitionError(message, { file, line, next });
}
