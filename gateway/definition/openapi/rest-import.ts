import { type Buildable, resolvedMap } from '../built-node.ts';
import type { Properties } from '../properties.ts';
import { type BasePathMode, importedPath, type OpenApiDocument, type Operation } from './document.ts';
import type { Importing } from './importing.ts';
import { jwtConfiguration } from './jwt-configuration.ts';
import { Models } from './models.ts';
import { mappingsOf, restIntegration } from './rest-integration.ts';
import { requestModels, requestParameters, responses } from './rest-method.ts';
import { createGuards, type Scheme } from './security.ts';

const integrationKey = 'x-amazon-apigateway-integration';
const validatorKey = 'x-amazon-apigateway-request-validator';

/** What a document says of a REST API itself, as properties of AWS::ApiGateway::RestApi. */
export function restApiProperties(document: OpenApiDocument): { readonly [key: string]: Buildable } {
  const { root } = document;
  const endpoint =
    root.object('x-amazon-apigateway-endpoint-configuration') ??
    root.objects('servers')[0]?.object('x-amazon-apigateway-endpoint-configuration');
  const policy = root.plain('x-amazon-apigateway-policy');
  return {
    Name: document.title,
    Description: document.description,
    BinaryMediaTypes: root.has('x-amazon-apigateway-binary-media-types')
      ? root.texts('x-amazon-apigateway-binary-media-types')
      : undefined,
    ApiKeySourceType: root.text('x-amazon-apigateway-api-key-source')?.toUpperCase(),
    MinimumCompressionSize: root.number('x-amazon-apigateway-minimum-compression-size'),
    Policy: policy === null ? undefined : (policy as Buildable),
    DisableExecuteApiEndpoint: endpoint?.text('disableExecuteApiEndpoint'),
  };
}

/** Adds what the document implies: resources, methods, models, validators, authorizers, gateway responses. */
export function importRest(importing: Importing, mode: BasePathMode): void {
  const { document, api, add } = importing;
  const around = {
    importing,
    mode,
    models: new Models(importing),
    validators: addValidators(importing),
    guardOf: createGuards(importing, (name, scheme, authorizer) =>
      addAuthorizer(importing, { name, scheme, authorizer }),
    ),
    resources: new PathResources(importing),
  };
  for (const operation of document.operations()) addMethod(operation, around);
  const gatewayResponses = document.root.object('x-amazon-apigateway-gateway-responses');
  for (const type of gatewayResponses?.names() ?? []) {
    const response = gatewayResponses?.object(type);
    if (response === undefined) continue;
    add(
      'AWS::ApiGateway::GatewayResponse',
      `gateway response ${type}`,
      resolvedMap(response.line(), {
        RestApiId: api.physicalId,
        ResponseType: type,
        StatusCode: response.text('statusCode'),
        ResponseParameters: mappingsOf(response, 'responseParameters', importing.warn),
        ResponseTemplates: response.textMap('responseTemplates'),
      }),
    );
  }
  warnOfTheRest(importing);
}

interface Around {
  readonly importing: Importing;
  readonly mode: BasePathMode;
  readonly models: Models;
  readonly validators: ReadonlyMap<string, string>;
  readonly guardOf: ReturnType<typeof createGuards>;
  readonly resources: PathResources;
}

function addMethod(operation: Operation, around: Around): void {
  const { importing, mode, models, validators, guardOf, resources } = around;
  const { document, api, add } = importing;
  const path = importedPath(operation.path, document.basePath(), mode);
  const { properties, method } = operation;
  const validatorHolder = [properties, document.root].find((one) => one.has(validatorKey));
  const validator = validatorHolder?.text(validatorKey);
  const validatorId = validator === undefined ? undefined : validators.get(validator);
  if (validator !== undefined && validatorId === undefined)
    throw validatorHolder?.fail(
      validatorKey,
      `${properties.owner} names the request validator ${validator}, which the document doesn't have.`,
    );
  const integration = properties.object(integrationKey);
  add(
    'AWS::ApiGateway::Method',
    `${method} ${path}`,
    resolvedMap(properties.line(), {
      RestApiId: api.physicalId,
      ResourceId: resources.idOf(path),
      HttpMethod: method,
      OperationName: properties.text('operationId'),
      ...guardOf(properties),
      RequestParameters: requestParameters(operation, document),
      RequestModels: requestModels(operation, document, models),
      RequestValidatorId: validatorId,
      MethodResponses: responses(operation, document, models),
      Integration: integration === undefined ? undefined : restIntegration(integration, importing.warn),
    }),
  );
}

