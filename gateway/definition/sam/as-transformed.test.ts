import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpApiOf, loadText, restApiOf } from '../written-template.fixture.ts';

const head = 'Transform: AWS::Serverless-2016-10-31\n';
const code =
  "Runtime: python3.13, Handler: index.handler, InlineCode: 'def handler(event, context): return {}'";
const backend = 'type: http_proxy, httpMethod: GET, uri: "https://example.com"';

const aFunction = (name: string, events: string, more = ''): string =>
  `  ${name}: { Type: AWS::Serverless::Function, ${more}Properties: { ${code}, Events: { ${events} } } }\n`;

const route = (name: string, path: string, more = ''): string =>
  `${name}: { Type: Api, Properties: { Path: ${path}, Method: get${more} } }`;

const ofApi = ', RestApiId: !Ref Api';

const load = (resources: string, before = '') => loadText(`${head}${before}Resources:\n${resources}`);

const anApi = (properties: string): string =>
  `  Api: { Type: AWS::Serverless::Api, Properties: { StageName: p, ${properties} } }\n`;

const methodsOf = (resources: string, before = '') =>
  restApiOf(load(resources, before).stack).pathResources.flatMap(({ path, methods }) =>
    methods.map((method) => ({ ...method, route: `${method.httpMethod} ${path}` })),
  );

