import type { Template, TemplateResource } from '../definition/template.ts';
import type { TemplateNode } from '../definition/template-node.ts';
import type { StackResource } from '../model.ts';
import type { TemplateRequest } from './stack-records.ts';

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
}

/** A template as it is to be deployed, or as it was. */
export interface Version {
  readonly template: Template;
  readonly request: Pick<TemplateRequest, 'parameters' | 'tags'>;
}

/** Whether two versions would make different stacks; comments, order of keys and notation don't count. */
export function isSame(before: Version, after: Version): boolean {
  return JSON.stringify(contentOf(before)) === JSON.stringify(contentOf(after));
}

/** What a change set lists. `before` is null for a new stack. */
export function resourceChanges(before: Version | null, after: Version): ResourceChange[] {
  const old = before?.template.resources ?? new Map<string, TemplateResource>();
  const next = after.template.resources;
  const parameters = changedParameters(before, after);
  const touches = (text: string): boolean =>
    parameters.some((name) => text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`));
  const added = [...next.values()].flatMap((resource): ResourceChange[] => {
    const { logicalId, type } = resource;
    const known = old.get(logicalId);
    if (known === undefined) return [{ action: 'Add', logicalId, type }];
    const text = JSON.stringify(resourceContent(resource));
    const changed = text !== JSON.stringify(resourceContent(known)) || touches(text);
    return changed ? [{ action: 'Modify', logicalId, type }] : [];
  });
  const removed = [...old.values()]
    .filter(({ logicalId }) => !next.has(logicalId))
    .map(({ logicalId, type }): ResourceChange => ({ action: 'Remove', logicalId, type }));
  return [...added, ...removed];
}

/** The events of an update: a resource is created, updated or deleted. */
export function changedResources(
  changes: readonly ResourceChange[],
  known: readonly StackResource[],
): { readonly resource: StackResource; readonly action: ResourceChange['action'] }[] {
  return changes.flatMap(({ action, logicalId }) => {
    const resource = known.find((one) => one.logicalId === logicalId);
    return resource === undefined ? [] : [{ resource, action }];
  });
}

function changedParameters(before: Version | null, after: Version): string[] {
  const old = before?.request.parameters ?? {};
  const next = after.request.parameters;
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].filter((name) => old[name] !== next[name]);
}

function contentOf({ template, request }: Version): unknown {
  const section = (entries: ReadonlyMap<string, TemplateNode>) =>
    sorted([...entries].map(([name, node]) => [name, plain(node)] as const));
  return {
    resources: sorted([...template.resources].map(([id, one]) => [id, resourceContent(one)] as const)),
    outputs: section(template.outputs),
    conditions: section(template.conditions),
    mappings: section(template.mappings),
    transforms: [...template.transforms.keys()],
    parameters: sorted(Object.entries(request.parameters)),
    tags: sorted(Object.entries(request.tags)),
  };
}

function resourceContent({ type, condition, dependsOn, properties, metadata }: TemplateResource): unknown {
  return {
    type,
    condition,
    dependsOn: dependsOn.map(({ name }) => name).sort(),
    properties: plain(properties),
    metadata: metadata === undefined ? null : plain(metadata),
  };
}

function plain(node: TemplateNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return sorted([...node.entries].map(([name, value]) => [name, plain(value)] as const));
    case 'call':
      return { [node.name]: plain(node.argument) };
  }
}

function sorted(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
