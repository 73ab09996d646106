import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadText, restApiOf } from './written-template.fixture.ts';

const api = `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: dev }
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [GetOrders]
    Properties: { RestApiId: !Ref Api }
`;

const loop = (values: string, head = 'Transform: AWS::LanguageExtensions') =>
  `${head}
Parameters:
  Names: { Type: CommaDelimitedList, Default: "Orders, Users" }
Resources:${api}
  Fn::ForEach::Paths:
    - Name
    - ${values}
    - Path\${Name}:
        Type: AWS::ApiGateway::Resource
        Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: !Ref Name }
  Fn::ForEach::Methods:
    - Verb
    - [GET, POST]
    - Fn::ForEach::Of&{Verb}:
        - Name
        - ${values}
        - "\${Verb}\${Name}":
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: { Ref: "Path\${Name}" }
              HttpMethod: !Ref Verb
              AuthorizationType: NONE
              Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: !Sub "https://\${Name}.example.com/\${AWS::Region}" }
`.replaceAll('DependsOn: [GetOrders]', 'DependsOn: [GETOrders]');

const pathsOf = (text: string, parameters = {}) =>
  restApiOf(loadText(text, { parameters }).stack)
    .pathResources.filter(({ path }) => path !== '/')
    .map(({ path, methods }) => [path, methods.map(({ httpMethod }) => httpMethod)]);

describe('Fn::ForEach', () => {
  const both = [
    ['/Orders', ['GET', 'POST']],
    ['/Users', ['GET', 'POST']],
  ];

  it('writes out a list, in another loop too', () => {
    assert.deepEqual(pathsOf(loop('[Orders, Users]')), both);
    const { stack } = loadText(loop('[Orders, Users]'));
    assert.match(JSON.stringify(restApiOf(stack)), /https:\/\/Users\.example\.com\/us-east-1/);
  });

  it('writes out the list that a parameter is, by default or as it is given', () => {
    assert.deepEqual(pathsOf(loop('!Ref Names')), both);
    assert.deepEqual(pathsOf(loop('!Ref Names'), { Names: 'Orders' }), [['/Orders', ['GET', 'POST']]]);
  });

  it('strips what no logical id may hold from &{Name}', () => {
    const text = loop('[Orders, "a-b"]').replaceAll(/(Path|\$\{Verb\})\$\{Name\}/g, '$1&{Name}');
    assert.deepEqual(
      pathsOf(text).map(([path]) => path),
      ['/Orders', '/a-b'],
    );
  });

  it('needs its transform, an identifier, values that are known, and makes nothing twice', () => {
    assert.throws(() => loadText(loop('[Orders]', '')), /takes the transform AWS::LanguageExtensions/);
    assert.throws(
      () => loadText(loop('!GetAtt Api.Names')),
      /values of Fn::ForEach::Paths must be texts, or a Ref/,
    );
    assert.throws(
      () => loadText(loop('[Orders]').replace('- Name\n', '- [Name]\n')),
      /Fn::ForEach::Paths needs an identifier/,
    );
    assert.throws(
      () => loadText(loop('[Orders]').replaceAll(/Path\$\{Name\}/g, 'Api')),
      /Fn::ForEach::Paths makes Api, which is there already/,
    );
  });
});
