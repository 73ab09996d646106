/** A cached route whose cache is to be found out. */
export interface Setting {
  readonly name: string;
  readonly ttlSeconds: number;
  /** Of the gateway's `--latency`: what the function takes. */
  readonly latency: string;
  readonly keyedBy: readonly string[];
}

const latencies = [
  'lognormal:20,80',
  'fixed:20',
  'lognormal:100,400',
  'lognormal:10,60',
  'fixed:50',
] as const;

const keys: readonly (readonly string[])[] = [
  ['path.id'],
  ['query.q', 'path.id'],
  ['query.q'],
  ['header.accept-language'],
  [],
];

const ttls = [5, 10, 20, 30, 60] as const;

/** Ten of them: every time to live with two latencies and two keys. */
export function settings(longestTtlSeconds: number): Setting[] {
  return ttls
    .filter((ttl) => ttl <= longestTtlSeconds)
    .flatMap((ttlSeconds, index) =>
      [0, 1].map((second) => ({
        name: `r${ttlSeconds}${second === 0 ? 'a' : 'b'}`,
        ttlSeconds,
        latency: latencies[(index + 2 * second) % latencies.length] as string,
        keyedBy: keys[(index + 3 * second) % keys.length] as readonly string[],
      })),
    );
}

/** The key parameter as a method's request parameters name it. */
function mapped(parameter: string): string {
  const [place = '', name = ''] = parameter.split('.');
  return `method.request.${place === 'query' ? 'querystring' : place}.${name}`;
}

/** As `Fn::Sub` reads it. */
function sub(name: string): string {
  return `\${${name}}`;
}

const code = `const { randomUUID } = require('crypto');
exports.handler = async () => ({ statusCode: 200, headers: { 'x-invocation': randomUUID() }, body: '{"ok":true}' });`;

/** A stack of one REST API whose stage caches each route as its setting says. */
export function template(all: readonly Setting[]): object {
  const uri = `arn:${sub('AWS::Partition')}:apigateway:${sub('AWS::Region')}:lambda:path/2015-03-31/functions/${sub('Function.Arn')}/invocations`;
  const methods = all.flatMap(({ name, keyedBy }) => [
    [
      `${name}Parent`,
      resource('Resource', { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: name }),
    ],
    [`${name}Child`, resource('Resource', { ParentId: { Ref: `${name}Parent` }, PathPart: '{id}' })],
    [
      `${name}Get`,
      resource('Method', {
        ResourceId: { Ref: `${name}Child` },
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
        RequestParameters: Object.fromEntries(['path.id', ...keyedBy].map((key) => [mapped(key), false])),
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          Uri: { 'Fn::Sub': uri },
          CacheKeyParameters: keyedBy.map(mapped),
        },
      }),
    ],
  ]);
  return {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs20.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: code },
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
        },
      },
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'caches' } },
      ...Object.fromEntries(methods),
      Deployment: {
        DependsOn: all.map(({ name }) => `${name}Get`),
        ...resource('Deployment', {}),
      },
      Stage: resource('Stage', {
        DeploymentId: { Ref: 'Deployment' },
        StageName: 'dev',
        CacheClusterEnabled: true,
        CacheClusterSize: '0.5',
        MethodSettings: all.map(({ name, ttlSeconds }) => ({
          ResourcePath: `/${name}/{id}`,
          HttpMethod: 'GET',
          CachingEnabled: true,
          CacheTtlInSeconds: ttlSeconds,
        })),
      }),
    },
    Outputs: {
      Url: {
        Value: {
          'Fn::Sub': `https://${sub('Api')}.execute-api.${sub('AWS::Region')}.${sub('AWS::URLSuffix')}/dev`,
        },
      },
    },
  };
}

function resource(type: string, properties: object) {
  return { Type: `AWS::ApiGateway::${type}`, Properties: { RestApiId: { Ref: 'Api' }, ...properties } };
}

/** A contract that promises a cache for every route, and of its key nothing true. */
export function contract(stack: string, all: readonly Setting[], marked: boolean): string {
  const routes = Object.fromEntries(
    all.map(({ name, ttlSeconds }) => [
      `GET /${name}/{id}`,
      {
        responses: { 200: true },
        cache: { ttlSeconds },
        examples: {
          one: {
            path: { id: '7' },
            query: { q: 'shoes', page: 1 },
            headers: { 'accept-language': 'de' },
            expect: { status: 200 },
          },
        },
      },
    ]),
  );
  const whole = {
    name: stack,
    apiTypes: ['rest'],
    ...(marked ? { marks: { invocation: { header: 'x-invocation' } } } : {}),
    routes,
  };
  return `export const contract = ${JSON.stringify(whole, null, 2)} as const;\n`;
}
