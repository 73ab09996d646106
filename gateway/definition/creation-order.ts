import type { Resource, StackReader } from './stack-reader.ts';

/** Names a resource among all stacks that are deployed together. */
export const placeOf = ({ stack, logicalId }: Pick<Resource, 'stack' | 'logicalId'>): string =>
  `${stack.stackId} ${logicalId}`;

/**
 * Every resource that is certainly made before this one: what it refers to or depends on, and what those do. A nested stack
 * is made once all in it is, and nothing in it before what the nested stack itself waits for
 * (AWS CloudFormation User Guide, "DependsOn attribute"). A stack whose exports, outputs or parameters another uses is made before it.
 */
export function madeBefore(resource: Pick<Resource, 'stack' | 'logicalId'>): Set<string> {
  const found = new Set<string>();
  const waited = new Set<string>();
  const waitedFor = new Set<StackReader>();
  const wait = (stack: StackReader, logicalId: string): void => {
    const place = placeOf({ stack, logicalId });
    if (waited.has(place)) return;
    waited.add(place);
    for (const next of stack.dependencies.get(logicalId) ?? []) take(stack, next);
    if (stack.parent !== null && stack.nestedAs !== undefined) wait(stack.parent, stack.nestedAs);
    waitForStacks(stack);
  };
  const waitForStacks = (stack: StackReader): void => {
    if (waitedFor.has(stack)) return;
    waitedFor.add(stack);
    for (const other of stack.after())
      for (const whole of other.root().descendants()) {
        for (const logicalId of whole.template.resources.keys())
          found.add(placeOf({ stack: whole, logicalId }));
        waitForStacks(whole);
      }
  };
  const take = (stack: StackReader, logicalId: string): void => {
    const place = placeOf({ stack, logicalId });
    if (found.has(place)) return;
    found.add(place);
    const nested = stack.nestedCalled(logicalId);
    for (const inner of nested?.template.resources.keys() ?? []) if (nested) take(nested, inner);
    wait(stack, logicalId);
  };
  wait(resource.stack, resource.logicalId);
  return found;
}

/** About how many seconds resources take to be made that others wait long for, as events of stacks show; all others take one. */
const takesS: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 15,
  'AWS::IAM::ManagedPolicy': 15,
  'AWS::IAM::Policy': 15,
  'AWS::Lambda::Function': 5,
};

/** When a resource is begun and made at the earliest, in seconds from the beginning of its stack, where everything is made as soon as what it waits for. */
export function earliestS({ stack, logicalId }: Pick<Resource, 'stack' | 'logicalId'>): {
  readonly begin: number;
  readonly end: number;
} {
  const known = new Map<string, number>();
  const endOf = (id: string): number => {
    const before = known.get(id);
    if (before !== undefined) return before;
    // A circle is refused elsewhere.
    known.set(id, 0);
    const end = beginOf(id) + (takesS[stack.template.resources.get(id)?.type ?? ''] ?? 1);
    known.set(id, end);
    return end;
  };
  const beginOf = (id: string): number => Math.max(0, ...[...(stack.dependencies.get(id) ?? [])].map(endOf));
  return { begin: beginOf(logicalId), end: endOf(logicalId) };
}
