import { aFunction } from '../written-template.fixture.ts';

const functions = `${aFunction.replace('Runtime:', 'Environment: { Variables: {} }\n      Runtime:')}
  Allow: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com } }
  One: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, FunctionVersion: !GetAtt One.Version, Name: live, RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: !GetAtt One.Version, FunctionWeight: 0.5 }] } } }`;

const uri = `!Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations'`;

/** For tests: a REST API in which every kind of resource is read. */
export const restWithEverything = `Resources:${functions}
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api, EndpointConfiguration: { Types: [REGIONAL] } } }
  Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a } }
  Model: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Name: M, Schema: {} } }
  Check: { Type: AWS::ApiGateway::RequestValidator, Properties: { RestApiId: !Ref Api } }
  Answer: { Type: AWS::ApiGateway::GatewayResponse, Properties: { RestApiId: !Ref Api, ResponseType: DEFAULT_4XX } }
  Guard: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: guard, Type: TOKEN, AuthorizerUri: ${uri} } }
  Pool: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: pool, Type: COGNITO_USER_POOLS, ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a'] } }
  Jwt: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: jwt, Type: JWT, IdentitySource: method.request.header.Authorization, JwtConfiguration: { DefaultAlgorithms: [RS256], Issuers: [{ Issuer: 'https://id.example.com', Audiences: [app], AdditionalClaims: [{ ClaimName: tenant, Format: SINGLE_STRING, Required: true, ExpectedValues: [acme] }] }] } } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Path
      HttpMethod: GET
      AuthorizationType: NONE
      RequestValidatorId: !Ref Check
      MethodResponses: [{ StatusCode: 200 }]
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: ${uri}
        IntegrationResponses: [{ StatusCode: 200 }]
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties:
      RestApiId: !Ref Api
      StageName: dev
      StageDescription: { CacheClusterEnabled: true, CachingEnabled: true, AccessLogSetting: { DestinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:a', Format: $context.requestId }, CanarySetting: { PercentTraffic: 1 }, MethodSettings: [{ ResourcePath: /*, HttpMethod: '*', CachingEnabled: true, CacheTtlInSeconds: 1, CacheDataEncrypted: true, DataTraceEnabled: true, LoggingLevel: INFO, MetricsEnabled: true, RequireAuthorizationForCacheControl: true, UnauthorizedCacheControlHeaderStrategy: FAIL_WITH_403 }], CacheTtlInSeconds: 1, CacheDataEncrypted: true, DataTraceEnabled: true, LoggingLevel: INFO, MetricsEnabled: true, RequireAuthorizationForCacheControl: true, UnauthorizedCacheControlHeaderStrategy: FAIL_WITH_403, ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod, AccessLogSetting: { DestinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:a', Format: $context.requestId }, CacheClusterEnabled: true, CanarySetting: { PercentTraffic: 1 }, MethodSettings: [{ ResourcePath: /*, HttpMethod: '*', CachingEnabled: true, DataTraceEnabled: true, LoggingLevel: INFO, MetricsEnabled: true, CacheDataEncrypted: true, RequireAuthorizationForCacheControl: true, UnauthorizedCacheControlHeaderStrategy: FAIL_WITH_403, ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 }] }
  Release: { Type: AWS::ApiGateway::Deployment, DependsOn: [Get, Stage], Properties: { RestApiId: !Ref Api, StageName: prod, DeploymentCanarySettings: { PercentTraffic: 5 } } }
  Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true } }
  Plan: { Type: AWS::ApiGateway::UsagePlan, Properties: { ApiStages: [{ ApiId: !Ref Api, Stage: dev }], Quota: { Limit: 1, Period: DAY }, Throttle: { RateLimit: 1, BurstLimit: 1 } } }
  PlanKey: { Type: AWS::ApiGateway::UsagePlanKey, Properties: { KeyId: !Ref Key, UsagePlanId: !Ref Plan, KeyType: API_KEY } }
  Domain: { Type: AWS::ApiGateway::DomainName, Properties: { DomainName: api.example.com } }
  Mapping: { Type: AWS::ApiGateway::BasePathMapping, Properties: { DomainName: !Ref Domain, RestApiId: !Ref Api, Stage: dev } }
`;

/** For tests: HTTP APIs in which every kind of resource is read. */
export const httpWithEverything = `Resources:${functions}
  Quick: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: quick, ProtocolType: HTTP, Target: !GetAtt Fn.Arn } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: api, ProtocolType: HTTP, CorsConfiguration: { AllowOrigins: ['*'] } } }
  Jwt: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Api, Name: jwt, AuthorizerType: JWT, JwtConfiguration: { Issuer: 'https://i.example.com' } } }
  Lambda: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Api, Name: lambda, AuthorizerType: REQUEST, AuthorizerPayloadFormatVersion: '2.0', AuthorizerUri: ${uri}, IdentitySource: [$request.header.A] } }
  Fun: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, PayloadFormatVersion: '2.0' } }
  Site: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationUri: 'https://example.com', IntegrationMethod: GET, PayloadFormatVersion: '1.0' } }
  A: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub 'integrations/\${Fun}' } }
  B: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /b, Target: !Sub 'integrations/\${Site}' } }
  Deployment: { Type: AWS::ApiGatewayV2::Deployment, DependsOn: [A, B], Properties: { ApiId: !Ref Api } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev, DeploymentId: !Ref Deployment, AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:a', Format: $context.requestId }, DefaultRouteSettings: { ThrottlingRateLimit: 1 } } }
  Domain: { Type: AWS::ApiGatewayV2::DomainName, Properties: { DomainName: api.example.com, DomainNameConfigurations: [{ CertificateArn: a }] } }
  Mapping: { Type: AWS::ApiGatewayV2::ApiMapping, Properties: { ApiId: !Ref Api, DomainName: !Ref Domain, Stage: !Ref Stage } }
`;
