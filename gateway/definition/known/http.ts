import { inside, type KnownTypes, logs, tags, text } from './known-type.ts';

const routeSettings = ['ThrottlingBurstLimit', 'ThrottlingRateLimit'];

const webSocketOnly = 'of WebSocket APIs only';

/** The types of AWS::ApiGatewayV2 (CloudFormation's resource reference). */
export const knownHttpTypes: KnownTypes = {
  'AWS::ApiGatewayV2::Api': {
    read: [
      'BasePath',
      'Body.*',
      'BodyS3Location.*',
      ...inside('CorsConfiguration', [
        'AllowCredentials',
        'AllowHeaders',
        'AllowMethods',
        'AllowOrigins',
        'ExposeHeaders',
        'MaxAge',
      ]),
      'CredentialsArn',
      'Description',
      'DisableExecuteApiEndpoint',
      'Name',
      'ProtocolType',
      'RouteKey',
      'Target',
      'Version',
    ],
    inert: {
      ApiKeySelectionExpression: webSocketOnly,
      DisableSchemaValidation: webSocketOnly,
      FailOnWarnings: 'whatever a document brings that is not applied is told at start anyway',
      IpAddressType: 'clients on this machine reach the gateway anyway',
      RouteSelectionExpression: 'HTTP APIs have one only',
      Tags: tags,
    },
    notApplied: {},
  },
  'AWS::ApiGatewayV2::Integration': {
    read: [
      'ApiId',
      'ConnectionType',
      'CredentialsArn',
      'IntegrationMethod',
      'IntegrationSubtype',
      'IntegrationType',
      'IntegrationUri',
      'PayloadFormatVersion',
      'RequestParameters.*',
      'ResponseParameters.*',
      'TimeoutInMillis',
    ],
    inert: {
      ConnectionId: 'of VPC links, whose routes answer 501',
      ContentHandlingStrategy: webSocketOnly,
      Description: text,
      PassthroughBehavior: webSocketOnly,
      RequestTemplates: webSocketOnly,
      TemplateSelectionExpression: webSocketOnly,
    },
    notApplied: { TlsConfig: "TLS settings are not applied here: a backend's certificate has to be valid" },
  },
  'AWS::ApiGatewayV2::Route': {
    read: [
      'ApiId',
      'AuthorizationScopes',
      'AuthorizationType',
      'AuthorizerId',
      'OperationName',
      'RouteKey',
      'Target',
    ],
    inert: {
      ApiKeyRequired: webSocketOnly,
      ModelSelectionExpression: webSocketOnly,
      RequestModels: webSocketOnly,
      RequestParameters: webSocketOnly,
      RouteResponseSelectionExpression: webSocketOnly,
    },
    notApplied: {},
  },
  'AWS::ApiGatewayV2::Stage': {
    read: [
      'AccessLogSettings.*',
      'ApiId',
      'AutoDeploy',
      ...inside('DefaultRouteSettings', routeSettings),
      'DeploymentId',
      'RouteSettings.*',
      'StageName',
      'StageVariables.*',
      'Tags.*',
    ],
    inert: {
      AccessPolicyId: 'nothing on AWS reads it',
      Description: text,
      'DefaultRouteSettings.DataTraceEnabled': webSocketOnly,
      'DefaultRouteSettings.DetailedMetricsEnabled': logs,
      'DefaultRouteSettings.LoggingLevel': webSocketOnly,
    },
    notApplied: { ClientCertificateId: 'no client certificate is presented to backends here' },
  },
  'AWS::ApiGatewayV2::Deployment': {
    read: ['ApiId', 'StageName'],
    inert: { Description: text },
    notApplied: {},
  },
  'AWS::ApiGatewayV2::Authorizer': {
    read: [
      'ApiId',
      'AuthorizerCredentialsArn',
      'AuthorizerPayloadFormatVersion',
      'AuthorizerResultTtlInSeconds',
      'AuthorizerType',
      'AuthorizerUri',
      'EnableSimpleResponses',
      'IdentitySource',
      ...inside('JwtConfiguration', ['Audience', 'Issuer']),
      'Name',
    ],
    inert: { IdentityValidationExpression: 'HTTP APIs ignore it' },
    notApplied: {},
  },
  'AWS::ApiGatewayV2::DomainName': {
    read: ['DomainName', 'DomainNameConfigurations.*', 'MutualTlsAuthentication.*', 'RoutingMode', 'Tags.*'],
    inert: {},
    notApplied: {},
  },
  'AWS::ApiGatewayV2::ApiMapping': {
    read: ['ApiId', 'ApiMappingKey', 'DomainName', 'Stage'],
    inert: {},
    notApplied: {},
  },
};
