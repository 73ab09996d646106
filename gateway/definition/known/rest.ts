import { inside, type KnownTypes, logs, tags, text } from './known-type.ts';

const canary = ['PercentTraffic', 'StageVariableOverrides.*', 'UseStageCache'];

const cache = [
  'CachingEnabled',
  'CacheTtlInSeconds',
  'CacheDataEncrypted',
  'RequireAuthorizationForCacheControl',
  'UnauthorizedCacheControlHeaderStrategy',
];

const methodSettings = inside('MethodSettings', [
  'ResourcePath',
  'HttpMethod',
  'ThrottlingBurstLimit',
  'ThrottlingRateLimit',
  ...cache,
  'DataTraceEnabled',
  'LoggingLevel',
  'MetricsEnabled',
]);

/** Of a stage, and of a deployment's StageDescription. */
const stage = [
  'AccessLogSetting.*',
  'CacheClusterEnabled',
  'CacheClusterSize',
  ...inside('CanarySetting', ['DeploymentId', ...canary]),
  'Description',
  'DocumentationVersion',
  ...methodSettings,
  'Tags.*',
  'TracingEnabled',
  'Variables.*',
];

const noClientCertificate = 'no client certificate is presented to backends here';

/** The types of AWS::ApiGateway (CloudFormation's resource reference). */
export const knownRestTypes: KnownTypes = {
  'AWS::ApiGateway::RestApi': {
    read: [
      'ApiKeySourceType',
      'BinaryMediaTypes',
      'Body.*',
      'BodyS3Location.*',
      'Description',
      'DisableExecuteApiEndpoint',
      'EndpointConfiguration.Types',
      'Name',
      'Parameters.basepath',
      'Parameters.endpointConfigurationTypes',
      'Policy.*',
    ],
    inert: {
      FailOnWarnings: 'whatever a document brings that is not applied is told at start anyway',
      Mode: 'a new API has nothing that a document could be merged into',
      'Parameters.ignore': 'documentation parts are in no answer',
      'EndpointConfiguration.VpcEndpointIds': 'nobody calls through a VPC endpoint here',
      'EndpointConfiguration.IpAddressType': 'clients on this machine reach the gateway anyway',
      Tags: tags,
    },
    notApplied: {
      CloneFrom: 'the API is not cloned here',
      EndpointAccessMode: 'the endpoint access mode is not applied here',
      MinimumCompressionSize: 'responses are not compressed here',
      SecurityPolicy: 'the TLS policy is not applied here',
    },
  },
  'AWS::ApiGateway::Resource': { read: ['ParentId', 'PathPart', 'RestApiId'], inert: {}, notApplied: {} },
  'AWS::ApiGateway::Method': {
    read: [
      'ApiKeyRequired',
      'AuthorizationScopes',
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      ...inside('Integration', [
        'CacheKeyParameters',
        'CacheNamespace',
        'ConnectionType',
        'ContentHandling',
        'Credentials',
        'IntegrationHttpMethod',
        ...inside('IntegrationResponses', [
          'ContentHandling',
          'ResponseParameters.*',
          'ResponseTemplates.*',
          'SelectionPattern',
          'StatusCode',
        ]),
        'PassthroughBehavior',
        'RequestParameters.*',
        'RequestTemplates.*',
        'ResponseTransferMode',
        'TimeoutInMillis',
        'Type',
        'Uri',
      ]),
      ...inside('MethodResponses', ['ResponseModels.*', 'ResponseParameters.*', 'StatusCode']),
      'OperationName',
      'RequestModels.*',
      'RequestParameters.*',
      'RequestValidatorId',
      'ResourceId',
      'RestApiId',
    ],
    inert: {
      'Integration.ConnectionId': 'of VPC links, whose routes answer 501',
      'Integration.IntegrationTarget': 'of VPC links, whose routes answer 501',
    },
    notApplied: {
      'Integration.TlsConfig': "TLS settings are not applied here: a backend's certificate has to be valid",
    },
  },
  'AWS::ApiGateway::Model': {
    read: ['Name', 'RestApiId', 'Schema.*'],
    inert: { ContentType: 'which body a model is for is said by the methods', Description: text },
    notApplied: {},
  },
  'AWS::ApiGateway::RequestValidator': {
    read: ['Name', 'RestApiId', 'ValidateRequestBody', 'ValidateRequestParameters'],
    inert: {},
    notApplied: {},
  },
  'AWS::ApiGateway::GatewayResponse': {
    read: ['ResponseParameters.*', 'ResponseTemplates.*', 'ResponseType', 'RestApiId', 'StatusCode'],
    inert: {},
    notApplied: {},
  },
  'AWS::ApiGateway::Deployment': {
    read: [
      ...inside('DeploymentCanarySettings', canary),
      'Description',
      'RestApiId',
      ...inside('StageDescription', [
        ...stage,
        ...cache,
        'DataTraceEnabled',
        'LoggingLevel',
        'MetricsEnabled',
        'ThrottlingBurstLimit',
        'ThrottlingRateLimit',
      ]),
      'StageName',
    ],
    inert: {},
    notApplied: { 'StageDescription.ClientCertificateId': noClientCertificate },
  },
  'AWS::ApiGateway::Stage': {
    read: [...stage, 'DeploymentId', 'RestApiId', 'StageName'],
    inert: {},
    notApplied: { ClientCertificateId: noClientCertificate },
  },
  'AWS::ApiGateway::Authorizer': {
    read: [
      'AuthorizerCredentials',
      'AuthorizerResultTtlInSeconds',
      'AuthorizerUri',
      'IdentitySource',
      'IdentityValidationExpression',
      ...inside('JwtConfiguration', [
        'DefaultAlgorithms',
        ...inside('Issuers', [
          ...inside('AdditionalClaims', ['ClaimName', 'ExpectedValues', 'Format', 'Required']),
          'Audiences',
          'Issuer',
        ]),
      ]),
      'Name',
      'ProviderARNs',
      'RestApiId',
      'Type',
    ],
    inert: { AuthType: 'a text for OpenAPI documents' },
    notApplied: {},
  },
  'AWS::ApiGateway::ApiKey': {
    read: ['Enabled', 'Name', 'StageKeys.*', 'Value'],
    inert: {
      Description: text,
      Tags: tags,
      CustomerId: 'for the AWS Marketplace',
      GenerateDistinctId: 'the id of a key is made up here anyway',
    },
    notApplied: {},
  },
  'AWS::ApiGateway::UsagePlan': {
    read: [
      'ApiStages.ApiId',
      'ApiStages.Stage',
      'ApiStages.Throttle.*',
      ...inside('Quota', ['Limit', 'Offset', 'Period']),
      ...inside('Throttle', ['BurstLimit', 'RateLimit']),
      'UsagePlanName',
    ],
    inert: { Description: text, Tags: tags },
    notApplied: {},
  },
  'AWS::ApiGateway::UsagePlanKey': {
    read: ['KeyId', 'UsagePlanId'],
    inert: { KeyType: 'there is only API_KEY' },
    notApplied: {},
  },
  'AWS::ApiGateway::Account': { read: [], inert: { CloudWatchRoleArn: logs }, notApplied: {} },
  'AWS::ApiGateway::DomainName': {
    read: ['DomainName', 'EndpointConfiguration.*', 'MutualTlsAuthentication.*', 'RoutingMode', 'Tags.*'],
    inert: {
      CertificateArn: 'the certificate is one of the local gateway',
      EndpointAccessMode: 'clients on this machine reach the gateway anyway',
      OwnershipVerificationCertificateArn: 'the certificate is one of the local gateway',
      RegionalCertificateArn: 'the certificate is one of the local gateway',
      SecurityPolicy: 'the TLS policy is one of the local gateway',
    },
    notApplied: {},
  },
  'AWS::ApiGateway::BasePathMapping': {
    read: ['BasePath', 'DomainName', 'RestApiId', 'Stage'],
    inert: { Id: text },
    notApplied: {},
  },
};
