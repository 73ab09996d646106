import { stableId } from '../identities.ts';
import type { Template, TemplateResource } from '../template.ts';
import type { MapNode, ResolvedNode, TemplateNode } from '../template-node.ts';
import { nodeOf } from './body.ts';
import { mapNode, scalarNode, type TerraformResource, textOfArgument, withEntries } from './gathered.ts';
import { withHttpParts } from './http-parts.ts';
import type { Evaluated, TerraformOutput } from './read-configuration.ts';
import {
  type FoldedInto,
  foldParts,
  withMethodParts,
  withOwnMediaTypes,
  withSettings,
  withStageDescription,
} from './rest-parts.ts';
import { translated, translations } from './translation.ts';
import { toJson } from './value.ts';

export interface TemplateSurroundings {
  /** Folder or plan file, for messages without a line. */
  readonly file: string;
  readonly body: string;
  readonly stackName: string;
  /** The id that the gateway gives an API. */
  readonly apiIdOf: (api: TerraformResource) => string;
  readonly fail: (line: number, message: string) => Error;
}

/** The resources of a configuration as the template that the rest of the gateway reads, under their Terraform addresses. */
export function stackTemplate(
  { resources, outputs, variables }: Evaluated,
  around: TemplateSurroundings,
): Template {
  const { into, strays } = foldParts(resources, around.apiIdOf);
  for (const { part, sentence } of strays) throw around.fail(part.line, `${part.address} ${sentence}.`);
  const parts = (whole: TerraformResource) =>
    resources.filter(({ address }) => into.get(address) === whole.address);
  const wholes = resources.filter(({ address }) => !into.has(address));
  const entries = wholes.flatMap((resource) => {
    const one = stackResource(resource, { parts: parts(resource), around });
    const dependsOn = createdBefore(resource, { resources, into }).map((name) => ({
      name,
      line: resource.line,
    }));
    return [{ ...one, dependsOn }, ...versionOf(resource)];
  });
  return {
    file: around.file,
    body: around.body,
    description: '',
    transforms: new Map(),
    parameters: new Map(Object.entries(variables).map(([name, value]) => [name, parameter(value)])),
    mappings: new Map(),
    conditions: new Map(),
    resources: new Map(entries.map((one) => [one.logicalId, one])),
    globals: new Map(),
    rules: new Map(),
    notes: [],
    outputs: new Map(outputs.map((output) => [output.name, outputNode(output)])),
  };
}

function parameter(value: string): MapNode<TemplateNode> {
  return mapNode(1, [
    ['Type', scalarNode('String', 1)],
    ['Default', scalarNode(value, 1)],
  ]);
}

function outputNode({ value, description, line }: TerraformOutput): MapNode<TemplateNode> {
  const text = value === null ? '' : typeof value === 'object' ? toJson(value) : String(value);
  return mapNode(line, [
    ['Value', scalarNode(text, line)],
    ['Description', description === null ? undefined : scalarNode(description, line)],
  ]);
}

interface Around {
  readonly parts: readonly TerraformResource[];
  readonly around: TemplateSurroundings;
}

function stackResource(resource: TerraformResource, context: Around): Omit<TemplateResource, 'dependsOn'> {
  const translation = translations[resource.type];
  const properties =
    translation === undefined
      ? mapNode(resource.line, [])
      : completed(resource, translated(resource.arguments, translation.names), context);
  return {
    logicalId: resource.address,
    type: translation?.type ?? resource.type,
    line: resource.line,
    condition: null,
    properties,
  };
}

