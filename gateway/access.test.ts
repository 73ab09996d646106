import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { APIGatewayClient, GetApiKeysCommand } from '@aws-sdk/client-api-gateway';
import { SignatureV4 } from '@smithy/signature-v4';
import { type LocalGateway, startGateway } from './main.ts';
import { exampleCredentials } from './signature/credentials.ts';
import { Sha256 } from './signature/sha256.ts';

const mock = `Integration:
        Type: MOCK
        RequestTemplates: { application/json: '{"statusCode": 200}' }
        IntegrationResponses: [{ StatusCode: 200 }]
      MethodResponses: [{ StatusCode: 200 }]`;

/** A REST API as careful people write it: a key for one resource, IAM for another, an authorizer for a third. */
const template = `Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Authorize:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          exports.handler = (event, context, callback) => {
            if (event.authorizationToken === 'stranger') return callback('Unauthorized');
            if (event.authorizationToken === 'breaks') throw new Error('out of order');
            const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }];
            callback(null, { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement } });
          };
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Authorize, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: keyed, EndpointConfiguration: { Types: [REGIONAL] } } }
  Authorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: node
      Type: TOKEN
      AuthorizerResultTtlInSeconds: 300
      AuthorizerUri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Authorize.Arn}/invocations
${['key', 'iam', 'own']
  .map(
    (path) => `  Resource${path}:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: ${path} }`,
  )
  .join('\n')}
  Keyed:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Resourcekey
      HttpMethod: GET
      AuthorizationType: NONE
      ApiKeyRequired: true
      ${mock}
  Signed:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Resourceiam
      HttpMethod: POST
      AuthorizationType: AWS_IAM
      ${mock}
  Owned:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Resourceown
      HttpMethod: GET
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Authorizer
      ${mock}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [Keyed, Signed, Owned]
    Properties: { RestApiId: !Ref Api }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: dev }
  Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true } }
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ ApiId: !Ref Api, Stage: !Ref Stage }]
      Quota: { Limit: 2, Period: DAY }
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: { KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan }
`;

describe('a REST API with keys, signatures and an authorizer, over its port', () => {
  const clock = { nowMs: Date.now() };
  let folder: string;
  let gateway: LocalGateway;
  let url: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'access-'));
    const file = join(folder, 'keyed.yaml');
    writeFileSync(file, template);
    gateway = await startGateway({ sources: [{ file, stackName: 'keyed' }], now: () => clock.nowMs });
    url = gateway.stacks[0]?.apis[0]?.invokeUrl ?? '';
  });
  after(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(`${url}${path}`, init);
    return `${response.status} ${await response.text()}`;
  };

  it('starts without a warning', () => {
    assert.deepEqual(gateway.warnings, []);
  });

  it('opens to the key that the SDK reads, until the quota of the day is used up', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new APIGatewayClient({ endpoint: gateway.endpoint, region: 'us-east-1', credentials });
    const { items = [] } = await client.send(new GetApiKeysCommand({ includeValues: true }));
    const headers = { 'x-api-key': items[0]?.value ?? '' };
    assert.equal(await ask('/key'), '403 {"message":"Forbidden"}');
    assert.equal(await ask('/key', { headers }), '200 ');
    assert.equal(await ask('/key', { headers }), '200 ');
    assert.equal(await ask('/key', { headers }), '429 {"message":"Limit Exceeded"}');
    clock.nowMs += 24 * 60 * 60 * 1000;
    assert.equal(await ask('/key', { headers }), '200 ');
  });

  it('takes what AWS’s signer signs for its local URL', async () => {
    const { hostname, port, pathname } = new URL(`${url}/iam`);
    const signer = new SignatureV4({
      service: 'execute-api',
      region: 'us-east-1',
      credentials: exampleCredentials,
      sha256: Sha256,
    });
    const signed = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname,
        path: pathname,
        query: { q: 'a b' },
        headers: { host: `${hostname}:${port}`, 'content-type': 'application/json' },
        body: '{"a":1}',
      },
      { signingDate: new Date(clock.nowMs) },
    );
    const { host: _host, ...headers } = signed.headers;
    const init = { method: 'POST', headers, body: '{"a":1}' };
    assert.equal(await ask('/iam?q=a%20b', init), '200 ');
    assert.match(await ask('/iam?q=other', init), /^403 .*The request signature we calculated/);
    assert.equal(await ask('/iam', { method: 'POST' }), '403 {"message":"Missing Authentication Token"}');
  });

  it('runs its authorizer, whose answers are kept by token', async () => {
    const token = (text: string) => ({ headers: { Authorization: text } });
    assert.equal(await ask('/own', token('friend')), '200 ');
    assert.equal(await ask('/own', token('friend')), '200 ');
    assert.equal(await ask('/own', token('stranger')), '401 {"message":"Unauthorized"}');
    assert.equal(await ask('/own', token('breaks')), '500 {"message":null}');
    assert.equal(await ask('/own'), '401 {"message":"Unauthorized"}');
  });
});
