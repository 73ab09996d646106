import { snapshotOf } from '../../http/deployed.ts';
import type { HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage } from '../../model.ts';
import { apiUrl } from '../invoke-url.ts';
import { lambdaUri } from '../lambda-uri.ts';
import { filled, type Operation, operationKey, type Paths, pathParameters } from './exported.ts';
import { signatureScheme } from './signature-scheme.ts';

export interface HttpExportOptions {
  readonly endpoint: string;
  readonly withExtensions: boolean;
}

/** The API as a stage serves it, as OpenAPI 3.0.1 (API reference V2, "ExportApi"). `stage`: `null` for the API as it is now. */
export function exportedHttpApi(
  configured: HttpApi,
  stage: HttpStage | null,
  { endpoint, withExtensions }: HttpExportOptions,
): object {
  const api = { ...configured, ...(stage === null ? null : snapshotOf(configured, stage)) };
  const basePath = { default: stage === null || stage.name === '$default' ? '' : `/${stage.name}` };
  const paths: Paths = {};
  for (const route of api.routes) {
    const [method = '', path = ''] =
      route.routeKey === '$default' ? ['ANY', '/$default'] : route.routeKey.split(' ');
    const item = paths[path] ?? {};
    paths[path] = item;
    item[operationKey(method)] = operationOf(route, api, withExtensions);
  }
  return {
    openapi: '3.0.1',
    info: filled({
      title: api.name,
      description: api.description,
      version: api.version ?? api.createdAt,
    }),
    servers: [{ url: `${apiUrl(api.id, endpoint)}/{basePath}`, variables: { basePath } }],
    paths,
    ...filled({ components: filled({ securitySchemes: securitySchemes(api, withExtensions) }) }),
    ...(withExtensions ? { ...corsOf(api), 'x-amazon-apigateway-importexport-version': '1.0' } : {}),
  };
}

function operationOf(route: HttpRoute, { authorizers }: HttpApi, withExtensions: boolean): Operation {
  const { routeKey } = route;
  const isDefault = routeKey === '$default';
  const authorizer = authorizers.find(({ id }) => id === route.authorizerId);
  return {
    ...filled({
      operationId: route.operationName,
      parameters: isDefault ? [] : pathParameters(routeKey.split(' ')[1] ?? ''),
    }),
    responses: { default: { description: `Default response for ${routeKey}` } },
    ...filled({
      security: [
        ...(route.authorizationType === 'AWS_IAM' ? [{ sigv4: [] }] : []),
        ...(authorizer === undefined ? [] : [{ [authorizer.name]: route.authorizationScopes }]),
      ],
      'x-amazon-apigateway-integration': withExtensions ? integrationOf(route.integration) : undefined,
    }),
    ...(isDefault && withExtensions ? { isDefaultRoute: true } : {}),
  };
}

function integrationOf(integration: HttpIntegration): object | undefined {
  if (integration.type === 'UNSUPPORTED') return undefined;
  const { requestParameters = {}, responseParameters = {}, timeoutMs } = integration;
  const isProxy = integration.type === 'HTTP_PROXY';
  return filled({
    payloadFormatVersion: isProxy ? '1.0' : integration.payloadFormatVersion,
    requestParameters,
    responseParameters,
    type: integration.type.toLowerCase(),
    httpMethod: isProxy ? integration.httpMethod : 'POST',
    uri: isProxy ? integration.uri : integration.function.arn,
    connectionType: 'INTERNET',
    timeoutInMillis: timeoutMs,
  });
}

function securitySchemes(api: HttpApi, withExtensions: boolean): Record<string, object> {
  return {
    ...(api.routes.some(({ authorizationType }) => authorizationType === 'AWS_IAM') ? signatureScheme : {}),
    ...Object.fromEntries(api.authorizers.map((one) => [one.name, schemeOf(one, withExtensions)])),
  };
}

function schemeOf(authorizer: HttpAuthorizer, withExtensions: boolean): object {
  const scheme =
    authorizer.type === 'JWT'
      ? { type: 'oauth2', flows: {} }
      : { type: 'apiKey', name: 'Authorization', in: 'header' };
  return withExtensions ? { ...scheme, 'x-amazon-apigateway-authorizer': authorizerOf(authorizer) } : scheme;
}

function authorizerOf(authorizer: HttpAuthorizer): object {
  if (authorizer.type === 'JWT') {
    const { issuer, audience, identitySource } = authorizer;
    return { type: 'jwt', identitySource, jwtConfiguration: { issuer, audience } };
  }
  return filled({
    type: 'request',
    identitySource: authorizer.identitySources.join(', ') || undefined,
    authorizerUri: lambdaUri(authorizer.function),
    authorizerPayloadFormatVersion: authorizer.payloadFormatVersion,
    authorizerResultTtlInSeconds: authorizer.ttlSeconds,
    enableSimpleResponses: authorizer.simpleResponses,
  });
}

function corsOf({ cors }: HttpApi): object {
  return cors === null ? {} : { 'x-amazon-apigateway-cors': filled({ ...cors }) };
}
