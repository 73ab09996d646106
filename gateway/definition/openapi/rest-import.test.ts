import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RestApi } from '../../model.ts';
import { loadText, restApiOf } from '../written-template.fixture.ts';

function load(body: string) {
  const { stack, warnings } = loadText(`
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
${body.replace(/^/gm, '        ')}
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: dev } }
`);
  return { api: restApiOf(stack), warnings: warnings.map(({ message }) => message) };
}

function methodsOf(api: RestApi) {
  const named = api.pathResources.flatMap(({ path, methods }) =>
    methods.map((method) => [`${method.httpMethod} ${path}`, method] as const),
  );
  return Object.fromEntries(named);
}

const mock = 'x-amazon-apigateway-integration: { type: mock }';

const pool = (name: string) =>
  `${name}: { type: apiKey, in: header, name: X-Token, x-amazon-apigateway-authtype: cognito_user_pools,
    x-amazon-apigateway-authorizer: { type: cognito_user_pools, identitySource: '', providerARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A'] } }`;

/** Recorded from AWS, but for Swagger 2.0. */
describe('security for the whole document', () => {
  const paths = `
security: [{ people: [email] }]
paths:
  /all: { get: { ${mock} } }
  /own: { get: { security: [{ others: [openid] }], ${mock} } }
  /unscoped: { get: { security: [{ people: [] }], ${mock} } }
  /open: { get: { security: [], ${mock} } }
  /signed: { get: { x-amazon-apigateway-auth: { type: AWS_IAM }, ${mock} } }`;
  const schemes = `{ ${pool('people')}, ${pool('others')} }`;
  const documents = {
    'OpenAPI 3': `openapi: 3.0.1\ninfo: { title: a, version: '1' }${paths}\ncomponents: { securitySchemes: ${schemes} }`,
    'Swagger 2.0': `swagger: '2.0'\ninfo: { title: a, version: '1' }${paths}\nsecurityDefinitions: ${schemes}`,
  };
  for (const [version, body] of Object.entries(documents))
    it(`holds for operations of ${version} that ask for nothing themselves`, () => {
      const { api, warnings } = load(body);
      assert.deepEqual(warnings, []);
      const guards = Object.entries(methodsOf(api)).map(([route, method]) => [
        route,
        method.authorizationType,
        api.authorizers.find(({ id }) => id === method.authorizerId)?.name ?? null,
        method.authorizationScopes,
      ]);
      assert.deepEqual(guards, [
        ['GET /all', 'COGNITO_USER_POOLS', 'people', ['email']],
        ['GET /own', 'COGNITO_USER_POOLS', 'others', ['openid']],
        ['GET /unscoped', 'COGNITO_USER_POOLS', 'people', []],
        ['GET /open', 'NONE', null, []],
        ['GET /signed', 'AWS_IAM', null, []],
      ]);
    });

  it('is left open by an operation whose own type is a text, with a warning', () => {
    const { api, warnings } = load(`openapi: 3.0.1
info: { title: a, version: '1' }
security: [{ people: [] }]
paths: { /: { get: { x-amazon-apigateway-auth: NONE, ${mock} } } }
components: { securitySchemes: ${schemes} }`);
    assert.equal(methodsOf(api)['GET /']?.authorizationType, 'NONE');
    assert.match(warnings.join(), /read as type: NONE here/);
  });

  it('has authorizers that read the header of their scheme, where their source is left empty', () => {
    const [one] = load(documents['OpenAPI 3']).api.authorizers;
    assert.ok(one?.type === 'COGNITO_USER_POOLS');
    assert.equal(one.identitySource, 'method.request.header.X-Token');
  });
});

/** Recorded from AWS. */
describe('an imported REST API', () => {
  const document = `
openapi: 3.0.1
info: { title: people, version: 7.1.0, description: who is who }
paths:
  /people/{id}/{rest+}:
    get:
      operationId: GetPerson
      responses:
        200:
          description: ok
          content: { application/json: { schema: { $ref: '#/components/schemas/Person' } } }
        404: { description: none, content: { text/plain: { schema: { type: string } } } }
      x-amazon-apigateway-integration:
        type: mock
        requestParameters:
          integration.request.header.nothing: true
          integration.request.header.text: "'true'"
        responses: { default: { statusCode: 200, responseParameters: { method.response.header.X: 1 } } }
components: { schemas: { Person: { type: object, description: somebody } } }`;

  it('has the description and the version of its document', () => {
    const { name, description, version, isImported } = load(document).api;
    assert.deepEqual([name, description, version, isImported], ['people', 'who is who', '7.1.0', true]);
  });

  it('has the models of its document as they are, and no others', () => {
    assert.deepEqual(load(document).api.models, { Person: { type: 'object', description: 'somebody' } });
  });

  it('has models without what they get of no document, and says so', () => {
    const { api, warnings } = load(`
openapi: 3.0.1
info: { title: a, version: '1' }
paths: {}
components:
  schemas:
    Person: { type: object, properties: { nullable: { type: string, nullable: true }, b: { type: [string, 'null'] } } }`);
    assert.deepEqual(api.models.Person, {
      type: 'object',
      properties: { nullable: { type: 'string' }, b: {} },
    });
    assert.deepEqual(warnings, [
      'in the model Person, nullable is not imported: null is refused, as on AWS',
      'in the model Person, a list of types is not imported: any type passes, as on AWS',
    ]);
  });

  it('has parameters for names in the path, names of operations, and models of responses', () => {
    const method = methodsOf(load(document).api)['GET /people/{id}/{rest+}'];
    assert.deepEqual(method?.requestParameters, {
      'method.request.path.id': true,
      'method.request.path.rest': true,
    });
    assert.equal(method.operationName, 'GetPerson');
    assert.deepEqual(
      method.methodResponses.map(({ statusCode, responseModels }) => [statusCode, responseModels]),
      [
        ['200', { 'application/json': 'Person' }],
        ['404', undefined],
      ],
    );
  });

  it('leaves out mappings that are no texts, and says so', () => {
    const { api, warnings } = load(document);
    const integration = methodsOf(api)['GET /people/{id}/{rest+}']?.integration;
    assert.ok(integration?.type === 'MOCK');
    assert.deepEqual(integration.responses[0]?.responseParameters, {});
    assert.deepEqual(warnings, [
      'integration.request.header.nothing in requestParameters is true and not a text, so it is not imported, as on AWS',
      'method.response.header.X in responseParameters is 1 and not a text, so it is not imported, as on AWS',
    ]);
  });

  it('has models of responses for what Swagger 2.0 says is produced', () => {
    const { api } = load(`
swagger: '2.0'
info: { title: a, version: '1' }
produces: [application/xml]
paths:
  /a: { get: { responses: { 200: { description: ok, schema: { $ref: '#/definitions/Person' } } }, ${mock} } }
  /b: { get: { produces: [a/b, c/d], responses: { 200: { description: ok, schema: { $ref: '#/definitions/Person' } } }, ${mock} } }
definitions: { Person: { type: object } }`);
    const models = Object.values(methodsOf(api)).map(
      ({ methodResponses }) => methodResponses[0]?.responseModels,
    );
    assert.deepEqual(models, [{ 'application/xml': 'Person' }, { 'a/b': 'Person', 'c/d': 'Person' }]);
  });
});
