import type { PathResource, RestApi, RestMethod } from '../model.ts';
import { describedIntegration, withoutEmptyMaps } from './described-integration.ts';
import { epochSeconds } from './described-stages.ts';

/** A REST API and what it is made of, as API Gateway's reads tell them (API reference V1; recorded from AWS). */
export function describedApi(api: RestApi) {
  return {
    id: api.id,
    name: api.name,
    ...(api.description === undefined ? {} : { description: api.description }),
    ...(api.version === undefined ? {} : { version: api.version }),
    createdDate: epochSeconds(api.createdAt),
    ...(api.binaryMediaTypes.length > 0 ? { binaryMediaTypes: api.binaryMediaTypes } : {}),
    apiKeySource: api.apiKeySource,
    endpointConfiguration: {
      types: [api.endpointType],
      ipAddressType: api.endpointType === 'PRIVATE' ? 'dualstack' : 'ipv4',
    },
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    rootResourceId: api.rootResourceId,
    tags: {},
  };
}

/** `embed`: with the methods themselves instead of their names. */
export function describedResource({ id, parentId, path, pathPart, methods }: PathResource, embed: boolean) {
  const described = methods.map((method) => [method.httpMethod, embed ? describedMethod(method, id) : {}]);
  return {
    id,
    path,
    ...(parentId === null ? {} : { parentId, pathPart }),
    ...(methods.length > 0 ? { resourceMethods: Object.fromEntries(described) } : {}),
  };
}

export function describedMethod(method: RestMethod, resourceId: string) {
  const responses = method.methodResponses.map((response) => [
    response.statusCode,
    withoutEmptyMaps(response),
  ]);
  return {
    httpMethod: method.httpMethod,
    authorizationType: method.authorizationType,
    ...(method.authorizerId === null ? {} : { authorizerId: method.authorizerId }),
    ...(method.authorizationScopes.length === 0 ? {} : { authorizationScopes: method.authorizationScopes }),
    apiKeyRequired: method.apiKeyRequired,
    ...(method.requestValidatorId === undefined ? {} : { requestValidatorId: method.requestValidatorId }),
    ...(method.operationName === undefined ? {} : { operationName: method.operationName }),
    ...withoutEmptyMaps({
      requestParameters: method.requestParameters,
      requestModels: method.requestModels,
      methodResponses: Object.fromEntries(responses),
    }),
    methodIntegration: describedIntegration(method, resourceId),
  };
}

/** A document's models are described by what their schemas say. */
export function describedModels(api: RestApi) {
  return Object.entries(api.models).map(([name, schema]) => ({
    id: name.toLowerCase(),
    name,
    ...(api.isImported === true ? descriptionOf(schema) : defaultModels[name]),
    contentType: 'application/json',
    schema: JSON.stringify(schema),
  }));
}

/** Models that a REST API is created with, in AWS's words. */
const defaultModels: Readonly<Record<string, { readonly description: string }>> = {
  Empty: { description: 'This is a default empty schema model' },
  Error: { description: 'This is a default error schema model' },
};

function descriptionOf(schema: unknown): { readonly description?: string } {
  return typeof schema === 'object' &&
    schema !== null &&
    'description' in schema &&
    typeof schema.description === 'string'
    ? { description: schema.description }
    : {};
}