/** Path resources, each made with its parents when a path first needs it. */
class PathResources {
  private readonly importing: Importing;
  private readonly ids: Map<string, string>;

  constructor(importing: Importing) {
    this.importing = importing;
    const { api, stack } = importing;
    this.ids = new Map([['/', stack.attribute(api.logicalId, 'RootResourceId', api.line)]]);
  }

  idOf(path: string): string {
    const clean = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    const known = this.ids.get(clean);
    if (known !== undefined) return known;
    const { importing } = this;
    const slash = clean.lastIndexOf('/');
    const parent = this.idOf(slash <= 0 ? '/' : clean.slice(0, slash));
    const { physicalId } = importing.add(
      'AWS::ApiGateway::Resource',
      clean,
      resolvedMap(importing.document.root.line('paths'), {
        RestApiId: importing.api.physicalId,
        ParentId: parent,
        PathPart: clean.slice(slash + 1),
      }),
    );
    this.ids.set(clean, physicalId);
    return physicalId;
  }
}

/** Ids of the document's validators by name. */
function addValidators({ document, api, add }: Importing): Map<string, string> {
  const holder = document.root.object('x-amazon-apigateway-request-validators');
  return new Map(
    (holder?.names() ?? []).map((name) => {
      const validator = holder?.object(name);
      const properties = resolvedMap(validator?.line() ?? api.line, {
        RestApiId: api.physicalId,
        Name: name,
        ValidateRequestBody: validator?.flag('validateRequestBody') ?? false,
        ValidateRequestParameters: validator?.flag('validateRequestParameters') ?? false,
      });
      return [name, add('AWS::ApiGateway::RequestValidator', `validator ${name}`, properties).physicalId];
    }),
  );
}

interface NamedAuthorizer {
  readonly name: string;
  readonly scheme: Properties;
  readonly authorizer: Properties;
}

function addAuthorizer({ api, add }: Importing, { name, scheme, authorizer }: NamedAuthorizer): Scheme {
  const type = authorizer.required('type').toUpperCase();
  const header = scheme.text('in') === 'header' ? scheme.text('name') : undefined;
  // Tools write out what they leave open.
  const given = (name: string) => authorizer.text(name) || undefined;
  const { physicalId } = add(
    'AWS::ApiGateway::Authorizer',
    `authorizer ${name}`,
    resolvedMap(authorizer.line(), {
      RestApiId: api.physicalId,
      Name: name,
      Type: type,
      AuthType: scheme.text('x-amazon-apigateway-authtype'),
      AuthorizerUri: authorizer.text('authorizerUri'),
      AuthorizerCredentials: given('authorizerCredentials'),
      AuthorizerResultTtlInSeconds: authorizer.number('authorizerResultTtlInSeconds'),
      IdentitySource:
        given('identitySource') ??
        (type === 'REQUEST' || header === undefined ? undefined : `method.request.header.${header}`),
      IdentityValidationExpression: authorizer.text('identityValidationExpression'),
      ProviderARNs: authorizer.has('providerARNs') ? authorizer.texts('providerARNs') : undefined,
      JwtConfiguration: jwtConfiguration(authorizer.plain('jwtConfiguration')),
    }),
  );
  return {
    AuthorizationType: type === 'COGNITO_USER_POOLS' || type === 'JWT' ? type : 'CUSTOM',
    AuthorizerId: physicalId,
  };
}

const readOfRoot = [
  'api-key-source',
  'binary-media-types',
  'endpoint-configuration',
  'gateway-responses',
  'minimum-compression-size',
  'policy',
  'request-validator',
  'request-validators',
  'documentation',
].map((name) => `x-amazon-apigateway-${name}`);

function warnOfTheRest({ document, warn }: Importing): void {
  for (const name of document.root.names())
    if (name.startsWith('x-amazon-apigateway-') && !readOfRoot.includes(name))
      warn(document.root.line(name), `${name} of the OpenAPI document is not applied to a REST API here`);
}
