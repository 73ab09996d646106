import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DefinitionWarning, HttpApi, RestApi, Stack } from '../model.ts';
import { loadDefinition } from './load-definition.ts';

export interface WrittenTemplate {
  readonly stack: Stack;
  readonly warnings: readonly DefinitionWarning[];
}

/** For tests: loads a template given as text as the stack `test`, from a folder of its own. */
export function loadText(
  text: string,
  { parameters = {}, name = 'test.yaml' }: { parameters?: Record<string, string>; name?: string } = {},
): WrittenTemplate {
  const folder = mkdtempSync(join(tmpdir(), 'definition-'));
  try {
    const file = join(folder, name);
    writeFileSync(file, text);
    const { deployment, warnings } = loadDefinition([{ file, stackName: 'test', parameters }]);
    const [stack] = deployment.stacks;
    if (stack === undefined) throw new Error('no stack');
    return { stack, warnings };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function restApiOf({ apis }: Stack): RestApi {
  const api = apis.find((one) => one.apiType === 'rest');
  if (api === undefined) throw new Error('no REST API');
  return api;
}

export function httpApiOf({ apis }: Stack): HttpApi {
  const api = apis.find((one) => one.apiType === 'http');
  if (api === undefined) throw new Error('no HTTP API');
  return api;
}

/** A role and a Python function `Fn`, to put under `Resources:`. */
export const aFunction = `
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: "def handler(event, context): return {}" }
`;

/** A REST API `Api` with one MOCK method GET / and a stage `dev`, to put under `Resources:`. */
export const aRestApi = `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
  GetRoot:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: { application/json: '{"statusCode": 200}' }
        IntegrationResponses: [{ StatusCode: 200 }]
      MethodResponses: [{ StatusCode: 200 }]
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: [GetRoot], Properties: { RestApiId: !Ref Api } }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: dev }
`;
