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

const templateEnd = '.template.json';

/** Whether a folder is what `cdk synth` writes: `cdk.out`, or one like it. */
export function isCloudAssembly(folder: string): boolean {
  return existsSync(join(folder, 'manifest.json')) || templatesIn(folder).length > 0;
}

/**
 * The stacks of an assembly and of those nested in it; those of several regions that have the same name are called by their ids.
 * Throws DefinitionError for a manifest that can't be read.
 */
export function stacksOfAssembly(folder: string): AssemblyStack[] {
  const found = artifactsOf(folder);
  const names = found.map(({ stackName }) => stackName);
  const isTaken = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
  const called = ({ id, stackName }: FoundStack): string => (isTaken(stackName) ? id : stackName);
  return found.map((stack) => ({
    file: stack.file,
    stackName: called(stack),
    after: found
      .filter(({ folder: own, id }) => own === stack.folder && stack.waitsFor.includes(id))
      .map(called),
  }));
}

interface FoundStack {
  /** Of the assembly that it stands in. */
  readonly folder: string;
  readonly id: string;
  readonly file: string;
  readonly stackName: string;
  /** Ids in the same assembly. */
  readonly waitsFor: readonly string[];
}

function artifactsOf(folder: string): FoundStack[] {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest))
    return templatesIn(folder).map((name) => {
      const id = name.slice(0, -templateEnd.length);
      return { folder, id, file: join(folder, name), stackName: id, waitsFor: [] };
    });
  return Object.entries(artifactsIn(manifest)).flatMap(
    ([id, { type, properties = {}, dependencies: waitsFor = [] }]) => {
      if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined)
        return artifactsOf(join(folder, properties.directoryName));
      if (type !== 'aws:cloudformation:stack' || properties.templateFile === undefined) return [];
      const file = join(folder, properties.templateFile);
      return [{ folder, id, file, stackName: properties.stackName ?? id, waitsFor }];
    },
  );
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
