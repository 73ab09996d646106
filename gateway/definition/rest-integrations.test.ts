import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  aFunction,
  aRestApi,
  loadText,
  restApiOf,
  type WrittenTemplate,
} from './written-template.fixture.ts';

/** `aRestApi` with a method POST / that has this integration, in YAML. */
function load(integration: string, properties = ''): WrittenTemplate {
  return loadText(`Resources:${aRestApi}${aFunction}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      AuthorizationType: NONE
      MethodResponses: [{ StatusCode: 200, ResponseParameters: { method.response.header.X: true } }]
${properties}
      Integration:
${integration.replace(/^/gm, '        ')}
  Allowed:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com }
`);
}

function integrationOf({ stack }: WrittenTemplate) {
  const method = restApiOf(stack).pathResources[0]?.methods.find(({ httpMethod }) => httpMethod === 'POST');
  assert.ok(method);
  return method.integration;
}

const lambdaUri =
  'Uri: !Join ["", ["arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/", !GetAtt Fn.Arn, "/invocations"]]';

describe('a custom integration of a REST API', () => {
  it('is read with its mappings, both ways', () => {
    const loaded = load(
      `Type: AWS
IntegrationHttpMethod: POST
TimeoutInMillis: 5000
ContentHandling: CONVERT_TO_TEXT
PassthroughBehavior: NEVER
RequestParameters: { integration.request.header.X: "'1'", integration.request.path.y: method.request.querystring.y }
RequestTemplates: { application/json: "{}" }
IntegrationResponses:
  - StatusCode: 200
    SelectionPattern: .*bad.*
    ContentHandling: CONVERT_TO_BINARY
    ResponseParameters: { method.response.header.X: integration.response.body.x }
    ResponseTemplates: { application/json: "[]" }
${lambdaUri}`,
      '      RequestParameters: { method.request.querystring.y: false }',
    );
    const integration = integrationOf(loaded);
    assert.ok(integration.type === 'AWS');
    const { function: target, ...read } = integration;
    assert.equal(target.mayInvoke, true);
    assert.deepEqual(read, {
      type: 'AWS',
      httpMethod: 'POST',
      timeoutMs: 5000,
      contentHandling: 'CONVERT_TO_TEXT',
      passthroughBehavior: 'NEVER',
      requestParameters: {
        'integration.request.header.X': "'1'",
        'integration.request.path.y': 'method.request.querystring.y',
      },
      requestTemplates: { 'application/json': '{}' },
      responses: [
        {
          statusCode: '200',
          selectionPattern: '.*bad.*',
          contentHandling: 'CONVERT_TO_BINARY',
          responseParameters: { 'method.response.header.X': 'integration.response.body.x' },
          responseTemplates: { 'application/json': '[]' },
        },
      ],
    });
  });

  it('goes to an HTTP backend, through a proxy or not', () => {
    const http = 'IntegrationHttpMethod: any\nUri: "http://127.0.0.1:9/{x}"';
    const proxied = integrationOf(load(`Type: HTTP_PROXY\n${http}`));
    assert.deepEqual(proxied, {
      type: 'HTTP_PROXY',
      uri: 'http://127.0.0.1:9/{x}',
      httpMethod: 'ANY',
      timeoutMs: 29_000,
      requestParameters: {},
    });
    assert.equal(integrationOf(load(`Type: HTTP\n${http}`)).type, 'HTTP');
  });

  it('of a function that isn’t invoked by POST is a warning', () => {
    const { warnings } = load(`Type: AWS\nIntegrationHttpMethod: GET\n${lambdaUri}`);
    assert.ok(warnings.some(({ message }) => message.includes('IntegrationHttpMethod is not POST')));
  });

  const proxy = 'Type: HTTP_PROXY\nIntegrationHttpMethod: GET\nUri: http://x/\n';
  const answers = (mapping: string): string =>
    `Type: HTTP\nIntegrationHttpMethod: GET\nUri: http://x/\nIntegrationResponses: [{ StatusCode: 200, ResponseParameters: { ${mapping} } }]`;
  for (const [what, integration, message] of [
    [
      'an address that is no URL',
      'Type: HTTP\nIntegrationHttpMethod: GET\nUri: x.org',
      /must begin with http/,
    ],
    ['no method for its backend', 'Type: HTTP\nUri: http://x/', /needs the property IntegrationHttpMethod/],
    [
      'an unknown content handling',
      'Type: HTTP\nIntegrationHttpMethod: GET\nUri: http://x/\nContentHandling: x',
      /must be one of CONVERT_TO_BINARY/,
    ],
    [
      'a target of its own making',
      `${proxy}RequestParameters: { integration.request.x: "'1'" }`,
      /holds integration\.request\.x/,
    ],
    [
      'a literal without quotes',
      `${proxy}RequestParameters: { integration.request.header.X: text }`,
      /holds text, which isn't a mapping/,
    ],
    [
      'a parameter that its method doesn’t declare',
      `${proxy}RequestParameters: { integration.request.path.x: method.request.path.x }`,
      /maps method\.request\.path\.x, which its method doesn't declare/,
    ],
    [
      'a response header that its method doesn’t declare',
      answers('method.response.header.Y: "\'1\'"'),
      /doesn't declare/,
    ],
    [
      'a response made of nothing',
      answers('method.response.header.X: response.header.y'),
      /isn't a mapping expression/,
    ],
  ] as const)
    it(`with ${what} is refused`, () => assert.throws(() => load(integration), message));
});
