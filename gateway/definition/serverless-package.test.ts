import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadDefinition, sourcesOf } from './load-definition.ts';
import { inFolder } from './written-folder.fixture.ts';

/** As `serverless package` of version 3 writes it, shortened. */
const template = {
  Resources: {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    HelloLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: {
          S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
          S3Key: 'serverless/shop/dev/1763913600000-2025-11-23T16:00:00.000Z/shop.zip',
        },
        Handler: 'handler.hello',
        Runtime: 'nodejs22.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    ApiGatewayRestApi: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'dev-shop', Policy: '' } },
    ApiGatewayMethodGet: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
        Integration: { Type: 'MOCK' },
      },
    },
    ApiGatewayDeployment: {
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: ['ApiGatewayMethodGet'],
      Properties: { RestApiId: { Ref: 'ApiGatewayRestApi' }, StageName: 'dev' },
    },
  },
};

const packaged = (state: string) => ({
  '.serverless/cloudformation-template-update-stack.json': JSON.stringify(template),
  '.serverless/cloudformation-template-create-stack.json': '{}',
  '.serverless/serverless-state.json': state,
  '.serverless/shop.zip': 'PK',
});

const named = (state: string) =>
  inFolder(packaged(state), (folder) => sourcesOf(join(folder, '.serverless')).map((one) => one.stackName));

test('a folder of the Serverless Framework is the stack that it deploys, with the code that it packed', () => {
  const state = JSON.stringify({ service: { service: 'shop', provider: { stage: 'dev' } } });
  inFolder(packaged(state), (folder) => {
    const { deployment, warnings } = loadDefinition(sourcesOf(join(folder, '.serverless')));
    const [stack] = deployment.stacks;
    assert.equal(stack?.name, 'shop-dev');
    assert.deepEqual(stack?.functions[0]?.code, {
      kind: 'archive',
      path: join(folder, '.serverless/shop.zip'),
    });
    assert.ok(warnings.every(({ message }) => message.startsWith('off the request path')));
  });
});

test('the stack may have a name of its own, and where none is told it is called as its file', () => {
  const own = { service: { service: 'shop', provider: { stage: 'dev', stackName: 'shop-of-mine' } } };
  assert.deepEqual(named(JSON.stringify(own)), ['shop-of-mine']);
  assert.deepEqual(named('not JSON'), ['cloudformation-template-update-stack']);
});
