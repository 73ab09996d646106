import { DefinitionError } from './definition-error.ts';
import { didYouMean } from './near.ts';
import { type Template, textOf } from './template.ts';
import type { MapNode, ResolvedNode, TemplateNode } from './template-node.ts';

export interface ParameterValues {
  /** What Ref gives: a text, or a list for list types. */
  readonly values: ReadonlyMap<string, ResolvedNode>;
  /** As DescribeStacks shows them; NoEcho ones as asterisks. */
  readonly shown: Readonly<Record<string, string>>;
}

type Given = Readonly<Record<string, string>>;
interface Readers {
  readonly warn: (line: number, name: string, message: string) => void;
  /** What the parameter store is known to hold. */
  readonly stored?: (name: string) => string | undefined;
}

/** The template's parameters with the values given or their defaults. Throws DefinitionError as CloudFormation refuses. */
export function readParameters(
  template: Template,
  given: Given,
  { warn, stored = () => undefined }: Readers,
): ParameterValues {
  const values = new Map<string, ResolvedNode>();
  const shown: Record<string, string> = {};
  for (const name of Object.keys(given)) {
    if (template.parameters.has(name)) continue;
    throw new DefinitionError(`The parameter ${name} was given, but the template doesn't declare it.`, {
      file: template.file,
      line: null,
      next: didYouMean(name, template.parameters.keys()),
    });
  }
  for (const [name, node] of template.parameters) {
    if (node.kind !== 'map')
      throw new DefinitionError(`The parameter ${name} needs a Type.`, {
        file: template.file,
        line: node.line,
      });
    const parameter = { name, node, file: template.file };
    const type = textOf(node.entries.get('Type'));
    if (type === undefined) throw fail(parameter, 'needs a Type.');
    const text = given[name] ?? textOf(node.entries.get('Default'));
    if (text === undefined)
      throw fail(parameter, 'has no Default and was given no value.', [
        `Give it a Default, or a value: ${name}=…`,
      ]);
    check(parameter, type, text);
    const isStored = type.startsWith('AWS::SSM::Parameter::Value') && !text.startsWith('/cdk-bootstrap/');
    const found = isStored ? stored(text) : undefined;
    if (isStored && found === undefined)
      warn(node.line, name, `is read from the parameter store on AWS; here its value is "${text}" itself`);
    const value = found ?? text;
    values.set(name, isList(type) ? listOf(value, node.line) : { kind: 'scalar', value, line: node.line });
    shown[name] = textOf(node.entries.get('NoEcho')) === 'true' ? '****' : text;
  }
  return { values, shown };
}

interface Parameter {
  readonly name: string;
  readonly node: MapNode<TemplateNode>;
  readonly file: string;
}

function fail({ name, node, file }: Parameter, what: string, next: string[] = []): DefinitionError {
  return new DefinitionError(`The parameter ${name} ${what}`, { file, line: node.line, next });
}

const isList = (type: string) => type === 'CommaDelimitedList' || type.includes('List<');

function listOf(text: string, line: number): ResolvedNode {
  const items = text === '' ? [] : text.split(',');
  return { kind: 'list', items: items.map((item) => ({ kind: 'scalar', value: item.trim(), line })), line };
}

const knownType = /^(String|Number|CommaDelimitedList|List<[\w:]+>|AWS::[\w:]+(<.+>)?)$/;

function check(parameter: Parameter, type: string, text: string): void {
  const { entries } = parameter.node;
  if (!knownType.test(type))
    throw fail(parameter, `has the type ${type}, which isn't one of CloudFormation's.`);
  const items = isList(type) ? text.split(',').map((item) => item.trim()) : [text];
  if (type.endsWith('Number') || type.endsWith('<Number>'))
    for (const item of items)
      if (item === '' || Number.isNaN(Number(item)))
        throw fail(parameter, `must be a number, not "${item}".`);
  const allowed = entries.get('AllowedValues');
  if (allowed?.kind === 'list') {
    const names = allowed.items.map((item) => textOf(item) ?? '');
    for (const item of items)
      if (!names.includes(item)) throw fail(parameter, `must be one of ${names.join(', ')}, not "${item}".`);
  }
  const pattern = textOf(entries.get('AllowedPattern'));
  if (pattern !== undefined)
    for (const item of items)
      if (!matches(parameter, pattern, item))
        throw fail(parameter, `must match ${pattern}, which "${item}" doesn't.`);
  checkBounds(parameter, text);
}

function matches(parameter: Parameter, pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    throw fail(parameter, `has an AllowedPattern that isn't a regular expression: ${pattern}`);
  }
}

function checkBounds(parameter: Parameter, text: string): void {
  const bound = (name: string) => {
    const value = textOf(parameter.node.entries.get(name));
    return value === undefined ? undefined : Number(value);
  };
  const sizes = [
    ['MinLength', 'MaxLength', text.length, 'characters long'],
    ['MinValue', 'MaxValue', Number(text), 'in value'],
  ] as const;
  for (const [least, most, size, unit] of sizes) {
    const [from, to] = [bound(least), bound(most)];
    if (from !== undefined && size < from)
      throw fail(parameter, `must be at least ${from} ${unit}, not "${text}".`);
    if (to !== undefined && size > to) throw fail(parameter, `must be at most ${to} ${unit}, not "${text}".`);
  }
}
