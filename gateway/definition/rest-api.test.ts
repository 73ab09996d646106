import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DefinitionError } from './definition-error.ts';
import { aFunction, aRestApi, loadText, restApiOf } from './written-template.fixture.ts';

const uri = `!Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations"`;
const post = (properties: string, integration: string) => `
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
${properties}
      Integration: ${integration}
`;
const served = `{ Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: ${uri} }`;
const withPost = (properties: string, integration = served, more = '') =>
  `Resources:${aRestApi.replace('DependsOn: [GetRoot]', 'DependsOn: [GetRoot, Post]')}${aFunction}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com }
${post(properties, integration)}${more}`;

const postIn = (text: string) => {
  const { stack, warnings } = loadText(text);
  const method = restApiOf(stack).pathResources[0]?.methods.find(({ httpMethod }) => httpMethod === 'POST');
  assert.ok(method);
  return { method, warnings };
};

describe('a REST API', () => {
  it('has a stage without a name under one that is made up, which Ref gives', () => {
    const { stack, warnings } = loadText(`Resources:${aRestApi.replace(', StageName: dev', '')}
  Plan: { Type: AWS::ApiGateway::UsagePlan, Properties: { ApiStages: [{ ApiId: !Ref Api, Stage: !Ref Stage }] } }
`);
    const [stage] = restApiOf(stack).stages;
    assert.match(stage?.name ?? '', /^\w+-Stage-[A-Z0-9]{12}$/);
    assert.equal(stack.usagePlans[0]?.apiStages[0]?.stage, stage?.name);
    assert.match(warnings[0]?.message ?? '', /the stage has no StageName/);
  });

  it('has the type of endpoint that EndpointConfiguration names, or a parameter of the import', () => {
    const typeOf = (properties: string) =>
      restApiOf(loadText(`Resources:${aRestApi.replace('Name: api', `Name: api, ${properties}`)}`).stack)
        .endpointType;
    const parameter = 'Parameters: { endpointConfigurationTypes: REGIONAL }';
    assert.equal(typeOf(parameter), 'REGIONAL');
    assert.equal(typeOf(`${parameter}, EndpointConfiguration: { Types: [PRIVATE] }`), 'PRIVATE');
    assert.throws(() => typeOf(parameter.replace('REGIONAL', 'NEAR')), DefinitionError);
  });

  it('is made of its resources’ tree, methods, models, validators and gateway responses', () => {
    const { stack, warnings } = loadText(`Resources:${aRestApi}
  Users: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: users } }
  User: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Users, PathPart: '{id}' } }
  Rest: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref User, PathPart: '{proxy+}' } }
  Named: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Name: Named, Schema: { type: object, maxProperties: 3 } } }
  Text: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Name: Text, Schema: '{"type":"string"}' } }
  Default4xx:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_4XX
      ResponseParameters: { gatewayresponse.header.Access-Control-Allow-Origin: "'*'" }
`);
    const api = restApiOf(stack);
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      api.pathResources.map(({ path }) => path),
      ['/', '/users', '/users/{id}', '/users/{id}/{proxy+}'],
    );
    assert.deepEqual(api.models.Named, { type: 'object', maxProperties: 3 });
    assert.deepEqual(api.models.Text, { type: 'string' });
    assert.equal(api.endpointType, 'EDGE');
    assert.deepEqual(api.gatewayResponses, [
      {
        responseType: 'DEFAULT_4XX',
        statusCode: null,
        responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
        responseTemplates: {},
      },
    ]);
    const [get] = api.pathResources[0]?.methods ?? [];
    assert.deepEqual(get?.integration, {
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      passthroughBehavior: 'WHEN_NO_MATCH',
      responses: [
        { statusCode: '200', selectionPattern: null, responseParameters: {}, responseTemplates: {} },
      ],
    });
  });

  it('a method carries what its validator, models and parameters ask', () => {
    const validator = `  Validator: { Type: AWS::ApiGateway::RequestValidator, Properties: { RestApiId: !Ref Api, ValidateRequestBody: true } }
  Named: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Schema: { type: object } } }
`;
    const properties = `      RequestValidatorId: !Ref Validator
      RequestModels: { application/json: !Ref Named }
      RequestParameters: { method.request.querystring.q: true, method.request.header.h: false }`;
    const { method, warnings } = postIn(withPost(properties, served, validator));
    assert.deepEqual([method.validateBody, method.validateParameters], [true, false]);
    assert.deepEqual(method.requestParameters, {
      'method.request.querystring.q': true,
      'method.request.header.h': false,
    });
    assert.match(method.requestModels['application/json'] ?? '', /^test-Named-/);
    assert.deepEqual(warnings, []);
  });

  const notServed: [what: string, properties: string, integration: string, reason: RegExp][] = [
    ['needs an authorizer and names none', '      AuthorizationType: CUSTOM', served, /no AuthorizerId/],
    [
      'names an authorizer that is not there',
      '      AuthorizationType: CUSTOM\n      AuthorizerId: lost',
      served,
      /its authorizer is not served/,
    ],
    [
      'goes through a VPC link',
      '',
      '{ Type: HTTP_PROXY, ConnectionType: VPC_LINK, Uri: "http://x" }',
      /VPC links/,
    ],
    [
      'calls another service',
      '',
      '{ Type: AWS_PROXY, Uri: "arn:aws:apigateway:us-east-1:sqs:path/q" }',
      /only Lambda/,
    ],
  ];
  for (const [what, properties, integration, reason] of notServed)
    it(`a method that ${what} is not served, and start-up says so at its line`, () => {
      const { method, warnings } = postIn(withPost(properties, integration));
      assert.ok(method.integration.type === 'UNSUPPORTED');
      assert.match(method.integration.reason, reason);
      const warning = warnings.find(({ resource }) => resource === 'Post');
      assert.match(warning?.message ?? '', reason);
      assert.match(warning?.message ?? '', /^POST \/ answers 501: /);
      assert.ok((warning?.line ?? 0) > 0);
    });

  it('what is not applied is a warning at its line, and never silence', () => {
    const text = `Resources:${aRestApi
      .replace(
        'StageName: dev',
        'StageName: dev, CacheClusterEnabled: true, MethodSettings: [{ ResourcePath: /*, HttpMethod: "*", ThrottlingRateLimit: 1, CachingEnabled: true }], TracingEnabled: false, Nope: 1',
      )
      .replace(
        'Name: api',
        'Name: api, Policy: { Statement: { Effect: Deny, Principal: "*", Action: execute-api:Invoke, Resource: "*", Condition: { StringNotEquals: { aws:SourceVpce: vpce-1 } } } }',
      )}
  Acl: { Type: AWS::WAFv2::WebACLAssociation, Properties: { ResourceArn: x } }
`;
    const said = loadText(text).warnings.map(({ resource, message }) => `${resource}: ${message}`);
    for (const expected of [
      /^Stage: Nope isn't a property of AWS::ApiGateway::Stage/,
      /^Api: Policy has conditions on aws:SourceVpce, which no request here has/,
      /^Acl: the web ACL is not applied/,
    ])
      assert.ok(
        said.some((sentence) => expected.test(sentence)),
        `${expected} in\n${said.join('\n')}`,
      );
    assert.equal(said.length, 3);
  });

  it('a method that its deployment does not wait for is a warning: on AWS the snapshot may lack it', () => {
    const { warnings } = loadText(`Resources:${aRestApi.replace('DependsOn: [GetRoot], ', '')}`);
    assert.match(warnings[0]?.message ?? '', /^the deployment doesn't depend on GetRoot/);
  });

  it('a stage whose deployment is not in the template is not served', () => {
    const { stack, warnings } = loadText(`Resources:${aRestApi}
  Lost: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, DeploymentId: abc123, StageName: lost } }
`);
    assert.deepEqual(
      restApiOf(stack).stages.map(({ name }) => name),
      ['dev'],
    );
    assert.match(warnings[0]?.message ?? '', /deployment abc123 isn't in the template/);
  });
});
