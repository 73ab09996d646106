import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { DefinitionError } from './definition-error.ts';
import { aFunction, aRestApi, loadText } from './written-template.fixture.ts';

const whole = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Env:
    Type: String
    Default: dev
    AllowedValues: [dev, prod]
Mappings:
  Sizes:
    dev:
      memory: 128
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:${aRestApi}${aFunction}
  Users:
    Type: AWS::ApiGateway::Resource
    Condition: IsProd
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: '{id}'
  Http:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: !Sub "\${Env}-http"
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins:
          - '*'
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Http
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Fn.Arn
      PayloadFormatVersion: '2.0'
      TimeoutInMillis: 5000
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Http
      RouteKey: GET /x
      Target: !Join ['/', [integrations, !Ref Integration]]
  HttpStage:
    Type: AWS::ApiGatewayV2::Stage
    DependsOn: [Route]
    Properties:
      ApiId: !Ref Http
      StageName: $default
      AutoDeploy: true
      StageVariables:
        color: !If [IsProd, red, blue]
Outputs:
  Memory:
    Value: !FindInMap [Sizes, dev, memory]
`;

const sam = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    Environment:
      Variables:
        A: one
  Api:
    Cors: "'*'"
Conditions:
  IsProd: !Equals [a, a]
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Auth:
        DefaultAuthorizer: Token
        Authorizers:
          Token:
            FunctionArn: !GetAtt Fn.Arn
            Identity:
              Header: X-Token
        UsagePlan:
          CreateUsagePlan: PER_API
      Models:
        User:
          type: object
      GatewayResponses:
        DEFAULT_4XX:
          StatusCode: 404
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: true
      Auth:
        Authorizers:
          Jwt:
            JwtConfiguration:
              issuer: https://issuer.example
              audience:
                - one
  Fn:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      Handler: index.handler
      InlineCode: "def handler(event, context): return {}"
      AutoPublishAlias: live
      Events:
        Get:
          Type: Api
          Properties:
            RestApiId: !Ref Api
            Path: /users/{id}
            Method: get
            RequestModel:
              Model: User
              ValidateBody: true
            RequestParameters:
              - method.request.header.X
        Any:
          Type: HttpApi
          Properties:
            ApiId: !Ref Http
            Path: /a
            Method: any
            Auth:
              Authorizer: Jwt
Outputs:
  Stage:
    Value: !Ref Api.Stage
`;

const openApi = `openapi: 3.0.1
info:
  title: damaged
x-amazon-apigateway-request-validators:
  all:
    validateRequestBody: true
x-amazon-apigateway-request-validator: all
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX:
    statusCode: 404
    responseTemplates:
      application/json: '{}'
servers:
  - url: https://example.com/{basePath}
    variables:
      basePath:
        default: /v1
paths:
  /users/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
    get:
      security:
        - token: []
      responses:
        '200':
          headers:
            X-A:
              schema:
                type: string
      x-amazon-apigateway-integration:
        type: mock
        passthroughBehavior: never
        requestTemplates:
          application/json: '{"statusCode": 200}'
        responses:
          default:
            statusCode: 200
            responseParameters:
              method.response.header.X-A: "'a'"
    x-amazon-apigateway-any-method:
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/User'
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations
components:
  parameters:
    Id:
      name: id
      in: path
      required: true
  schemas:
    User:
      type: object
      properties:
        friend:
          $ref: '#/components/schemas/User'
  securitySchemes:
    token:
      type: apiKey
      name: X-Token
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer:
        type: token
        authorizerUri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations
`;

const values = [
  '',
  '[]',
  '{}',
  '0',
  '-1',
  'null',
  'true',
  'x',
  `"\${x}"`,
  '[a, {b: c}]',
  '!Ref Nope',
  '!Ref AWS::NoValue',
  '!Ref Api',
  '!GetAtt Fn.Arn',
  '!Sub [a]',
  '!If [IsProd, !Ref Users, 1]',
  '!Select [9, [a]]',
  '&a [*a]',
  '%',
  '\t',
];

type Damage = (lines: string[], at: number, value: string) => string[];

const damages: Damage[] = [
  (lines, at) => (lines.length > 1 ? lines.toSpliced(at, 1) : lines),
  (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
  (lines, at, value) => lines.with(at, (lines[at] ?? '').replace(/: .*$|:$/, `: ${value}`)),
  (lines, at, value) => lines.with(at, (lines[at] ?? '').replace(/(Ref |Name: |Type: )\S+/, `$1${value}`)),
  (lines, at) => lines.with(at, ` ${lines[at]}`),
  (lines, at) => lines.slice(0, at + 1),
];

const damagedKinds = [
  { kind: 'template', whole, numRuns: 600 },
  { kind: 'SAM template', whole: sam, numRuns: 200 },
  { kind: 'OpenAPI document', whole: openApi, numRuns: 200 },
] as const;

for (const { kind, whole, numRuns } of damagedKinds)
  it(`a damaged ${kind} loads or is refused in a sentence at a line, never by a crash`, () => {
    loadText(whole);
    const lines = whole.split('\n');
    const damage = fc.record({
      damage: fc.constantFrom(...damages),
      at: fc.nat(lines.length - 1),
      value: fc.constantFrom(...values),
    });
    let refused = 0;
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 2 }), (steps) => {
        const text = steps
          .reduce((rest, step) => step.damage(rest, Math.min(step.at, rest.length - 1), step.value), lines)
          .join('\n');
        try {
          loadText(text);
        } catch (error) {
          assert.ok(error instanceof DefinitionError, `${(error as Error).stack}\n${text}`);
          assert.doesNotMatch(error.message, /undefined|\[object/, text);
          refused += 1;
        }
      }),
      { seed: 7, numRuns },
    );
    assert.ok(refused > numRuns / 10);
  });

it('a template made to exhaust the parser is refused', () => {
  const nested = (open: string, close: string) => `a: ${open.repeat(100_000)}${close.repeat(100_000)}`;
  const bombs = [
    nested('[', ']'),
    nested('{"a":', '}'),
    nested('- ', ''),
    Array.from({ length: 1200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    `a: ${'x'.repeat(1_000_001)}`,
  ];
  for (const bomb of bombs) assert.throws(() => loadText(bomb), DefinitionError, bomb.slice(0, 40));
});
