/** What is wrong with the access to one stack; nothing is where a word is missing. */
export interface AccessFaults {
  readonly name: string;
  readonly audiences?: readonly string[];
  /** Nothing stands before the routes. */
  readonly open?: true;
  /** The Lambda authorizers let in whoever sends a token. */
  readonly gullible?: true;
  /** The Lambda authorizers raise. */
  readonly raising?: true;
  /** Answers of the route with an authorizer are cached. */
  readonly cached?: true;
  /** No cache has a key. */
  readonly keyless?: true;
  /** Requests a day of its API key; default 1000. */
  readonly quota?: number;
}

const python = `
import base64, json, time
def handler(event, context):
    path = event.get('rawPath') or event['path']
    headers = {k.lower(): v for k, v in (event.get('headers') or {}).items()}
    if path.endswith('/private') and headers.get('x-session') != 'session-of-alice':
        return {'statusCode': 401, 'headers': {'Content-Type': 'application/json'}, 'body': '{"error":"log in"}'}
    query = event.get('queryStringParameters') or {}
    body = {'path': path.split('/')[-1], 'q': query.get('q', 'none'), 'at': time.time_ns()}
    return {'statusCode': 200, 'headers': {'Content-Type': 'application/json'}, 'body': json.dumps(body)}
`;

/** A token is good here if it is the one word; a gullible authorizer reads the claims and believes them. */
const authorizer = (faults: AccessFaults) => `
def allowed(token):
    ${faults.raising ? "raise Exception('no such table')" : faults.gullible ? 'return bool(token)' : "return token == 'token-of-alice'"}
def rest(event, context):
    if not allowed(event['authorizationToken']):
        raise Exception('Unauthorized')
    arn = '/'.join(event['methodArn'].split('/')[:2]) + '/*'
    statement = {'Action': 'execute-api:Invoke', 'Effect': 'Allow', 'Resource': arn}
    return {'principalId': 'alice', 'policyDocument': {'Version': '2012-10-17', 'Statement': [statement]}}
def http(event, context):
    return {'isAuthorized': allowed((event.get('headers') or {}).get('authorization'))}
`;

const role = 'arn:aws:iam::123456789012:role/lambda';
const invocations = (name: string) => ({
  'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${name}.Arn}/invocations`,
});
const resource = (type: string, properties: object, more: object = {}) => ({
  Type: `AWS::${type}`,
  Properties: properties,
  ...more,
});
const lambda = (code: string, handler: string) =>
  resource('Lambda::Function', {
    Runtime: 'python3.13',
    Handler: `index.${handler}`,
    Role: role,
    Code: { ZipFile: code },
  });
const permission = (name: string) =>
  resource('Lambda::Permission', {
    FunctionName: { 'Fn::GetAtt': [name, 'Arn'] },
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  });

