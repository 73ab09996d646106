import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RestApi } from '../../model.ts';
import { loadDefinition, sourceOf } from '../load-definition.ts';
import { httpApiOf, loadText, restApiOf } from '../written-template.fixture.ts';

const functionAndPermission = `
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Backend:
    Type: AWS::Lambda::Function
    Properties:
      { Runtime: python3.12, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { ZipFile: 'x = 1' } }
  Allow:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, FunctionName: !Ref Backend }`;

const uri = `!Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Backend.Arn}/invocations'`;

const proxy = `x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: ${uri} }`;

function restTemplate(body: string, properties = ''): string {
  return `
Resources:${functionAndPermission}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:${properties}
      Body:
${body.replace(/^/gm, '        ')}
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: dev } }
`;
}

function methodAt(api: RestApi, path: string, httpMethod: string) {
  const found = api.pathResources
    .find((one) => one.path === path)
    ?.methods.find((one) => one.httpMethod === httpMethod);
  assert.ok(found, `${httpMethod} ${path}`);
  return found;
}

const paths = (api: RestApi) => api.pathResources.map(({ path }) => path).sort();

describe('a REST API with an OpenAPI 3 body', () => {
  const load = () =>
    loadText(
      restTemplate(`
openapi: 3.0.1
info: { title: users, version: '1' }
x-amazon-apigateway-binary-media-types: [image/png]
x-amazon-apigateway-api-key-source: HEADER
x-amazon-apigateway-request-validators:
  everything: { validateRequestBody: true, validateRequestParameters: true }
x-amazon-apigateway-request-validator: everything
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX:
    statusCode: 418
    responseParameters: { gatewayresponse.header.Access-Control-Allow-Origin: "'*'" }
paths:
  /users/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      parameters:
        - { name: verbose, in: query, schema: { type: boolean } }
        - $ref: '#/components/parameters/Tenant'
      responses: { '200': { description: ok } }
      ${proxy}
  /users:
    post:
      requestBody: { $ref: '#/components/requestBodies/NewUser' }
      responses: { '200': { description: ok } }
      ${proxy}
    options:
      responses:
        '200': { description: ok, headers: { Access-Control-Allow-Origin: { schema: { type: string } } } }
      x-amazon-apigateway-integration:
        type: mock
        passthroughBehavior: never
        requestTemplates: { application/json: '{"statusCode": 200}' }
        responses:
          default:
            statusCode: 200
            responseParameters: { method.response.header.Access-Control-Allow-Origin: "'*'" }
          4..: { statusCode: 200 }
  /{proxy+}:
    x-amazon-apigateway-any-method:
      security: [{ key: [] }]
      ${proxy}
components:
  parameters: { Tenant: { name: X-Tenant, in: header, required: true, schema: { type: string } } }
  requestBodies:
    NewUser: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
  schemas:
    User: { type: object, required: [name], properties: { friend: { $ref: '#/components/schemas/User' } } }
  securitySchemes: { key: { type: apiKey, name: x-api-key, in: header } }`),
    );

  it('has the paths, methods and integrations of the document', () => {
    const { stack, warnings } = load();
    const api = restApiOf(stack);
    assert.deepEqual(
      warnings.map(({ message }) => message).filter((text) => !/API key/i.test(text)),
      [],
    );
    assert.equal(api.name, 'users');
    assert.deepEqual(paths(api), ['/', '/users', '/users/{id}', '/{proxy+}']);
    const { integration } = methodAt(api, '/users/{id}', 'GET');
    assert.ok(integration.type === 'AWS_PROXY' && integration.function.mayInvoke);
    assert.equal(methodAt(api, '/{proxy+}', 'ANY').apiKeyRequired, true);
    assert.deepEqual(api.binaryMediaTypes, ['image/png']);
  });

  it('requires the parameters of the path and of the operation, through references', () => {
    const { requestParameters, validateParameters } = methodAt(restApiOf(load().stack), '/users/{id}', 'GET');
    assert.equal(validateParameters, true);
    assert.deepEqual(requestParameters, {
      'method.request.path.id': true,
      'method.request.querystring.verbose': false,
      'method.request.header.X-Tenant': true,
    });
  });

  it('makes models of schemas, whose references lead to models', () => {
    const api = restApiOf(load().stack);
    assert.deepEqual(methodAt(api, '/users', 'POST').requestModels, { 'application/json': 'User' });
    const { properties } = api.models.User as { properties: { friend: unknown } };
    assert.deepEqual(properties.friend, {
      $ref: `https://apigateway.amazonaws.com/restapis/${api.id}/models/User`,
    });
  });

  it('reads mock integrations with their responses by pattern', () => {
    const { integration } = methodAt(restApiOf(load().stack), '/users', 'OPTIONS');
    assert.ok(integration.type === 'MOCK');
    assert.equal(integration.passthroughBehavior, 'NEVER');
    assert.deepEqual(
      integration.responses.map(({ selectionPattern }) => selectionPattern),
      [null, '4..'],
    );
  });

  it('reads gateway responses', () => {
    const [response] = restApiOf(load().stack).gatewayResponses;
    assert.equal(response?.responseType, 'DEFAULT_4XX');
    assert.equal(response?.statusCode, '418');
  });

  it('shows no resources that the template does not write out', () => {
    const { resources } = load().stack;
    assert.deepEqual(resources.map(({ logicalId }) => logicalId).sort(), [
      'Allow',
      'Api',
      'Backend',
      'Deployment',
      'Role',
    ]);
  });
});

