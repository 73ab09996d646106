import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundDefinition } from './found.ts';
import { repositoryOf } from './repository.fixture.ts';
import { findDefinitions } from './survey.ts';

const samTemplate = `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  List:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: !Sub src/\${AWS::Region}
      Events:
        One: { Type: Api, Properties: { Path: /users, Method: get, RestApiId: !Ref Api } }
        Two: { Type: HttpApi, Properties: { Path: '/users/{id}', Method: ANY } }
        Rest: { Type: HttpApi }
        Timer: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
`;

const routesOf = ({ stacks, apis }: FoundDefinition) =>
  [...apis.routes, ...stacks.flatMap((one) => one.apis.routes)].map(
    ({ apiType, method, path }) => `${apiType} ${method} ${path}`,
  );

async function only(files: { readonly [file: string]: string }): Promise<FoundDefinition> {
  const found = await findDefinitions(repositoryOf(files));
  assert.equal(found.length, 1, found.map(({ words }) => words).join());
  return found[0] as FoundDefinition;
}

test('SAM: each environment of samconfig.toml that names a stack, with region and profile; routes of both API types', async () => {
  const found = await only({
    'template.yaml': samTemplate,
    'samconfig.toml': [
      'version = 0.1',
      '[default.global.parameters]',
      'stack_name = "shop-dev"',
      '[default.deploy.parameters]',
      'region = "eu-west-1"',
      '[prod.deploy.parameters]',
      'stack_name = "shop-prod"',
      'profile = "acme"',
      '[ci.build.parameters]',
      'parallel = true',
      '[ci.deploy.parameters]',
      'capabilities = "CAPABILITY_IAM"',
    ].join('\n'),
  });
  assert.deepEqual(
    found.stacks.map(({ stack, environment, region, profile }) => [stack, environment, region, profile]),
    [
      ['shop-dev', 'default', 'eu-west-1', null],
      ['shop-prod', 'prod', null, 'acme'],
    ],
  );
  assert.deepEqual(routesOf({ ...found, stacks: found.stacks.slice(0, 1) }), [
    'rest GET /users',
    'http ANY /users/{id}',
    'http ANY /{proxy+}',
  ]);
  assert.deepEqual(found.notes, ['samconfig.toml: the environment ci names no stack (stack_name).']);
});

test('a settings file that is broken is named with its line, and what else is there is still found', async () => {
  const found = await findDefinitions(
    repositoryOf({ 'samconfig.toml': 'version = 0.1\n[default\n', 'template.yaml': samTemplate }),
  );
  assert.match(found.flatMap(({ notes }) => notes).join(), /^samconfig\.toml:2: /);
  assert.deepEqual(
    found.flatMap(({ stacks }) => stacks).map(({ stack, guessed }) => [stack, guessed]),
    [['shop', true]],
  );
});

const methodTemplate = JSON.stringify({
  Resources: {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Orders: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'orders' },
    },
    One: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: { Ref: 'Orders' }, PathPart: '{id}' },
    },
    Get: { Type: 'AWS::ApiGateway::Method', Properties: { HttpMethod: 'GET', ResourceId: { Ref: 'One' } } },
    Preflight: {
      Type: 'AWS::ApiGateway::Method',
      Properties: { HttpMethod: 'OPTIONS', ResourceId: { Ref: 'One' } },
    },
    Chat: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
    Said: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { RouteKey: 'GET /never', ApiId: { Ref: 'Chat' } },
    },
  },
});

const stackArtifact = (templateFile: string, environment: string, stackName?: string) => ({
  type: 'aws:cloudformation:stack',
  environment,
  properties: { templateFile, ...(stackName === undefined ? {} : { stackName }) },
});

test('CDK: stacks with an API, where they are deployed, and those of stages; others are counted', async () => {
  const found = await only({
    'cdk.json': '{}',
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: {
        Orders: stackArtifact('Orders.template.json', 'aws://unknown-account/unknown-region'),
        Queue: stackArtifact('Queue.template.json', 'aws://unknown-account/eu-west-1'),
        'assembly-Prod': {
          type: 'cdk:cloud-assembly',
          properties: { directoryName: 'assembly-Prod' },
          displayName: 'Prod',
        },
      },
    }),
    'cdk.out/Orders.template.json': methodTemplate,
    'cdk.out/Queue.template.json': '{"Resources":{"Q":{"Type":"AWS::SQS::Queue"}}}',
    'cdk.out/assembly-Prod/manifest.json': JSON.stringify({
      artifacts: {
        ProdOrders: stackArtifact('o.template.json', 'aws://123456789012/us-east-1', 'Prod-Orders'),
      },
    }),
    'cdk.out/assembly-Prod/o.template.json': methodTemplate,
  });
  assert.equal(found.words, 'cdk.out (3 stacks, 2 with an API)');
  assert.deepEqual(
    found.stacks.map(({ stack, environment, region, account }) => [stack, environment, region, account]),
    [
      ['Orders', null, null, null],
      ['Prod-Orders', 'prod', 'us-east-1', '123456789012'],
    ],
  );
  assert.deepEqual(routesOf(found), ['rest GET /orders/{id}', 'rest GET /orders/{id}']);
});

