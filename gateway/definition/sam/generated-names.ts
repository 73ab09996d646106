import { buildNode } from '../built-node.ts';
import { placeholders } from '../intrinsic-functions.ts';
import { textOf } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';

/**
 * `!Ref MyApi.Stage` and `${MyFunction.Alias}` as references to the resources that SAM generates
 * (AWS SAM Developer Guide, "Referencing generated resources").
 */
export function renamed<N extends TemplateNode>(node: N, names: ReadonlyMap<string, string>): N {
  return names.size === 0 ? node : (rename(node, names) as N);
}

function rename(node: TemplateNode, names: ReadonlyMap<string, string>): TemplateNode {
  switch (node.kind) {
    case 'scalar':
      return node;
    case 'list':
      return { ...node, items: node.items.map((item) => rename(item, names)) };
    case 'map':
      return {
        ...node,
        entries: new Map([...node.entries].map(([key, value]) => [key, rename(value, names)])),
      };
    case 'call': {
      const argument = rename(node.argument, names);
      if (node.name === 'Ref') return { ...node, argument: renamedText(argument, (text) => names.get(text)) };
      if (node.name === 'Fn::GetAtt') return { ...node, argument: renamedAttribute(argument, names) };
      if (node.name !== 'Fn::Sub') return { ...node, argument };
      if (argument.kind !== 'list') return { ...node, argument: renamedText(argument, inText(names)) };
      const [template, ...rest] = argument.items;
      if (template === undefined) return { ...node, argument };
      return { ...node, argument: { ...argument, items: [renamedText(template, inText(names)), ...rest] } };
    }
  }
}

/** `MyFunction.Version.FunctionArn`, as a text or cut after its first name as YAML's short form is. */
function renamedAttribute(node: TemplateNode, names: ReadonlyMap<string, string>): TemplateNode {
  const parts = (node.kind === 'list' ? node.items : [node]).map(textOf);
  if (parts.some((part) => part === undefined)) return node;
  const [resource, kind, ...attribute] = parts.join('.').split('.');
  const name = names.get(`${resource}.${kind}`);
  if (name === undefined || attribute.length === 0) return node;
  return buildNode(node.line, [name, attribute.join('.')]);
}

function renamedText(node: TemplateNode, to: (text: string) => string | undefined): TemplateNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  return { ...node, value: to(node.value) ?? node.value };
}

function inText(names: ReadonlyMap<string, string>): (text: string) => string {
  return (text) =>
    text.replace(placeholders, (whole, literal: string, inside: string) => {
      const [resource, kind, ...attribute] = inside.trim().split('.');
      const name = literal === '!' ? undefined : names.get(`${resource}.${kind}`);
      return name === undefined ? whole : `\${${[name, ...attribute].join('.')}}`;
    });
}
