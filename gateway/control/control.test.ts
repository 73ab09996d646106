import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as rest from '@aws-sdk/client-api-gateway';
import * as http from '@aws-sdk/client-apigatewayv2';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import { loadDefinition } from '../definition/load-definition.ts';
import type { Deployment } from '../model.ts';
import { createControl, invokeUrlOf } from './control.ts';

const template = `
Description: Both API types & "quotes" <in> a text
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod], Description: Where to }
  Secret: { Type: String, Default: hidden, NoEcho: true }
Resources:
  Rest:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: rest
      EndpointConfiguration: { Types: [REGIONAL] }
  Hello:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Rest, ParentId: !GetAtt Rest.RootResourceId, PathPart: hello }
  GetHello:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !Ref Hello
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Function.Arn}/invocations
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: GetHello, Properties: { RestApiId: !Ref Rest } }
  RestStage:
    Type: AWS::ApiGateway::Stage
    Properties:
      { RestApiId: !Ref Rest, DeploymentId: !Ref Deployment, StageName: !Ref Stage, Variables: { color: blue } }
  Http:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: http
      ProtocolType: HTTP
      Target: !GetAtt Function.Arn
      CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 60 }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Function, Principal: apigateway.amazonaws.com }
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: {} }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: 'def handler(event, context): return {}' }
Outputs:
  RestUrl:
    Value: !Sub https://\${Rest}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/\${Stage}/hello?a=1
    Export: { Name: the-url }
  HttpUrl:
    Value: !GetAtt Http.ApiEndpoint
  Other:
    Value: https://0123456789.execute-api.us-east-1.amazonaws.com/dev
  Plain:
    Value: !Ref Stage
`;

