import type { GatewayResponse, RequestValidator, RestApi, RestSnapshot } from '../model.ts';
import { readPaths } from './path-resources.ts';
import type { Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import { readResourcePolicy } from './resource-policy.ts';
import { readRestAuthorizers } from './rest-authorizers.ts';
import { type PlacedMethod, readDeployments } from './rest-deployments.ts';
import { readMethod, textOf } from './rest-methods.ts';
import { builtInModels, readModels } from './rest-models.ts';
import { readRestStages } from './rest-stages.ts';
import type { Resource, StackReader } from './stack-reader.ts';

export function readRestApi(
  resource: Resource,
  stack: StackReader,
  permissions: readonly Permission[],
): RestApi {
  const { properties, logicalId, physicalId: id } = resource;
  const mine = (type: string) =>
    stack
      .allResourcesOf(`AWS::ApiGateway::${type}`)
      .filter((one) => one.properties.required('RestApiId') === id);
  const stages = readRestStages(mine);
  if (stages.length === 0)
    stack.advise(logicalId, resource.line, 'the API has no deployed stage, so nothing of it is served');
  const document = properties.object('Body');
  const isImported = document !== undefined;
  const models = readModels(mine('Model'), isImported);
  const rootResourceId = stack.attribute(logicalId, 'RootResourceId', resource.line);
  const authorizers = readRestAuthorizers(mine('Authorizer'), { apiId: id, stages, permissions });
  const validators = mine('RequestValidator').map(readValidator);
  const around = {
    apiId: id,
    stages,
    permissions,
    authorizerIds: new Set(authorizers.map((authorizer) => authorizer.id)),
    modelNames: new Set([...Object.keys(builtInModels), ...Object.keys(models)]),
    validators,
  };
  const methods = new MethodsByResource(mine('Method'));
  const paths = readPaths(mine('Resource'), rootResourceId);
  const placed: PlacedMethod[] = [];
  const pathResources = paths.map((path) => ({
    ...path,
    methods: methods.take(path.id).map((resource) => {
      const method = readMethod(resource, { ...around, path: path.path });
      placed.push({ resource, route: `${method.httpMethod} ${path.path}`, method });
      return method;
    }),
  }));
  methods.refuseTheRest();
  const configured: RestSnapshot = {
    binaryMediaTypes: properties.texts('BinaryMediaTypes').map((type) => type.replaceAll('~1', '/')),
    apiKeySource: properties.oneOf('ApiKeySourceType', ['HEADER', 'AUTHORIZER']) ?? 'HEADER',
    pathResources,
    gatewayResponses: mine('GatewayResponse').map(readGatewayResponse),
    models,
    authorizers,
    policy: readResourcePolicy(resource, stack),
  };
  return {
    apiType: 'rest',
    id,
    name: properties.required('Name'),
    logicalId,
    disableExecuteApiEndpoint: properties.flag('DisableExecuteApiEndpoint'),
    createdAt: stack.createdAt,
    endpointType: endpointTypeOf(properties),
    rootResourceId,
    ...textOf(properties, 'Description', 'description'),
    ...(document === undefined ? {} : textOf(document.object('info') ?? document, 'version', 'version')),
    ...(validators.length === 0 ? {} : { requestValidators: validators }),
    ...configured,
    ...(isImported ? { isImported } : {}),
    deployments: readDeployments(mine('Deployment'), { configured, placed }),
    stages,
  };
}

function endpointTypeOf(properties: Properties): RestApi['endpointType'] {
  const configuration = properties.object('EndpointConfiguration');
  const asParameter = properties.object('Parameters')?.text('endpointConfigurationTypes');
  const given = configuration?.texts('Types')[0] ?? asParameter ?? 'EDGE';
  if (given !== 'EDGE' && given !== 'REGIONAL' && given !== 'PRIVATE')
    throw properties.fail(
      'EndpointConfiguration',
      `EndpointConfiguration of ${properties.owner} must be EDGE, REGIONAL or PRIVATE, not ${given}.`,
    );
  return given;
}

function readValidator({ physicalId: id, properties }: Resource): RequestValidator {
  return {
    id,
    name: properties.text('Name') ?? id,
    validateRequestBody: properties.flag('ValidateRequestBody'),
    validateRequestParameters: properties.flag('ValidateRequestParameters'),
  };
}

function readGatewayResponse({ properties }: Resource): GatewayResponse {
  return {
    responseType: properties.required('ResponseType'),
    statusCode: properties.text('StatusCode') ?? null,
    responseParameters: properties.textMap('ResponseParameters'),
    responseTemplates: properties.textMap('ResponseTemplates'),
  };
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
