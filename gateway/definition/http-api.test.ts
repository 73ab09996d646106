import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aFunction, httpApiOf, loadText } from './written-template.fixture.ts';

const permission = `
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com }
`;
const api = (more: string, properties = '') => `Resources:${aFunction}${permission}
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP ${properties} } }
${more}`;
const integration = (properties: string) =>
  `  Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, ${properties} } }\n`;
const route = (properties: string, id = 'Route') =>
  `  ${id}: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, ${properties} } }\n`;
const stage = (properties = 'StageName: $default, AutoDeploy: true') =>
  `  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, ${properties} } }\n`;
const lambda = 'IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn';
const target = `Target: !Sub "integrations/\${Integration}"`;

describe('an HTTP API', () => {
  it('is made of routes that share integrations, stages and CORS', () => {
    const { stack, warnings } = loadText(
      api(
        integration(`${lambda}, PayloadFormatVersion: "2.0", TimeoutInMillis: 5000`) +
          route(`RouteKey: "GET /users/{id}", ${target}`) +
          route(`RouteKey: $default, ${target}`, 'Rest') +
          stage('StageName: dev, AutoDeploy: true, StageVariables: { color: blue }, Tags: { team: a }'),
        ', CorsConfiguration: { AllowOrigins: ["https://a.example"], AllowMethods: [GET], AllowCredentials: true, MaxAge: 5 }',
      ),
    );
    const one = httpApiOf(stack);
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      one.routes.map(({ routeKey }) => routeKey),
      ['GET /users/{id}', '$default'],
    );
    assert.equal(one.routes[0]?.integrationId, one.routes[1]?.integrationId);
    const [first] = one.routes;
    assert.ok(first?.integration.type === 'AWS_PROXY');
    assert.deepEqual([first.integration.payloadFormatVersion, first.integration.timeoutMs], ['2.0', 5000]);
    assert.deepEqual(one.stages, [
      {
        name: 'dev',
        deploymentId: null,
        autoDeploy: true,
        defaultThrottle: null,
        routeThrottling: {},
        variables: { color: 'blue' },
        tags: { team: 'a' },
      },
    ]);
    assert.deepEqual(one.cors, {
      allowOrigins: ['https://a.example'],
      allowMethods: ['GET'],
      allowHeaders: [],
      exposeHeaders: [],
      allowCredentials: true,
      maxAge: 5,
    });
  });

  it('made by Target alone has a $default route and stage, payload 2.0', () => {
    const one = httpApiOf(loadText(api('', ', Target: !GetAtt Fn.Arn')).stack);
    assert.deepEqual(
      one.stages.map(({ name }) => name),
      ['$default'],
    );
    const [quick] = one.routes;
    assert.equal(quick?.routeKey, '$default');
    assert.ok(quick.integration.type === 'AWS_PROXY' && quick.integration.payloadFormatVersion === '2.0');
  });

  it('without a payload format version it sends 1.0', () => {
    const { stack } = loadText(api(integration(lambda) + route(`RouteKey: GET /x, ${target}`) + stage()));
    const [first] = httpApiOf(stack).routes;
    assert.ok(first?.integration.type === 'AWS_PROXY' && first.integration.payloadFormatVersion === '1.0');
  });

  const notServed: [what: string, parts: string, reason: RegExp][] = [
    [
      'behind an authorizer',
      integration(lambda) + route(`RouteKey: GET /x, AuthorizationType: JWT, AuthorizerId: a, ${target}`),
      /its authorizer is not served/,
    ],
    [
      'in a VPC',
      integration('IntegrationType: HTTP_PROXY, ConnectionType: VPC_LINK, IntegrationUri: "http://x"') +
        route(`RouteKey: GET /x, ${target}`),
      /VPC links/,
    ],
    [
      'to an AWS service',
      integration('IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage') +
        route(`RouteKey: GET /x, ${target}`),
      /SQS-SendMessage/,
    ],
    ['without a target', route('RouteKey: GET /x'), /no Target/],
  ];
  for (const [what, parts, reason] of notServed)
    it(`a route ${what} is not served, and start-up says so`, () => {
      const { stack, warnings } = loadText(api(parts + stage()));
      const [first] = httpApiOf(stack).routes;
      assert.ok(first?.integration.type === 'UNSUPPORTED');
      assert.match(first.integration.reason, reason);
      assert.ok(
        warnings.some(({ message }) => message.startsWith('GET /x answers 501: ') && reason.test(message)),
      );
    });

  it('a stage with neither AutoDeploy nor a deployment is not served', () => {
    const { stack, warnings } = loadText(
      api(
        `${stage()}  Idle: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: idle } }\n`,
      ),
    );
    assert.deepEqual(
      httpApiOf(stack).stages.map(({ name }) => name),
      ['$default'],
    );
    assert.match(warnings[0]?.message ?? '', /the stage idle has neither AutoDeploy nor a deployment/);
  });

  it('a WebSocket API beside it is a warning', () => {
    const { stack, warnings } = loadText(
      api(
        `${stage()}  Socket: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: s, ProtocolType: WEBSOCKET } }\n`,
      ),
    );
    assert.equal(stack.apis.length, 1);
    assert.match(warnings[0]?.message ?? '', /WebSocket API/);
  });

  it('refuses a second route of one key, and a route key that is none', () => {
    assert.throws(
      () => loadText(api(route('RouteKey: GET /x') + route('RouteKey: GET /x', 'Again') + stage())),
      /Again .* is a second route GET \/x/,
    );
    assert.throws(() => loadText(api(route('RouteKey: /x') + stage())), /must be METHOD \/path or \$default/);
  });
});
