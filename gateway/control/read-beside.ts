import { type LoadedBody, loadBeside, loadBody } from '../definition/load-body.ts';
import type { Surroundings } from '../definition/surroundings.ts';
import type { Template } from '../definition/template.ts';
import type { Stack } from '../model.ts';
import { withKeptDeployments } from './kept-deployments.ts';
import type { StackRecord, StackRecords } from './stack-records.ts';

type Around = Omit<Surroundings, 'openTemplate' | 'parent' | 'neighbours'>;

/** What a stack is evaluated with besides its template; `left` are the others. */
export function surroundingsOf(
  { name: stackName, id, createdAt }: StackRecord,
  parameters: Readonly<Record<string, string>>,
  { left, region }: { left: readonly Stack[]; region: string },
): Around {
  const outputs = left.flatMap((stack) => stack.outputs);
  const exports = new Map(
    outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value]])),
  );
  return { stackName, parameters, region, accountId: id.split(':')[4] ?? '', createdAt, exports };
}

interface Beside {
  readonly around: Around;
  /** The stack as it was, with those nested in it. */
  readonly before: readonly Stack[];
  /** All others. */
  readonly left: readonly Stack[];
  readonly records: StackRecords;
}

/**
 * Reads a template (`null`: its stack goes) alone, or with the other stacks where they add to its APIs, or it adds to theirs or once did:
 * those are `changed`.
 */
export function readBeside(
  template: Template | null,
  { around, before, left, records }: Beside,
): LoadedBody & { readonly changed: readonly Stack[] } {
  const alone = template === null ? { stacks: [], warnings: [] } : loadBody(template, around);
  const added = new Set([...alone.stacks, ...before].flatMap(({ addsTo = [] }) => addsTo));
  const own = new Set(alone.stacks.flatMap(({ apis }) => apis.map(({ id }) => id)));
  const isExtended = left.some(({ addsTo = [] }) => addsTo.some((id) => own.has(id)));
  if (added.size === 0 && !isExtended) return { ...alone, changed: [] };
  const nested = new Set(left.flatMap(({ resources }) => resources.map(({ physicalId }) => physicalId)));
  const others = left
    .filter((stack) => !nested.has(stack.id) && stack.terraformOutputs === undefined)
    .map((stack) => ({
      stack,
      parameters: records.find(stack.id)?.deployed?.parameters ?? stack.parameters,
    }));
  return loadBeside(template, around, { others, apiIds: added });
}

/** The stacks with those that changed in their place: what their deployments froze stays frozen. */
export function withChanged(stacks: readonly Stack[], changed: readonly Stack[]): readonly Stack[] {
  if (changed.length === 0) return stacks;
  const now = new Map(changed.map((stack) => [stack.id, stack]));
  const before = stacks.filter(({ id }) => now.has(id));
  const kept = withKeptDeployments(changed, before, new Date().toISOString());
  const updated = new Map(kept.stacks.map((stack) => [stack.id, stack]));
  return stacks.map((stack) => updated.get(stack.id) ?? stack);
}