/** What isn't just another name for the same: parts, defaults that differ, and blocks of another shape. */
function completed(
  resource: TerraformResource,
  properties: MapNode<ResolvedNode>,
  { parts, around }: Around,
): MapNode<ResolvedNode> {
  const { line } = resource;
  switch (resource.type) {
    case 'aws_api_gateway_rest_api':
      return withEntries(unlimited(withOwnMediaTypes(properties), 'MinimumCompressionSize'), [
        ['Policy', policyOf(parts)],
      ]);
    case 'aws_api_gateway_method':
      return withMethodParts(properties, parts);
    case 'aws_api_gateway_stage':
      return withSettings(properties, parts);
    case 'aws_api_gateway_deployment':
      return withStageDescription(properties, resource, parts);
    case 'aws_api_gateway_api_key':
      return withDefaults(properties, [
        ['Enabled', scalarNode(true, line)],
        ['Value', scalarNode(stableId(`${around.stackName}/${resource.address}/value`, 40), line)],
      ]);
    case 'aws_api_gateway_authorizer':
      return withDefaults(properties, [
        ['Type', scalarNode('TOKEN', line)],
        ['IdentitySource', scalarNode('method.request.header.Authorization', line)],
      ]);
    case 'aws_lambda_permission':
      return withEntries(properties, [['FunctionName', qualified(resource)]]);
    case 'aws_lambda_function':
      return unlimited(properties, 'ReservedConcurrentExecutions');
    default:
      return withHttpParts(properties, resource);
  }
}

function withDefaults(
  properties: MapNode<ResolvedNode>,
  defaults: readonly (readonly [string, ResolvedNode])[],
): MapNode<ResolvedNode> {
  return withEntries(
    properties,
    defaults.filter(([name]) => !properties.entries.has(name)),
  );
}

function policyOf(parts: readonly TerraformResource[]): ResolvedNode | undefined {
  const text = parts[0] === undefined ? undefined : textOfArgument(parts[0], 'policy');
  if (parts[0] === undefined || text === undefined) return undefined;
  try {
    return nodeOf(JSON.parse(text), parts[0].line);
  } catch {
    return scalarNode(text, parts[0].line);
  }
}

function qualified(permission: TerraformResource): ResolvedNode | undefined {
  const [name, qualifier] = [
    textOfArgument(permission, 'function_name'),
    textOfArgument(permission, 'qualifier'),
  ];
  return qualifier === undefined ? undefined : scalarNode(`${name}:${qualifier}`, permission.line);
}

/** The provider writes -1 for a limit that there is not. */
function unlimited(properties: MapNode<ResolvedNode>, name: string): MapNode<ResolvedNode> {
  const limit = properties.entries.get(name);
  if (limit?.kind !== 'scalar' || Number(limit.value) >= 0) return properties;
  return { ...properties, entries: new Map([...properties.entries].filter(([, node]) => node !== limit)) };
}

/** `publish = true` makes a version with every change; here there is the first. */
function versionOf(resource: TerraformResource): TemplateResource[] {
  if (resource.type !== 'aws_lambda_function' || textOfArgument(resource, 'publish') !== 'true') return [];
  const { address, line } = resource;
  return [
    {
      logicalId: `${address}.version`,
      type: 'AWS::Lambda::Version',
      line,
      condition: null,
      dependsOn: [{ name: address, line }],
      properties: mapNode(line, [
        ['FunctionName', scalarNode(textOfArgument(resource, 'function_name') ?? '', line)],
      ]),
    },
  ];
}

/** Resources that exist before this one; a method only does once its integration does, for it is nothing without. */
function createdBefore(
  resource: TerraformResource,
  { resources, into }: { resources: readonly TerraformResource[]; into: FoldedInto },
): string[] {
  if (resource.type !== 'aws_api_gateway_deployment')
    return [...new Set(resource.dependsOn)].filter((address) => isWhole(address, resources, into));
  const before = new Set<string>();
  const visit = (address: string): void => {
    for (const next of resources.find((one) => one.address === address)?.dependsOn ?? []) {
      if (before.has(next)) continue;
      before.add(next);
      visit(next);
    }
  };
  visit(resource.address);
  const isReady = (address: string) =>
    resources.every(
      (part) =>
        part.type !== 'aws_api_gateway_integration' ||
        into.get(part.address) !== address ||
        before.has(part.address),
    );
  return [...before].filter((address) => isWhole(address, resources, into) && isReady(address));
}

const isWhole = (address: string, resources: readonly TerraformResource[], into: FoldedInto) =>
  !into.has(address) && resources.some((one) => one.address === address);
