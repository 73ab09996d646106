import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RestApi } from '../../model.ts';
import { httpApiOf, loadText, restApiOf } from '../written-template.fixture.ts';

const head = 'Transform: AWS::Serverless-2016-10-31\n';

/** An inline function `NAME` with these events. */
const aFunction = (name: string, events: string) => `
  ${name}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: 'def handler(event, context): return {}'
      Events: ${events}`;

const globals =
  'Globals: { Function: { Runtime: python3.13, Environment: { Variables: { A: one, B: two } } } }\n';

function methodsOf(api: RestApi): string[] {
  return api.pathResources
    .flatMap(({ path, methods }) => methods.map(({ httpMethod }) => `${httpMethod} ${path}`))
    .sort();
}

describe('a function with Api events', () => {
  const load = () =>
    loadText(
      `${head}${globals}
Resources:${aFunction('Users', "{ List: { Type: Api, Properties: { Path: /users, Method: get } }, All: { Type: Api, Properties: { Path: '/{proxy+}', Method: ANY } } }")}
      Environment: { Variables: { B: mine } }
      Policies: [AWSLambdaBasicExecutionRole]
Outputs:
  Url: { Value: !Sub 'https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/\${ServerlessRestApiProdStage}/' }
  Role: { Value: !GetAtt UsersRole.Arn }`,
    );

  it('makes the implicit REST API with the stage Prod, under the names that SAM gives', () => {
    const { stack, warnings } = load();
    const api = restApiOf(stack);
    assert.deepEqual(warnings, []);
    assert.equal(api.name, 'test');
    assert.deepEqual(
      api.stages.map(({ name }) => name),
      ['Prod'],
    );
    assert.deepEqual(methodsOf(api), ['ANY /{proxy+}', 'GET /users']);
    assert.equal(stack.outputs[0]?.value, `https://${api.id}.execute-api.us-east-1.amazonaws.com/Prod/`);
    assert.match(stack.outputs[1]?.value ?? '', /role\/test-UsersRole-/);
    const ids = stack.resources.map(({ logicalId }) => logicalId);
    for (const id of [
      'Users',
      'UsersRole',
      'UsersListPermissionProd',
      'ServerlessRestApi',
      'ServerlessRestApiProdStage',
    ])
      assert.ok(ids.includes(id), id);
    assert.ok(ids.some((id) => /^ServerlessRestApiDeployment[0-9a-f]{10}$/.test(id)));
  });

  it('may be invoked, and has what Globals and its own properties say', () => {
    const { stack } = load();
    const [lambda] = stack.functions;
    assert.equal(lambda?.runtime, 'python3.13');
    assert.deepEqual(lambda?.environment, { A: 'one', B: 'mine' });
    for (const { methods } of restApiOf(stack).pathResources)
      for (const { integration } of methods)
        assert.ok(integration.type === 'AWS_PROXY' && integration.function.mayInvoke);
  });
});

describe('a function with HttpApi events', () => {
  it('makes the implicit HTTP API with the stage $default and payload 2.0', () => {
    const { stack } = loadText(
      `${head}${globals}
Resources:${aFunction('Items', '{ One: { Type: HttpApi, Properties: { Path: "/items/{id}", Method: get } }, Rest: { Type: HttpApi } }')}
Outputs: { Url: { Value: !GetAtt ServerlessHttpApi.ApiEndpoint }, Stage: { Value: !Ref ServerlessHttpApiApiGatewayDefaultStage } }`,
    );
    const api = httpApiOf(stack);
    assert.deepEqual(
      api.routes.map(({ routeKey, integration }) => [
        routeKey,
        integration.type === 'AWS_PROXY' && integration.payloadFormatVersion,
      ]),
      [
        ['GET /items/{id}', '2.0'],
        ['$default', '2.0'],
      ],
    );
    assert.deepEqual(
      api.stages.map(({ name }) => name),
      ['$default'],
    );
    assert.equal(stack.outputs[1]?.value, '$default');
  });
});

