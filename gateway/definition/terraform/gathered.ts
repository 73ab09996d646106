import type { MapNode, ResolvedNode } from '../template-node.ts';

/** One resource of a configuration or plan, evaluated. */
export interface TerraformResource {
  /** `module.NAME.TYPE.NAME["KEY"]`, the logical id of its stack resource. */
  readonly address: string;
  readonly type: string;
  readonly line: number;
  /** Terraform's names; nested blocks are lists of maps. */
  readonly arguments: MapNode<ResolvedNode>;
  /** Addresses of what it is created after. */
  readonly dependsOn: readonly string[];
}

/** A scalar argument as a text. */
export function textOfArgument(
  { arguments: { entries } }: Pick<TerraformResource, 'arguments'>,
  name: string,
): string | undefined {
  const node = entries.get(name);
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;
}

export function mapNode(
  line: number,
  entries: readonly (readonly [string, ResolvedNode | undefined])[],
): MapNode<ResolvedNode> {
  const present = entries.filter((entry): entry is readonly [string, ResolvedNode] => entry[1] !== undefined);
  return {
    kind: 'map',
    entries: new Map(present),
    keyLines: new Map(present.map(([name, node]) => [name, node.line])),
    line,
  };
}

export const scalarNode = (value: string | number | boolean, line: number): ResolvedNode => ({
  kind: 'scalar',
  value,
  line,
});

/** The map with some entries added or replaced; undefined ones are left as they are. */
export function withEntries(
  map: MapNode<ResolvedNode>,
  entries: readonly (readonly [string, ResolvedNode | undefined])[],
): MapNode<ResolvedNode> {
  const added = mapNode(map.line, entries);
  return {
    ...map,
    entries: new Map([...map.entries, ...added.entries]),
    keyLines: new Map([...map.keyLines, ...added.keyLines]),
  };
}
