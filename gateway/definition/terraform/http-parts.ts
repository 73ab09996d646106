import type { MapNode, ResolvedNode } from '../template-node.ts';
import { mapNode, type TerraformResource, textOfArgument, withEntries } from './gathered.ts';
import { elsewhere, translated } from './translation.ts';

/** Nested blocks that CloudFormation writes as maps by name: of HTTP APIs, and of usage plans. */
export function withHttpParts(
  properties: MapNode<ResolvedNode>,
  resource: TerraformResource,
): MapNode<ResolvedNode> {
  switch (resource.type) {
    case 'aws_apigatewayv2_stage':
      return withEntries(properties, [
        [
          'RouteSettings',
          byName(blocksOf(resource, 'route_settings'), 'route_key', (block) =>
            translated(block, { route_key: elsewhere }),
          ),
        ],
      ]);
    case 'aws_apigatewayv2_route':
      return withEntries(properties, [
        [
          'RequestParameters',
          byName(blocksOf(resource, 'request_parameter'), 'request_parameter_key', (block) =>
            translated(block, { request_parameter_key: elsewhere }),
          ),
        ],
      ]);
    case 'aws_apigatewayv2_integration':
      return withEntries(properties, [
        ['ResponseParameters', byName(blocksOf(resource, 'response_parameters'), 'status_code', mappings)],
      ]);
    case 'aws_api_gateway_usage_plan':
      return withEntries(properties, [['ApiStages', apiStages(resource)]]);
    default:
      return properties;
  }
}

function blocksOf(
  { arguments: { entries } }: Pick<TerraformResource, 'arguments'>,
  type: string,
): MapNode<ResolvedNode>[] {
  const list = entries.get(type);
  return list?.kind === 'list' ? list.items.filter((item) => item.kind === 'map') : [];
}

function byName(
  blocks: readonly MapNode<ResolvedNode>[],
  name: string,
  write: (block: MapNode<ResolvedNode>) => ResolvedNode,
): MapNode<ResolvedNode> | undefined {
  const [first] = blocks;
  if (first === undefined) return undefined;
  return mapNode(
    first.line,
    blocks.map((block) => [textOfArgument({ arguments: block }, name) ?? '', write(block)]),
  );
}

/** `{ DESTINATION = SOURCE }` as `{ ResponseParameters: [{ Destination, Source }] }`. */
function mappings(block: MapNode<ResolvedNode>): ResolvedNode {
  const given = block.entries.get('mappings');
  const items = given?.kind === 'map' ? [...given.entries] : [];
  const list: ResolvedNode = {
    kind: 'list',
    items: items.map(([destination, source]) =>
      mapNode(source.line, [
        ['Destination', { kind: 'scalar', value: destination, line: source.line }],
        ['Source', source],
      ]),
    ),
    line: block.line,
  };
  return mapNode(block.line, [['ResponseParameters', list]]);
}

function apiStages(plan: TerraformResource): ResolvedNode | undefined {
  const stages = blocksOf(plan, 'api_stages');
  const [first] = stages;
  if (first === undefined) return undefined;
  const items = stages.map((stage) =>
    withEntries(translated(stage, { throttle: elsewhere }), [
      [
        'Throttle',
        byName(blocksOf({ arguments: stage }, 'throttle'), 'path', (block) =>
          translated(block, { path: elsewhere }),
        ),
      ],
    ]),
  );
  return { kind: 'list', items, line: first.line };
}
