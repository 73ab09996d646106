import { type Buildable, Built, mapNode } from '../built-node.ts';
import { placeholders } from '../intrinsic-functions.ts';
import type { Template, TemplateNote, TemplateResource } from '../template.ts';
import { field, textField } from '../template-fields.ts';
import type { MapNode, TemplateNode } from '../template-node.ts';

/** Whether a file is an OpenAPI document and no template. */
export function isOpenApi(root: TemplateNode): root is MapNode<TemplateNode> {
  return root.kind === 'map' && (root.entries.has('openapi') || root.entries.has('swagger'));
}

/**
 * An OpenAPI document that stands for itself, as the template of one API with one stage. Functions that its
 * integrations name may be in other templates; AWS answers 500 for those that aren't there, and so does the gateway.
 */
export function templateOfDocument(
  root: MapNode<TemplateNode>,
  { body, file }: { body: string; file: string },
): Template {
  const document = withNames(root);
  const isHttp = isHttpApi(root);
  const resources = isHttp ? httpResources(document) : restResources(document);
  const kind = isHttp ? 'an HTTP API' : 'a REST API';
  const note: TemplateNote = {
    resource: 'Api',
    line: root.line,
    message: `the OpenAPI document is served as ${kind} with the stage ${isHttp ? '$default' : stageOf(root)}`,
  };
  return {
    file,
    body,
    description: textField(field(root, 'info'), 'description') ?? '',
    transforms: new Map(),
    parameters: new Map(),
    mappings: new Map(),
    conditions: new Map(),
    outputs: new Map(),
    globals: new Map(),
    rules: new Map(),
    notes: [note],
    resources: new Map(
      [...resources, ...permissions(document)].map((resource) => [resource.logicalId, resource]),
    ),
  };
}

/** What only HTTP APIs have, or their exports (API Gateway Developer Guide, "OpenAPI extensions for API Gateway"). */
function isHttpApi(root: MapNode<TemplateNode>): boolean {
  if (root.entries.has('swagger')) return false;
  if (
    ['x-amazon-apigateway-cors', 'x-amazon-apigateway-importexport-version'].some((key) =>
      root.entries.has(key),
    )
  )
    return true;
  const schemes = field(field(root, 'components'), 'securitySchemes');
  if (schemes?.kind === 'map' && [...schemes.entries.values()].some(isHttpScheme)) return true;
  const paths = field(root, 'paths');
  if (paths?.kind !== 'map') return false;
  return [...paths.entries].some(
    ([path, item]) =>
      /^\/?\$default$/.test(path) ||
      (item.kind === 'map' &&
        [...item.entries.values()].some((operation) => {
          const integration = field(operation, 'x-amazon-apigateway-integration');
          return (
            field(integration, 'payloadFormatVersion') !== undefined ||
            field(integration, '$ref') !== undefined
          );
        })),
  );
}

/** A JWT authorizer of an HTTP API has one issuer, of a REST API a list of them. */
function isHttpScheme(scheme: TemplateNode): boolean {
  const authorizer = field(scheme, 'x-amazon-apigateway-authorizer');
  return field(field(authorizer, 'jwtConfiguration'), 'issuer') !== undefined;
}

type Head = Pick<TemplateResource, 'logicalId' | 'type'>;

function resource(
  head: Head,
  line: number,
  properties: { readonly [key: string]: Buildable },
): TemplateResource {
  return { ...head, line, condition: null, dependsOn: [], properties: mapNode(line, properties) };
}

const reference = (name: string, line: number): Built<TemplateNode> =>
  new Built({ kind: 'call', name: 'Ref', argument: { kind: 'scalar', value: name, line }, line });

function restResources(document: MapNode<TemplateNode>): TemplateResource[] {
  const { line } = document;
  const api = reference('Api', line);
  return [
    resource({ logicalId: 'Api', type: 'AWS::ApiGateway::RestApi' }, line, {
      Body: new Built<TemplateNode>(document),
    }),
    resource({ logicalId: 'Deployment', type: 'AWS::ApiGateway::Deployment' }, line, { RestApiId: api }),
    resource({ logicalId: 'Stage', type: 'AWS::ApiGateway::Stage' }, line, {
      RestApiId: api,
      DeploymentId: reference('Deployment', line),
      StageName: stageOf(document),
    }),
  ];
}

