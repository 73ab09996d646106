import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadText } from '../definition/written-template.fixture.ts';
import { findRead } from './json-reads.ts';
import { restReads } from './rest-reads.ts';

const template = `Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: { title: pets, version: '1.0' }
        paths:
          /pets/{id}:
            get:
              operationId: GetPet
              responses:
                200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
                404: { description: none, headers: { X-Why: { schema: { type: string } } } }
              x-amazon-apigateway-integration:
                type: http
                httpMethod: GET
                uri: http://example.com/{id}
                requestParameters: { integration.request.path.id: method.request.path.id }
                responses:
                  default: { statusCode: 200 }
                  4..: { statusCode: 404, responseParameters: { method.response.header.X-Why: "'none'" } }
            options: { x-amazon-apigateway-integration: { type: mock } }
        components: { schemas: { Pet: { type: object, description: an animal } } }
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: dev } }
`;

const { stack } = loadText(template);
const [api] = stack.apis.filter((one) => one.apiType === 'rest');
assert.ok(api);
const pet = api.pathResources.find(({ path }) => path === '/pets/{id}')?.id ?? '';

function read(path: string): unknown {
  const found = findRead(restReads, `/restapis/${api?.id}${path}`);
  assert.ok(found, path);
  const scope = { deployment: { stacks: [stack] }, query: new URLSearchParams() };
  const answer = found.read.answer as (names: Readonly<Record<string, string>>, scope: unknown) => unknown;
  return JSON.parse(JSON.stringify(answer(found.names, scope)));
}

const responses = {
  200: { statusCode: '200', responseModels: { 'application/json': 'Pet' } },
  404: { statusCode: '404', responseParameters: { 'method.response.header.X-Why': false } },
};
const integrationResponses = {
  200: { statusCode: '200' },
  404: {
    statusCode: '404',
    selectionPattern: '4..',
    responseParameters: { 'method.response.header.X-Why': "'none'" },
  },
};
const integration = {
  type: 'HTTP',
  httpMethod: 'GET',
  uri: 'http://example.com/{id}',
  connectionType: 'INTERNET',
  requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
  passthroughBehavior: 'WHEN_NO_MATCH',
  timeoutInMillis: 29_000,
  cacheNamespace: pet,
  cacheKeyParameters: [],
  integrationResponses,
};

/** In the form recorded from AWS: empty maps are left out. */
describe('the reads of a REST API', () => {
  it('tell of a method what it asks for, answers and calls', () => {
    assert.deepEqual(read(`/resources/${pet}/methods/GET`), {
      httpMethod: 'GET',
      authorizationType: 'NONE',
      apiKeyRequired: false,
      operationName: 'GetPet',
      requestParameters: { 'method.request.path.id': true },
      methodResponses: responses,
      methodIntegration: integration,
    });
    assert.deepEqual(read(`/resources/${pet}/methods/GET/integration`), integration);
  });

  it('tell of single responses of method and integration', () => {
    const get = `/resources/${pet}/methods/GET`;
    assert.deepEqual(read(`${get}/responses/200`), responses[200]);
    assert.deepEqual(read(`${get}/integration/responses/404`), integrationResponses[404]);
    for (const path of [
      `${get}/responses/500`,
      `/resources/${pet}/methods/OPTIONS/integration/responses/200`,
    ])
      assert.throws(() => read(path), { message: 'Invalid Response status code specified', status: 404 });
  });

  it('tell version and models of an imported one', () => {
    assert.equal((read('') as { version: string }).version, '1.0');
    assert.deepEqual(read('/models'), {
      item: [
        {
          id: 'pet',
          name: 'Pet',
          description: 'an animal',
          contentType: 'application/json',
          schema: '{"type":"object","description":"an animal"}',
        },
      ],
    });
  });
});