/** A REST API and an HTTP API that show every way of asking who calls. */
export function accessTemplate(faults: AccessFaults, issuer: string, key: string): object {
  const { open } = faults;
  const restId = { Ref: 'Rest' };
  const method = (place: string, { access = {}, keyedBy }: { access?: object; keyedBy?: string } = {}) => {
    const [http = '', path = ''] = place.split(' ');
    const parameter = `method.request.${keyedBy}`;
    return resource('ApiGateway::Method', {
      RestApiId: restId,
      ResourceId: { Ref: `R${path}` },
      HttpMethod: http,
      AuthorizationType: 'NONE',
      ...(open ? {} : access),
      ...(keyedBy === undefined ? {} : { RequestParameters: { [parameter]: false } }),
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: invocations('Function'),
        ...(keyedBy === undefined || faults.keyless ? {} : { CacheKeyParameters: [parameter] }),
      },
    });
  };
  const paths = ['key', 'signed', 'token', 'private', 'search'];
  const custom = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'TokenAuthorizer' } };
  const methods = {
    GetKey: method('GET key', { access: { ApiKeyRequired: true } }),
    PostKey: method('POST key', { access: { ApiKeyRequired: true } }),
    GetSigned: method('GET signed', { access: { AuthorizationType: 'AWS_IAM' } }),
    GetToken: method('GET token', { access: custom }),
    GetPrivate: method('GET private', { keyedBy: 'header.x-session' }),
    GetSearch: method('GET search', { keyedBy: 'querystring.q' }),
  };
  const setting = (path: string, more: object) => ({ ResourcePath: path, HttpMethod: 'GET', ...more });
  const on = { CachingEnabled: true, CacheTtlInSeconds: 60 };
  const route = (path: string, access: object) =>
    resource('ApiGatewayV2::Route', {
      ApiId: { Ref: 'Http' },
      RouteKey: `GET /${path}`,
      Target: { 'Fn::Sub': `integrations/\${HttpIntegration}` },
      ...(open ? {} : access),
    });
  return {
    Resources: {
      Function: lambda(python, 'handler'),
      FunctionPermission: permission('Function'),
      RestAuthorizer: lambda(authorizer(faults), 'rest'),
      RestAuthorizerPermission: permission('RestAuthorizer'),
      HttpAuthorizer: lambda(authorizer(faults), 'http'),
      HttpAuthorizerPermission: permission('HttpAuthorizer'),
      Rest: resource('ApiGateway::RestApi', {
        Name: `${faults.name}-rest`,
        EndpointConfiguration: { Types: ['REGIONAL'] },
      }),
      TokenAuthorizer: resource('ApiGateway::Authorizer', {
        RestApiId: restId,
        Name: 'token',
        Type: 'TOKEN',
        IdentitySource: 'method.request.header.Authorization',
        AuthorizerResultTtlInSeconds: 0,
        AuthorizerUri: invocations('RestAuthorizer'),
      }),
      ...Object.fromEntries(
        paths.map((path) => [
          `R${path}`,
          resource('ApiGateway::Resource', {
            RestApiId: restId,
            ParentId: { 'Fn::GetAtt': ['Rest', 'RootResourceId'] },
            PathPart: path,
          }),
        ]),
      ),
      ...methods,
      Deployment: resource(
        'ApiGateway::Deployment',
        { RestApiId: restId },
        { DependsOn: Object.keys(methods) },
      ),
      Stage: resource('ApiGateway::Stage', {
        RestApiId: restId,
        DeploymentId: { Ref: 'Deployment' },
        StageName: 'dev',
        CacheClusterEnabled: true,
        CacheClusterSize: '0.5',
        MethodSettings: [
          { ResourcePath: '/*', HttpMethod: '*', CachingEnabled: false },
          setting('/search', on),
          setting('/private', on),
          ...(faults.cached ? [setting('/token', on)] : []),
        ],
      }),
      Key: resource('ApiGateway::ApiKey', {
        Name: `${faults.name}-key`,
        Enabled: true,
        Value: `${key}-${faults.name}`,
      }),
      Plan: resource('ApiGateway::UsagePlan', {
        UsagePlanName: `${faults.name}-plan`,
        ApiStages: [{ ApiId: restId, Stage: { Ref: 'Stage' } }],
        Quota: { Limit: faults.quota ?? 1000, Period: 'DAY' },
      }),
      PlanKey: resource('ApiGateway::UsagePlanKey', {
        KeyId: { Ref: 'Key' },
        KeyType: 'API_KEY',
        UsagePlanId: { Ref: 'Plan' },
      }),
      Http: resource('ApiGatewayV2::Api', { Name: `${faults.name}-http`, ProtocolType: 'HTTP' }),
      HttpIntegration: resource('ApiGatewayV2::Integration', {
        ApiId: { Ref: 'Http' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] },
        PayloadFormatVersion: '2.0',
      }),
      Jwt: resource('ApiGatewayV2::Authorizer', {
        ApiId: { Ref: 'Http' },
        Name: 'jwt',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: issuer, Audience: faults.audiences ?? ['shop'] },
      }),
      Simple: resource('ApiGatewayV2::Authorizer', {
        ApiId: { Ref: 'Http' },
        Name: 'simple',
        AuthorizerType: 'REQUEST',
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        IdentitySource: ['$request.header.Authorization'],
        AuthorizerResultTtlInSeconds: 0,
        AuthorizerUri: invocations('HttpAuthorizer'),
      }),
      RouteJwt: route('jwt', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Jwt' } }),
      RouteToken: route('token', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Simple' } }),
      RouteSigned: route('signed', { AuthorizationType: 'AWS_IAM' }),
      HttpStage: resource('ApiGatewayV2::Stage', {
        ApiId: { Ref: 'Http' },
        StageName: '$default',
        AutoDeploy: true,
      }),
    },
    Outputs: {
      RestUrl: { Value: { 'Fn::Sub': `https://\${Rest}.execute-api.\${AWS::Region}.amazonaws.com/dev` } },
      HttpUrl: { Value: { 'Fn::GetAtt': ['Http', 'ApiEndpoint'] } },
    },
  };
}

/** What each of these stacks promises; `name` chooses the key. */
export function accessContract(name: string): string {
  return `import { defineContract } from 'gatewright';
const answer = { type: 'object', properties: { path: { type: 'string' }, q: { type: 'string' } }, required: ['path'] } as const;
const one = (path: string) => ({ one: { expect: { status: 200, body: { path } } } }) as const;
const key = { header: 'x-api-key', from: 'env:${name.toUpperCase()}_KEY' } as const;
const session = { header: 'x-session', from: 'env:SESSION' } as const;
const token = { header: 'authorization', from: \`command:printf %s token-of-alice\` } as const;
const rest = ['rest'] as const;
const http = ['http'] as const;
const responses = { 200: answer } as const;
export const contract = defineContract({
  name: '${name}',
  routes: {
    'GET /key': { apiTypes: rest, auth: key, responses, examples: one('key') },
    'POST /key': { apiTypes: rest, auth: key, responses, examples: { one: { body: {}, expect: { status: 200, body: { path: 'key' } } } } },
    'GET /signed': { auth: { iam: true }, responses, examples: one('signed') },
    'GET /token': { auth: token, responses, examples: one('token') },
    'GET /private': { apiTypes: rest, auth: session, cache: { ttlSeconds: 60, keyedBy: ['header.x-session'] }, responses, examples: one('private') },
    'GET /search': {
      apiTypes: rest,
      cache: { ttlSeconds: 60, keyedBy: ['query.q'] },
      responses,
      examples: {
        'for a': { query: { q: 'a' }, expect: { status: 200, body: { q: 'a' } } },
        'for b': { query: { q: 'b' }, expect: { status: 200, body: { q: 'b' } } },
      },
    },
    'GET /jwt': {
      apiTypes: http,
      auth: { header: 'authorization', scheme: 'Bearer', from: 'env:TOKEN', refused: { 'wrong audience': 'env:OTHER_TOKEN', expired: 'env:OLD_TOKEN' } },
      responses,
      examples: one('jwt'),
    },
  },
});
`;
}
