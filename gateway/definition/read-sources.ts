import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DefinitionError } from './definition-error.ts';
import { didYouMean } from './near.ts';
import { withOwnParameters } from './own-parameters.ts';
import type { DefinitionSource } from './sources.ts';
import { isTerraformFolder } from './terraform/folder.ts';
import { isPlan } from './terraform/plan-document.ts';
import type { ValueMap } from './terraform/value.ts';

const accountId = '123456789012';

/** Reads the sources that are Terraform, whose reader is loaded for them only; leaves templates as they are. */
export async function readSources(
  sources: readonly DefinitionSource[],
  { region }: { region: string },
): Promise<DefinitionSource[]> {
  const read: DefinitionSource[] = [];
  for (const source of sources) {
    if (!isFolder(source.file)) {
      const plan = planIn(source.file);
      const { file, stackName } = source;
      const options = { file, folder: dirname(resolve(file)), stackName, region, accountId };
      if (plan === null) read.push(source);
      else {
        const { readPlan } = await import('./terraform/plan.ts');
        read.push({ ...source, terraform: readPlan(plan.text, plan.json, options) });
      }
      continue;
    }
    const folder = resolve(source.file);
    if (!isTerraformFolder(folder))
      throw new DefinitionError('The folder holds no .tf file, and nothing that cdk synth wrote.', {
        file: source.file,
        line: null,
        next: ['Name a template by its file: --template FOLDER/template.yaml'],
      });
    const { stackName, variables = {} } = source;
    const { readTerraform } = await import('./terraform/load.ts');
    const terraform = await readTerraform({ folder, stackName, variables, region, accountId });
    read.push({ ...source, terraform });
  }
  refuseUndeclared(read);
  return withOwnParameters(read);
}

/** What `terraform show -json` wrote, or null for any other file. */
function planIn(file: string): { text: string; json: ValueMap } | null {
  if (!file.endsWith('.json') || !existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  // A template is told apart without reading all of it as JSON.
  if (!text.includes('"format_version"') || !text.includes('"root_module"')) return null;
  try {
    const json: unknown = JSON.parse(text);
    return isPlan(json) ? { text, json } : null;
  } catch {
    return null;
  }
}

/** A variable may be meant for one of several configurations, but for one it must be. */
function refuseUndeclared(sources: readonly DefinitionSource[]): void {
  const declared = new Set(sources.flatMap(({ terraform }) => terraform?.declared ?? []));
  for (const { file, variables = {} } of sources)
    for (const name of Object.keys(variables))
      if (!declared.has(name))
        throw new DefinitionError(`The variable ${name} was given, but no configuration declares it.`, {
          file,
          line: null,
          next: didYouMean(name, declared),
        });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