describe('a REST API with a Swagger 2.0 body', () => {
  it('takes the body parameter for the model of what it consumes', () => {
    const { stack } = loadText(
      restTemplate(`
swagger: '2.0'
info: { title: old, version: '1' }
consumes: [application/vnd.x+json]
x-amazon-apigateway-request-validators: { body: { validateRequestBody: true } }
paths:
  /users:
    post:
      x-amazon-apigateway-request-validator: body
      parameters: [{ in: body, name: user, schema: { type: array, items: { $ref: '#/definitions/User' } } }]
      ${proxy}
definitions: { User: { type: object } }`),
    );
    const api = restApiOf(stack);
    const { requestModels, validateBody } = methodAt(api, '/users', 'POST');
    assert.equal(validateBody, true);
    assert.deepEqual(requestModels, { 'application/vnd.x+json': 'POSTusersModel' });
    assert.match(JSON.stringify(api.models.POSTusersModel), /models\/User"/);
  });

  for (const [mode, expected] of [
    ['ignore', ['/', '/e']],
    ['prepend', ['/', '/a', '/a/b', '/a/b/e']],
    ['split', ['/', '/b', '/b/e']],
  ] as const)
    it(`serves its paths with basepath=${mode} at ${expected.at(-1)}`, () => {
      const body = `
swagger: '2.0'
info: { title: old, version: '1' }
basePath: /a/b
paths: { /e: { get: { ${proxy} } } }`;
      const { stack } = loadText(restTemplate(body, `\n      Parameters: { basepath: ${mode} }`));
      assert.deepEqual(paths(restApiOf(stack)), expected);
    });
});

describe('an HTTP API with an OpenAPI 3 body', () => {
  it('has routes with shared integrations, the default route, and CORS', () => {
    const { stack } = loadText(`
Resources:${functionAndPermission}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body:
        openapi: 3.0.1
        info: { title: items, version: '1' }
        x-amazon-apigateway-cors: { allowOrigins: ['*'], allowMethods: [GET], maxAge: 60 }
        paths:
          /items/{id}:
            get: { x-amazon-apigateway-integration: { $ref: '#/components/x-amazon-apigateway-integrations/one' } }
            x-amazon-apigateway-any-method:
              x-amazon-apigateway-integration: { type: AWS_PROXY, uri: ${uri}, payloadFormatVersion: 1.0 }
          /$default:
            x-amazon-apigateway-any-method:
              isDefaultRoute: true
              x-amazon-apigateway-integration: { $ref: '#/components/x-amazon-apigateway-integrations/one' }
        components:
          x-amazon-apigateway-integrations:
            one: { type: aws_proxy, httpMethod: POST, uri: ${uri}, payloadFormatVersion: '2.0' }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }
`);
    const api = httpApiOf(stack);
    assert.equal(api.name, 'items');
    assert.deepEqual(api.cors?.allowOrigins, ['*']);
    assert.equal(api.cors?.maxAge, 60);
    assert.deepEqual(
      api.routes.map(({ routeKey, integration }) => [
        routeKey,
        integration.type === 'AWS_PROXY' ? integration.payloadFormatVersion : integration.type,
      ]),
      [
        ['GET /items/{id}', '2.0'],
        ['ANY /items/{id}', '1.0'],
        ['$default', '2.0'],
      ],
    );
  });
});

describe('mistakes in a body', () => {
  const cases: Readonly<Record<string, readonly [body: string, says: RegExp, line: number]>> = {
    'no version': ["info: { title: a, version: '1' }", /needs "openapi: 3\.0\.1"/, 15],
    'a reference that leads nowhere': [
      "openapi: 3.0.1\npaths: { /a: { get: { requestBody: { $ref: '#/components/requestBodies/A' } } } }",
      /which the document doesn't have/,
      16,
    ],
    'a schema that no model can be called as': [
      'openapi: 3.0.1\ninfo: { title: a }\ncomponents: { schemas: { New-User: { type: object } } }',
      /New-User can't be a model/,
      17,
    ],
    'a validator that is not defined': [
      'openapi: 3.0.1\npaths: { /a: { get: { x-amazon-apigateway-request-validator: all } } }',
      /names the request validator all/,
      16,
    ],
  };
  for (const [name, [body, says, line]] of Object.entries(cases))
    it(`${name} is told with its line`, () => {
      assert.throws(() => loadText(restTemplate(body)), { name: 'DefinitionError', message: says, line });
    });
});

describe('a document of OpenAPI 3.1', () => {
  const document = `{ openapi: 3.1.0, info: { title: a, version: '1' }, paths: { /: { get: {
    x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, payloadFormatVersion: '1.0', uri: 'http://127.0.0.1/' } } } } }`;
  const api = (type: string) => `Api: { Type: ${type}, Properties: { Body: ${document} } }`;
  const cases = {
    'a REST API': {
      resources: `{ ${api('AWS::ApiGateway::RestApi')},
  D: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: dev } } }`,
      answer: 'Invalid OpenAPI input',
    },
    'an HTTP API': {
      resources: `{ ${api('AWS::ApiGatewayV2::Api')},
  S: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } } }`,
      answer: "Unable to determine OAS version from '3.1.0'",
    },
  };
  for (const [kind, { resources, answer }] of Object.entries(cases))
    it(`is served as ${kind}, with what AWS says`, () => {
      const { warnings } = loadText(`Resources: ${resources}`);
      assert.ok(
        warnings.some(({ message }) =>
          message.startsWith(`AWS refuses to import OpenAPI 3.1.0 ("${answer}")`),
        ),
      );
    });
});

describe('BodyS3Location', () => {
  const template = (location: string) => `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { BodyS3Location: ${location} } }
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: dev } }
`;

  it('in a bucket is not served, and says why', () => {
    assert.throws(() => loadText(template('{ Bucket: b, Key: k }')), /OpenAPI document in S3/);
  });

  it('as a local file is read, as `aws cloudformation package` would upload it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'body-'));
    writeFileSync(join(folder, 'template.yaml'), template('api.yaml'));
    const mock = 'x-amazon-apigateway-integration: { type: mock }';
    writeFileSync(
      join(folder, 'api.yaml'),
      `openapi: 3.0.1\ninfo: { title: file }\npaths: { /a: { get: { ${mock} } } }`,
    );
    const { deployment } = loadDefinition([{ ...sourceOf(join(folder, 'template.yaml')), stackName: 's' }]);
    const [stack] = deployment.stacks;
    assert.ok(stack);
    assert.deepEqual(paths(restApiOf(stack)), ['/', '/a']);
    rmSync(folder, { recursive: true });
  });
});
