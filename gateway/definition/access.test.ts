import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DefinitionError } from './definition-error.ts';
import { aFunction, aRestApi, httpApiOf, loadText, restApiOf } from './written-template.fixture.ts';

const uri = `!Sub "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations"`;

function mistake(text: string): string {
  try {
    loadText(text);
  } catch (error) {
    assert.ok(error instanceof DefinitionError);
    return error.message;
  }
  return 'no mistake';
}

describe('API keys and usage plans', () => {
  const plan = (properties: string) => `Resources:${aRestApi}
  Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true, Name: mine } }
  Given: { Type: AWS::ApiGateway::ApiKey, Properties: { Value: a-value-of-their-own } }
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties: { ApiStages: [{ ApiId: !Ref Api, Stage: !Ref Stage${properties} }
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: { KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan }
`;
  const whole = plan(
    ', Throttle: { /users/GET: { RateLimit: 1, BurstLimit: 2 } } }], Throttle: { RateLimit: 20 }, Quota: { Limit: 10, Period: WEEK, Offset: 1 }',
  );

  it('are read with their stages, limits and keys', () => {
    const { stack, warnings } = loadText(whole);
    const [key, given] = stack.apiKeys;
    assert.deepEqual([key?.name, key?.enabled, given?.enabled], ['mine', true, false]);
    assert.equal(given?.value, 'a-value-of-their-own');
    const [one] = stack.usagePlans;
    assert.deepEqual(one?.apiStages, [
      {
        apiId: restApiOf(stack).id,
        stage: 'dev',
        methods: { '/users/GET': { ratePerSecond: 1, burst: 2 } },
      },
    ]);
    assert.deepEqual(one.throttle, { ratePerSecond: 20, burst: 5000 }, 'the account’s burst stands in');
    assert.deepEqual(one.quota, { limit: 10, offset: 1, period: 'WEEK' });
    assert.deepEqual(one.keyIds, [key?.id]);
    assert.deepEqual(warnings, []);
  });

  it('without a value get the same one at every start, another for each key', () => {
    const [first, again] = [loadText(whole).stack.apiKeys, loadText(whole).stack.apiKeys];
    assert.equal(first[0]?.value, again[0]?.value);
    assert.match(first[0]?.value ?? '', /^[a-z0-9]{40}$/);
    const two = loadText(
      `${whole}  Second: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true } }\n`,
    );
    assert.equal(new Set(two.stack.apiKeys.map(({ value }) => value)).size, 3);
  });

  it('that open no stage which needs one are a warning', () => {
    const keyed = (text: string) => text.replace('AuthorizationType: NONE', '$&\n      ApiKeyRequired: true');
    assert.deepEqual(loadText(keyed(whole)).warnings, []);
    for (const text of [`Resources:${aRestApi}`, whole.replace('Enabled: true', 'Enabled: false')])
      assert.match(
        loadText(keyed(text)).warnings[0]?.message ?? '',
        /^GET \/ needs an API key, and no usage plan with an enabled key covers the stage dev: it answers 403/,
      );
  });

  it('with a quota that lacks its half or begins beyond its limit are a mistake', () => {
    assert.match(mistake(plan('}], Quota: { Limit: 10 }')), /^Quota of Plan.* needs Limit and Period/);
    assert.match(
      mistake(plan('}], Quota: { Limit: 1, Period: DAY, Offset: 2 }')),
      /^Offset of .* must be 0 to its Limit 1, not 2/,
    );
  });
});

