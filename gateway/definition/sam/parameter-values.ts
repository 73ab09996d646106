import { type Template, textOf } from '../template.ts';
import { field, textField } from '../template-fields.ts';
import type { TemplateNode } from '../template-node.ts';
import { withEntry } from './branches.ts';

/** What SAM decides by while it transforms a REST API, so that a reference to a parameter there stands for its value. */
const decided = ['Auth', 'Cors', 'MergeDefinitions', 'PropagateTags'];

/** The template with references to parameters written out where SAM needs to know them; `given` are values that are no defaults. */
export function withParameterValues(template: Template, given: Readonly<Record<string, string>>): Template {
  const values = new Map<string, string>();
  for (const [name, parameter] of template.parameters) {
    const value = given[name] ?? textField(parameter, 'Default');
    const isPlain = ['String', 'Number'].includes(textField(parameter, 'Type') ?? '');
    if (isPlain && value !== undefined) values.set(name, value);
  }
  const inProperties = <N extends TemplateNode>(node: N): N => decidedIn(node, values) as N;
  return {
    ...template,
    globals: new Map(
      [...template.globals].map(([name, node]) => [name, name === 'Api' ? inProperties(node) : node]),
    ),
    resources: new Map(
      [...template.resources].map(([id, resource]) => [
        id,
        resource.type === 'AWS::Serverless::Api'
          ? { ...resource, properties: inProperties(resource.properties) }
          : resource,
      ]),
    ),
  };
}

function decidedIn(node: TemplateNode, values: ReadonlyMap<string, string>): TemplateNode {
  return decided.reduce((one, name) => {
    const value = field(one, name);
    return one.kind !== 'map' || value === undefined ? one : withEntry(one, name, writtenOut(value, values));
  }, node);
}

function writtenOut(node: TemplateNode, values: ReadonlyMap<string, string>): TemplateNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => writtenOut(item, values)) };
  if (node.kind === 'map') {
    const entries = [...node.entries].map(([name, one]) => [name, writtenOut(one, values)] as const);
    return { ...node, entries: new Map(entries) };
  }
  if (node.kind !== 'call' || node.name !== 'Ref') return node;
  const value = values.get(textOf(node.argument) ?? '');
  return value === undefined ? node : { kind: 'scalar', value, line: node.line };
}
