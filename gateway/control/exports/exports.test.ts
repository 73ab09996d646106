import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'yaml';
import { loadDefinition } from '../../definition/load-definition.ts';
import {
  aFunction,
  aRestApi,
  httpApiOf,
  loadText,
  restApiOf,
} from '../../definition/written-template.fixture.ts';
import type { RestApi, Stack } from '../../model.ts';
import { Exported } from './exported.ts';
import { exportedHttpApi } from './http-export.ts';
import { exportedRestApi } from './rest-export.ts';
import { asSwagger } from './swagger.ts';

const endpoint = 'http://127.0.0.1:4010';
const uri = (fn = 'Fn') =>
  `!Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${fn}.Arn}/invocations'`;

const rest = `Resources:${aFunction}${aRestApi.replace('DependsOn: [GetRoot]', 'DependsOn: [GetRoot, PostUser]')}
  Any: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com } }
  User: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: '{id}' } }
  Name: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Name: Name, ContentType: application/json, Schema: { $schema: 'http://json-schema.org/draft-04/schema#', type: [string, 'null'] } } }
  Person:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Person
      ContentType: application/json
      Schema:
        $schema: 'http://json-schema.org/draft-04/schema#'
        id: person
        type: object
        required: [name]
        definitions: { Age: { type: integer, minimum: 0 } }
        patternProperties: { '^x': { type: string } }
        properties:
          name: { $ref: !Sub 'https://apigateway.amazonaws.com/restapis/\${Api}/models/\${Name}' }
          age: { $ref: '#/definitions/Age' }
          friend: { $ref: '#' }
          both: { items: [{ type: string }, { type: integer }], type: array }
  Checks: { Type: AWS::ApiGateway::RequestValidator, Properties: { RestApiId: !Ref Api, Name: checks, ValidateRequestBody: true } }
  Guard: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: guard, Type: TOKEN, AuthorizerUri: ${uri()}, IdentitySource: method.request.header.X-Token, AuthorizerResultTtlInSeconds: 0 } }
  Jwt: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: jwt, Type: JWT, IdentitySource: method.request.header.X-Token, JwtConfiguration: { DefaultAlgorithms: [ES256], Issuers: [{ Issuer: 'https://id.example.com', Audiences: [app], AdditionalClaims: [{ ClaimName: tenant, Format: SINGLE_STRING, Required: true, ExpectedValues: [acme] }] }] } } }
  Denied: { Type: AWS::ApiGateway::GatewayResponse, Properties: { RestApiId: !Ref Api, ResponseType: DEFAULT_4XX, StatusCode: 418, ResponseParameters: { gatewayresponse.header.X: "'1'" } } }
  PostUser:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref User
      HttpMethod: POST
      OperationName: addUser
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Guard
      ApiKeyRequired: true
      RequestParameters: { method.request.querystring.q: true, method.request.header.X-A: false, method.request.path.id: true }
      RequestModels: { application/json: !Ref Person }
      RequestValidatorId: !Ref Checks
      MethodResponses: [{ StatusCode: 201, ResponseModels: { application/json: !Ref Name }, ResponseParameters: { method.response.header.Location: true } }]
      Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: ${uri()} }
  Late:
    Type: AWS::ApiGateway::Method
    DependsOn: PostUser
    Properties: { RestApiId: !Ref Api, ResourceId: !Ref User, HttpMethod: DELETE, AuthorizationType: AWS_IAM, Integration: { Type: MOCK } }
`;

const http = `Resources:${aFunction}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: web, ProtocolType: HTTP, Version: '7', Description: greets, CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 5 } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: prod, AutoDeploy: true } }
  Any: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com } }
  Jwt: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Api, Name: jwt, AuthorizerType: JWT, IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Issuer: 'https://issuer.example.com', Audience: [me] } } }
  Fun: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, PayloadFormatVersion: '2.0' } }
  Site: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: 'https://example.com', PayloadFormatVersion: '1.0', RequestParameters: { 'append:header.X': a } } }
  One: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: 'GET /users/{id}', Target: !Sub 'integrations/\${Fun}', AuthorizationType: JWT, AuthorizerId: !Ref Jwt, AuthorizationScopes: [read] } }
  All: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: 'ANY /{proxy+}', Target: !Sub 'integrations/\${Site}' } }
  Default: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: $default, Target: !Sub 'integrations/\${Fun}', AuthorizationType: AWS_IAM } }
`;