describe('throttles of a stage', () => {
  it('are read from MethodSettings, the more special first', () => {
    const settings = `MethodSettings: [
      { ResourcePath: /*, HttpMethod: "*", ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 },
      { ResourcePath: "/~1users~1{id}", HttpMethod: GET, ThrottlingRateLimit: 0.5 },
      { ResourcePath: /*, HttpMethod: "*", ThrottlingRateLimit: -1, ThrottlingBurstLimit: -1 }]`;
    const text = `Resources:${aRestApi.replace('StageName: dev', `StageName: dev, ${settings}`)}`;
    const [stage] = restApiOf(loadText(text).stack).stages;
    assert.deepEqual(stage?.throttling, [
      { resourcePath: '/users/{id}', httpMethod: 'GET', throttle: { ratePerSecond: 0.5, burst: 5000 } },
      { resourcePath: '/*', httpMethod: '*', throttle: { ratePerSecond: 1, burst: 2 } },
    ]);
  });

  it('of an HTTP API are its default and those of single routes', () => {
    const { stack, warnings } = loadText(`Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: h, ProtocolType: HTTP } }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: $default
      AutoDeploy: true
      DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6 }
      RouteSettings: { GET /x: { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 } }
`);
    const [stage] = httpApiOf(stack).stages;
    assert.deepEqual(stage?.defaultThrottle, { ratePerSecond: 5, burst: 6 });
    assert.deepEqual(stage.routeThrottling, { 'GET /x': { ratePerSecond: 0, burst: 0 } });
    assert.deepEqual(warnings, []);
  });
});

