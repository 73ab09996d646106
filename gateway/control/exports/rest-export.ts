import type {
  IntegrationResponse,
  PathResource,
  RestApi,
  RestAuthorizer,
  RestMethod,
  RestStage,
} from '../../model.ts';
import { describedIntegration } from '../described-integration.ts';
import { apiUrl } from '../invoke-url.ts';
import { jwtConfigurationOf } from '../jwt-configuration.ts';
import { lambdaUri } from '../lambda-uri.ts';
import { filled, type Operation, operationKey, type Paths, pathParameters } from './exported.ts';
import { schemasOf } from './schemas.ts';
import { signatureScheme } from './signature-scheme.ts';
import type { OpenApiExport } from './swagger.ts';

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
  const deployment = api.deployments?.find(({ id }) => id === stage.deploymentId);
  const served = { ...api, ...deployment?.snapshot };
  const includes = (name: string) => extensions.includes(name) || extensions.includes('apigateway');
  const around = { api: served, withIntegrations: includes('integrations') };
  const basePath = { default: `/${stage.name}` };
  return {
    openapi: '3.0.1',
    info: filled({
      title: api.name,
      description: api.description,
      version: deployment?.createdAt ?? api.createdAt,
    }),
    servers: [{ url: `${apiUrl(api.id, endpoint)}/{basePath}`, variables: { basePath } }],
    paths: pathsOf(served.pathResources, around),
    components: filled({
      schemas: schemasOf(served.models),
      securitySchemes: securitySchemes(served, includes('authorizers')),
    }),
    ...(around.withIntegrations ? apiExtensions(served) : {}),
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
      const described = filled({
        headers: Object.fromEntries(headers),
        content: contentOf(responseModels),
      });
      return [statusCode, { description: `${statusCode} response`, ...described }];
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

function securitySchemes(api: RestApi, withAuthorizers: boolean): Record<string, object> {
  const methods = api.pathResources.flatMap((resource) => resource.methods);
  const key = { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } };
  return {
    ...(methods.some(({ apiKeyRequired }) => apiKeyRequired) ? key : {}),
    ...(methods.some(({ authorizationType }) => authorizationType === 'AWS_IAM') ? signatureScheme : {}),
    ...Object.fromEntries(
      api.authorizers.map((authorizer) => [authorizer.name, schemeOf(authorizer, withAuthorizers)]),
    ),
  };
}

const authTypes = {
  TOKEN: 'custom',
  REQUEST: 'custom',
  COGNITO_USER_POOLS: 'cognito_user_pools',
  JWT: 'jwt',
} as const satisfies Record<RestAuthorizer['type'], string>;

function schemeOf(authorizer: RestAuthorizer, withAuthorizer: boolean): object {
  const header =
    'identitySource' in authorizer
      ? /^method\.request\.header\.(.+)$/.exec(authorizer.identitySource)?.[1]
      : undefined;
  const scheme = {
    type: 'apiKey',
    name: header ?? (authorizer.type === 'REQUEST' ? 'Unused' : 'Authorization'),
    in: 'header',
    'x-amazon-apigateway-authtype': authTypes[authorizer.type],
  };
  if (!withAuthorizer) return scheme;
  return { ...scheme, 'x-amazon-apigateway-authorizer': authorizerOf(authorizer) };
}

function authorizerOf(authorizer: RestAuthorizer): object {
  const type = authorizer.type.toLowerCase();
  if (authorizer.type === 'COGNITO_USER_POOLS')
    return filled({
      type,
      providerARNs: authorizer.userPoolArns,
      identityValidationExpression: authorizer.validation,
    });
  if (authorizer.type === 'JWT')
    return {
      type,
      identitySource: authorizer.identitySource,
      jwtConfiguration: jwtConfigurationOf(authorizer),
    };
  return filled({
    type,
    authorizerUri: lambdaUri(authorizer.function),
    authorizerResultTtlInSeconds: authorizer.ttlSeconds,
    identitySource: authorizer.type === 'REQUEST' ? authorizer.identitySources.join(', ') : undefined,
    identityValidationExpression: authorizer.type === 'TOKEN' ? authorizer.validation : undefined,
  });
}

function integrationOf(method: RestMethod): object | undefined {
  const { integration } = method;
  const described = describedIntegration(method);
  if (described === undefined || integration.type === 'UNSUPPORTED') return undefined;
  const {
    type,
    integrationResponses: _none,
    cacheKeyParameters,
    ...rest
  } = { integrationResponses: 0, ...described };
  const responses = 'responses' in integration ? integration.responses.map(integrationResponse) : [];
  return {
    type: type.toLowerCase(),
    ...filled({ ...rest, cacheKeyParameters, responses: Object.fromEntries(responses) }),
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
    'x-amazon-apigateway-api-key-source': api.apiKeySource,
    'x-amazon-apigateway-request-validators': Object.fromEntries(validators),
    'x-amazon-apigateway-gateway-responses': Object.fromEntries(responses),
    'x-amazon-apigateway-binary-media-types': api.binaryMediaTypes,
    'x-amazon-apigateway-policy': api.policy,
  });
}