function httpResources(document: MapNode<TemplateNode>): TemplateResource[] {
  const { line } = document;
  return [
    resource({ logicalId: 'Api', type: 'AWS::ApiGatewayV2::Api' }, line, {
      Body: new Built<TemplateNode>(document),
    }),
    resource({ logicalId: 'Stage', type: 'AWS::ApiGatewayV2::Stage' }, line, {
      ApiId: reference('Api', line),
      StageName: '$default',
      AutoDeploy: true,
    }),
  ];
}

/** The stage that the document was exported from, else `dev`. */
function stageOf(root: MapNode<TemplateNode>): string {
  const servers = field(root, 'servers');
  const [server] = servers?.kind === 'list' ? servers.items : [];
  const isExecuteApi = (text = '') => text.includes('.execute-api.');
  const exported = isExecuteApi(textField(server, 'url'))
    ? (textField(field(field(server, 'variables'), 'basePath'), 'default') ??
      new URL(textField(server, 'url') ?? '').pathname)
    : isExecuteApi(textField(root, 'host'))
      ? textField(root, 'basePath')
      : undefined;
  const [stage = ''] = (exported ?? '').replace(/^\/+/, '').split('/');
  return /^[A-Za-z0-9_-]{1,128}$/.test(stage) ? stage : 'dev';
}

/** A document on its own has no template that permits calls: every function that it names lets the API in. */
function permissions(document: TemplateNode): TemplateResource[] {
  const arns = new Map<string, number>();
  const gather = (node: TemplateNode): void => {
    if (node.kind === 'list') node.items.forEach(gather);
    if (node.kind === 'map') [...node.entries.values()].forEach(gather);
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const arn = /(arn:[\w-]+:lambda:[^:/]*:[^:/]*:function:[^/]+?)(\/invocations)?$/.exec(node.value)?.[1];
    if (arn !== undefined && !arns.has(arn)) arns.set(arn, node.line);
  };
  gather(document);
  return [...arns].map(([arn, line], index) =>
    resource({ logicalId: `Permission${index + 1}`, type: 'AWS::Lambda::Permission' }, line, {
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      FunctionName: new Built({
        kind: 'call',
        name: 'Fn::Sub',
        argument: { kind: 'scalar', value: arn, line },
        line,
      }),
    }),
  );
}

/** `!Sub` and `!GetAtt` of a document that was written to be included in a template: names stand for functions. */
function withNames(root: MapNode<TemplateNode>): MapNode<TemplateNode> {
  return withoutCalls(root) as MapNode<TemplateNode>;
}

const arnOf = (name: string) =>
  `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`;

function withoutCalls(node: TemplateNode): TemplateNode {
  switch (node.kind) {
    case 'scalar':
      return node;
    case 'list':
      return { ...node, items: node.items.map(withoutCalls) };
    case 'map':
      return {
        ...node,
        entries: new Map([...node.entries].map(([key, value]) => [key, withoutCalls(value)])),
      };
    case 'call': {
      const { name, line, argument } = node;
      const [first] = argument.kind === 'list' ? argument.items : [argument];
      const text = first?.kind === 'scalar' ? String(first.value) : '';
      if (name === 'Fn::Sub') return { kind: 'scalar', value: substituted(text), line };
      if (name === 'Fn::GetAtt') return { kind: 'scalar', value: arnOf(text), line };
      if (name === 'Ref')
        return { kind: 'scalar', value: text.startsWith('AWS::') ? `\${${text}}` : text, line };
      return { ...node, argument: withoutCalls(argument) };
    }
  }
}

function substituted(text: string): string {
  return text.replace(placeholders, (whole, literal: string, inside: string) => {
    if (literal === '!') return `\${${inside}}`;
    const name = inside.trim();
    if (name.startsWith('AWS::')) return whole;
    return name.endsWith('.Arn') ? arnOf(name.slice(0, -'.Arn'.length)) : name;
  });
}