describe('authorizers of a REST API', () => {
  const withAuthorizer = (properties: string, more = '') => `Resources:${aFunction}
${aRestApi.replace('AuthorizationType: NONE', 'AuthorizationType: CUSTOM\n      AuthorizerId: !Ref Auth')}
  Auth: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: auth, ${properties} } }
${more}`;
  const allowed = (source = '') => `  Allowed:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com${source} }
`;
  const auth = `Type: TOKEN, AuthorizerUri: ${uri}`;

  it('are read with AWS’s defaults: 300 s, the header Authorization', () => {
    const { stack, warnings } = loadText(withAuthorizer(auth, allowed()));
    const api = restApiOf(stack);
    const [one] = api.authorizers;
    assert.ok(one?.type === 'TOKEN');
    assert.deepEqual(
      [one.ttlSeconds, one.identitySource, one.function.mayInvoke],
      [300, 'method.request.header.Authorization', true],
    );
    assert.equal(api.pathResources[0]?.methods[0]?.authorizerId, one.id);
    assert.deepEqual(warnings, []);
  });

  it('need a permission that covers them', () => {
    const sources: readonly [string, boolean][] = [
      [`, SourceArn: !Sub "arn:aws:execute-api:us-east-1:\${AWS::AccountId}:\${Api}/*"`, true],
      [
        `, SourceArn: !Sub "arn:aws:execute-api:us-east-1:\${AWS::AccountId}:\${Api}/authorizers/\${Auth}"`,
        true,
      ],
      [`, SourceArn: !Sub "arn:aws:execute-api:us-east-1:\${AWS::AccountId}:\${Api}/*/GET/"`, false],
    ];
    for (const [source, mayInvoke] of sources) {
      const { stack, warnings } = loadText(withAuthorizer(auth, allowed(source)));
      const [one] = restApiOf(stack).authorizers;
      assert.ok(one?.type === 'TOKEN');
      assert.equal(one.function.mayInvoke, mayInvoke, source);
      assert.equal(warnings.length, mayInvoke ? 0 : 1);
    }
    const [by] = restApiOf(
      loadText(withAuthorizer(`${auth}, AuthorizerCredentials: !GetAtt Role.Arn`)).stack,
    ).authorizers;
    assert.ok(by?.type === 'TOKEN' && by.function.mayInvoke);
  });

  it('may be a user pool of the template', () => {
    const pool = '  Pool: { Type: AWS::Cognito::UserPool, Properties: {} }\n';
    const properties = 'Type: COGNITO_USER_POOLS, ProviderARNs: [!GetAtt Pool.Arn]';
    const text = withAuthorizer(properties, pool).replace('CUSTOM', 'COGNITO_USER_POOLS');
    const { stack, warnings } = loadText(text);
    const [one] = restApiOf(stack).authorizers;
    assert.ok(one?.type === 'COGNITO_USER_POOLS');
    assert.match(
      one.userPoolArns[0] ?? '',
      /^arn:aws:cognito-idp:us-east-1:123456789012:userpool\/us-east-1_[a-z0-9]{9}$/,
    );
    assert.deepEqual(warnings, []);
  });

  it('that nobody could use are a mistake', () => {
    const mistakes: readonly [string, RegExp][] = [
      [`Type: REQUEST, AuthorizerUri: ${uri}`, /caches results for 300 s and has no IdentitySource/],
      [`${auth}, AuthorizerResultTtlInSeconds: 3601`, /must be 0 to 3600, not 3601/],
      [`${auth}, IdentityValidationExpression: "("`, /isn't a regular expression: \(/],
      ['Type: COGNITO_USER_POOLS', /needs a user pool in ProviderARNs/],
      ['Type: TOKEN', /needs the property AuthorizerUri/],
      [
        `Type: BASIC, AuthorizerUri: ${uri}`,
        /must be one of TOKEN, REQUEST, COGNITO_USER_POOLS, JWT, not BASIC/,
      ],
    ];
    for (const [properties, message] of mistakes)
      assert.match(mistake(withAuthorizer(properties)), message, properties);
  });
});

describe('authorizers of an HTTP API', () => {
  const withAuthorizer = (properties: string) => `Resources:${aFunction}
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: h, ProtocolType: HTTP } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }
  Auth: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Api, Name: auth, ${properties} } }
`;

  it('are read: JWT with issuer and audience, REQUEST without a cache unless asked for', () => {
    const jwt = 'AuthorizerType: JWT, JwtConfiguration: { Issuer: "https://i.example", Audience: [app] }';
    assert.deepEqual(httpApiOf(loadText(withAuthorizer(jwt)).stack).authorizers[0], {
      type: 'JWT',
      id: httpApiOf(loadText(withAuthorizer(jwt)).stack).authorizers[0]?.id,
      name: 'auth',
      identitySource: '$request.header.Authorization',
      issuer: 'https://i.example',
      audience: ['app'],
    });
    const request = `AuthorizerType: REQUEST, AuthorizerPayloadFormatVersion: "2.0", AuthorizerUri: ${uri}`;
    const [one] = httpApiOf(loadText(withAuthorizer(request)).stack).authorizers;
    assert.ok(one?.type === 'REQUEST');
    assert.deepEqual([one.ttlSeconds, one.simpleResponses, one.identitySources], [0, false, []]);
  });

  it('that nobody could use are a mistake', () => {
    const request = `AuthorizerType: REQUEST, AuthorizerUri: ${uri}`;
    const mistakes: readonly [string, RegExp][] = [
      ['AuthorizerType: JWT', /needs an Issuer in JwtConfiguration/],
      ['AuthorizerType: JWT, JwtConfiguration: { Issuer: me }', /must be the URL in the claim iss/],
      [request, /needs the property AuthorizerPayloadFormatVersion/],
      [
        `${request}, AuthorizerPayloadFormatVersion: "1.0", EnableSimpleResponses: true`,
        /needs AuthorizerPayloadFormatVersion 2.0/,
      ],
      [
        `${request}, AuthorizerPayloadFormatVersion: "2.0", AuthorizerResultTtlInSeconds: 5`,
        /has no IdentitySource to tell callers apart/,
      ],
    ];
    for (const [properties, message] of mistakes)
      assert.match(mistake(withAuthorizer(properties)), message, properties);
  });
});

describe('a resource policy', () => {
  const withPolicy = (policy: string) =>
    `Resources:${aRestApi.replace('Name: api', `Name: api, Policy: ${policy}`)}`;

  it('is read from a map or from JSON, and what can’t be judged is a warning', () => {
    const statement =
      '{ "Statement": { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" } }';
    for (const given of [statement, `'${statement}'`])
      assert.deepEqual(restApiOf(loadText(withPolicy(given)).stack).policy, JSON.parse(statement));
    const odd = statement.replace(
      '"Resource": "*"',
      '"Resource": "*", "Condition": { "Odd": { "aws:SourceIp": "x" } }',
    );
    assert.match(
      loadText(withPolicy(odd)).warnings[0]?.message ?? '',
      /conditions of Odd, which this gateway can't judge/,
    );
  });

  it('that is an empty text is none at all, as the Serverless Framework writes it', () => {
    assert.equal(restApiOf(loadText(withPolicy("''")).stack).policy, null);
  });

  it('that is none is a mistake', () => {
    assert.match(
      mistake(withPolicy('{ Statements: [] }')),
      /^Policy of Api.* is no policy: it has no Statement/,
    );
    assert.match(mistake(withPolicy('"{"')), /is no policy: it is not an object/);
  });
});
