import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Permission, referenceTo } from './permissions.ts';
import { aFunction, httpApiOf, loadText, restApiOf } from './written-template.fixture.ts';

const fn = 'arn:aws:lambda:us-east-1:123456789012:function:orders';
const source = (rest: string) => `arn:aws:execute-api:us-east-1:123456789012:${rest}`;
const stages = [
  { name: 'dev', variables: { alias: 'DEV' } },
  { name: 'prod', variables: { alias: 'PROD' } },
];
const call = { apiId: 'abc', method: 'GET', path: '/users/{id}', stages, hasCredentials: false };
const permission = (sourceArn: string | null, functionArn = fn): Permission => ({ functionArn, sourceArn });

describe('whether API Gateway may invoke a function', () => {
  const allowed: (string | null)[] = [
    null,
    source('abc/*'),
    source('abc/*/*/*'),
    source('abc/*/GET/users/*'),
    source('abc/*/GET/users/{id}'),
    source('*/*/GET/users/*'),
    'arn:aws:execute-api:*:*:abc/*',
  ];
  for (const sourceArn of allowed)
    it(`allowed by the source ${sourceArn ?? '(none)'}`, () => {
      assert.deepEqual(referenceTo(fn, call, [permission(sourceArn)]), { arn: fn, mayInvoke: true });
    });

  for (const sourceArn of [
    source('other/*'),
    source('abc/*/POST/users/*'),
    source('abc/*/GET/orders'),
    'arn:aws:s3:::abc/dev/GET/users/1',
  ])
    it(`refused by the source ${sourceArn}`, () => {
      assert.equal(referenceTo(fn, call, [permission(sourceArn)]).mayInvoke, false);
    });

  it('without any permission it is refused, and with credentials of its own it is allowed', () => {
    assert.equal(referenceTo(fn, call, []).mayInvoke, false);
    assert.equal(referenceTo(fn, { ...call, hasCredentials: true }, []).mayInvoke, true);
  });

  it('a permission for one stage refuses the others', () => {
    const reference = referenceTo(fn, call, [permission(source('abc/dev/*'))]);
    assert.deepEqual(reference, { arn: fn, mayInvoke: true, refusedStages: ['prod'] });
  });

  it('a permission on the function does not cover its alias, nor the other way round', () => {
    assert.equal(referenceTo(`${fn}:PROD`, call, [permission(null)]).mayInvoke, false);
    assert.equal(referenceTo(fn, call, [permission(null, `${fn}:PROD`)]).mayInvoke, false);
    assert.equal(referenceTo(`${fn}:PROD`, call, [permission(null, `${fn}:PROD`)]).mayInvoke, true);
  });

  it('an alias from a stage variable is judged per stage', () => {
    const arn = `${fn}:\${stageVariables.alias}`;
    const reference = referenceTo(arn, call, [permission(null, `${fn}:DEV`)]);
    assert.deepEqual(reference, { arn, mayInvoke: true, refusedStages: ['prod'] });
    const both = [permission(null, `${fn}:DEV`), permission(null, `${fn}:PROD`)];
    assert.deepEqual(referenceTo(arn, call, both), { arn, mayInvoke: true });
  });
});

describe('in templates', () => {
  const http = (uri: string, permissionOn: string) => `Resources:${aFunction}
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version, Name: live } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, PayloadFormatVersion: '2.0', IntegrationUri: ${uri} }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /x, Target: !Join ['/', [integrations, !Ref Integration]] }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, FunctionName: ${permissionOn} }
`;
  const lambdaPath = (arn: string) =>
    `!Sub "arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${arn}/invocations"`;
  const spellings = [
    ['the function by ARN', '!GetAtt Fn.Arn', '!Ref Fn', ''],
    ['the function in an invocation path', lambdaPath(`\${Fn.Arn}`), '!GetAtt Fn.Arn', ''],
    [
      'the path joined from parts',
      `!Join ['', ['arn:aws:apigateway:', !Ref AWS::Region, ':lambda:path/2015-03-31/functions/', !GetAtt Fn.Arn, /invocations]]`,
      '!Ref Fn',
      '',
    ],
    ['an alias', '!Ref Live', '!Ref Live', ':live'],
    ['an alias in an invocation path', lambdaPath(`\${Live}`), `!Sub "\${Fn}:live"`, ':live'],
    ['a version', '!Ref Version', '!Ref Version', ':1'],
  ] as const;
  for (const [what, uri, permissionOn, qualifier] of spellings)
    it(`an integration may name ${what}`, () => {
      const { stack, warnings } = loadText(http(uri, permissionOn));
      const [route] = httpApiOf(stack).routes;
      assert.ok(route?.integration.type === 'AWS_PROXY');
      assert.deepEqual(route.integration.function, {
        arn: `${stack.functions[0]?.arn}${qualifier}`,
        mayInvoke: true,
      });
      assert.deepEqual(warnings, []);
    });

  it('an action may be written in any case', () => {
    const { warnings } = loadText(
      http('!GetAtt Fn.Arn', '!Ref Fn').replace('InvokeFunction', 'invokeFunction'),
    );
    assert.deepEqual(warnings, []);
  });

  it('aliases and versions are qualifiers of their function', () => {
    const { stack } = loadText(http('!Ref Live', '!Ref Live'));
    assert.deepEqual(stack.functions[0]?.qualifiers, { $LATEST: '$LATEST', 1: '1', live: '1' });
  });

  it('a missing permission is a warning at the route', () => {
    const { stack, warnings } = loadText(http('!Ref Live', '!Ref Fn'));
    const [route] = httpApiOf(stack).routes;
    assert.ok(route?.integration.type === 'AWS_PROXY' && !route.integration.function.mayInvoke);
    assert.match(
      warnings[0]?.message ?? '',
      /no AWS::Lambda::Permission lets API Gateway invoke .*:live: it answers 500/,
    );
    assert.equal(warnings[0]?.resource, 'Route');
  });

  it('credentials on a REST integration stand in for a permission', () => {
    const { stack } = loadText(`Resources:${aFunction}
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Credentials: !GetAtt Role.Arn
        Uri: ${lambdaPath(`\${Fn.Arn}`)}
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Api, StageName: v0 } }
`);
    const api = restApiOf(stack);
    const integration = api.pathResources[0]?.methods[0]?.integration;
    assert.ok(integration?.type === 'AWS_PROXY' && integration.function.mayInvoke);
    assert.equal(integration.timeoutMs, 29_000);
    assert.deepEqual(
      api.stages.map(({ name }) => name),
      ['v0'],
    );
  });
});
