import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { isCloudAssembly, stacksOfAssembly } from './cloud-assembly.ts';
import { packagedStackName, packagedTemplate } from './serverless-package.ts';
import { isTerraformFolder } from './terraform/folder.ts';
import type { ReadTerraform } from './terraform/load.ts';

/** One definition to load as one stack: a template, or a folder of Terraform. */
export interface DefinitionSource {
  /** The template's file, or the folder. */
  readonly file: string;
  readonly stackName: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of a Terraform source; lists and maps as JSON. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What a Terraform source was read into: `readSources` puts it here. */
  readonly terraform?: ReadTerraform;
  /** Names of the stacks that are deployed before this one, as far as they can be told without reading it. */
  readonly after?: readonly string[];
  /** One stack of several that belong together: another may bring the API. */
  readonly mayBeEmpty?: boolean;
}

const templateNames = ['template.yaml', 'template.yml', 'template.json'];

/** The template, or else the Terraform, of each direct child folder of `folder` except `faults`; the stack is called as its folder. */
export function sourcesIn(folder: string): DefinitionSource[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'faults')
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => {
      const own = join(folder, name);
      const stackName = stackNameFor(name);
      const file = templateNames.map((each) => join(own, each)).find((path) => existsSync(path));
      if (file !== undefined) return [{ file, stackName }];
      if (isTerraformFolder(own)) return [{ file: own, stackName }];
      return isCloudAssembly(own) ? sourcesOf(own) : [];
    });
}

/** What a path holds: the stacks of a folder that `cdk synth` or `serverless package` wrote, else one template or folder of Terraform. */
export function sourcesOf(path: string): DefinitionSource[] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const packaged = isFolder ? packagedTemplate(path) : null;
  if (packaged !== null) return [sourceOf(packaged)];
  if (!isFolder || isTerraformFolder(path) || !isCloudAssembly(path)) return [sourceOf(path)];
  return stacksOfAssembly(path).map((stack) => ({ ...stack, mayBeEmpty: true }));
}

/** One template file, or folder of Terraform; the stack is called as its folder for `template.*`, else as the file. */
export function sourceOf(file: string): DefinitionSource {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false)
    return { file, stackName: stackNameFor(basename(resolve(file))) };
  const packaged = packagedStackName(file);
  if (packaged !== null) return { file, stackName: packaged };
  const base = basename(file, extname(file)).replace(/\.template$/, '');
  return { file, stackName: stackNameFor(base === 'template' ? basename(dirname(resolve(file))) : base) };
}

/** A name that CloudFormation takes, as near to a file's or folder's as can be: `orders_api` is `orders-api`. */
const stackNameFor = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^(?![A-Za-z])/, 'stack-')
    .slice(0, 128);
