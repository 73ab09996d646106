import type { DefinitionWarning, Deployment, Stack } from '../model.ts';
import { DefinitionError, MissingExport } from './definition-error.ts';
import { hasDomains } from './domains.ts';
import { openTemplate } from './open-template.ts';
import type { DefinitionSource } from './sources.ts';
import { readStacks, serves } from './stack.ts';
import { StackReader, type Surroundings } from './stack-reader.ts';
import { terraformStack } from './terraform/stack.ts';
import { unusableKeys } from './unusable-keys.ts';

export { DefinitionError } from './definition-error.ts';
export { type DefinitionSource, sourceOf, sourcesIn, sourcesOf } from './sources.ts';

export interface LoadOptions {
  /** Default: `us-east-1`. */
  readonly region?: string;
  /** When the stacks say that they were created, ISO 8601; default: now. */
  readonly createdAt?: string;
}

export interface LoadedDefinition {
  readonly deployment: Deployment;
  readonly warnings: DefinitionWarning[];
}

const accountId = '123456789012';

/**
 * Loads CloudFormation templates as the stacks of one deployment; stacks may import what others export, in any order.
 * Throws DefinitionError for the first mistake; what loads but isn't served as AWS would is a warning.
 */
export function loadDefinition(
  sources: readonly DefinitionSource[],
  options: LoadOptions = {},
): LoadedDefinition {
  const { region = 'us-east-1', createdAt = new Date().toISOString() } = options;
  refuseSameNames(sources);
  const loaded = new Map<string, LoadedStacks>();
  const exports = new Map<string, string>();
  const around = { region, accountId, exports, createdAt };
  let waiting = [...sources];
  while (waiting.length > 0) {
    const later: DefinitionSource[] = [];
    let missing: MissingExport | undefined;
    for (const source of waiting) {
      try {
        const { stackName, parameters = {} } = source;
        const read = readSource(source, { ...around, stackName, parameters });
        loaded.set(source.stackName, read);
        for (const { exportName, value } of read.stacks.flatMap(({ outputs }) => outputs))
          if (exportName !== undefined) exports.set(exportName, value);
      } catch (error) {
        if (!(error instanceof MissingExport)) throw error;
        missing ??= error;
        later.push(source);
      }
    }
    if (missing !== undefined && later.length === waiting.length) throw missing;
    waiting = later;
  }
  const inOrder = sources.flatMap(({ stackName }) => loaded.get(stackName) ?? []);
  const deployment = { stacks: inOrder.flatMap(({ stacks }) => stacks) };
  const [first] = sources;
  if (first !== undefined && !deployment.stacks.some(serves))
    readSource(
      { ...first, mayBeEmpty: false },
      {
        ...around,
        stackName: first.stackName,
        parameters: first.parameters ?? {},
      },
    );
  return {
    deployment,
    warnings: [
      ...inOrder.flatMap(({ warnings }) => warnings),
      ...missingFunctions(deployment),
      ...unusableKeys(deployment),
    ],
  };
}

interface LoadedStacks {
  /** The source's own, and those nested in it. */
  readonly stacks: readonly Stack[];
  readonly warnings: readonly DefinitionWarning[];
}

function readSource(
  { terraform, file, mayBeEmpty }: DefinitionSource,
  surroundings: Surroundings,
): LoadedStacks {
  if (terraform !== undefined) {
    const { stack, warnings } = terraformStack(terraform, surroundings);
    return { stacks: [stack], warnings };
  }
  const root = new StackReader(openTemplate(file, surroundings.parameters), {
    ...surroundings,
    openTemplate,
  });
  // Domains may be all that a template makes, for the APIs of others.
  const stacks = readStacks(root, { mayBeEmpty: mayBeEmpty ?? hasDomains(root) });
  return { stacks, warnings: root.descendants().flatMap(({ warnings }) => warnings) };
}

function refuseSameNames(sources: readonly DefinitionSource[]): void {
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

/** Integrations and authorizers whose function is in none of the stacks: they answer as on AWS for a function that isn't there. */
function missingFunctions({ stacks }: Deployment): DefinitionWarning[] {
  const arns = new Set(stacks.flatMap(({ functions }) => functions.map(({ arn }) => arn)));
  return stacks.flatMap(({ apis, file }) =>
    apis.flatMap((api) => {
      const methods = api.apiType === 'rest' ? api.pathResources.flatMap((one) => one.methods) : api.routes;
      const named = methods.flatMap(({ integration }) =>
        integration.type === 'AWS_PROXY' ? [integration.function.arn] : [],
      );
      const asked = api.authorizers.flatMap((one) => ('function' in one ? [one.function.arn] : []));
      const lost = [...new Set([...named, ...asked])].filter(
        (arn) => !arn.includes('${') && !arns.has(arn.split(':').slice(0, 7).join(':')),
      );
      return lost.map((arn) => ({
        file,
        line: null,
        resource: api.logicalId,
        message: `an integration or authorizer names ${arn}, and no template makes that function`,
      }));
    }),
  );
}