function restDocument(extensions: readonly string[], text = rest) {
  const api = restApiOf(loadText(text).stack);
  const [stage] = api.stages;
  assert.ok(stage);
  const document: object = exportedRestApi(api, stage, { endpoint, extensions });
  return document as Record<string, Record<string, never>>;
}

function httpDocument(withExtensions: boolean) {
  const api = httpApiOf(loadText(http).stack);
  return exportedHttpApi(api, api.stages[0] ?? null, { endpoint, withExtensions });
}

async function assertValid(document: object): Promise<void> {
  const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
  assert.ok(valid, JSON.stringify(errors, null, 2));
}

/** What an exported document is as a definition of its own. */
function imported(document: object): Stack {
  const folder = mkdtempSync(join(tmpdir(), 'exported-'));
  try {
    const file = join(folder, 'api.yaml');
    writeFileSync(file, new Exported(document, { name: 'api', asYaml: true }).body);
    const [stack] = loadDefinition([{ file, stackName: 'imported' }]).deployment.stacks;
    assert.ok(stack);
    return stack;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const routesOf = ({ pathResources }: RestApi) =>
  pathResources
    .flatMap(({ path, methods }) => methods.map(({ httpMethod }) => `${httpMethod} ${path}`))
    .sort();

describe('the export of a REST API', () => {
  for (const extensions of [[], ['integrations'], ['authorizers'], ['apigateway']])
    it(`is valid OpenAPI with ${extensions.join() || 'no extensions'}`, () =>
      assertValid(restDocument(extensions)));

  it('is valid as Swagger 2.0, and says the same', async () => {
    const api = restApiOf(loadText(rest).stack);
    const [stage] = api.stages;
    assert.ok(stage);
    const document = exportedRestApi(api, stage, { endpoint, extensions: ['apigateway'] });
    const swagger = asSwagger(document) as Record<string, never>;
    await assertValid(swagger);
    assert.deepEqual(
      [swagger.swagger, swagger.host, swagger.basePath, swagger.schemes],
      ['2.0', '127.0.0.1:4010', `/_api/${api.id}/dev`, ['http']],
    );
    const [again, before] = [swagger, document].map((one) => restApiOf(imported(one)));
    assert.ok(again !== undefined && before !== undefined);
    assert.deepEqual(routesOf(again), routesOf(before));
    const posted = ({ pathResources }: RestApi) =>
      pathResources
        .find(({ path }) => path === '/{id}')
        ?.methods.find(({ httpMethod }) => httpMethod === 'POST');
    for (const part of ['requestParameters', 'requestModels', 'validateBody', 'apiKeyRequired'] as const)
      assert.deepEqual(posted(again)?.[part], posted(before)?.[part], part);
    assert.deepEqual(Object.keys(again.models).sort(), Object.keys(before.models).sort());
  });

  it('holds what the stage serves, not what the API has become', () => {
    const { paths = {}, servers } = restDocument([]);
    assert.deepEqual(Object.keys(paths), ['/', '/{id}']);
    assert.deepEqual(Object.keys(paths['/{id}'] ?? {}), ['post']);
    assert.match(
      JSON.stringify(servers),
      /"http:\/\/127\.0\.0\.1:4010\/_api\/\w+\/\{basePath\}".*"default":"dev"/,
    );
  });

  it('says what a method takes, answers and asks of its callers', () => {
    const { paths, components } = restDocument([]) as unknown as {
      paths: Record<string, Record<string, object>>;
      components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
    };
    assert.deepEqual(paths['/{id}']?.post, {
      operationId: 'addUser',
      parameters: [
        { name: 'q', in: 'query', required: true, schema: { type: 'string' } },
        { name: 'X-A', in: 'header', schema: { type: 'string' } },
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      ],
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Person' } } },
        required: true,
      },
      responses: {
        201: {
          description: '201 response',
          headers: { Location: { schema: { type: 'string' } } },
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Name' } } },
        },
      },
      security: [{ guard: [] }, { api_key: [] }],
    });
    assert.deepEqual(components.schemas.Name, { type: 'string', nullable: true });
    assert.deepEqual(components.schemas.Person, {
      type: 'object',
      required: ['name'],
      properties: {
        name: { $ref: '#/components/schemas/Name' },
        age: { $ref: '#/components/schemas/PersonAge' },
        friend: { $ref: '#/components/schemas/Person' },
        both: { items: {}, type: 'array' },
      },
    });
    assert.deepEqual(components.schemas.PersonAge, { type: 'integer', minimum: 0 });
    assert.deepEqual(components.securitySchemes.guard, {
      type: 'apiKey',
      name: 'X-Token',
      in: 'header',
      'x-amazon-apigateway-authtype': 'custom',
    });
  });

  it('makes the same API again with all extensions', () => {
    const again = restApiOf(imported(restDocument(['apigateway'])));
    assert.deepEqual(routesOf(again), ['GET /', 'POST /{id}']);
    const post = again.pathResources.find(({ path }) => path === '/{id}')?.methods[0];
    assert.deepEqual(
      [post?.integration.type, post?.apiKeyRequired, post?.authorizationType, post?.validateBody],
      ['AWS_PROXY', true, 'CUSTOM', true],
    );
    const tokens = ({ authorizers }: RestApi) =>
      authorizers.flatMap((one) => (one.type === 'JWT' ? [{ ...one, id: '' }] : []));
    assert.equal(tokens(again).length, 1);
    assert.deepEqual(tokens(again), tokens(restApiOf(loadText(rest).stack)));
    assert.deepEqual(again.gatewayResponses, [
      {
        responseType: 'DEFAULT_4XX',
        statusCode: '418',
        responseParameters: { 'gatewayresponse.header.X': "'1'" },
        responseTemplates: {},
      },
    ]);
  });
});

describe('the export of an HTTP API', () => {
  for (const withExtensions of [true, false])
    it(`is valid OpenAPI ${withExtensions ? 'with' : 'without'} extensions`, () =>
      assertValid(httpDocument(withExtensions)));

  it('makes the same API again', () => {
    const { routes, cors, version, authorizers } = httpApiOf(imported(httpDocument(true)));
    assert.deepEqual(
      routes.map(({ routeKey, integration, authorizationType }) => [
        routeKey,
        integration.type,
        authorizationType,
      ]),
      [
        ['GET /users/{id}', 'AWS_PROXY', 'JWT'],
        ['ANY /{proxy+}', 'HTTP_PROXY', 'NONE'],
        ['$default', 'AWS_PROXY', 'AWS_IAM'],
      ],
    );
    assert.deepEqual([cors?.allowOrigins, cors?.maxAge], [['*'], 5]);
    assert.equal(authorizers[0]?.type, 'JWT');
    assert.equal(version, undefined);
  });
});

describe('an exported document', () => {
  it('is the same in JSON and YAML', () => {
    const document = restDocument(['apigateway']);
    const [json, yaml] = [false, true].map((asYaml) => new Exported(document, { name: 'api', asYaml }));
    assert.deepEqual(parse(yaml?.body ?? ''), JSON.parse(json?.body ?? ''));
    assert.deepEqual([json?.fileName, yaml?.contentType], ['api.json', 'application/yaml']);
  });

  it('is bytes to save for those who ask for no media type', () => {
    const { contentType } = new Exported({}, { name: 'api', asYaml: false, asFile: true });
    assert.equal(contentType, 'application/octet-stream');
  });
});
