import type { Stack, StackOutput } from '../model.ts';

/** An export, and the stacks that have its value. */
export interface UsedExport {
  readonly stack: Stack;
  readonly output: StackOutput & { readonly exportName: string };
  readonly importers: readonly string[];
}

/** Every export of some stacks with who imports it. */
export function exportsOf(stacks: readonly Stack[], all: readonly Stack[]): UsedExport[] {
  return stacks.flatMap((stack) =>
    stack.outputs.flatMap((output) => {
      const { exportName } = output;
      if (exportName === undefined) return [];
      const importers = all
        .filter(({ imports = [] }) => imports.includes(exportName))
        .map(({ name }) => name);
      return [{ stack, output: { ...output, exportName }, importers }];
    }),
  );
}

/**
 * Why stacks can't be replaced by others, in CloudFormation's words: somebody else has the value of an export that would go, or
 * change. `null`: nobody does.
 */
export function usedExport(
  before: readonly Stack[],
  after: readonly Stack[],
  others: readonly Stack[],
): string | null {
  const values = new Map(exportsOf(after, []).map(({ output }) => [output.exportName, output.value]));
  for (const { output, importers } of exportsOf(before, others)) {
    const value = values.get(output.exportName);
    if (importers.length === 0 || value === output.value) continue;
    const verb = value === undefined ? 'delete' : 'update';
    return `Cannot ${verb} export ${output.exportName} as it is in use by ${importers.join(', ')}.`;
  }
  return null;
}
