import type { IntegrationResponse, PathResource, RestApi, RestMethod, RestStage } from '../../model.ts';
import { defaultTimeoutMs, describedIntegration } from '../described-integration.ts';
import { apiUrl } from '../invoke-url.ts';
import { filled, type Operation, operationKey, type Paths, pathParameters } from './exported.ts';
import { securitySchemes } from './rest-security-schemes.ts';
import { schemasOf } from './schemas.ts';
import type { MediaTypes, OpenApiExport } from './swagger.ts';

export interface RestExportOptions {
  readonly endpoint: string;
  /** `integrations`, `authorizers`, or `apigateway` for all. */
  readonly extensions: readonly string[];
}

/** The API as a stage serves it, as OpenAPI 3.0.1 (API reference V1, "GetExport"). */
export function exportedRestApi(
  api: RestApi,
  stage: RestStage,
  { endpoint, extensions }: RestExportOptions,
): OpenApiExport {
  const deployment = deploymentOf(api, stage);
  const served = { ...api, ...deployment?.snapshot };
  const includes = (name: string) => extensions.includes(name) || extensions.includes('apigateway');
  const around = { api: served, withIntegrations: includes('integrations') };
  const basePath = { default: stage.name };
  const madeAt = deployment?.createdAt ?? api.createdAt;
  return {
    openapi: '3.0.1',
    info: {
      ...filled({ title: api.name, description: api.description }),
      version: api.version ?? madeAt.replace(/\.\d+Z$/, 'Z'),
    },
    servers: [{ url: `${apiUrl(api.id, endpoint)}/{basePath}`, variables: { basePath } }],
    paths: pathsOf(served.pathResources, around),
    components: filled({
      schemas: schemasOf(served.models),
      securitySchemes: securitySchemes(served, includes('authorizers')),
    }),
    ...(around.withIntegrations ? apiExtensions(served) : {}),
  };
}

const deploymentOf = (api: RestApi, stage: RestStage) =>
  api.deployments?.find(({ id }) => id === stage.deploymentId);

/** Media types that Swagger 2.0 tells besides those of models: mapping templates' (recorded from AWS). */
export function mediaTypesOf(api: RestApi, stage: RestStage): MediaTypes {
  const { pathResources } = deploymentOf(api, stage)?.snapshot ?? api;
  return (path, key) => {
    const methods = pathResources.find((one) => one.path === path)?.methods ?? [];
    const integration = methods.find(({ httpMethod }) => operationKey(httpMethod) === key)?.integration;
    if (integration === undefined || !('responses' in integration)) return { consumes: [], produces: [] };
    return {
      consumes: Object.keys(integration.requestTemplates),
      produces: integration.responses.flatMap(({ responseTemplates }) => Object.keys(responseTemplates)),
    };
  };
}

interface Around {
  readonly api: RestApi;
  readonly withIntegrations: boolean;
}

function pathsOf(resources: readonly PathResource[], around: Around): Paths {
  const paths: Paths = {};
  for (const { path, methods } of resources)
    for (const method of methods) {
      const item = paths[path] ?? {};
      paths[path] = item;
      item[operationKey(method.httpMethod)] = operationOf(method, path, around);
    }
  return paths;
}

function operationOf(method: RestMethod, path: string, { api, withIntegrations }: Around): Operation {
  const validator = api.requestValidators?.find(({ id }) => id === method.requestValidatorId);
  return {
    ...filled({
      operationId: method.operationName,
      parameters: parametersOf(method, path),
      requestBody: Object.keys(method.requestModels).length > 0 ? bodyOf(method) : undefined,
    }),
    responses: responsesOf(method, path),
    ...filled({
      security: securityOf(method, api),
      'x-amazon-apigateway-request-validator': withIntegrations ? validator?.name : undefined,
      'x-amazon-apigateway-integration': withIntegrations ? integrationOf(method) : undefined,
    }),
  };
}

const places = { path: 'path', querystring: 'query', header: 'header' } as const;