describe('an explicit REST API', () => {
  const load = (
    properties: string,
    events = '{ Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /a, Method: get } } }',
  ) =>
    loadText(
      `${head}${globals}
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: live, ${properties} } }${aFunction('Backend', events)}
Outputs: { Stage: { Value: !Ref Api.Stage }, Sub: { Value: !Sub '\${Api}/\${Api.Stage}' } }`,
    );

  it('has its stage, and references to what SAM generates resolve', () => {
    const { stack } = load('Name: mine, EndpointConfiguration: { Type: REGIONAL }, Variables: { x: y }');
    const api = restApiOf(stack);
    assert.equal(api.name, 'mine');
    assert.equal(api.endpointType, 'REGIONAL');
    assert.deepEqual(api.stages[0]?.variables, { x: 'y' });
    assert.deepEqual(
      stack.outputs.map(({ value }) => value),
      ['live', `${api.id}/live`],
    );
    assert.ok(stack.resources.some(({ logicalId }) => logicalId === 'ApiliveStage'));
  });

  it('answers preflights of every path for Cors, with the methods of the path', () => {
    const api = restApiOf(
      load(`Cors: { AllowOrigin: "'https://a.example'", AllowHeaders: "'X-A'", MaxAge: "'600'" }`).stack,
    );
    assert.deepEqual(methodsOf(api), ['GET /a', 'OPTIONS /a']);
    const options = api.pathResources
      .flatMap(({ methods }) => methods)
      .find(({ httpMethod }) => httpMethod === 'OPTIONS');
    assert.ok(options?.integration.type === 'MOCK');
    assert.deepEqual(options.integration.responses[0]?.responseParameters, {
      'method.response.header.Access-Control-Allow-Origin': "'https://a.example'",
      'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
      'method.response.header.Access-Control-Allow-Headers': "'X-A'",
      'method.response.header.Access-Control-Max-Age': "'600'",
    });
  });

  it('takes Cors as one origin', () => {
    const api = restApiOf(load(`Cors: "'*'"`).stack);
    assert.deepEqual(methodsOf(api), ['GET /a', 'OPTIONS /a']);
  });

  it('puts the integrations of events into a DefinitionBody that asks for them by MergeDefinitions', () => {
    const api = restApiOf(
      load(
        'MergeDefinitions: true, DefinitionBody: { openapi: 3.0.1, info: { title: doc }, paths: { /a: { get: { parameters: [{ name: q, in: query, required: true }] } }, /b: { get: { x-amazon-apigateway-integration: { type: mock } } } } }',
      ).stack,
    );
    assert.deepEqual(methodsOf(api), ['GET /a', 'GET /b']);
    const [get] = api.pathResources.find(({ path }) => path === '/a')?.methods ?? [];
    assert.equal(get?.integration.type, 'AWS_PROXY');
    assert.deepEqual(get?.requestParameters, { 'method.request.querystring.q': true });
  });

  it('guards methods by the default authorizer, but not those that say NONE', () => {
    const { stack } = load(
      'Auth: { DefaultAuthorizer: Token, AddDefaultAuthorizerToCorsPreflight: false, Authorizers: { Token: { FunctionArn: !GetAtt Backend.Arn, Identity: { Header: X-Token } } } }',
      '{ Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /a, Method: get } }, Open: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /open, Method: get, Auth: { Authorizer: NONE } } }, Key: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /key, Method: get, Auth: { ApiKeyRequired: true } } } }',
    );
    const at = (path: string) => restApiOf(stack).pathResources.find((one) => one.path === path)?.methods[0];
    assert.equal(at('/a')?.authorizationType, 'CUSTOM');
    assert.equal(at('/open')?.authorizationType, 'NONE');
    assert.equal(at('/key')?.apiKeyRequired, true);
  });

  it('validates bodies by the model that an event names', () => {
    const { stack } = load(
      'Models: { User: { type: object, required: [name] } }',
      '{ Post: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /a, Method: post, RequestModel: { Model: User, ValidateBody: true } } } }',
    );
    const post = restApiOf(stack).pathResources.flatMap(({ methods }) => methods)[0];
    assert.deepEqual(post?.requestModels, { 'application/json': 'user' });
    assert.equal(post?.validateBody, true);
  });
});

describe('other parts of SAM', () => {
  it('a function with AutoPublishAlias is called through its alias', () => {
    const { stack } = loadText(
      `${head}${globals}
Resources:${aFunction('Users', '{ List: { Type: Api, Properties: { Path: /users, Method: get } } }')}
      AutoPublishAlias: live`,
    );
    const [method] = restApiOf(stack).pathResources.flatMap(({ methods }) => methods);
    assert.ok(method?.integration.type === 'AWS_PROXY' && method.integration.function.mayInvoke);
    assert.match(method.integration.function.arn, /:live$/);
  });

  it("a function's condition is its routes' condition", () => {
    const text = (on: string) => `${head}${globals}
Conditions: { On: !Equals [${on}, 'yes'] }
Resources:${aFunction('Always', '{ A: { Type: Api, Properties: { Path: /a, Method: get } } }')}${aFunction('Sometimes', '{ B: { Type: Api, Properties: { Path: /b, Method: get } } }')}
    Condition: On`;
    assert.deepEqual(methodsOf(restApiOf(loadText(text('no')).stack)), ['GET /a']);
    assert.deepEqual(methodsOf(restApiOf(loadText(text('yes')).stack)), ['GET /a', 'GET /b']);
  });

  it('what is not served is named by line', () => {
    const { warnings } = loadText(
      `${head}${globals}
Resources:${aFunction('Users', '{ List: { Type: Api, Properties: { Path: /users, Method: get } }, Tick: { Type: Schedule } }')}
      FunctionUrlConfig: { AuthType: NONE }
  Table: { Type: AWS::Serverless::SimpleTable }
  Chat: { Type: AWS::Serverless::WebSocketApi, Properties: { RouteSelectionExpression: $request.body.action } }`,
    );
    const messages = warnings.map(({ line, message }) => `${line}: ${message}`);
    assert.ok(
      messages.some((text) => /^10: .*Tick \(Schedule\)/.test(text)),
      messages.join('\n'),
    );
    assert.ok(
      messages.some((text) => /^11: function URLs/.test(text)),
      messages.join('\n'),
    );
    assert.ok(
      messages.some((text) => /^13: .*WebSocket/.test(text)),
      messages.join('\n'),
    );
  });

  it('mistakes are told in a sentence at their line', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      [aFunction('F', '{ E: { Type: Api, Properties: { Method: get } } }'), /E of F needs a Path/],
      [
        aFunction('F', '{ E: { Type: Api, Properties: { Path: /a, Method: get, RestApiId: !Ref Nope } } }'),
        /names Nope/,
      ],
      [
        '\n  F: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13, Handler: a.b } }',
        /F needs CodeUri/,
      ],
      ['\n  F: { Type: AWS::Serverless::Functoin }', /which SAM doesn't have/],
    ];
    for (const [resources, says] of cases)
      assert.throws(() => loadText(`${head}${globals}\nResources:${resources}\n`), {
        name: 'DefinitionError',
        message: says,
      });
  });
});
