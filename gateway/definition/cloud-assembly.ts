import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from './definition-error.ts';

/** One stack of an assembly. */
export interface AssemblyStack {
  readonly file: string;
  readonly stackName: string;
  /** Names of stacks that are deployed before it. */
  readonly after: readonly string[];
}

const stackType = 'aws:cloudformation:stack';
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
      after: [],
    }));
  const artifacts = artifactsIn(manifest);
  return Object.entries(artifacts).flatMap(([id, { type, properties = {}, dependencies = [] }]) => {
    if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined)
      return stacksOfAssembly(join(folder, properties.directoryName));
    if (type !== stackType || properties.templateFile === undefined) return [];
    const after = dependencies
      .filter((one) => artifacts[one]?.type === stackType)
      .map((one) => nameOf(one, artifacts[one]));
    const file = join(folder, properties.templateFile);
    return [{ file, stackName: nameOf(id, artifacts[id]), after }];
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
  /** Ids of artifacts that are deployed before. */
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
}

const nameOf = (id: string, artifact: Artifact | undefined): string => artifact?.properties?.stackName ?? id;

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
