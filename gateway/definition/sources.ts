import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ReadTerraform } from './terraform/load.ts';
import { isTerraformFolder } from './terraform/read-module.ts';

/** One definition to load as one stack: a template, or a folder of Terraform. */
export interface DefinitionSource {
  /** The template's file, or the folder. */
  readonly file: string;
  readonly stackName: string;
  /** Of the template, or the variables of the Terraform folder. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What a Terraform source was read into: `readSources` puts it here. */
  readonly terraform?: ReadTerraform;
}

const templateNames = ['template.yaml', 'template.yml', 'template.json'];

/** The template, or else the Terraform, of each direct child folder of `folder` except `faults`; the stack is called as its folder. */
export function sourcesIn(folder: string): DefinitionSource[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'faults')
    .map(({ name }) => name)
    .sort()
    .flatMap((stackName) => {
      const file = templateNames
        .map((name) => join(folder, stackName, name))
        .find((path) => existsSync(path));
      if (file !== undefined) return [{ file, stackName }];
      const own = join(folder, stackName);
      return isTerraformFolder(own) ? [{ file: own, stackName }] : [];
    });
}

/** One template file, or folder of Terraform; the stack is called as its folder for `template.*`, else as the file. */
export function sourceOf(file: string): DefinitionSource {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false)
    return {
      file,
      stackName: basename(resolve(file))
        .replace(/[^A-Za-z0-9-]+/g, '-')
        .replace(/^(?![A-Za-z])/, 'stack-'),
    };
  const base = basename(file, extname(file));
  return { file, stackName: base === 'template' ? basename(dirname(resolve(file))) : base };
}
