import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DefinitionError } from '../definition-error.ts';
import type { DefinitionSource } from '../sources.ts';
import { readTerraform } from './load.ts';
import { isTerraformFolder } from './read-module.ts';

const accountId = '123456789012';

/** Reads the sources that are Terraform, which takes a parser that has to be waited for; leaves templates as they are. */
export async function readSources(
  sources: readonly DefinitionSource[],
  { region }: { region: string },
): Promise<DefinitionSource[]> {
  const read: DefinitionSource[] = [];
  for (const source of sources) {
    if (!isFolder(source.file)) {
      read.push(source);
      continue;
    }
    const folder = resolve(source.file);
    if (!isTerraformFolder(folder))
      throw new DefinitionError('The folder holds no .tf file.', { file: source.file, line: null });
    const { stackName, parameters: variables = {} } = source;
    const terraform = await readTerraform({ folder, stackName, variables, region, accountId });
    read.push({ ...source, terraform });
  }
  return read;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
