import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkout } from './cli.fixture.ts';

/** What the stage is set to, and so what is to be found. */
export const deployed = { ttlSeconds: 5, keyedBy: ['path.id', 'query.currency'] } as const;

const fn = `const { randomUUID } = require('crypto');
exports.handler = async ({ pathParameters }) => ({
  statusCode: pathParameters.id === 'none' ? 404 : 200,
  headers: { 'content-type': 'application/json', 'x-invocation': randomUUID() },
  body: '{"price":100}',
});`;

const inApi = (type: string, properties: object) => ({
  Type: `AWS::ApiGateway::${type}`,
  Properties: { RestApiId: { Ref: 'Api' }, ...properties },
});

const uri = [
  'arn:aws:apigateway:',
  { Ref: 'AWS::Region' },
  ':lambda:path/2015-03-31/functions/',
  { 'Fn::GetAtt': ['Function', 'Arn'] },
  '/invocations',
];

const template = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: fn },
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
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } },
    Prices: inApi('Resource', { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'prices' }),
    Price: inApi('Resource', { ParentId: { Ref: 'Prices' }, PathPart: '{id}' }),
    Get: inApi('Method', {
      ResourceId: { Ref: 'Price' },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      RequestParameters: { 'method.request.path.id': true, 'method.request.querystring.currency': false },
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: { 'Fn::Join': ['', uri] },
        CacheKeyParameters: ['method.request.path.id', 'method.request.querystring.currency'],
      },
    }),
    Deployment: { DependsOn: ['Get'], ...inApi('Deployment', {}) },
    Stage: inApi('Stage', {
      DeploymentId: { Ref: 'Deployment' },
      StageName: 'dev',
      CacheClusterEnabled: true,
      CacheClusterSize: '0.5',
      MethodSettings: [
        {
          ResourcePath: '/prices/{id}',
          HttpMethod: 'GET',
          CachingEnabled: true,
          CacheTtlInSeconds: deployed.ttlSeconds,
        },
      ],
    }),
  },
  Outputs: {
    Url: {
      Value: {
        'Fn::Join': [
          '',
          ['https://', { Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.amazonaws.com/dev'],
        ],
      },
    },
  },
};

const contract = {
  name: 'shop',
  apiTypes: ['rest'],
  marks: { invocation: { header: 'x-invocation' } },
  routes: {
    'GET /prices/{id}': {
      responses: { 200: { type: 'object', properties: { price: { type: 'integer' } } } },
      cache: { ttlSeconds: deployed.ttlSeconds, keyedBy: deployed.keyedBy },
      examples: {
        'a price in euros': {
          path: { id: '7' },
          query: { currency: 'EUR', lang: 'de' },
          expect: { status: 200 },
        },
        'no price': { path: { id: 'none' }, expect: { status: 404 } },
      },
    },
  },
};

/** A project with one cached API and, beside it, one of both types without a cache. */
export async function cachedShop() {
  const root = await mkdtemp(path.join(tmpdir(), 'gatewright-caching-'));
  await mkdir(path.join(root, 'node_modules'));
  await mkdir(path.join(root, 'contracts'));
  await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  await writeFile(path.join(root, 'package.json'), '{ "type": "module" }\n');
  await writeFile(path.join(root, 'shop.json'), JSON.stringify(template));
  await writeFile(
    path.join(root, 'contracts/shop.ts'),
    `export const shop = ${JSON.stringify(contract)} as const;\n`,
  );
  await cp(path.join(checkout, 'contracts/my-api.ts'), path.join(root, 'contracts/my-api.ts'));
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