/** Compared with what aws-sam-translator 1.115 makes of the same. */
describe('as SAM itself transforms it', () => {
  const paths = `paths: { /a: { get: { x-amazon-apigateway-integration: { ${backend} } }, post: { security: [{ mine: [] }], x-amazon-apigateway-integration: { ${backend} } } } }`;

  it('Auth guards the operations of a document of OpenAPI 3, too, whose own schemes its schemes replace', () => {
    const schemes =
      'components: { securitySchemes: { mine: { type: apiKey, in: header, name: x, x-amazon-apigateway-authtype: custom } } }';
    const document = `DefinitionBody: { openapi: 3.0.1, info: { title: t, version: v }, ${schemes}, ${paths} }`;
    const signed = methodsOf(anApi(`Auth: { DefaultAuthorizer: AWS_IAM }, ${document}`));
    assert.deepEqual(
      signed.map(({ authorizationType }) => authorizationType),
      ['AWS_IAM', 'AWS_IAM'],
    );
    const keyed = methodsOf(anApi(`Auth: { ApiKeyRequired: true }, ${document}`));
    assert.ok(keyed.every(({ apiKeyRequired }) => apiKeyRequired));
  });

  it('an operation that asks for an API key only gets the default authorizer besides; one that asks for NONE does not', () => {
    const secured = paths.replace('mine', 'api_key').replace('get: {', 'get: { security: [{ NONE: [] }],');
    const document = `DefinitionBody: { swagger: "2.0", info: { title: t, version: v }, ${secured} }`;
    const methods = methodsOf(anApi(`Auth: { DefaultAuthorizer: AWS_IAM }, ${document}`));
    assert.deepEqual(
      methods.map((method) => [method.route, method.authorizationType, method.apiKeyRequired]),
      [
        ['GET /a', 'NONE', false],
        ['POST /a', 'AWS_IAM', true],
      ],
    );
  });

  it("an event wins over a document's operation with MergeDefinitions", () => {
    const document = `MergeDefinitions: true, DefinitionBody: { openapi: 3.0.1, info: { title: t, version: v }, ${paths} }`;
    const methods = methodsOf(anApi(document) + aFunction('F', route('A', '/a', ofApi)));
    assert.deepEqual(
      methods.map((method) => [method.route, method.integration.type]),
      [
        ['GET /a', 'AWS_PROXY'],
        ['POST /a', 'HTTP_PROXY'],
      ],
    );
  });

  it('an implicit API is made under the condition of its functions, or any of several; without one if one has none', () => {
    const conditions = 'Conditions: { Yes: !Equals [a, a], No: !Equals [a, b], Never: !Equals [a, b] }\n';
    const made = (...functions: string[]) =>
      load(
        `${aFunction('H', 'A: { Type: HttpApi }')}${functions
          .map((condition, index) =>
            aFunction(`F${index}`, route('A', `/${index}`), condition && `Condition: ${condition}, `),
          )
          .join('')}`,
        conditions,
      ).stack.apis.some(({ apiType }) => apiType === 'rest');
    assert.equal(made('No'), false);
    assert.equal(made('No', 'Never'), false);
    assert.equal(made('No', 'Yes'), true);
    assert.equal(made('No', ''), true);
  });

  it("tags are on the stage; a Policy is the API's; parameters that are cached are cache keys", () => {
    const policy =
      'Policy: { Statement: [{ Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*" }] }';
    const cached = `${ofApi}, RequestParameters: [method.request.querystring.q: { Caching: true }]`;
    const { stack } = load(anApi(`Tags: { a: b }, ${policy}`) + aFunction('F', route('A', '/a', cached)));
    const api = restApiOf(stack);
    assert.deepEqual(api.stages[0]?.tags, { a: 'b' });
    assert.ok(api.policy !== null);
    const [method] = api.pathResources.flatMap(({ methods }) => methods);
    assert.deepEqual(method?.cacheKeyParameters, ['method.request.querystring.q']);
    const http = load(
      `  H: { Type: AWS::Serverless::HttpApi, Properties: { Tags: { a: b } } }\n${aFunction('F', 'A: { Type: HttpApi, Properties: { ApiId: !Ref H } }')}`,
    );
    assert.deepEqual(httpApiOf(http.stack).stages[0]?.tags, { a: 'b', 'httpapi:createdBy': 'SAM' });
  });

  it('a function of an authorizer may not be invoked with DisableFunctionDefaultPermissions', () => {
    const auth = (more: string) =>
      load(
        anApi(`Auth: { DefaultAuthorizer: L, Authorizers: { L: { FunctionArn: !GetAtt G.Arn${more} } } }`) +
          aFunction('F', route('A', '/a', ofApi)) +
          aFunction('G', ''),
      ).stack.functions.find(({ logicalId }) => logicalId === 'G')?.permissions?.length;
    assert.equal(auth(', FunctionInvokeRole: arn:aws:iam::123456789012:role/r'), 1);
    assert.equal(auth(', DisableFunctionDefaultPermissions: true'), 0);
  });

  it("an HTTP API's CorsConfiguration stands over its document's, setting by setting", () => {
    const cors = 'x-amazon-apigateway-cors: { allowOrigins: ["https://x"], allowMethods: [GET] }';
    const document = `DefinitionBody: { openapi: 3.0.1, info: { title: t, version: v }, ${cors}, ${paths} }`;
    const { stack } = load(
      `  H: { Type: AWS::Serverless::HttpApi, Properties: { CorsConfiguration: true, ${document.replaceAll('type: http_proxy', "payloadFormatVersion: '1.0', type: http_proxy")} } }\n`,
    );
    assert.deepEqual(httpApiOf(stack).cors?.allowOrigins, ['*']);
    assert.deepEqual(httpApiOf(stack).cors?.allowMethods, ['GET']);
  });

  it('Fn::If at a path or a method: what it chooses is guarded and gets a preflight as well', () => {
    const one = (verb: string) => `{ ${verb}: { x-amazon-apigateway-integration: { ${backend} } } }`;
    const choice = `paths: { /a: !If [Yes, ${one('get')}, ${one('post')}], /b: { get: !If [No, ${one('x').slice(5, -2)}, !Ref AWS::NoValue] } }`;
    const methods = methodsOf(
      anApi(
        `Cors: "'*'", Auth: { DefaultAuthorizer: AWS_IAM }, DefinitionBody: { openapi: 3.0.1, info: { title: t, version: v }, ${choice} }`,
      ),
      'Conditions: { Yes: !Equals [a, a], No: !Equals [a, b] }\n',
    );
    assert.deepEqual(
      methods.map((method) => [method.route, method.authorizationType]),
      [
        ['GET /a', 'AWS_IAM'],
        ['OPTIONS /a', 'AWS_IAM'],
        ['OPTIONS /b', 'AWS_IAM'],
      ],
    );
    const [, preflight] = methods;
    assert.match(JSON.stringify(preflight?.integration), /'GET,OPTIONS'/);
  });

  it("a parameter stands for its value in a REST API's Auth; a function that asks for a key asks for it whatever it comes to", () => {
    const before =
      'Parameters: { By: { Type: String, Default: AWS_IAM }, Key: { Type: String, Default: "true" } }\nConditions: { No: !Equals [a, b] }\n';
    const guardedBy = (auth: string) =>
      methodsOf(anApi(`Auth: { ${auth} }`) + aFunction('F', route('A', '/a', ofApi)), before).map(
        ({ authorizationType, apiKeyRequired }) => [authorizationType, apiKeyRequired],
      );
    assert.deepEqual(guardedBy('DefaultAuthorizer: !Ref By, ApiKeyRequired: !Ref Key'), [['AWS_IAM', true]]);
    assert.deepEqual(guardedBy('ApiKeyRequired: !If [No, true, false]'), [['NONE', true]]);
  });

  it('an API whose document lies in S3 is left out with a warning, and the others are served', () => {
    const elsewhere =
      '  H: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionUri: { Bucket: b, Key: k } } }\n';
    const { stack, warnings } = load(
      anApi('DefinitionUri: s3://b/k.yaml') + elsewhere + aFunction('F', route('A', '/a')),
    );
    assert.deepEqual(
      stack.apis.map(({ logicalId }) => logicalId),
      ['ServerlessRestApi'],
    );
    assert.equal(warnings.filter(({ message }) => /OpenAPI document in S3/.test(message)).length, 2);
  });

  it('attributes of what SAM makes can be asked for, and an application of the repository leaves a warning', () => {
    const { stack, warnings } = loadText(`${head}Resources:
  F: { Type: AWS::Serverless::Function, Properties: { ${code}, AutoPublishAlias: live, Events: { ${route('A', '/a')} } } }
  App: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: 'arn:aws:serverlessrepo:us-east-1:123456789012:applications/x', SemanticVersion: 1.0.0 } } }
Outputs: { V: { Value: !GetAtt F.Version.Version }, S: { Value: !Sub '\${F.Version.Version}' }, X: { Value: !GetAtt App.Outputs.Y } }`);
    assert.deepEqual(
      stack.outputs.slice(0, 2).map(({ value }) => value),
      ['1', '1'],
    );
    assert.match(warnings.map(({ message }) => message).join(), /serverlessrepo.* is not on this machine/);
  });
});

