import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RestApi } from '../model.ts';
import { type LoadedDefinition, loadDefinition, sourcesOf } from './load-definition.ts';
import { inFolder } from './written-folder.fixture.ts';
import { aFunction, aRestApi, httpApiOf, restApiOf } from './written-template.fixture.ts';

/** Each template is a stack called as its file; they are given in this order. */
const load = (files: Readonly<Record<string, string>>): LoadedDefinition =>
  inFolder(files, (folder) =>
    loadDefinition(
      Object.keys(files)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => ({ file: join(folder, name), stackName: name.replace('.yaml', '') })),
    ),
  );

const stackCalled = ({ deployment }: LoadedDefinition, wanted: string) => {
  const stack = deployment.stacks.find(({ name }) => name === wanted);
  assert.ok(stack);
  return stack;
};

/** What is served of a deployment: `GET /path`. */
const served = (api: RestApi): string[] =>
  (api.deployments?.[0]?.snapshot ?? api).pathResources.flatMap(({ path, methods }) =>
    methods.map(({ httpMethod }) => `${httpMethod} ${path}`),
  );

const exporting = (name: string, value: string) => `
  ${name}: { Value: ${value}, Export: { Name: ${name} } }`;

const anApi = `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
Outputs:${exporting('ApiId', '!Ref Api')}${exporting('RootId', '!GetAtt Api.RootResourceId')}`;

const aMethod = (path: string, rest = '') => `
Resources:
  Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !ImportValue ApiId, ParentId: !ImportValue RootId, PathPart: ${path} } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !ImportValue ApiId
      ResourceId: !Ref Path
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: { Type: MOCK }
${rest}`;

const aDeployment = `
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !ImportValue ApiId } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !ImportValue ApiId, DeploymentId: !Ref Deployment, StageName: live } }
`;

/** An API whose GET / calls a function, and may. */
const anApiFor = (functionArn: string) => `
Resources:${aRestApi
  .replace(
    'Type: MOCK',
    `Type: AWS_PROXY\n        IntegrationHttpMethod: POST\n        Uri: ${uriOf(functionArn)}`,
  )
  .replace(/^.*(?:RequestTemplates|IntegrationResponses).*$/gm, '')}
  May: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, FunctionName: ${functionArn} } }`;

const uriOf = (functionArn: string) =>
  `!Join ['', ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', ${functionArn}, /invocations]]`;

describe('an API that several stacks make', () => {
  it('has methods of one and the deployment and stage of another', () => {
    const loaded = load({
      'last.yaml': `Resources:${aDeployment}`,
      'orders.yaml': aMethod('orders'),
      'api.yaml': anApi,
    });
    const api = restApiOf(stackCalled(loaded, 'api'));
    assert.deepEqual(
      api.stages.map(({ name }) => name),
      ['live'],
    );
    assert.deepEqual(served(api), ['GET /orders']);
    assert.match(
      loaded.warnings.map(({ message }) => message).join(),
      /^the deployment doesn't depend on Get/,
    );
  });

  it('is served without methods of a stack that comes after its deployment, as on AWS', () => {
    const whole = `Resources:${aRestApi}Outputs:${exporting('ApiId', '!Ref Api')}${exporting('RootId', '!GetAtt Api.RootResourceId')}`;
    const loaded = load({ 'api.yaml': whole, 'late.yaml': aMethod('late') });
    assert.deepEqual(served(restApiOf(stackCalled(loaded, 'api'))), ['GET /']);
    assert.deepEqual(
      loaded.warnings.map(({ message, advice }) => [message, advice]),
      [
        [
          'the deployment is made without GET /late: it answers 403, as on AWS (its stack is deployed later: make another deployment after that)',
          true,
        ],
      ],
    );
  });

  it("tells mistakes in a part at the part's own file", () => {
    const mistaken = aMethod('orders').replace('HttpMethod: GET', 'HttpMethod: FETCH');
    assert.throws(() => load({ 'api.yaml': anApi, 'orders.yaml': mistaken + aDeployment }), {
      message: /HttpMethod of Get/,
      file: /orders\.yaml$/,
    });
    const odd = aMethod('orders').replace('Type: MOCK', 'Type: AWS, Uri: arn:aws:apigateway:x:sqs:path/q');
    const { warnings } = load({ 'api.yaml': anApi, 'orders.yaml': odd + aDeployment });
    assert.match(warnings.find(({ resource }) => resource === 'Get')?.file ?? '', /orders\.yaml$/);
  });

  it('has routes of another stack, also where the parameter store tells its id', () => {
    const loaded = load({
      'routes.yaml': `
Parameters: { ApiId: { Type: AWS::SSM::Parameter::Value<String>, Default: /api/id } }
Resources:
  Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref ApiId, IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: https://example.com, PayloadFormatVersion: '1.0' } }
  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: '{{resolve:ssm:/api/id:3}}', RouteKey: GET /far, Target: !Sub 'integrations/\${Integration}' } }`,
      'api.yaml': `
Resources:
  Http: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: h, ProtocolType: HTTP } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Http, StageName: $default, AutoDeploy: true } }
  Id: { Type: AWS::SSM::Parameter, Properties: { Name: /api/id, Type: String, Value: !Ref Http } }`,
    });
    assert.deepEqual(
      httpApiOf(stackCalled(loaded, 'api')).routes.map(({ routeKey }) => routeKey),
      ['GET /far'],
    );
    assert.deepEqual(
      loaded.warnings.filter(({ advice }) => advice !== true),
      [],
    );
  });
});

