import { DefinitionError } from './definition-error.ts';
import type { DefinitionSource } from './sources.ts';

/** Throws DefinitionError for a name that CloudFormation doesn't take, and for one that two sources have. */
export function refuseSameNames(sources: readonly DefinitionSource[]): void {
  const files = new Map<string, string>();
  for (const { file, stackName } of sources) {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stackName))
      throw new DefinitionError(
        `A stack can't be called "${stackName}": letters, digits and hyphens, a letter first.`,
        {
          file,
          line: null,
          next: ['The stack is called as the folder of template.yaml, or as the file itself.'],
        },
      );
    const other = files.get(stackName);
    if (other !== undefined)
      throw new DefinitionError(`Two templates would make the stack ${stackName}; the other is ${other}.`, {
        file,
        line: null,
      });
    files.set(stackName, file);
  }
}
