import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { type Deploying, deployingInto } from './deploying.fixture.ts';

let deploying: Deploying;
before(async () => {
  deploying = await deployingInto({ strict: true });
});
after(() => deploying.gateway.close());

const template = (integration: string): string => `Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      MethodResponses: [{ StatusCode: 200 }]
      Integration: ${integration}
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Api, StageName: dev } }
`;
const mock =
  '{ Type: MOCK, RequestTemplates: { application/json: "{\\"statusCode\\": 200}" }, IntegrationResponses: [{ StatusCode: 200 }] }';
const queue = '{ Type: AWS, IntegrationHttpMethod: POST, Uri: "arn:aws:apigateway:us-east-1:sqs:path/q" }';

it('a strict gateway refuses what clients deploy and it can’t serve as AWS would, and serves on what was there', async () => {
  const { client, create, update, gateway } = deploying;
  await create('shop', template(mock));
  await update('shop', template(queue));
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'shop' }));
  const reasons = StackEvents.flatMap(({ ResourceStatusReason = '' }) => ResourceStatusReason);
  const why = reasons.find((reason) => reason.includes('--strict')) ?? '';
  assert.match(why, /Not served as AWS would.*line \d+, Get.*sqs/);
  const url = gateway.stacks[0]?.apis[0]?.invokeUrl;
  assert.equal((await fetch(`${url}/`)).status, 200);
});
