import { didYouMean } from './near.ts';
import { notServed } from './not-served.ts';
import type { StackReader } from './stack-reader.ts';

interface Known {
  /** Read, or without influence on how requests are answered. */
  readonly fine: readonly string[];
  /** Changes behaviour on AWS, not here: what a person has to know. */
  readonly notApplied: Readonly<Record<string, string>>;
}

const known: Readonly<Record<string, Known>> = {
  'AWS::ApiGateway::RestApi': {
    fine: [
      'Name',
      'EndpointConfiguration',
      'BinaryMediaTypes',
      'ApiKeySourceType',
      'DisableExecuteApiEndpoint',
      'Body',
      'BodyS3Location',
      'Description',
      'Tags',
      'FailOnWarnings',
      'Parameters',
      'Policy',
    ],
    notApplied: {
      MinimumCompressionSize: 'responses are not compressed here',
      CloneFrom: 'the API is not cloned here',
      Mode: 'Mode only matters with an OpenAPI body',
      SecurityPolicy: 'TLS settings are not applied here',
      EndpointAccessMode: 'the endpoint access mode is not applied here',
    },
  },
  'AWS::ApiGateway::Resource': { fine: ['RestApiId', 'ParentId', 'PathPart'], notApplied: {} },
  'AWS::ApiGateway::Method': {
    fine: [
      'RestApiId',
      'ResourceId',
      'HttpMethod',
      'AuthorizationType',
      'AuthorizerId',
      'ApiKeyRequired',
      'AuthorizationScopes',
      'RequestParameters',
      'RequestModels',
      'RequestValidatorId',
      'MethodResponses',
      'Integration',
      'OperationName',
    ],
    notApplied: {},
  },
  'AWS::ApiGateway::Model': {
    fine: ['RestApiId', 'Name', 'ContentType', 'Schema', 'Description'],
    notApplied: {},
  },
  'AWS::ApiGateway::RequestValidator': {
    fine: ['RestApiId', 'Name', 'ValidateRequestBody', 'ValidateRequestParameters'],
    notApplied: {},
  },
  'AWS::ApiGateway::GatewayResponse': {
    fine: ['RestApiId', 'ResponseType', 'StatusCode', 'ResponseParameters', 'ResponseTemplates'],
    notApplied: {},
  },
  'AWS::ApiGateway::Deployment': {
    fine: ['RestApiId', 'StageName', 'StageDescription', 'Description', 'DeploymentCanarySettings'],
    notApplied: {},
  },
  'AWS::ApiGateway::Stage': {
    fine: [
      'RestApiId',
      'DeploymentId',
      'StageName',
      'Variables',
      'Tags',
      'Description',
      'DocumentationVersion',
      'AccessLogSetting',
      'TracingEnabled',
      'MethodSettings',
      'CacheClusterEnabled',
      'CacheClusterSize',
      'CanarySetting',
    ],
    notApplied: {
      ClientCertificateId: 'no client certificate is presented to backends here',
    },
  },
  'AWS::ApiGateway::Authorizer': {
    fine: [
      'RestApiId',
      'Name',
      'Type',
      'AuthType',
      'AuthorizerUri',
      'AuthorizerCredentials',
      'AuthorizerResultTtlInSeconds',
      'IdentitySource',
      'IdentityValidationExpression',
      'ProviderARNs',
    ],
    notApplied: {},
  },
  'AWS::ApiGateway::ApiKey': {
    fine: [
      'Name',
      'Description',
      'Enabled',
      'Value',
      'GenerateDistinctId',
      'CustomerId',
      'StageKeys',
      'Tags',
    ],
    notApplied: {},
  },
  'AWS::ApiGateway::UsagePlan': {
    fine: ['UsagePlanName', 'Description', 'ApiStages', 'Quota', 'Throttle', 'Tags'],
    notApplied: {},
  },
  'AWS::ApiGateway::UsagePlanKey': { fine: ['KeyId', 'KeyType', 'UsagePlanId'], notApplied: {} },
  'AWS::ApiGatewayV2::Authorizer': {
    fine: [
      'ApiId',
      'Name',
      'AuthorizerType',
      'AuthorizerUri',
      'AuthorizerCredentialsArn',
      'AuthorizerPayloadFormatVersion',
      'AuthorizerResultTtlInSeconds',
      'EnableSimpleResponses',
      'IdentitySource',
      'JwtConfiguration',
    ],
    notApplied: { IdentityValidationExpression: 'HTTP APIs ignore a validation expression' },
  },
  'AWS::ApiGatewayV2::Api': {
    fine: [
      'Name',
      'ProtocolType',
      'CorsConfiguration',
      'Target',
      'RouteKey',
      'CredentialsArn',
      'DisableExecuteApiEndpoint',
      'Body',
      'BodyS3Location',
      'RouteSelectionExpression',
      'Version',
      'IpAddressType',
      'Description',
      'Tags',
      'FailOnWarnings',
    ],
    notApplied: { BasePath: 'BasePath only matters with an OpenAPI body' },
  },
  'AWS::ApiGatewayV2::Integration': {
    fine: [
      'ApiId',
      'IntegrationType',
      'IntegrationSubtype',
      'IntegrationUri',
      'IntegrationMethod',
      'PayloadFormatVersion',
      'TimeoutInMillis',
      'CredentialsArn',
      'ConnectionType',
      'ConnectionId',
      'Description',
      'PassthroughBehavior',
      'RequestParameters',
      'ResponseParameters',
    ],
    notApplied: {
      TlsConfig: 'TLS settings are not applied here',
    },
  },
  'AWS::ApiGatewayV2::Route': {
    fine: [
      'ApiId',
      'RouteKey',
      'Target',
      'AuthorizationType',
      'AuthorizerId',
      'AuthorizationScopes',
      'OperationName',
      'ApiKeyRequired',
    ],
    notApplied: { RequestParameters: 'request parameters are not checked here' },
  },
  'AWS::ApiGatewayV2::Stage': {
    fine: [
      'ApiId',
      'StageName',
      'AutoDeploy',
      'DeploymentId',
      'StageVariables',
      'Tags',
      'Description',
      'AccessLogSettings',
      'DefaultRouteSettings',
      'RouteSettings',
    ],
    notApplied: { ClientCertificateId: 'no client certificate is presented to backends here' },
  },
  'AWS::ApiGatewayV2::Deployment': { fine: ['ApiId', 'StageName', 'Description'], notApplied: {} },
  'AWS::Lambda::Function': {
    fine: [
      'FunctionName',
      'Runtime',
      'Handler',
      'Code',
      'Role',
      'Environment',
      'Timeout',
      'MemorySize',
      'PackageType',
      'Description',
      'Tags',
      'Architectures',
      'EphemeralStorage',
      'LoggingConfig',
      'TracingConfig',
      'KmsKeyArn',
      'CodeSigningConfigArn',
      'DeadLetterConfig',
      'RuntimeManagementConfig',
      'SnapStart',
      'RecursiveLoop',
      'ImageConfig',
    ],
    notApplied: {
      Layers: 'layers are not loaded here: what the handler imports from them is missing',
      VpcConfig: 'the function does not run in a VPC here',
      FileSystemConfigs: 'no file system is mounted here',
      ReservedConcurrentExecutions: 'concurrency is not limited here',
    },
  },
  'AWS::Lambda::Alias': {
    fine: ['FunctionName', 'FunctionVersion', 'Name', 'Description', 'ProvisionedConcurrencyConfig'],
    notApplied: { RoutingConfig: 'weights are not applied here: all calls go to FunctionVersion' },
  },
  'AWS::Lambda::Version': {
    fine: ['FunctionName', 'Description', 'CodeSha256', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'],
    notApplied: {},
  },
  'AWS::Lambda::Permission': {
    fine: [
      'Action',
      'FunctionName',
      'Principal',
      'SourceArn',
      'SourceAccount',
      'EventSourceToken',
      'FunctionUrlAuthType',
      'PrincipalOrgID',
      'InvokedViaFunctionUrl',
    ],
    notApplied: {},
  },
};

/** Warns of every property and resource that AWS would act on and this gateway doesn't. */
export function warnOfWhatIsNotApplied(stack: StackReader): void {
  for (const { logicalId, type, line, properties } of stack.resourcesOf()) {
    const sentence = notServed[type];
    if (sentence !== undefined) stack.warn(logicalId, line, sentence);
    const table = known[type];
    if (table === undefined) continue;
    for (const name of properties.names()) {
      if (JSON.stringify(properties.plain(name)).includes('{{resolve:'))
        stack.warn(
          logicalId,
          properties.line(name),
          `${name} holds a dynamic reference, which is not resolved here`,
        );
      if (table.fine.includes(name) || isOff(properties.plain(name))) continue;
      const what = table.notApplied[name] ?? unknownProperty(type, name, table);
      stack.warn(logicalId, properties.line(name), what);
    }
  }
}

const isOff = (value: unknown) => value === false || value === null || value === 'false';

function unknownProperty(type: string, name: string, { fine, notApplied }: Known): string {
  const near = didYouMean(name, [...fine, ...Object.keys(notApplied)]).join('');
  return `${name} isn't a property of ${type} that this gateway knows; it is not applied.${near === '' ? '' : ` ${near}`}`;
}

/** Whether a property is one that this gateway reads, or warns of. */
export const isKnownProperty = (type: string, name: string): boolean =>
  known[type]?.fine.includes(name) === true || known[type]?.notApplied[name] !== undefined;
