import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpApiOf, loadText, restApiOf } from '../written-template.fixture.ts';

const lambda = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${name}/invocations`;
const absent = lambda('arn:aws:lambda:us-east-1:123456789012:function:absent');

describe('an OpenAPI document on its own', () => {
  it('is a REST API with the stage dev, and start-up says that its functions are not there', () => {
    const { stack, warnings } = loadText(`
openapi: 3.0.1
info: { title: alone, version: '1' }
paths:
  /a: { get: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: '${absent}' } } }
  /b: { get: { responses: {} } }
`);
    const api = restApiOf(stack);
    assert.equal(api.name, 'alone');
    assert.deepEqual(
      api.stages.map(({ name }) => name),
      ['dev'],
    );
    const types = api.pathResources.flatMap(({ methods }) =>
      methods.map(({ integration }) => integration.type),
    );
    assert.deepEqual(types, ['AWS_PROXY', 'UNSUPPORTED']);
    const messages = warnings.map(({ message }) => message).join('\n');
    assert.match(messages, /served as a REST API with the stage dev/);
    assert.match(messages, /function:absent, and no template makes that function/);
    assert.doesNotMatch(messages, /Permission/);
    assert.match(messages, /GET \/b answers 501/);
  });

  it('keeps the stage that it was exported from', () => {
    const openApi = `
openapi: 3.0.1
info: { title: exported }
servers: [{ url: 'https://abc.execute-api.eu-west-1.amazonaws.com/{basePath}', variables: { basePath: { default: /prod } } }]
paths: { /a: { get: { x-amazon-apigateway-integration: { type: mock } } } }`;
    const swagger = `
swagger: '2.0'
info: { title: exported }
host: abc.execute-api.eu-west-1.amazonaws.com
basePath: /prod
paths: { /a: { get: { x-amazon-apigateway-integration: { type: mock } } } }`;
    for (const text of [openApi, swagger])
      assert.equal(restApiOf(loadText(text).stack).stages[0]?.name, 'prod');
  });

  it('is an HTTP API where it holds what only those have', () => {
    const { stack } = loadText(`
openapi: 3.0.1
info: { title: items }
paths:
  /$default:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration: { type: aws_proxy, uri: '${absent}', payloadFormatVersion: '2.0' }
`);
    const api = httpApiOf(stack);
    assert.deepEqual(
      api.routes.map(({ routeKey }) => routeKey),
      ['$default'],
    );
    assert.equal(api.stages[0]?.name, '$default');
  });

  it('with a JWT authorizer is of the type whose authorizer it describes', () => {
    const withJwt = (configuration: string) => `
openapi: 3.0.1
info: { title: items }
paths: { /a: { get: { security: [{ tokens: [read] }], x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://example.com' } } } }
components:
  securitySchemes:
    tokens:
      type: apiKey
      in: header
      name: X-Token
      x-amazon-apigateway-authorizer: { type: jwt, jwtConfiguration: { ${configuration} } }
`;
    const http = httpApiOf(
      loadText(withJwt("issuer: 'https://id.example.com', audience: [app]").replace('apiKey', 'oauth2'))
        .stack,
    );
    assert.equal(http.authorizers[0]?.type, 'JWT');
    const rest = restApiOf(
      loadText(
        withJwt(
          "defaultAlgorithms: [RS256], issuers: [{ issuer: 'https://id.example.com', audiences: [app] }]",
        ),
      ).stack,
    );
    const [jwt] = rest.authorizers;
    assert.ok(jwt?.type === 'JWT');
    assert.equal(jwt.identitySource, 'method.request.header.X-Token');
    const [method] = rest.pathResources.find(({ path }) => path === '/a')?.methods ?? [];
    assert.deepEqual([method?.authorizationType, method?.authorizationScopes], ['JWT', ['read']]);
  });

  it('takes the functions that !Sub would name for functions of that name', () => {
    const { stack } = loadText(
      `
openapi: 3.0.1
info: { title: !Ref AWS::StackName }
paths:
  /a:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: !Sub '${lambda(`\${Users.Arn}`)}'
`,
    );
    const [method] = restApiOf(stack).pathResources.flatMap(({ methods }) => methods);
    assert.ok(method?.integration.type === 'AWS_PROXY');
    assert.equal(method.integration.function.arn, 'arn:aws:lambda:us-east-1:123456789012:function:Users');
  });
});
