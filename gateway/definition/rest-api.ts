import type { GatewayResponse, PathResource, RestApi } from '../model.ts';
import type { Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import { allDependenciesOf } from './references.ts';
import { readResourcePolicy } from './resource-policy.ts';
import { readRestAuthorizers } from './rest-authorizers.ts';
import { readMethod } from './rest-methods.ts';
import { readRestStages } from './rest-stages.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** Models that every REST API is created with. */
const builtInModels = {
  Empty: { $schema: 'http://json-schema.org/draft-04/schema#', title: 'Empty Schema', type: 'object' },
  Error: {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: 'Error Schema',
    type: 'object',
    properties: { message: { type: 'string' } },
  },
};

export function readRestApi(
  resource: Resource,
  stack: StackReader,
  permissions: readonly Permission[],
): RestApi {
  const { properties, logicalId, physicalId: id } = resource;
  const mine = (type: string) =>
    stack
      .familyResourcesOf(`AWS::ApiGateway::${type}`)
      .filter((one) => one.properties.required('RestApiId') === id);
  const stages = readRestStages(mine, stack);
  if (stages.length === 0)
    stack.warn(logicalId, resource.line, 'the API has no deployed stage, so nothing of it is served');
  const models = readModels(mine('Model'));
  const rootResourceId = stack.attribute(logicalId, 'RootResourceId', resource.line);
  const authorizers = readRestAuthorizers(mine('Authorizer'), stack, { apiId: id, stages, permissions });
  const around = {
    apiId: id,
    stages,
    permissions,
    authorizerIds: new Set(authorizers.map((authorizer) => authorizer.id)),
    modelNames: new Set(Object.keys(models)),
    validators: readValidators(mine('RequestValidator')),
  };
  const methods = new MethodsByResource(mine('Method'));
  const paths = readPaths(mine('Resource'), rootResourceId);
  const pathResources = paths.map(
    (path): PathResource => ({
      ...path,
      methods: methods
        .take(path.id)
        .map((method) => readMethod(method, stack, { ...around, path: path.path })),
    }),
  );
  methods.refuseTheRest();
  warnOfLateMethods(mine, stack);
  return {
    apiType: 'rest',
    id,
    name: properties.required('Name'),
    logicalId,
    disableExecuteApiEndpoint: properties.flag('DisableExecuteApiEndpoint'),
    createdAt: stack.createdAt,
    endpointType: endpointTypeOf(properties),
    binaryMediaTypes: properties.texts('BinaryMediaTypes').map((type) => type.replaceAll('~1', '/')),
    apiKeySource: properties.oneOf('ApiKeySourceType', ['HEADER', 'AUTHORIZER']) ?? 'HEADER',
    rootResourceId,
    pathResources,
    gatewayResponses: mine('GatewayResponse').map(readGatewayResponse),
    models,
    authorizers,
    policy: readResourcePolicy(resource, stack),
    stages,
  };
}

function endpointTypeOf(properties: Properties): RestApi['endpointType'] {
  const configuration = properties.object('EndpointConfiguration');
  const given = configuration?.texts('Types')[0] ?? 'EDGE';
  if (given !== 'EDGE' && given !== 'REGIONAL' && given !== 'PRIVATE')
    throw properties.fail(
      'EndpointConfiguration',
      `EndpointConfiguration of ${properties.owner} must be EDGE, REGIONAL or PRIVATE, not ${given}.`,
    );
  return given;
}

function readModels(resources: readonly Resource[]): Record<string, unknown> {
  const own = resources.map(({ properties, physicalId }) => {
    const schema = properties.plain('Schema') ?? {};
    if (typeof schema !== 'string') return [physicalId, schema] as const;
    try {
      return [physicalId, JSON.parse(schema) as unknown] as const;
    } catch {
      throw properties.fail('Schema', `Schema of ${properties.owner} isn't valid JSON.`);
    }
  });
  return { ...builtInModels, ...Object.fromEntries(own) };
}

function readValidators(resources: readonly Resource[]) {
  return new Map(
    resources.map(({ physicalId, properties }) => [
      physicalId,
      {
        body: properties.flag('ValidateRequestBody'),
        parameters: properties.flag('ValidateRequestParameters'),
      },
    ]),
  );
}

function readGatewayResponse({ properties }: Resource): GatewayResponse {
  return {
    responseType: properties.required('ResponseType'),
    statusCode: properties.text('StatusCode') ?? null,
    responseParameters: properties.textMap('ResponseParameters'),
    responseTemplates: properties.textMap('ResponseTemplates'),
  };
}

type Path = Omit<PathResource, 'methods'>;

/** The tree of path resources, root first, every child after its parent. */
function readPaths(resources: readonly Resource[], rootResourceId: string): Path[] {
  const paths: Path[] = [{ id: rootResourceId, parentId: null, path: '/', pathPart: '' }];
  for (let at = 0; at < paths.length; at += 1) {
    const parent = paths[at] as Path;
    for (const { properties, physicalId } of resources) {
      if (properties.required('ParentId') !== parent.id) continue;
      const pathPart = pathPartOf(properties);
      const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`;
      if (paths.some((other) => other.path === path))
        throw properties.fail('PathPart', `${properties.owner} is a second resource for the path ${path}.`);
      refuseSecondVariable(
        properties,
        pathPart,
        paths.filter(({ parentId }) => parentId === parent.id),
      );
      if (parent.pathPart.endsWith('+}'))
        throw properties.fail(
          'ParentId',
          `${properties.owner} lies below ${parent.path}, and nothing can follow a greedy parameter.`,
        );
      paths.push({ id: physicalId, parentId: parent.id, path, pathPart });
    }
  }
  const lost = resources.find(({ physicalId }) => !paths.some(({ id }) => id === physicalId));
  if (lost !== undefined)
    throw lost.properties.fail(
      'ParentId',
      `${lost.properties.owner} has a parent that isn't a resource of its API.`,
    );
  return paths;
}

/** API Gateway: "A sibling of this resource already has a variable path part -- only one is allowed". */
function refuseSecondVariable(properties: Properties, pathPart: string, siblings: readonly Path[]): void {
  const other = siblings.find((sibling) => sibling.pathPart.startsWith('{'));
  if (other === undefined || !pathPart.startsWith('{')) return;
  throw properties.fail(
    'PathPart',
    `${properties.owner} is ${pathPart} beside ${other.pathPart}; API Gateway allows one variable among siblings.`,
  );
}

function pathPartOf(properties: Properties): string {
  const part = properties.required('PathPart');
  if (/^(\{[A-Za-z0-9._$:-]+\+?\}|[A-Za-z0-9._$:~%@!'()*,;=+-]+)$/.test(part)) return part;
  throw properties.fail(
    'PathPart',
    `PathPart of ${properties.owner} must be one segment such as users, {id} or {proxy+}, not ${part}.`,
  );
}

class MethodsByResource {
  private readonly left: Set<Resource>;

  constructor(methods: readonly Resource[]) {
    this.left = new Set(methods);
  }

  take(resourceId: string): Resource[] {
    const found = [...this.left].filter(({ properties }) => properties.required('ResourceId') === resourceId);
    const seen = new Set<string>();
    for (const method of found) {
      this.left.delete(method);
      const name = method.properties.required('HttpMethod');
      if (seen.has(name))
        throw method.properties.fail(
          'HttpMethod',
          `${method.properties.owner} is a second ${name} of its resource.`,
        );
      seen.add(name);
    }
    return found;
  }

  refuseTheRest(): void {
    for (const { properties } of this.left)
      throw properties.fail(
        'ResourceId',
        `${properties.owner} belongs to a resource that its API doesn't have.`,
      );
  }
}

/** CloudFormation may create a deployment before a method that it doesn't depend on; the snapshot then lacks it. */
function warnOfLateMethods(mine: (type: string) => Resource[], stack: StackReader): void {
  // What an OpenAPI body implies comes with the API itself.
  const methods = mine('Method')
    .map(({ logicalId }) => logicalId)
    .filter((logicalId) => stack.template.resources.has(logicalId));
  for (const { logicalId, line } of mine('Deployment')) {
    const before = allDependenciesOf(logicalId, stack.dependencies);
    const late = methods.filter((method) => !before.has(method));
    if (late.length === 0) continue;
    const names =
      late.length > 3 ? `${late.slice(0, 3).join(', ')} and ${late.length - 3} more` : late.join(', ');
    stack.warn(
      logicalId,
      line,
      `the deployment doesn't depend on ${names}; on AWS it may be made without them (add DependsOn)`,
    );
  }
}
