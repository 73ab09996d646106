import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as cloudWatchLogs from '@aws-sdk/client-cloudwatch-logs';
import { type LocalGateway, startGateway } from '../main.ts';
import { createLogStore } from './log-store.ts';

const route = (name: string) => `
  ${name}Path:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: ${name.toLowerCase()} }
  Get${name}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref ${name}Path
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${name}.Arn}/invocations
  ${name}Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref ${name}, Principal: apigateway.amazonaws.com }
`;

const template = `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: logged } }
${route('Python')}${route('Node')}${route('Broken')}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [GetPython, GetNode, GetBroken]
    Properties: { RestApiId: !Ref Api }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: dev
      MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: INFO, DataTraceEnabled: true }]
  Quiet:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: quiet }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Python:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: python
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Timeout: 1
      LoggingConfig: { LogGroup: /own/group }
      Code:
        ZipFile: |
          import time
          def handler(event, context):
              kind = (event["queryStringParameters"] or {}).get("kind")
              print("asked for", kind)
              if kind == "raise":
                  return missing_name
              if kind == "sleep":
                  time.sleep(5)
              return {"statusCode": 200, "body": {} if kind == "object" else ""}
  Node:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: node
      Runtime: nodejs20.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: 'exports.handler = async () => { throw new TypeError("no"); };' }
  Broken:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: broken
      Runtime: python3.13
      Handler: index.nowhere
      Role: !GetAtt Role.Arn
      Code: { ZipFile: 'import json' }
`;

describe('the logs of a local gateway, asked by the real SDK', () => {
  let folder: string;
  let gateway: LocalGateway;
  let client: cloudWatchLogs.CloudWatchLogsClient;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'logs-'));
    const file = join(folder, 'logged.yaml');
    writeFileSync(file, template);
    gateway = await startGateway({ sources: [{ file, stackName: 'logged' }] });
    client = new cloudWatchLogs.CloudWatchLogsClient({
      endpoint: gateway.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  after(async () => {
    client.destroy();
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  const get = async (path: string, stage = 'dev') => {
    const url = gateway.stacks[0]?.apis.find((api) => api.stage === stage)?.invokeUrl;
    return (await fetch(`${url}${path}`)).status;
  };
  const eventsOf = async (logGroupName: string, more: object = {}) => {
    const command = new cloudWatchLogs.FilterLogEventsCommand({ logGroupName, ...more });
    return ((await client.send(command)).events ?? []).map(({ message = '' }) => message);
  };

  it('tells what a Python function printed and raised between START and REPORT, in its own group', async () => {
    assert.equal(await get('/python?kind=raise'), 502);
    const told = await eventsOf('/own/group');
    assert.match(told[0] ?? '', /^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
    assert.ok(told.includes('asked for raise'), told.join('\n'));
    const raised = told.find((line) => line.startsWith('[ERROR]')) ?? '';
    assert.match(raised, /^\[ERROR\] NameError: name 'missing_name' is not defined\nTraceback/);
    assert.match(raised, /File ".*index\.py", line 6, in handler/);
    assert.ok(told.some((line) => /^REPORT RequestId: .*Status: error\tError Type: NameError/.test(line)));
  });

  it('tells that a function timed out', async () => {
    assert.equal(await get('/python?kind=sleep'), 502);
    const told = await eventsOf('/own/group', { filterPattern: '"Task timed out"' });
    assert.match(told.join(), /^\d{4}-\S+Z [0-9a-f-]{36} Task timed out after 1\.00 seconds\n$/);
  });

  it('tells errors of Node as its runtime does, and of code that does not load', async () => {
    assert.equal(await get('/node'), 502);
    assert.match(
      (await eventsOf('/aws/lambda/node')).join('\n'),
      /ERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"no"/,
    );
    assert.equal(await get('/broken'), 502);
    assert.match(
      (await eventsOf('/aws/lambda/broken')).join('\n'),
      /^\[ERROR\] Runtime\.HandlerNotFound: Handler 'nowhere' missing/,
    );
  });

  it('keeps the execution log of a stage that logs, with what the function returned', async () => {
    assert.equal(await get('/python?kind=object'), 502);
    const id = gateway.stacks[0]?.apis[0]?.invokeUrl.match(/_api\/(\w+)/)?.[1];
    const told = (await eventsOf(`API-Gateway-Execution-Logs_${id}/dev`)).join('\n');
    assert.match(
      told,
      /\([0-9a-f-]{36}\) Endpoint response body before transformations: \{"statusCode": 200, "body": \{\}\}/,
    );
    assert.match(told, /Execution failed due to configuration error: Malformed Lambda proxy response/);
    assert.match(told, /Method completed with status: 502/);
  });

  it('has no execution log for a stage that does not log', async () => {
    assert.equal(await get('/python', 'quiet'), 200);
    const id = gateway.stacks[0]?.apis[0]?.invokeUrl.match(/_api\/(\w+)/)?.[1];
    await assert.rejects(eventsOf(`API-Gateway-Execution-Logs_${id}/quiet`), {
      name: 'ResourceNotFoundException',
    });
  });

  it('pages, goes by time, and refuses what AWS refuses', async () => {
    assert.equal((await eventsOf('/own/group', { limit: 1 })).length, 1);
    assert.deepEqual(await eventsOf('/own/group', { endTime: 1 }), []);
    await assert.rejects(eventsOf('/nowhere'), { name: 'ResourceNotFoundException' });
    await assert.rejects(eventsOf('/own/group', { filterPattern: '{ $.level = "ERROR" }' }), {
      name: 'InvalidParameterException',
    });
    const { logGroups = [] } = await client.send(
      new cloudWatchLogs.DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }),
    );
    assert.deepEqual(
      logGroups.map(({ logGroupName }) => logGroupName),
      ['/aws/lambda/broken', '/aws/lambda/node'],
    );
  });
});

it('a log group keeps its last events only, in order', () => {
  const logs = createLogStore(() => 1);
  for (let count = 0; count < 2500; count += 1) logs.write('group', 'stream', String(count));
  const kept = logs.events('group') ?? [];
  assert.equal(kept.length, 2000);
  assert.deepEqual([kept[0]?.message, kept.at(-1)?.message], ['500', '2499']);
  assert.equal(logs.events('other'), null);
});
