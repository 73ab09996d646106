import { readFileSync } from 'node:fs';
import type { DefinitionWarning, Deployment, Stack } from '../model.ts';
import { DefinitionError, MissingExport } from './definition-error.ts';
import { expandSam } from './sam/expand-sam.ts';
import type { DefinitionSource } from './sources.ts';
import { readStack } from './stack.ts';
import { StackReader, type Surroundings } from './stack-reader.ts';
import { readTemplate } from './template.ts';
import { terraformStack } from './terraform/stack.ts';

export { DefinitionError } from './definition-error.ts';
export { type DefinitionSource, sourceOf, sourcesIn } from './sources.ts';

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
  const loaded = new Map<string, { stack: Stack; warnings: readonly DefinitionWarning[] }>();
  const exports = new Map<string, string>();
  let waiting = [...sources];
  while (waiting.length > 0) {
    const later: DefinitionSource[] = [];
    let missing: MissingExport | undefined;
    for (const source of waiting) {
      try {
        const surroundings = {
          stackName: source.stackName,
          parameters: source.parameters ?? {},
          region,
          accountId,
          exports,
          createdAt,
        };
        const { stack, warnings } =
          source.terraform === undefined
            ? templateStack(source.file, surroundings)
            : terraformStack(source.terraform, surroundings);
        loaded.set(source.stackName, { stack, warnings });
        for (const { exportName, value } of stack.outputs)
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
  const deployment = { stacks: inOrder.map(({ stack }) => stack) };
  return {
    deployment,
    warnings: [...inOrder.flatMap(({ warnings }) => warnings), ...missingFunctions(deployment)],
  };
}

function templateStack(file: string, surroundings: Surroundings): ReturnType<typeof terraformStack> {
  const reader = new StackReader(expandSam(readTemplate(textOf(file), file)), surroundings);
  return { stack: readStack(reader), warnings: reader.warnings };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new DefinitionError('The template file is not there, or may not be read.', { file, line: null });
  }
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

/** Integrations whose function is in none of the stacks: they answer as on AWS for a function that isn't there. */
function missingFunctions({ stacks }: Deployment): DefinitionWarning[] {
  const arns = new Set(stacks.flatMap(({ functions }) => functions.map(({ arn }) => arn)));
  return stacks.flatMap(({ apis, file }) =>
    apis.flatMap((api) => {
      const methods = api.apiType === 'rest' ? api.pathResources.flatMap((one) => one.methods) : api.routes;
      const named = methods.flatMap(({ integration }) =>
        integration.type === 'AWS_PROXY' ? [integration.function.arn] : [],
      );
      const lost = [...new Set(named)].filter(
        (arn) => !arn.includes('${') && !arns.has(arn.split(':').slice(0, 7).join(':')),
      );
      return lost.map((arn) => ({
        file,
        line: null,
        resource: api.logicalId,
        message: `an integration names ${arn}, and no template makes that function`,
      }));
    }),
  );
}
