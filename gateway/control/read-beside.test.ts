import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Deploying, deployingInto } from './deploying.fixture.ts';

const mock = `Integration: { Type: MOCK, RequestTemplates: { application/json: '{"statusCode": 200}' }, IntegrationResponses: [{ StatusCode: 200 }] }, MethodResponses: [{ StatusCode: 200 }]`;

const stage = (id: string, api: string, dependsOn = '') => `
  ${id}: { Type: AWS::ApiGateway::Deployment, ${dependsOn} Properties: { RestApiId: ${api} } }
  Stage${id}: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: ${api}, DeploymentId: !Ref ${id}, StageName: ${id.toLowerCase()} } }`;

const api = (description: string) => `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: shared, Description: ${description} } }
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, ${mock} } }
${stage('First', '!Ref Api', 'DependsOn: Get,')}${stage('Loose', '!Ref Api')}
Outputs:
  Id: { Value: !Ref Api, Export: { Name: ApiId } }
  Root: { Value: !GetAtt Api.RootResourceId, Export: { Name: RootId } }`;

const third = api('two').replaceAll('First', 'Third').replace('StageName: first', 'StageName: third');

const late = `
  Late: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: late } }
  GetLate: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Late, HttpMethod: GET, AuthorizationType: NONE, ${mock} } }`;

const orders = (more = '') => `
Resources:
  Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !ImportValue ApiId, ParentId: !ImportValue RootId, PathPart: orders } }
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !ImportValue ApiId, ResourceId: !Ref Path, HttpMethod: GET, AuthorizationType: NONE, ${mock} } }
${more}`;

describe('a stack that adds to the API of another', () => {
  let deploying: Deploying;

  before(async () => {
    deploying = await deployingInto();
    await deploying.create('api', api('one'));
  });
  after(() => deploying.gateway.close());

  const statusOf = async (path: string): Promise<number> => {
    const url = deploying.gateway.stacks.find(({ name }) => name === 'api')?.apis[0]?.invokeUrl ?? '';
    return (await fetch(url.replace(/[^/]*$/, path))).status;
  };
  const update = async (StackName: string, TemplateBody: string) => {
    await deploying.update(StackName, TemplateBody);
    const { Stacks } = await deploying.client.send(new DescribeStacksCommand({ StackName }));
    assert.equal(Stacks?.[0]?.StackStatus, 'UPDATE_COMPLETE', Stacks?.[0]?.StackStatusReason);
  };

  it('adds methods, which deployments that are there already don’t serve', async () => {
    await deploying.create('orders', orders());
    assert.deepEqual([await statusOf('first/'), await statusOf('first/orders')], [200, 403]);
    assert.deepEqual([await statusOf('loose/'), await statusOf('loose/orders')], [200, 403]);
    assert.deepEqual(
      deploying.warnings.filter(({ advice }) => advice !== true),
      [],
    );
  });

  it('may make the next deployment itself, and its stage', async () => {
    await update('orders', orders(stage('Second', '!ImportValue ApiId', 'DependsOn: Get,')));
    assert.deepEqual([await statusOf('second/orders'), await statusOf('second/')], [200, 200]);
    assert.equal(await statusOf('first/orders'), 403);
  });

  it('stays part of the API when the other stack is updated', async () => {
    await update('api', third);
    assert.deepEqual([await statusOf('third/orders'), await statusOf('second/orders')], [200, 200]);
  });

  it('leaves the other stack’s deployments as they were made', async () => {
    await update('api', third.replace('\nOutputs:', `${late}\nOutputs:`));
    assert.equal(await statusOf('loose/late'), 403);
    const [second, fourth] = ['Second', 'Fourth'].map((id) => stage(id, '!ImportValue ApiId'));
    await update('orders', orders(`${second}${fourth}`));
    assert.deepEqual([await statusOf('loose/late'), await statusOf('fourth/late')], [403, 200]);
  });

  it('takes its stage along when it goes', async () => {
    await deploying.client.send(new DeleteStackCommand({ StackName: 'orders' }));
    assert.deepEqual([await statusOf('third/'), await statusOf('second/')], [200, 403]);
  });
});