test('CDK: an app that was never synthesized, or whose output has no manifest, says what to run', async () => {
  assert.match((await only({ 'cdk.json': '{}' })).notes.join(), /Run npx cdk synth/);
  assert.match(
    (await only({ 'cdk.out/tree.json': '{}' })).notes.join(),
    /^cdk\.out\/manifest\.json is not there: run npx cdk synth/,
  );
});

test('Serverless Framework: the stack is SERVICE-STAGE, with variables as far as the file tells', async () => {
  const found = await only({
    'serverless.yml': `
service: \${self:custom.name}
custom: { name: orders }
params: { default: {}, dev: {}, prod: {} }
provider: { name: aws, stage: "\${opt:stage, 'dev'}", region: "\${opt:region, 'eu-west-1'}" }
functions:
  one: { handler: a.b, events: [{ httpApi: GET /orders }, { http: { path: 'orders/{id}', method: get } }] }
  two: { handler: a.b, events: [{ http: post orders }, { sns: topic }, { httpApi: '*' }] }
`,
  });
  assert.deepEqual(
    found.stacks.map(({ stack, environment, region }) => [stack, environment, region]),
    [
      ['orders-dev', 'dev', 'eu-west-1'],
      ['orders-prod', 'prod', 'eu-west-1'],
    ],
  );
  assert.deepEqual(routesOf({ ...found, stacks: found.stacks.slice(0, 1) }), [
    'http GET /orders',
    'rest GET /orders/{id}',
    'rest POST /orders',
    'http ANY /{proxy+}',
  ]);
});

test('Serverless Framework: a name that only a deployment knows is not made up', async () => {
  const found = await only({
    'serverless.yml': `service: \${file(./name.js):name}\nprovider: { name: aws }\n`,
  });
  assert.deepEqual(found.stacks, []);
  assert.match(found.notes.join(), /variables that only a deployment knows/);
});

const terraform = `
resource "aws_api_gateway_rest_api" "shop" { name = "shop" }
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_method" "list" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_apigatewayv2_route" "any" {
  api_id    = aws_apigatewayv2_api.web.id
  route_key = "ANY /web/{proxy+}"
}
`;

test('Terraform: routes of a folder, and the file that tells its URLs: the state that is there, else the outputs', async () => {
  const remote = await only({ 'infra/api.tf': terraform });
  assert.deepEqual(routesOf(remote), ['rest GET /orders', 'http ANY /web/{proxy+}']);
  assert.deepEqual(remote.outputs, [
    {
      outputsFile: 'infra/outputs.json',
      madeBy: 'terraform -chdir=infra output -json > infra/outputs.json',
    },
  ]);
  const local = await only({ 'api.tf': terraform, 'terraform.tfstate': '{"version":4,"resources":[{}]}' });
  assert.deepEqual(local.outputs, [{ outputsFile: 'terraform.tfstate', madeBy: null }]);
});

test('Terraform: a module is deployed from where it is called; from several places, a person says so', async () => {
  const call = 'module "api" { source = "../modules/api" }';
  const one = await only({ 'infra/modules/api/api.tf': terraform, 'infra/main/main.tf': call });
  assert.deepEqual(
    one.outputs.map(({ outputsFile }) => outputsFile),
    ['infra/main/outputs.json'],
  );
  const two = await only({ 'modules/api/api.tf': terraform, 'dev/a.tf': call, 'prod/a.tf': call });
  assert.deepEqual(two.outputs, []);
  assert.match(two.notes.join(), /is deployed from dev, prod/);
});

test('a plain template: its stack is what the scripts deploy, else a guess that is marked as one', async () => {
  const named = await only({
    'infra/api.yaml': samTemplate,
    Makefile: 'deploy:\n\taws cloudformation deploy --stack-name shop-api --template infra/api.yaml\n',
  });
  assert.deepEqual(
    named.stacks.map(({ stack, guessed }) => [stack, guessed]),
    [['shop-api', false]],
  );
  const unnamed = await only({ 'stacks/orders/template.yaml': samTemplate });
  assert.deepEqual(
    unnamed.stacks.map(({ stack, guessed }) => [stack, guessed]),
    [['orders', true]],
  );
  const variable = await only({
    'template.yaml': samTemplate,
    'deploy.sh': `sam deploy --stack-name "shop-\${STAGE}"`,
  });
  assert.deepEqual(
    variable.stacks.map(({ stack, guessed }) => [stack, guessed]),
    [['shop', true]],
  );
});

test('what has no API on API Gateway is nothing', async () => {
  const found = await findDefinitions(
    repositoryOf({
      'queue.yaml': 'Resources: { Q: { Type: AWS::SQS::Queue } }',
      'main.tf': 'resource "aws_sqs_queue" "q" {}',
      'package.json': '{}',
    }),
  );
  assert.deepEqual(found, []);
});
