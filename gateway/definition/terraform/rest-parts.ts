import type { MapNode, ResolvedNode } from '../template-node.ts';
import { mapNode, scalarNode, type TerraformResource, textOfArgument, withEntries } from './gathered.ts';
import { partOfMethod, restIntegration, translated } from './translation.ts';

/** Terraform resources that are parts of one CloudFormation resource: which one, by address. */
export type FoldedInto = Map<string, string>;

/** A part whose whole isn't there. */
export interface Stray {
  readonly part: TerraformResource;
  readonly sentence: string;
}

const ofMethod = [
  'aws_api_gateway_integration',
  'aws_api_gateway_method_response',
  'aws_api_gateway_integration_response',
] as const;

const ofStage = 'aws_api_gateway_method_settings';
const ofApi = 'aws_api_gateway_rest_api_policy';

export const isPart = (type: string) => [...ofMethod, ofStage, ofApi].some((one) => one === type);

const methodKey = (resource: TerraformResource) =>
  ['rest_api_id', 'resource_id', 'http_method'].map((name) => textOfArgument(resource, name)).join(' ');

const stageKey = (resource: TerraformResource) =>
  ['rest_api_id', 'stage_name'].map((name) => textOfArgument(resource, name)).join(' ');

/** Finds each part's whole: the method, stage, deployment or API that it belongs to. */
export function foldParts(
  resources: readonly TerraformResource[],
  apiIdOf: (api: TerraformResource) => string,
): { into: FoldedInto; strays: Stray[] } {
  const into: FoldedInto = new Map();
  const strays: Stray[] = [];
  const wholes = (types: readonly string[]) => resources.filter(({ type }) => types.includes(type));
  const fold = (part: TerraformResource, whole: TerraformResource | undefined, sentence: string) => {
    if (whole === undefined) strays.push({ part, sentence });
    else into.set(part.address, whole.address);
  };
  for (const part of resources) {
    if (ofMethod.some((type) => type === part.type))
      fold(
        part,
        wholes(['aws_api_gateway_method']).find((one) => methodKey(one) === methodKey(part)),
        `belongs to a method ${textOfArgument(part, 'http_method') ?? ''} that its resource doesn't have`,
      );
    else if (part.type === ofStage)
      fold(
        part,
        wholes(['aws_api_gateway_stage', 'aws_api_gateway_deployment']).find(
          (one) => stageKey(one) === stageKey(part),
        ),
        `belongs to a stage ${textOfArgument(part, 'stage_name') ?? ''} that its API doesn't have`,
      );
    else if (part.type === ofApi)
      fold(
        part,
        wholes(['aws_api_gateway_rest_api']).find(
          (one) => apiIdOf(one) === textOfArgument(part, 'rest_api_id'),
        ),
        "belongs to an API that isn't in the configuration",
      );
  }
  return { into, strays };
}

const mediaTypesKey = 'x-amazon-apigateway-binary-media-types';

/** An API's own binary media types take the place of its document's (provider documentation, `aws_api_gateway_rest_api`). */
export function withOwnMediaTypes(properties: MapNode<ResolvedNode>): MapNode<ResolvedNode> {
  const body = properties.entries.get('Body');
  const own = properties.entries.get('BinaryMediaTypes');
  if (body?.kind !== 'map' || own?.kind !== 'list' || own.items.length === 0) return properties;
  const entries = [...body.entries].filter(([name]) => name !== mediaTypesKey);
  return withEntries(properties, [['Body', { ...body, entries: new Map(entries) }]]);
}

/** A method's properties with its integration and responses in their places. */
export function withMethodParts(
  properties: MapNode<ResolvedNode>,
  parts: readonly TerraformResource[],
): MapNode<ResolvedNode> {
  const of = (type: (typeof ofMethod)[number]) => parts.filter((part) => part.type === type);
  const integration = of('aws_api_gateway_integration')[0];
  const responses = listOf(of('aws_api_gateway_integration_response'));
  return withEntries(properties, [
    ['MethodResponses', listOf(of('aws_api_gateway_method_response'))],
    [
      'Integration',
      integration &&
        withEntries(translated(integration.arguments, restIntegration), [
          ['IntegrationResponses', responses],
        ]),
    ],
  ]);
}

function listOf(parts: readonly TerraformResource[]): ResolvedNode | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return {
    kind: 'list',
    items: parts.map((part) => translated(part.arguments, partOfMethod)),
    line: first.line,
  };
}

/** A stage's properties with its method settings; a deployment's stage keeps them in its StageDescription. */
export function withSettings(
  properties: MapNode<ResolvedNode>,
  parts: readonly TerraformResource[],
): MapNode<ResolvedNode> {
  const [first] = parts;
  if (first === undefined) return properties;
  return withEntries(properties, [
    ['MethodSettings', { kind: 'list', items: parts.map(methodSettings), line: first.line }],
  ]);
}

function methodSettings(part: TerraformResource): MapNode<ResolvedNode> {
  const settings = part.arguments.entries.get('settings');
  const own = settings?.kind === 'list' ? settings.items[0] : undefined;
  const { path, method } = splitMethodPath(textOfArgument(part, 'method_path') ?? '*/*');
  const properties = own?.kind === 'map' ? translated(withoutUnlimited(own), {}) : mapNode(part.line, []);
  return withEntries(properties, [
    ['ResourcePath', scalarNode(path, part.line)],
    ['HttpMethod', scalarNode(method, part.line)],
  ]);
}

/** The provider writes -1 for a limit that isn't set. */
function withoutUnlimited(settings: MapNode<ResolvedNode>): MapNode<ResolvedNode> {
  const limited = [...settings.entries].filter(
    ([name, node]) => !(name.startsWith('throttling_') && isMinusOne(node)),
  );
  return { ...settings, entries: new Map(limited) };
}

const isMinusOne = (node: ResolvedNode) => node.kind === 'scalar' && Number(node.value) === -1;

/** `users/{id}/GET`, and `*` + `/*` for everything, as `RESOURCE_PATH/HTTP_METHOD`. */
function splitMethodPath(methodPath: string): { path: string; method: string } {
  const at = methodPath.lastIndexOf('/');
  const path = methodPath.slice(0, at).replaceAll('~1', '/').replace(/^\/*/, '/');
  return { path, method: methodPath.slice(at + 1) };
}

/** A deployment that makes its stage itself; without a `stage_name` its `variables` are for no stage, as with a timestamp that makes it anew. */
export function withStageDescription(
  properties: MapNode<ResolvedNode>,
  deployment: TerraformResource,
  settings: readonly TerraformResource[],
): MapNode<ResolvedNode> {
  const variables = deployment.arguments.entries.get('variables');
  if (variables === undefined && settings.length === 0) return properties;
  if (textOfArgument(deployment, 'stage_name') === undefined) return properties;
  const description = withSettings(mapNode(deployment.line, [['Variables', variables]]), settings);
  return withEntries(properties, [['StageDescription', description]]);
}
