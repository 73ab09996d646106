import { type Buildable, resolvedMap } from '../built-node.ts';
import type { Properties } from '../properties.ts';
import { type BasePathMode, importedPath, type OpenApiDocument, type Operation } from './document.ts';
import type { Importing } from './importing.ts';
import { createGuards, type Guard, type Scheme } from './security.ts';

const integrationKey = 'x-amazon-apigateway-integration';

/** What a document says of an HTTP API itself, as properties of AWS::ApiGatewayV2::Api. */
export function httpApiProperties(document: OpenApiDocument): { readonly [key: string]: Buildable } {
  const cors = document.root.object('x-amazon-apigateway-cors');
  const list = (name: string) => (cors?.has(name) === true ? cors.texts(name) : undefined);
  return {
    Name: document.title,
    ProtocolType: 'HTTP',
    DisableExecuteApiEndpoint: document.root
      .objects('servers')[0]
      ?.object('x-amazon-apigateway-endpoint-configuration')
      ?.text('disableExecuteApiEndpoint'),
    CorsConfiguration:
      cors === undefined
        ? undefined
        : {
            AllowOrigins: list('allowOrigins'),
            AllowMethods: list('allowMethods'),
            AllowHeaders: list('allowHeaders'),
            ExposeHeaders: list('exposeHeaders'),
            AllowCredentials: cors.flag('allowCredentials'),
            MaxAge: cors.number('maxAge'),
          },
  };
}

/** Adds what the document implies: integrations, routes and authorizers. */
export function importHttp(importing: Importing, mode: BasePathMode): void {
  const { document } = importing;
  if (document.version === 2)
    throw document.root.fail(
      'swagger',
      `${document.root.owner} is Swagger 2.0; HTTP APIs import OpenAPI 3 only.`,
    );
  const guardOf = createGuards(importing, (name, _scheme, authorizer) =>
    addAuthorizer(importing, name, authorizer),
  );
  for (const operation of document.operations())
    addRoute(importing, operation, { mode, guard: guardOf(operation.properties) });
}

function addRoute(
  { document, api, add }: Importing,
  operation: Operation,
  { mode, guard }: { mode: BasePathMode; guard: Guard },
): void {
  const { properties, method } = operation;
  const isDefault = /^\/?\$default$/.test(operation.path) || properties.flag('isDefaultRoute');
  const path = importedPath(operation.path, document.basePath(), mode);
  const routeKey = isDefault ? '$default' : `${method} ${path}`;
  const given = properties.object(integrationKey);
  const integration = given === undefined ? undefined : document.followed(given, properties, integrationKey);
  const integrationId =
    integration === undefined
      ? undefined
      : add(
          'AWS::ApiGatewayV2::Integration',
          `integration of ${routeKey}`,
          resolvedMap(integration.line(), { ApiId: api.physicalId, ...httpIntegration(integration) }),
        ).physicalId;
  const { ApiKeyRequired: _none, ...authorization } = guard;
  add(
    'AWS::ApiGatewayV2::Route',
    routeKey,
    resolvedMap(properties.line(), {
      ApiId: api.physicalId,
      RouteKey: routeKey,
      Target: integrationId === undefined ? undefined : `integrations/${integrationId}`,
      ...authorization,
    }),
  );
}

/** `x-amazon-apigateway-integration` → CloudFormation's name for the same. */
const sameMeaning: Readonly<Record<string, string>> = {
  uri: 'IntegrationUri',
  httpMethod: 'IntegrationMethod',
  credentials: 'CredentialsArn',
  payloadFormatVersion: 'PayloadFormatVersion',
  requestParameters: 'RequestParameters',
  timeoutInMillis: 'TimeoutInMillis',
  connectionType: 'ConnectionType',
  connectionId: 'ConnectionId',
  integrationSubtype: 'IntegrationSubtype',
};

function httpIntegration(integration: Properties): { readonly [key: string]: Buildable } {
  const values: Record<string, Buildable> = {};
  for (const [name, known] of Object.entries(sameMeaning))
    if (integration.has(name)) values[known] = integration.plain(name) as Buildable;
  const version = integration.text('payloadFormatVersion');
  const parameters = integration.object('responseParameters');
  return {
    IntegrationType: integration.required('type').toUpperCase(),
    ...values,
    ...(version === undefined
      ? {}
      : { PayloadFormatVersion: version === '2' ? '2.0' : version === '1' ? '1.0' : version }),
    ResponseParameters: parameters === undefined ? undefined : responseParameters(parameters),
    TlsConfig: integration.has('tlsConfig')
      ? { ServerNameToVerify: integration.object('tlsConfig')?.text('serverNameToVerify') }
      : undefined,
  };
}

/** `{ '200': { 'overwrite:header.x': 'y' } }` as CloudFormation writes it, a list for each status. */
function responseParameters(parameters: Properties): Buildable {
  return Object.fromEntries(
    parameters.names().map((status) => [
      status,
      {
        ResponseParameters: Object.entries(parameters.textMap(status)).map(([Destination, Source]) => ({
          Destination,
          Source,
        })),
      },
    ]),
  );
}

function addAuthorizer({ api, add }: Importing, name: string, authorizer: Properties): Scheme {
  const type = authorizer.required('type').toUpperCase();
  const jwt = authorizer.object('jwtConfiguration');
  const { physicalId } = add(
    'AWS::ApiGatewayV2::Authorizer',
    `authorizer ${name}`,
    resolvedMap(authorizer.line(), {
      ApiId: api.physicalId,
      Name: name,
      AuthorizerType: type,
      AuthorizerUri: authorizer.text('authorizerUri'),
      AuthorizerCredentialsArn: authorizer.text('authorizerCredentials'),
      AuthorizerPayloadFormatVersion: authorizer.text('authorizerPayloadFormatVersion'),
      AuthorizerResultTtlInSeconds: authorizer.number('authorizerResultTtlInSeconds'),
      EnableSimpleResponses: authorizer.has('enableSimpleResponses')
        ? authorizer.flag('enableSimpleResponses')
        : undefined,
      IdentitySource: authorizer.has('identitySource')
        ? authorizer.texts('identitySource').flatMap((source) => source.split(/\s*,\s*/))
        : undefined,
      JwtConfiguration:
        jwt === undefined ? undefined : { Issuer: jwt.text('issuer'), Audience: jwt.texts('audience') },
    }),
  );
  return { AuthorizationType: type === 'JWT' ? 'JWT' : 'CUSTOM', AuthorizerId: physicalId };
}
