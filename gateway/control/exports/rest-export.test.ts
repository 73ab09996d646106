import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadText, restApiOf } from '../../definition/written-template.fixture.ts';
import { exportedRestApi, mediaTypesOf } from './rest-export.ts';
import { asSwagger } from './swagger.ts';

const endpoint = 'http://127.0.0.1:4010';

/** Compared with exports recorded from AWS. */
describe('the export of an imported REST API', () => {
  const text = (version: string) => `Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: '2.0'
        info: { title: pets, description: all of them${version} }
        paths:
          /:
            get:
              responses: { 200: { description: ok, headers: { Content-Type: { type: string } } } }
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: { application/json: '{"statusCode": 200}' }
                responses: { default: { statusCode: 200, responseTemplates: { text/html: hello } } }
          /pets/{id}:
            get:
              operationId: GetPet
              produces: [application/json]
              parameters: [{ name: type, in: query, type: string }]
              responses: { 200: { description: ok, schema: { $ref: '#/definitions/Pet' } } }
              x-amazon-apigateway-integration:
                type: http
                httpMethod: GET
                uri: http://example.com/pets/{id}
                passthroughBehavior: when_no_match
                requestParameters: { integration.request.path.id: method.request.path.id }
                responses: { default: { statusCode: 200 } }
        definitions: { Pet: { type: object } }
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: local } }
`;
  const exported = (version = ", version: '1.0.0'") => {
    const api = restApiOf(loadText(text(version)).stack);
    const [stage] = api.stages;
    assert.ok(stage);
    const document = exportedRestApi(api, stage, { endpoint, extensions: ['apigateway'] });
    return { api, document, swagger: asSwagger(document, mediaTypesOf(api, stage)) };
  };

  it('holds what was imported, and nothing that goes without saying', () => {
    const { api, document } = exported();
    assert.deepEqual(document, {
      openapi: '3.0.1',
      info: { title: 'pets', description: 'all of them', version: '1.0.0' },
      servers: [
        { url: `${endpoint}/_api/${api.id}/{basePath}`, variables: { basePath: { default: 'local' } } },
      ],
      paths: {
        '/': {
          get: {
            responses: {
              200: {
                description: '200 response',
                headers: { 'Content-Type': { schema: { type: 'string' } } },
                content: {},
              },
            },
            'x-amazon-apigateway-integration': {
              type: 'mock',
              requestTemplates: { 'application/json': '{"statusCode": 200}' },
              responses: { default: { statusCode: '200', responseTemplates: { 'text/html': 'hello' } } },
              passthroughBehavior: 'when_no_match',
            },
          },
        },
        '/pets/{id}': {
          get: {
            operationId: 'GetPet',
            parameters: [
              { name: 'type', in: 'query', schema: { type: 'string' } },
              { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            ],
            responses: {
              200: {
                description: '200 response',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
              },
            },
            'x-amazon-apigateway-integration': {
              type: 'http',
              httpMethod: 'GET',
              uri: 'http://example.com/pets/{id}',
              responses: { default: { statusCode: '200' } },
              requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
              passthroughBehavior: 'when_no_match',
            },
          },
        },
      },
      components: { schemas: { Pet: { type: 'object' } } },
    });
  });

  it('says in Swagger 2.0 what is consumed and produced, by models and by templates', () => {
    const { paths } = exported().swagger as { paths: Record<string, { get: Record<string, unknown> }> };
    const { consumes, produces } = paths['/']?.get ?? {};
    assert.deepEqual([consumes, produces], [['application/json'], ['text/html']]);
    const pets = paths['/pets/{id}']?.get;
    assert.deepEqual([pets?.consumes, pets?.produces], [undefined, ['application/json']]);
    assert.deepEqual(pets?.parameters, [
      { name: 'type', in: 'query', required: false, type: 'string' },
      { name: 'id', in: 'path', required: true, type: 'string' },
    ]);
  });

  it('has the time of the deployment for a version where its document had none', () => {
    assert.match(exported('').document.info.version, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});
