import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from './definition-error.ts';

/** One stack of an assembly. */
export interface AssemblyStack {
  readonly file: string;
  readonly stackName: string;
}

const templateEnd = '.template.json';

/** Whether a folder is what `cdk synth` writes: `cdk.out`, or one like it. */
export function isCloudAssembly(folder: string): boolean {
  return existsSync(join(folder, 'manifest.json')) || templatesIn(folder).length > 0;
}

/** The stacks of an assembly and of those nested in it. Throws DefinitionError for a manifest that can't be read. */
export function stacksOfAssembly(folder: string): AssemblyStack[] {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest))
    return templatesIn(folder).map((name) => ({
      file: join(folder, name),
      stackName: name.slice(0, -templateEnd.length),
    }));
  return Object.entries(artifactsIn(manifest)).flatMap(([id, { type, properties = {} }]) => {
    if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined)
      return stacksOfAssembly(join(folder, properties.directoryName));
    if (type !== 'aws:cloudformation:stack' || properties.templateFile === undefined) return [];
    return [{ file: join(folder, properties.templateFile), stackName: properties.stackName ?? id }];
  });
}

function templatesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(templateEnd) && !name.endsWith(`.nested${templateEnd}`))
    .sort();
}

/** What is read of it (AWS CDK, cloud assembly schema, "AssemblyManifest"). */
interface Artifact {
  readonly type?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
}

function artifactsIn(file: string): Readonly<Record<string, Artifact>> {
  try {
    const { artifacts } = JSON.parse(readFileSync(file, 'utf8')) as { artifacts?: Record<string, Artifact> };
    return artifacts ?? {};
  } catch {
    throw new DefinitionError("The assembly's manifest isn't valid JSON.", {
      file,
      line: null,
      next: ['Run cdk synth again.'],
    });
  }
}
