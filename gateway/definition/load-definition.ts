import type { DefinitionWarning, Deployment, Stack } from '../model.ts';
import { MissingExport } from './definition-error.ts';
import { hasDomains } from './domains.ts';
import { missingFunctions } from './missing-functions.ts';
import { Neighbours } from './neighbours.ts';
import { openTemplate } from './open-template.ts';
import type { DefinitionSource } from './sources.ts';
import { readStacks, serves } from './stack.ts';
import { refuseSameNames } from './stack-names.ts';
import { StackReader, type Surroundings } from './stack-reader.ts';
import type { Template } from './template.ts';
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
 * Loads CloudFormation templates as the stacks of one deployment; stacks may use what others export, and be part of others' APIs,
 * in any order. Throws DefinitionError for the first mistake; what loads but isn't served as AWS would is a warning.
 */
export function loadDefinition(
  sources: readonly DefinitionSource[],
  options: LoadOptions = {},
): LoadedDefinition {
  const { region = 'us-east-1', createdAt = new Date().toISOString() } = options;
  refuseSameNames(sources);
  const around = { region, accountId, exports: new Map<string, string>(), createdAt, mayMakeUp: true };
  const roots = openTogether(sources, around);
  const read = sources.map((source): LoadedStacks => {
    const root = roots.get(source);
    return root === undefined
      ? readTerraform(source, around)
      : readTemplates(source, root, sources.length > 1);
  });
  const deployment = { stacks: read.flatMap(({ stacks }) => stacks) };
  const first = roots.get(sources[0] as DefinitionSource);
  if (first !== undefined && !deployment.stacks.some(serves)) readStacks(first, { mayBeEmpty: false });
  return {
    deployment,
    warnings: [
      ...read.flatMap(({ warnings }) => warnings()),
      ...missingFunctions(deployment),
      ...unusableKeys(deployment),
    ],
  };
}

type Around = Omit<Surroundings, 'stackName' | 'parameters'>;

interface LoadedStacks {
  /** The source's own, and those nested in it. */
  readonly stacks: readonly Stack[];
  /** Complete once all sources are read: some are about parts of another's API. */
  warnings(): readonly DefinitionWarning[];
}

/** Evaluates the templates, each once what it takes from others is there. Throws DefinitionError. */
function openTogether(
  sources: readonly DefinitionSource[],
  around: Around,
): ReadonlyMap<DefinitionSource, StackReader> {
  const neighbours = new Neighbours('nothing');
  const roots = new Map<DefinitionSource, StackReader>();
  const templates = new Map<DefinitionSource, Template>();
  let waiting = sources.filter(({ terraform }) => terraform === undefined);
  while (waiting.length > 0) {
    const later: DefinitionSource[] = [];
    let missing: MissingExport | undefined;
    for (const source of waiting) {
      const { file, stackName, parameters = {}, after = [] } = source;
      const template = templates.get(source) ?? openTemplate(file, parameters);
      templates.set(source, template);
      const surroundings = { ...around, stackName, parameters, after, neighbours, openTemplate };
      try {
        const root = new StackReader(template, surroundings);
        neighbours.add(root);
        roots.set(source, root);
      } catch (error) {
        if (!(error instanceof MissingExport)) throw error;
        missing ??= error;
        later.push(source);
      }
    }
    if (missing !== undefined && later.length === waiting.length) {
      if (neighbours.known === 'everything') throw missing;
      // A stack that lacks a parameter may share what another waits for.
      neighbours.known = neighbours.known === 'nothing' ? 'parameters' : 'everything';
    }
    waiting = later;
  }
  neighbours.known = 'everything';
  return roots;
}

function readTemplates(
  { mayBeEmpty }: DefinitionSource,
  root: StackReader,
  isOneOfSeveral: boolean,
): LoadedStacks {
  // Domains may be all that a template makes, for the APIs of others; so may functions, routes or roles.
  const bringsParts = isOneOfSeveral && !root.descendants().some(hasApi);
  const stacks = readStacks(root, { mayBeEmpty: mayBeEmpty ?? (hasDomains(root) || bringsParts) });
  return { stacks, warnings: () => root.descendants().flatMap(({ warnings }) => warnings) };
}

const hasApi = (stack: StackReader): boolean =>
  stack.resourcesOf('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api').length > 0;

function readTerraform({ terraform, stackName }: DefinitionSource, around: Around): LoadedStacks {
  if (terraform === undefined) return { stacks: [], warnings: () => [] };
  const { stack, warnings } = terraformStack(terraform, { ...around, stackName });
  return { stacks: [stack], warnings: () => warnings };
}
