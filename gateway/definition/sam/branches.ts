import type { MapNode, TemplateNode } from '../template-node.ts';

/** A node with each map in it changed: itself, or those that `Fn::If` chooses from. */
export function inBranches(
  node: TemplateNode,
  change: (map: MapNode<TemplateNode>) => TemplateNode,
): TemplateNode {
  if (node.kind === 'map') return change(node);
  if (node.kind !== 'call' || node.name !== 'Fn::If' || node.argument.kind !== 'list') return node;
  const [condition, ...choices] = node.argument.items;
  if (condition === undefined) return node;
  const items = [condition, ...choices.map((choice) => inBranches(choice, change))];
  return { ...node, argument: { ...node.argument, items } };
}

/** Those maps. */
export function branches(node: TemplateNode): MapNode<TemplateNode>[] {
  const found: MapNode<TemplateNode>[] = [];
  inBranches(node, (map) => {
    found.push(map);
    return map;
  });
  return found;
}

export const withEntry = (
  map: MapNode<TemplateNode>,
  name: string,
  value: TemplateNode,
): MapNode<TemplateNode> => ({
  ...map,
  entries: new Map([...map.entries, [name, value]]),
});
