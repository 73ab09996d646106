import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { DefinitionError } from './definition-error.ts';
import { didYouMean } from './near.ts';
import { withOwnParameters } from './own-parameters.ts';
import type { DefinitionSource } from './sources.ts';
import { isTerraformFolder } from './terraform/folder.ts';
import { isPlan, isState } from './terraform/plan-document.ts';
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
    const terraform = await readTerraform({
      folder,
      stackName,
      variables,
      environment: process.env,
      region,
      accountId,
    });
    read.push({ ...source, terraform });
  }
  refuseUndeclared(read);
  return withOwnParameters(read);
}

/**
 * What `terraform show -json` wrote, or null for any other file. Throws DefinitionError for what Terraform itself keeps:
 * its own formats may change with every version.
 */
function planIn(file: string): { text: string; json: ValueMap } | null {
  if (/\.ya?ml$/.test(file) || !existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  // A saved plan is an archive; a template is told apart without reading all of it as JSON.
  if (text.startsWith('PK\u0003\u0004')) throw unshown(file, 'plan');
  if (!text.includes('"format_version"') && !text.includes('"terraform_version"')) return null;
  try {
    const json: unknown = JSON.parse(text);
    if (isPlan(json)) return { text, json };
    if (isState(json)) throw unshown(file, 'state');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return null;
}

function unshown(file: string, what: string): DefinitionError {
  return new DefinitionError(
    `The file is a ${what} as Terraform keeps it; only what it shows of one is read.`,
    {
      file,
      line: null,
      next: [`Write it out: terraform show -json ${basename(file)} > shown.json, and name that file.`],
    },
  );
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