describe('functions of another stack', () => {
  for (const [way, arn, shared] of [
    ['exports', '!ImportValue FnArn', exporting('FnArn', '!GetAtt Fn.Arn')],
    [
      'outputs',
      '{ Fn::GetStackOutput: { StackName: fns, OutputName: Out, Region: eu-west-1 } }',
      '\n  Out: { Value: !GetAtt Fn.Arn }',
    ],
  ] as const)
    it(`are called by their ${way}, with layers of yet another`, () => {
      const loaded = load({
        'api.yaml': anApiFor(arn),
        'fns.yaml': `Resources:${aFunction.replace('Code:', 'Layers: [!ImportValue Layer]\n      Code:')}\nOutputs:${shared}`,
        'layers.yaml': `Resources: { Layer: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ./layer } } }\nOutputs:${exporting('Layer', '!Ref Layer')}`,
        'layer/greet.py': '',
      });
      const [get] = restApiOf(stackCalled(loaded, 'api')).pathResources[0]?.methods ?? [];
      assert.ok(get?.integration.type === 'AWS_PROXY');
      const [lambda] = stackCalled(loaded, 'fns').functions;
      assert.deepEqual(get.integration.function, { arn: lambda?.arn, mayInvoke: true });
      assert.equal(lambda?.layers?.length, 1);
      assert.deepEqual(loaded.warnings, []);
    });

  it('have the versions and aliases that another publishes', () => {
    const loaded = load({
      'api.yaml': anApiFor('!ImportValue Live'),
      'fns.yaml': `Resources:${aFunction}\nOutputs:${exporting('Name', '!Ref Fn')}`,
      'release.yaml': `
Resources:
  First: { Type: AWS::Lambda::Version, Properties: { FunctionName: !ImportValue Name } }
  Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !ImportValue Name, Name: live, FunctionVersion: !GetAtt First.Version } }
Outputs:${exporting('Live', '!Ref Alias')}`,
    });
    const [lambda] = stackCalled(loaded, 'fns').functions;
    assert.deepEqual(lambda?.qualifiers, { $LATEST: '$LATEST', 1: '1', live: '1' });
    const [get] = restApiOf(stackCalled(loaded, 'api')).pathResources[0]?.methods ?? [];
    assert.ok(get?.integration.type === 'AWS_PROXY');
    assert.equal(get.integration.function.arn, `${lambda?.arn}:live`);
  });

  it('are those of their name where an ARN has another account or region', () => {
    const far = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
    const fn = aFunction.replace('Runtime:', 'FunctionName: orders\n      Runtime:');
    const loaded = load({ 'api.yaml': anApiFor(far), 'fns.yaml': `Resources:${fn}` });
    const [get] = restApiOf(stackCalled(loaded, 'api')).pathResources[0]?.methods ?? [];
    assert.ok(get?.integration.type === 'AWS_PROXY');
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:orders';
    assert.deepEqual(get.integration.function, { arn, mayInvoke: true });
    const alone = load({ 'api.yaml': anApiFor(far) }).warnings.map(({ message }) => message);
    assert.match(alone.join(), /names arn:aws:lambda:eu-west-1:1111.* no template makes/);
  });
});

