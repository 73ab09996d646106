import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';

/** One template to load as one stack. */
export interface DefinitionSource {
  readonly file: string;
  readonly stackName: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const templateNames = ['template.yaml', 'template.yml', 'template.json'];

/** The templates of each direct child folder of `folder` except `faults`, by name; the stack is called as its folder. */
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
      return file === undefined ? [] : [{ file, stackName }];
    });
}

/** One template file; the stack is called as its folder for `template.*`, else as the file. */
export function sourceOf(file: string): DefinitionSource {
  const base = basename(file, extname(file));
  return { file, stackName: base === 'template' ? basename(dirname(resolve(file))) : base };
}
