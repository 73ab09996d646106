import type { MapNode, ResolvedNode } from './template-node.ts';

/** `{{resolve:ssm:NAME}}` and `{{resolve:ssm:NAME:VERSION}}` (AWS CloudFormation User Guide, "Get a plaintext value from Systems Manager Parameter Store"). */
const reference = /\{\{resolve:ssm:([A-Za-z0-9_.\-/]+)(?::\d+)?\}\}/g;

/** The same with the values of parameters that the parameter store is known to hold; other references stay. */
export function withParameters(
  properties: MapNode<ResolvedNode>,
  stored: (name: string) => string | undefined,
): MapNode<ResolvedNode> {
  const replaced = (text: string): string =>
    text.replace(reference, (whole, name: string) => stored(name) ?? whole);
  const inNode = (node: ResolvedNode): ResolvedNode => {
    if (node.kind === 'map') return inMap(node);
    if (node.kind === 'list') return { ...node, items: node.items.map(inNode) };
    return typeof node.value === 'string' && node.value.includes('{{resolve:ssm:')
      ? { ...node, value: replaced(node.value) }
      : node;
  };
  const inMap = (node: MapNode<ResolvedNode>): MapNode<ResolvedNode> => ({
    ...node,
    entries: new Map([...node.entries].map(([key, value]) => [key, inNode(value)])),
  });
  return holdsReference(properties) ? inMap(properties) : properties;
}

function holdsReference(node: ResolvedNode): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'string' && node.value.includes('{{resolve:ssm:');
  return (node.kind === 'list' ? node.items : [...node.entries.values()]).some(holdsReference);
}
