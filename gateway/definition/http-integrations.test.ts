import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DefinitionError } from './definition-error.ts';
import { httpApiOf, loadText } from './written-template.fixture.ts';

/** An HTTP API with one route to an integration with these properties. */
const template = (integration: string) => `Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: "ANY /x/{id}", Target: !Sub "integrations/\${Integration}" }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
${integration.replace(/^/gm, '      ')}
`;

const read = (integration: string) => {
  const { stack, warnings } = loadText(template(integration));
  return { integration: httpApiOf(stack).routes[0]?.integration, warnings };
};

const proxy =
  'IntegrationType: HTTP_PROXY\nIntegrationUri: https://example.com/{id}\nIntegrationMethod: ANY\n';

const mistake = (integration: string): DefinitionError => {
  try {
    loadText(template(integration));
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  return assert.fail('the template loads');
};

describe('an integration of an HTTP API', () => {
  it('proxies to an HTTP endpoint, with its parameters mapped', () => {
    const { integration, warnings } = read(`${proxy}TimeoutInMillis: 5000
RequestParameters: { "overwrite:header.x": $request.path.id, "remove:querystring.y": "" }
ResponseParameters:
  "404": { ResponseParameters: [{ Destination: "append:header.error", Source: $stageVariables.env }] }
  "500": { "overwrite:statuscode": "403" }`);
    assert.deepEqual(warnings, []);
    assert.deepEqual(integration, {
      type: 'HTTP_PROXY',
      uri: 'https://example.com/{id}',
      httpMethod: 'ANY',
      timeoutMs: 5000,
      requestParameters: { 'overwrite:header.x': '$request.path.id', 'remove:querystring.y': '' },
      responseParameters: {
        404: { 'append:header.error': '$stageVariables.env' },
        500: { 'overwrite:statuscode': '403' },
      },
    });
  });

  it('with an AWS service, or in a VPC, loads with a warning and answers 501', () => {
    const service = read(
      'IntegrationType: AWS_PROXY\nIntegrationSubtype: SQS-SendMessage\nRequestParameters: { QueueUrl: q }',
    );
    const vpc = read(
      'IntegrationType: HTTP_PROXY\nIntegrationUri: "arn:aws:elasticloadbalancing:x"\nConnectionType: VPC_LINK\nConnectionId: v',
    );
    for (const { integration, warnings } of [service, vpc]) {
      assert.equal(integration?.type, 'UNSUPPORTED');
      assert.match(warnings[0]?.message ?? '', /^ANY \/x\/\{id\} answers 501: /);
    }
    assert.match(service.warnings[0]?.message ?? '', /SQS-SendMessage/);
  });

  it('refuses what API Gateway refuses of mappings, with the line', () => {
    const mapping = (parameters: string) => `${proxy}RequestParameters: { ${parameters} }`;
    const response = (parameters: string) => `${proxy}ResponseParameters: { ${parameters} }`;
    for (const [integration, message] of [
      [mapping('"overwrite:header.Via": a'), /overwrite:header\.Via, and API Gateway reserves that header/],
      [mapping('"append:header.x-amz-date": a'), /reserves that header/],
      [mapping('"remove:header.Authorization": ""'), /reserves that header/],
      [mapping('"set:header.x": a'), /set:header\.x, which isn't a parameter that can be mapped/],
      [mapping('"append:path": /a'), /append:path, which isn't/],
      [mapping('"overwrite:statuscode": "201"'), /overwrite:statuscode, which isn't/],
      [mapping('"overwrite:header.x": $request.cookie.a'), /\$request\.cookie\.a, which isn't a mapping/],
      [mapping(`"overwrite:header.x": "\${request.header.}"`), /isn't a mapping expression/],
      [mapping('"overwrite:header.x": "$request.body..a"'), /isn't a mapping expression/],
      [mapping('"overwrite:header.x": $response.header.a'), /\$response\.header\.a, which isn't/],
      [response('"200": { "overwrite:path": /a }'), /overwrite:path, which isn't/],
      [response('"200": { "append:header.x": $request.header.a }'), /\$request\.header\.a, which isn't/],
      [response('"200": { "overwrite:statuscode": "99" }'), /the status code 99/],
      [response('default: { "append:header.x": a }'), /by status code, 200 to 599, not by default/],
      ['IntegrationType: HTTP_PROXY\nIntegrationUri: example.com', /must begin with http/],
      ['IntegrationType: HTTPS_PROXY\nIntegrationUri: x', /IntegrationType .*must be one of/],
    ] as const) {
      const error = mistake(integration);
      assert.match(error.message, message);
      assert.ok((error.line ?? 0) > 8, `${error.message} has its line`);
    }
  });

  it('is made by an API with a Target, too', () => {
    const { stack } = loadText(`Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: a, ProtocolType: HTTP, Target: "https://example.com/base" }
`);
    const [route] = httpApiOf(stack).routes;
    assert.equal(route?.routeKey, '$default');
    assert.ok(route.integration.type === 'HTTP_PROXY');
    assert.equal(route.integration.uri, 'https://example.com/base');
  });
});
