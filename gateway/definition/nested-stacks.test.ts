import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type LoadedDefinition, loadDefinition } from './load-definition.ts';
import { inFolder } from './written-folder.fixture.ts';
import { aFunction, aRestApi, restApiOf } from './written-template.fixture.ts';

function load(files: Readonly<Record<string, string>>): LoadedDefinition {
  return inFolder(files, (folder) =>
    loadDefinition([{ file: join(folder, 'root.yaml'), stackName: 'root' }]),
  );
}

const nested = (name: string, rest = '') => `
  ${name}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./${name}.yaml ${rest} } }`;

describe('nested stacks', () => {
  it('are stacks of their own, with the parameters that they are given, and give outputs', () => {
    const { deployment, warnings } = load({
      'root.yaml': `
Resources:${nested('Api', ', Parameters: { StageName: live, Zones: [a, b] }')}
Outputs:
  Url: { Value: !Sub 'https://\${Api.Outputs.Id}.execute-api.\${AWS::Region}.amazonaws.com/\${Api.Outputs.Stage}' }
  Zones: { Value: !GetAtt Api.Outputs.Zones }
  Stack: { Value: !Ref Api }`,
      'Api.yaml': `
Parameters: { StageName: { Type: String }, Zones: { Type: CommaDelimitedList } }
Resources:${aRestApi.replace('StageName: dev', 'StageName: !Ref StageName')}
Outputs:
  Id: { Value: !Ref Api }
  Stage: { Value: !Ref StageName }
  Zones: { Value: !Join [/, !Ref Zones] }`,
    });
    const [root, api] = deployment.stacks;
    assert.ok(root && api);
    assert.deepEqual(warnings, []);
    assert.match(api.name, /^root-Api-[0-9A-Z]{12}$/);
    const { id, stages } = restApiOf(api);
    assert.equal(stages[0]?.name, 'live');
    assert.deepEqual(
      root.outputs.map(({ value }) => value),
      [`https://${id}.execute-api.us-east-1.amazonaws.com/live`, 'a/b', api.id],
    );
    assert.deepEqual(root.resources, [
      { logicalId: 'Api', physicalId: api.id, type: 'AWS::CloudFormation::Stack' },
    ]);
  });

  it('may add methods to an API of the stack that holds them, and permit calls across stacks', () => {
    const { deployment } = load({
      'root.yaml': `
Resources:${aRestApi}${aFunction}${nested('More', ', Parameters: { Api: !Ref Api, Root: !GetAtt Api.RootResourceId, Fn: !GetAtt Fn.Arn }')}`,
      'More.yaml': `
Parameters: { Api: { Type: String }, Root: { Type: String }, Fn: { Type: String } }
Resources:
  Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Root, PathPart: more } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Path
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\${Fn}/invocations'
  Allow:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, FunctionName: !Ref Fn }`,
    });
    const [root] = deployment.stacks;
    assert.ok(root);
    const more = restApiOf(root).pathResources.find(({ path }) => path === '/more')?.methods[0];
    assert.ok(more?.integration.type === 'AWS_PROXY' && more.integration.function.mayInvoke);
  });

  it('may hold the deployment: methods of the stack around it are there by then', () => {
    const method = (root: string) => `
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: ${root}, HttpMethod: GET, AuthorizationType: NONE, Integration: { Type: MOCK } } }`;
    const passed = 'Parameters: { Api: !Ref Api, Root: !GetAtt Api.RootResourceId } }';
    const declared = 'Parameters: { Api: { Type: String }, Root: { Type: String } }';
    const { deployment, warnings } = load({
      'root.yaml': `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }${method('!GetAtt Api.RootResourceId')}
  Pets: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./pets.yaml, ${passed} }
  Deploy: { Type: AWS::CloudFormation::Stack, DependsOn: Pets, Properties: { TemplateURL: ./deploy.yaml, ${passed} }`,
      'pets.yaml': `
${declared}
Resources:
  Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Root, PathPart: pets } }${method('!Ref Path')}`,
      'deploy.yaml': `
${declared}
Resources:
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: live } }`,
    });
    const [root] = deployment.stacks;
    assert.ok(root);
    assert.equal(restApiOf(root).deployments?.[0]?.snapshot, null);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ["the deployment doesn't depend on Get; on AWS it may be made without them (add DependsOn)"],
    );
  });

  it('in a bucket are left out with a warning, and what refers to them still resolves', () => {
    const { deployment, warnings } = load({
      'root.yaml': `
Resources:${aRestApi}
  Far: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://b.s3.amazonaws.com/t.yaml' } }
Outputs: { Far: { Value: !GetAtt Far.Outputs.Url } }`,
    });
    assert.equal(deployment.stacks.length, 1);
    assert.match(warnings.map(({ message }) => message).join(), /https:\/\/b\.s3.* is not on this machine/);
    assert.match(deployment.stacks[0]?.outputs[0]?.value ?? '', /^root-Far-.*-Url$/);
  });

  const mistakes: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    [
      'a template that is not there',
      { 'root.yaml': `Resources:${nested('Gone')}` },
      /names \.\/Gone\.yaml, which isn't there/,
    ],
    [
      'an output that the nested stack does not have',
      {
        'root.yaml': `Resources:${nested('Api')}\nOutputs: { A: { Value: !GetAtt Api.Outputs.Ulr } }`,
        'Api.yaml': `Resources:${aRestApi}\nOutputs: { Url: { Value: a } }`,
      },
      /has no output Ulr/,
    ],
    [
      'a template that holds itself',
      { 'root.yaml': `Resources:${nested('root')}` },
      /nested more than 20 deep/,
    ],
    [
      'stacks without any API',
      {
        'root.yaml': `Resources:${nested('Table')}`,
        'Table.yaml': 'Resources: { T: { Type: AWS::DynamoDB::Table } }',
      },
      /nothing to serve/,
    ],
  ];
  for (const [what, files, says] of mistakes)
    it(`${what}: one sentence`, () => {
      assert.throws(() => load(files), { name: 'DefinitionError', message: says });
    });
});
