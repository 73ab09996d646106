import type { MapNode, ResolvedNode, ScalarNode, TemplateNode } from './template-node.ts';

/** Plain data, or nodes that keep the lines they have; `undefined` is left out of maps. */
export type Buildable =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Buildable[]
  | { readonly [key: string]: Buildable }
  | Built<TemplateNode>;

/** A node inside plain data. */
export class Built<N> {
  readonly node: N;

  constructor(node: N) {
    this.node = node;
  }
}

/** A map of the template that stands at `line`, for what no template writes out: resources that others imply. */
export function mapNode(line: number, values: { readonly [key: string]: Buildable }): MapNode<TemplateNode> {
  const entries = new Map<string, TemplateNode>();
  const keyLines = new Map<string, number>();
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const node = buildNode(line, value);
    entries.set(key, node);
    keyLines.set(key, node.line);
  }
  return { kind: 'map', entries, keyLines, line };
}

export function buildNode(line: number, value: Buildable): TemplateNode {
  if (value instanceof Built) return value.node;
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((item: Buildable) => buildNode(line, item)), line };
  if (typeof value === 'object' && value !== null)
    return mapNode(line, value as { readonly [key: string]: Buildable });
  return { kind: 'scalar', value: (value ?? null) as ScalarNode['value'], line };
}

/** The same with every call gone: what is built from plain data has none. */
export function resolvedMap(
  line: number,
  values: { readonly [key: string]: Buildable },
): MapNode<ResolvedNode> {
  return mapNode(line, values) as MapNode<ResolvedNode>;
}

/** The node with every text in it replaced. */
export function withTexts<N extends TemplateNode>(node: N, replace: (text: string) => string): N {
  if (node.kind === 'scalar')
    return typeof node.value === 'string' ? { ...node, value: replace(node.value) } : node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => withTexts(item, replace)) };
  if (node.kind === 'call') return { ...node, argument: withTexts(node.argument, replace) };
  return {
    ...node,
    entries: new Map([...node.entries].map(([key, value]) => [key, withTexts(value, replace)])),
  };
}

/** The node as if all of it stood at `line`: what another file holds is named by the line that names the file. */
export function relocated(node: TemplateNode, line: number): TemplateNode {
  if (node.kind === 'scalar') return { ...node, line };
  if (node.kind === 'list') return { ...node, line, items: node.items.map((item) => relocated(item, line)) };
  if (node.kind === 'call') return { ...node, line, argument: relocated(node.argument, line) };
  return {
    ...node,
    line,
    entries: new Map([...node.entries].map(([key, value]) => [key, relocated(value, line)])),
    keyLines: new Map([...node.keyLines].map(([key]) => [key, line])),
  };
}