describe('values of another stack', () => {
  it('come from exports that are made of exports, whatever the order', () => {
    const loaded = load({
      'c.yaml': `Resources:${aRestApi.replace('Name: api', 'Name: !ImportValue B')}`,
      'b.yaml': `Resources: { T: { Type: AWS::SNS::Topic } }\nOutputs:${exporting('B', "!Join [' ', [b of, !ImportValue A]]")}`,
      'a.yaml': `Resources: { T: { Type: AWS::SNS::Topic } }\nOutputs:${exporting('A', 'a')}`,
    });
    assert.equal(restApiOf(stackCalled(loaded, 'c')).name, 'b of a');
    assert.deepEqual(stackCalled(loaded, 'c').imports, ['B']);
  });

  it('are refused where stacks wait for each other, or nobody has them', () => {
    const waiting = (own: string, other: string) =>
      `Resources:${aRestApi}Outputs:${exporting(own, `!ImportValue ${other}`)}`;
    assert.throws(() => load({ 'a.yaml': waiting('A', 'B'), 'b.yaml': waiting('B', 'A') }), {
      message: /wait for each other's outputs in a circle/,
    });
    const named = (value: string) => `Resources:${aRestApi.replace('Name: api', `Name: ${value}`)}`;
    const other = `Resources: { T: { Type: AWS::SNS::Topic } }\nOutputs: { Name: { Value: x } }`;
    assert.throws(
      () =>
        load({
          'a.yaml': named('{ Fn::GetStackOutput: { StackName: b, OutputName: Nam } }'),
          'b.yaml': other,
        }),
      { message: 'The stack b has no output Nam.', next: ['Did you mean Name?'] },
    );
    const alone = load({ 'a.yaml': named('{ Fn::GetStackOutput: { StackName: c, OutputName: N } }') });
    assert.equal(restApiOf(stackCalled(alone, 'a')).name, 'made-up-c-N');
    assert.match(
      alone.warnings[0]?.message ?? '',
      /^no stack at hand has the output c\.N: its value is made up/,
    );
    const near = load({
      'a.yaml': named('!ImportValue Nam'),
      'b.yaml': other.replace('x }', 'x, Export: { Name: Name } }'),
    });
    assert.match(near.warnings[0]?.message ?? '', /Did you mean Name\?/);
  });

  it('are waited for, also where another stack lacks a parameter of its own', () => {
    const loaded = load({
      'a.yaml': `Conditions: { Is: !Equals [!ImportValue Flag, on] }\nResources:${aRestApi}\n  Topic: { Type: AWS::SNS::Topic, Condition: Is }`,
      'b.yaml': `Parameters: { P: { Type: AWS::SSM::Parameter::Value<String>, Default: /none } }\nResources: { T: { Type: AWS::SNS::Topic } }\nOutputs:${exporting('Flag', 'on')}`,
    });
    assert.ok(stackCalled(loaded, 'a').resources.some(({ logicalId }) => logicalId === 'Topic'));
    assert.match(loaded.warnings.map(({ message }) => message).join(), /is read from the parameter store/);
  });

  it('come over regions by what the CDK writes into the parameter store', () => {
    const loaded = load({
      'eu.yaml': `
Resources:
  Reader: { Type: Custom::CrossRegionExportReader, Properties: { ReaderProps: { imports: { /cdk/exports/eu/Name: '{{resolve:ssm:/cdk/exports/eu/Name}}' } } } }${aRestApi.replace('Name: api', 'Name: !GetAtt [Reader, /cdk/exports/eu/Name]')}`,
      'us.yaml': `
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: t } }
  Writer: { Type: Custom::CrossRegionExportWriter, Properties: { WriterProps: { region: eu-central-1, exports: { /cdk/exports/eu/Name: !Ref Topic } } } }`,
    });
    assert.match(restApiOf(stackCalled(loaded, 'eu')).name, /^arn:aws:sns:/);
  });

  it('may be parameters that are made of others, of the same stack or by way of a third region', () => {
    const reader = 'Reader: { Type: Custom::CrossRegionExportReader }';
    const loaded = load({
      'a.yaml': `
Resources:
  ${reader}${aRestApi.replace('Name: api', "Name: !Join ['-', [!GetAtt [Reader, /b/whole], '{{resolve:ssm:/b/self}}']]")}`,
      'b.yaml': `
Resources:
  ${reader}
  Writer: { Type: Custom::CrossRegionExportWriter, Properties: { WriterProps: { exports: { /b/whole: !GetAtt [Reader, /c/whole] } } } }
  Self: { Type: AWS::SSM::Parameter, Properties: { Type: String, Name: /b/self, Value: 'self {{resolve:ssm:/b/self}}' } }`,
      'c.yaml': `
Resources:
  Writer: { Type: Custom::CrossRegionExportWriter, Properties: { WriterProps: { exports: { /c/whole: '{{resolve:ssm:/c/first}}' } } } }
  First: { Type: AWS::SSM::Parameter, Properties: { Type: String, Name: /c/first, Value: 'a {{resolve:ssm:/c/second}}' } }
  Second: { Type: AWS::SSM::Parameter, Properties: { Type: String, Name: /c/second, Value: b } }`,
    });
    assert.equal(restApiOf(stackCalled(loaded, 'a')).name, 'a b-self {{resolve:ssm:/b/self}}');
  });
});

describe('the order that cdk synth writes down', () => {
  const artifact = (name: string, dependencies: readonly string[]) => ({
    type: 'aws:cloudformation:stack',
    properties: { templateFile: `${name}.yaml` },
    dependencies,
  });

  it('says which methods are there when a deployment is made', () => {
    const manifest = (last: readonly string[], orders: readonly string[]) =>
      JSON.stringify({
        artifacts: {
          api: artifact('api', []),
          orders: artifact('orders', orders),
          last: artifact('last', last),
        },
      });
    const files = {
      'api.yaml': anApi,
      'orders.yaml': aMethod('orders'),
      'last.yaml': `Resources:${aDeployment}`,
    };
    const read = (text: string) =>
      inFolder({ ...files, 'manifest.json': text }, (folder) => loadDefinition(sourcesOf(folder)));
    const before = read(manifest(['api', 'orders'], ['api']));
    assert.deepEqual(before.warnings, []);
    assert.deepEqual(served(restApiOf(stackCalled(before, 'api'))), ['GET /orders']);
    const after = read(manifest(['api'], ['last']));
    assert.deepEqual(served(restApiOf(stackCalled(after, 'api'))), []);
  });
});