describe('the AWS endpoint, asked by the real SDK', () => {
  let folder: string;
  let server: Server;
  let endpoint: string;
  let deployment: Deployment;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'control-'));
    const file = join(folder, 'both.yaml');
    writeFileSync(file, template);
    ({ deployment } = loadDefinition([{ file, stackName: 'both' }]));
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const url = new URL(request.url ?? '/', 'http://local');
      const control = createControl(
        { deployment, replace: async () => [], quotaUsed: () => 0 },
        { endpoint, region: 'us-east-1' },
      );
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const answer = await control.handle({
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers,
        body: Buffer.concat(chunks),
      });
      response
        .writeHead(answer?.status ?? 599, answer?.headers)
        .end(answer?.body ?? 'not for the control plane');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const config = () => ({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const stacks = () => new cloudFormation.CloudFormationClient(config());
  const apis = (type: 'rest' | 'http') => {
    const api = deployment.stacks[0]?.apis.find(({ apiType }) => apiType === type);
    assert.ok(api);
    return api;
  };
  const restId = () => apis('rest').id;
  const httpId = () => apis('http').id;

  it('describes a stack by name and by id, NoEcho values hidden', async () => {
    const { Stacks = [] } = await stacks().send(
      new cloudFormation.DescribeStacksCommand({ StackName: 'both' }),
    );
    const [stack] = Stacks;
    assert.equal(stack?.StackName, 'both');
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE');
    assert.equal(stack.Description, 'Both API types & "quotes" <in> a text');
    assert.ok(stack.CreationTime instanceof Date);
    assert.deepEqual(stack.Parameters, [
      { ParameterKey: 'Stage', ParameterValue: 'dev' },
      { ParameterKey: 'Secret', ParameterValue: '****' },
    ]);
    const byId = await stacks().send(new cloudFormation.DescribeStacksCommand({ StackName: stack.StackId }));
    assert.equal(byId.Stacks?.[0]?.StackName, 'both');
  });

  it('answers outputs that are execute-api URLs of its own APIs with local invoke URLs, and no others', async () => {
    const { Stacks = [] } = await stacks().send(new cloudFormation.DescribeStacksCommand({}));
    const outputs = Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]),
    );
    assert.deepEqual(outputs, {
      RestUrl: `${endpoint}/_api/${restId()}/dev/hello?a=1`,
      HttpUrl: `${endpoint}/_api/${httpId()}`,
      Other: 'https://0123456789.execute-api.us-east-1.amazonaws.com/dev',
      Plain: 'dev',
    });
    assert.equal(Stacks[0]?.Outputs?.[0]?.ExportName, 'the-url');
  });

  it('says that a stack does not exist as CloudFormation does', async () => {
    for (const command of [
      new cloudFormation.DescribeStacksCommand({ StackName: 'nope' }),
      new cloudFormation.ListStackResourcesCommand({ StackName: 'nope' }),
      new cloudFormation.GetTemplateCommand({ StackName: 'nope' }),
    ])
      await assert.rejects(stacks().send(command as cloudFormation.DescribeStacksCommand), {
        name: 'ValidationError',
        message: 'Stack with id nope does not exist',
      });
  });

  it('lists stacks, filtered by status, through the SDK paginator', async () => {
    const names = async (StackStatusFilter?: cloudFormation.StackStatus[]) => {
      const found: string[] = [];
      for await (const page of cloudFormation.paginateListStacks({ client: stacks() }, { StackStatusFilter }))
        found.push(...(page.StackSummaries ?? []).map((one) => one.StackName ?? ''));
      return found;
    };
    assert.deepEqual(await names(), ['both']);
    assert.deepEqual(await names(['CREATE_COMPLETE']), ['both']);
    assert.deepEqual(await names(['DELETE_COMPLETE']), []);
  });

  it('lists and describes resources with the ids that its API reads know', async () => {
    const list = await stacks().send(new cloudFormation.ListStackResourcesCommand({ StackName: 'both' }));
    const api = list.StackResourceSummaries?.find(({ LogicalResourceId }) => LogicalResourceId === 'Rest');
    assert.equal(api?.ResourceType, 'AWS::ApiGateway::RestApi');
    assert.equal(api.PhysicalResourceId, restId());
    assert.ok(api.LastUpdatedTimestamp instanceof Date);
    const all = await stacks().send(
      new cloudFormation.DescribeStackResourcesCommand({ PhysicalResourceId: restId() }),
    );
    assert.equal(all.StackResources?.length, list.StackResourceSummaries?.length);
    const one = await stacks().send(
      new cloudFormation.DescribeStackResourceCommand({ StackName: 'both', LogicalResourceId: 'RestStage' }),
    );
    assert.equal(one.StackResourceDetail?.PhysicalResourceId, 'dev');
    await assert.rejects(
      stacks().send(
        new cloudFormation.DescribeStackResourceCommand({ StackName: 'both', LogicalResourceId: 'No' }),
      ),
      { message: 'Resource No does not exist for stack both' },
    );
  });

  it('gives the template back byte for byte', async () => {
    const { TemplateBody } = await stacks().send(
      new cloudFormation.GetTemplateCommand({ StackName: 'both' }),
    );
    assert.equal(TemplateBody, template);
  });

  it('validates and summarises templates, and refuses a broken one with its line', async () => {
    const valid = await stacks().send(new cloudFormation.ValidateTemplateCommand({ TemplateBody: template }));
    assert.deepEqual(valid.Capabilities, ['CAPABILITY_IAM']);
    assert.deepEqual(valid.Parameters?.[0], {
      ParameterKey: 'Stage',
      DefaultValue: 'dev',
      NoEcho: false,
      Description: 'Where to',
    });
    const summary = await stacks().send(new cloudFormation.GetTemplateSummaryCommand({ StackName: 'both' }));
    assert.ok(summary.ResourceTypes?.includes('AWS::ApiGatewayV2::Api'));
    const broken = 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: { TopicName: !Ref B }\n';
    await assert.rejects(
      stacks().send(new cloudFormation.ValidateTemplateCommand({ TemplateBody: broken })),
      {
        name: 'ValidationError',
        message: 'Template format error: B is neither a resource nor a parameter of the template. (line 4)',
      },
    );
  });

  it('refuses what it does not do by an error of AWS’s own shape', async () => {
    await assert.rejects(
      stacks().send(new cloudFormation.DescribeStackSetCommand({ StackSetName: 'both' })),
      {
        name: 'InvalidAction',
        message:
          /^Could not find operation DescribeStackSet for version 2010-05-15; the local gateway knows .*CreateChangeSet, /,
      },
    );
    await assert.rejects(
      new rest.APIGatewayClient(config()).send(new rest.DeleteRestApiCommand({ restApiId: 'a' })),
      {
        name: 'BadRequestException',
      },
    );
  });

  it('reads a REST API: endpoint type, stages, resources with methods, models, deployments', async () => {
    const client = new rest.APIGatewayClient(config());
    const restApiId = restId();
    const list = await client.send(new rest.GetRestApisCommand({}));
    assert.deepEqual(
      list.items?.map(({ id }) => id),
      [restApiId],
    );
    const api = await client.send(new rest.GetRestApiCommand({ restApiId }));
    assert.deepEqual(api.endpointConfiguration?.types, ['REGIONAL']);
    assert.equal(api.disableExecuteApiEndpoint, false);
    assert.ok(Math.abs(Date.now() - (api.createdDate?.getTime() ?? 0)) < 60_000);
    const stages = await client.send(new rest.GetStagesCommand({ restApiId }));
    assert.deepEqual(
      stages.item?.map(({ stageName, variables }) => [stageName, variables]),
      [['dev', { color: 'blue' }]],
    );
    const stage = await client.send(new rest.GetStageCommand({ restApiId, stageName: 'dev' }));
    const deployments = await client.send(new rest.GetDeploymentsCommand({ restApiId }));
    assert.deepEqual(
      deployments.items?.map(({ id }) => id),
      [stage.deploymentId],
    );
    const plain = await client.send(new rest.GetResourcesCommand({ restApiId }));
    assert.deepEqual(
      plain.items?.map(({ path, resourceMethods }) => [path, resourceMethods]),
      [
        ['/', undefined],
        ['/hello', { GET: {} }],
      ],
    );
    const embedded = await client.send(new rest.GetResourcesCommand({ restApiId, embed: ['methods'] }));
    const method = embedded.items?.[1]?.resourceMethods?.GET;
    assert.equal(method?.methodIntegration?.type, 'AWS_PROXY');
    assert.match(method.methodIntegration.uri ?? '', /\/functions\/arn:aws:lambda:.*\/invocations$/);
    const models = await client.send(new rest.GetModelsCommand({ restApiId }));
    assert.deepEqual(models.items?.map(({ name }) => name).sort(), ['Empty', 'Error']);
  });

  it('reads an HTTP API: endpoint, CORS, stages, routes, integrations', async () => {
    const client = new http.ApiGatewayV2Client(config());
    const ApiId = httpId();
    const api = await client.send(new http.GetApiCommand({ ApiId }));
    assert.equal(api.ProtocolType, 'HTTP');
    assert.equal(api.ApiEndpoint, `${endpoint}/_api/${ApiId}`);
    assert.deepEqual([api.CorsConfiguration?.AllowOrigins, api.CorsConfiguration?.MaxAge], [['*'], 60]);
    assert.ok(api.CreatedDate instanceof Date);
    const stages = await client.send(new http.GetStagesCommand({ ApiId }));
    assert.deepEqual(
      stages.Items?.map(({ StageName, AutoDeploy }) => [StageName, AutoDeploy]),
      [['$default', true]],
    );
    const stage = await client.send(new http.GetStageCommand({ ApiId, StageName: '$default' }));
    assert.equal(stage.StageName, '$default');
    const routes = await client.send(new http.GetRoutesCommand({ ApiId }));
    const integrations = await client.send(new http.GetIntegrationsCommand({ ApiId }));
    assert.equal(routes.Items?.[0]?.RouteKey, '$default');
    assert.equal(routes.Items[0].Target, `integrations/${integrations.Items?.[0]?.IntegrationId}`);
    assert.equal(integrations.Items?.[0]?.PayloadFormatVersion, '2.0');
  });

  it('answers NotFoundException for APIs and stages that are not there', async () => {
    const v1 = new rest.APIGatewayClient(config());
    await assert.rejects(v1.send(new rest.GetRestApiCommand({ restApiId: 'nope' })), {
      name: 'NotFoundException',
      message: 'Invalid API identifier specified 123456789012:nope',
    });
    await assert.rejects(v1.send(new rest.GetStageCommand({ restApiId: restId(), stageName: 'nope' })), {
      name: 'NotFoundException',
      message: 'Invalid stage identifier specified',
    });
    const v2 = new http.ApiGatewayV2Client(config());
    await assert.rejects(v2.send(new http.GetApiCommand({ ApiId: restId() })), { name: 'NotFoundException' });
  });

  it('says who the caller is', async () => {
    const control = createControl(
      { deployment, replace: async () => [], quotaUsed: () => 0 },
      { endpoint, region: 'us-east-1' },
    );
    const answer = await control.handle({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, Signature=0',
      },
      body: Buffer.from('Action=GetCallerIdentity&Version=2011-06-15'),
    });
    assert.match(answer?.body ?? '', /<GetCallerIdentityResult><Arn>.*<Account>123456789012<\/Account>/);
  });

  it('lets every role be assumed, as nothing here refuses by policy, and its session sign', async () => {
    const control = createControl(
      { deployment, replace: async () => [], quotaUsed: () => 0 },
      { endpoint, region: 'us-east-1' },
    );
    const assume = (role: string) =>
      control.handle({
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, Signature=0',
        },
        body: Buffer.from(
          new URLSearchParams({ Action: 'AssumeRole', RoleArn: role, RoleSessionName: 'me' }).toString(),
        ),
      });
    const answer = await assume('arn:aws:iam::123456789012:role/ci/gate');
    assert.match(answer?.body ?? '', /<Arn>arn:aws:sts::123456789012:assumed-role\/gate\/me<\/Arn>/);
    assert.match(answer?.body ?? '', /<AccessKeyId>AKIAIOSFODNN7EXAMPLE<\/AccessKeyId>/);
    assert.match((await assume('gate'))?.body ?? '', /<Code>ValidationError<\/Code>/);
  });

  it('leaves requests that are not signed for the control plane to the APIs', async () => {
    const control = createControl(
      { deployment, replace: async () => [], quotaUsed: () => 0 },
      { endpoint, region: 'us-east-1' },
    );
    const request = {
      method: 'GET',
      path: `/_api/${restId()}/dev/hello`,
      query: new URLSearchParams(),
      body: Buffer.alloc(0),
    };
    const signed = (service: string) =>
      `AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/${service}/aws4_request, x`;
    for (const authorization of [undefined, 'Bearer token', signed('execute-api'), signed('apigateway')])
      assert.equal(await control.handle({ ...request, headers: { authorization } }), null);
  });
});

it('An invoke URL has the stage as its last segment, and none for $default', () => {
  assert.equal(
    invokeUrlOf({ id: 'abc' }, { name: 'dev' }, 'http://127.0.0.1:1'),
    'http://127.0.0.1:1/_api/abc/dev',
  );
  assert.equal(
    invokeUrlOf({ id: 'abc' }, { name: '$default' }, 'http://127.0.0.1:1/'),
    'http://127.0.0.1:1/_api/abc',
  );
});