describe('what SAM refuses', () => {
  const withApi = (properties: string, event = ''): string =>
    anApi(properties) + aFunction('F', route('A', '/a', `${ofApi}${event}`));
  const mistakes: readonly (readonly [what: string, resources: string, message: RegExp])[] = [
    [
      'two events of one route',
      aFunction('F', `${route('A', '/a')}, ${route('B', '/a')}`),
      /Two events give the API GET \/a/,
    ],
    [
      'a property that an API has not',
      withApi('StagName: q'),
      /StagName is no property of AWS::Serverless::Api/,
    ],
    ['one that an event has not', withApi('', ', Pth: q'), /Pth is no property of the event/],
    ['one of Auth', withApi('Auth: { Authorizer: q }'), /Authorizer is no part of Auth/],
    [
      'one of a gateway response',
      withApi('GatewayResponses: { UNAUTHORIZED: { StatusCod: q } }'),
      /StatusCod is no part of GatewayResponses/,
    ],
    [
      'credentials for all origins',
      withApi('Cors: { AllowOrigin: "\'*\'", AllowCredentials: true }'),
      /needs an AllowOrigin other than/,
    ],
    [
      'a model that is not there',
      withApi('Models: { U: { type: object } }', ', RequestModel: { Model: V }'),
      /RequestModel V isn't among the Models of Api/,
    ],
    [
      'another kind of usage plan',
      withApi('Auth: { UsagePlan: { CreateUsagePlan: YES } }'),
      /must be PER_API, SHARED or NONE/,
    ],
    [
      'a path without a method',
      aFunction('F', 'A: { Type: HttpApi, Properties: { Path: /a } }'),
      /needs a Method/,
    ],
    [
      'an application from nowhere',
      `${aFunction('F', route('A', '/a'))}  App: { Type: AWS::Serverless::Application, Properties: {} }\n`,
      /App needs a Location/,
    ],
    [
      'a function for the name of an authorizer',
      withApi('', ', Auth: { Authorizer: !Ref AWS::Region }'),
      /Authorizer must be written out/,
    ],
    ['two documents', withApi('DefinitionUri: a.yaml, DefinitionBody: { openapi: 3.0.1 }'), /not both/],
  ];
  for (const [what, resources, message] of mistakes)
    it(what, () => {
      assert.throws(() => load(resources), message);
    });

  it('no property that is like none that it has, as that may be newer: a warning says so', () => {
    const { warnings } = load(withApi('Hologram: q'));
    assert.match(warnings.map(({ message }) => message).join(), /Hologram is no property of .* not applied/);
  });

  it('a section of Globals that is none', () => {
    assert.throws(
      () => load(aFunction('F', route('A', '/a')), 'Globals: { Apis: { Name: x } }\n'),
      /Apis is no section/,
    );
  });
});