function parametersOf({ requestParameters }: RestMethod, path: string): object[] {
  const declared = Object.entries(requestParameters).flatMap(([source, required]) => {
    const [, place = '', name = ''] = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(source) ?? [];
    const where = places[place as keyof typeof places];
    if (where === undefined) return [];
    const isRequired = where === 'path' || required;
    return [{ name, in: where, ...(isRequired ? { required: true } : {}), schema: { type: 'string' } }];
  });
  const known = new Set(declared.filter((one) => one.in === 'path').map(({ name }) => name));
  return [...declared, ...pathParameters(path).filter(({ name }) => !known.has(String(name)))];
}

const schemaRef = (model: string) => ({ schema: { $ref: `#/components/schemas/${model}` } });

const contentOf = (models: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(models).map(([mediaType, model]) => [mediaType, schemaRef(model)]));

const bodyOf = ({ requestModels }: RestMethod) => ({ content: contentOf(requestModels), required: true });

function responsesOf({ methodResponses, httpMethod }: RestMethod, path: string): object {
  if (methodResponses.length === 0)
    return { default: { description: `Default response for ${httpMethod} ${path}` } };
  return Object.fromEntries(
    methodResponses.map(({ statusCode, responseParameters, responseModels = {} }) => {
      const headers = Object.keys(responseParameters).map((name) => [
        name.replace(/^method\.response\.header\./, ''),
        { schema: { type: 'string' } },
      ]);
      const described = filled({ headers: Object.fromEntries(headers) });
      const content = contentOf(responseModels);
      return [statusCode, { description: `${statusCode} response`, ...described, content }];
    }),
  );
}

function securityOf(method: RestMethod, { authorizers }: RestApi): object[] {
  const name = authorizers.find(({ id }) => id === method.authorizerId)?.name;
  return [
    ...(method.authorizationType === 'AWS_IAM' ? [{ sigv4: [] }] : []),
    ...(name === undefined ? [] : [{ [name]: method.authorizationScopes }]),
    ...(method.apiKeyRequired ? [{ api_key: [] }] : []),
  ];
}

function integrationOf(method: RestMethod): object | undefined {
  const { integration } = method;
  const described = describedIntegration(method, '');
  if (described === undefined || integration.type === 'UNSUPPORTED') return undefined;
  const {
    type,
    passthroughBehavior,
    timeoutInMillis,
    integrationResponses: _none,
    connectionType: _internet,
    ...rest
  } = { integrationResponses: 0, ...described };
  const responses = 'responses' in integration ? integration.responses.map(integrationResponse) : [];
  return {
    type: type.toLowerCase(),
    passthroughBehavior: passthroughBehavior.toLowerCase(),
    ...filled({
      ...rest,
      timeoutInMillis: timeoutInMillis === defaultTimeoutMs ? undefined : timeoutInMillis,
      cacheNamespace: method.cacheNamespace,
      responses: Object.fromEntries(responses),
    }),
  };
}

function integrationResponse({ selectionPattern, ...response }: IntegrationResponse): [string, object] {
  return [selectionPattern ?? 'default', filled({ ...response })];
}

function apiExtensions(api: RestApi): object {
  const validators = (api.requestValidators ?? []).map(({ id: _id, name, ...settings }) => [name, settings]);
  const responses = api.gatewayResponses.map(({ responseType, statusCode, ...rest }) => {
    const parameters = Object.entries(rest.responseParameters);
    return [
      responseType,
      filled({
        statusCode: statusCode === null ? undefined : Number(statusCode),
        responseParameters: Object.fromEntries(parameters),
        responseTemplates: rest.responseTemplates,
      }),
    ];
  });
  return filled({
    'x-amazon-apigateway-api-key-source': api.apiKeySource === 'HEADER' ? undefined : api.apiKeySource,
    'x-amazon-apigateway-request-validators': Object.fromEntries(validators),
    'x-amazon-apigateway-gateway-responses': Object.fromEntries(responses),
    'x-amazon-apigateway-binary-media-types': api.binaryMediaTypes,
    'x-amazon-apigateway-policy': api.policy,
  });
}
