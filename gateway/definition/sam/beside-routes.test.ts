import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpApiOf, loadText, restApiOf } from '../written-template.fixture.ts';

const head = 'Transform: AWS::Serverless-2016-10-31\n';
const code =
  "InlineCode: 'def handler(event, context): return {}', Handler: index.handler, Runtime: python3.13";

describe('what a SAM template holds beside functions with routes', () => {
  it('a state machine with an Api event has its route, which answers 501', () => {
    const { stack, warnings } = loadText(`${head}
Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: A, States: { A: { Type: Pass, End: true } } }
      Events:
        Start: { Type: Api, Properties: { Path: /start, Method: post } }
        Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
Outputs: { Url: { Value: !Sub '\${ServerlessRestApi}' }, Rule: { Value: !Ref FlowNightly }, Role: { Value: !GetAtt FlowStartRole.Arn } }`);
    const methods = restApiOf(stack).pathResources.flatMap(({ path, methods }) =>
      methods.map(({ httpMethod, integration }) => `${httpMethod} ${path} ${integration.type}`),
    );
    assert.equal(methods.length, 1);
    assert.match(methods[0] ?? '', /^POST \/start /);
    assert.ok(warnings.some(({ message }) => /^POST \/start answers 501/.test(message)));
  });

  it('connectors on a resource are left aside', () => {
    const { stack } = loadText(`${head}
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  F:
    Type: AWS::Serverless::Function
    Connectors: { Own: { Properties: { Destination: { Id: Table }, Permissions: [Read] } } }
    Properties: { ${code}, Events: { A: { Type: HttpApi, Properties: { Path: /a, Method: get } } } }`);
    assert.equal(httpApiOf(stack).routes.length, 1);
  });

  it('IgnoreGlobals takes names, or a star, away from a resource', () => {
    const { stack } = loadText(`${head}
Globals: { Function: { Timeout: 9, MemorySize: 512, ${code} } }
Resources:
  Api: { Type: AWS::Serverless::HttpApi }
  Some: { Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout], Properties: { ${code}, Events: { A: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /a, Method: get } } } } }
  None: { Type: AWS::Serverless::Function, IgnoreGlobals: '*', Properties: { ${code} } }`);
    assert.deepEqual(
      stack.functions.map(({ timeoutMs, memoryMb }) => [timeoutMs, memoryMb]),
      [
        [3000, 512],
        [3000, 128],
      ],
    );
  });

  it('its function URL and the resources of its events can be referred to', () => {
    const { stack } = loadText(`${head}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      ${code.replaceAll(', Handler', '\n      Handler').replace(', Runtime', '\n      Runtime')}
      FunctionUrlConfig: { AuthType: NONE }
      Events:
        A: { Type: HttpApi, Properties: { Path: /a, Method: get } }
        Queue: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:us-east-1:123456789012:q' } }
Outputs: { Url: { Value: !GetAtt FUrl.FunctionUrl }, Queue: { Value: !Ref FQueue } }`);
    assert.equal(stack.outputs.length, 2);
  });

  it('an event may name an API of CloudFormation, which keeps its own routes and may call the function', () => {
    const { stack } = loadText(`${head}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: { title: a, version: '1' }
        paths: { /a: { get: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${F.Arn}/invocations' } } } }
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: v1 } }
  F:
    Type: AWS::Serverless::Function
    Properties: { ${code}, Events: { A: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /a, Method: get } }, B: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /b, Method: get } } } }`);
    const methods = restApiOf(stack).pathResources.flatMap(({ methods }) => methods);
    assert.equal(methods.length, 1);
    const [integration] = methods.map((method) => method.integration);
    assert.ok(integration?.type === 'AWS_PROXY' && integration.function.mayInvoke);
  });
});

describe('numbers where a text is wanted', () => {
  it('a payload version without quotes keeps its zero', () => {
    const { stack } = loadText(`${head}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties: { Auth: { DefaultAuthorizer: L, Authorizers: { L: { FunctionArn: !GetAtt F.Arn, AuthorizerPayloadFormatVersion: 2.0, EnableSimpleResponses: true, Identity: { Headers: [Authorization] } } } } }
  F:
    Type: AWS::Serverless::Function
    Properties: { ${code}, Events: { A: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /a, Method: get, PayloadFormatVersion: 1.0 } } } }`);
    const [route] = httpApiOf(stack).routes;
    assert.ok(route?.integration.type === 'AWS_PROXY' && route.integration.payloadFormatVersion === '1.0');
  });
});

describe('handlers', () => {
  it('of other languages are named as these do; a Node or Python one without a function is only advised of', () => {
    const { warnings } = loadText(`${head}
Resources:
  Go: { Type: AWS::Serverless::Function, Properties: { InlineCode: x, Handler: bootstrap, Runtime: provided.al2023, Events: { A: { Type: HttpApi } } } }
  Odd: { Type: AWS::Serverless::Function, Properties: { InlineCode: x, Handler: index, Runtime: nodejs22.x } }`);
    const about = warnings.filter(({ message }) => message.includes('FILE.FUNCTION'));
    assert.deepEqual(
      about.map(({ resource, advice }) => [resource, advice]),
      [['Odd', true]],
    );
  });
});

describe('booleans of YAML 1.1', () => {
  it('yes, no, on and off are flags', () => {
    const { stack } = loadText(`Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }
  Validator: { Type: AWS::ApiGateway::RequestValidator, Properties: { RestApiId: !Ref Api, ValidateRequestBody: yes, ValidateRequestParameters: Off } }
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, ApiKeyRequired: On, RequestValidatorId: !Ref Validator, Integration: { Type: MOCK } } }
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Api, StageName: v1 } }`);
    const [method] = restApiOf(stack).pathResources.flatMap(({ methods }) => methods);
    assert.equal(method?.apiKeyRequired, true);
  });
});

describe('a resource policy', () => {
  const policyOf = (api: string, event = '') => {
    const { stack, warnings } = loadText(`${head}
Parameters: { Live: { Type: String, Default: live } }
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: !Ref Live, Auth: { ${api} } } }
  Vpc: { Type: AWS::EC2::VPC }
  F: { Type: AWS::Serverless::Function, Properties: { ${code}, Events: {
    A: { Type: Api, Properties: { RestApiId: !Ref Api, Path: '/a/{id}', Method: get ${event} } },
    B: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /b, Method: any } } } } }`);
    const { Statement = [] } = (restApiOf(stack).policy ?? {}) as { Statement?: Record<string, unknown>[] };
    return { statements: Statement, warnings };
  };
  const [a, b] = ['execute-api:/live/GET/a/*', 'execute-api:/live/*/b'];
  const everybody = { Action: 'execute-api:Invoke', Principal: '*' };

  it('of addresses lets everybody in but those that the ranges leave out, or name, method by method', () => {
    for (const [name, operator] of [
      ['IpRangeWhitelist', 'NotIpAddress'],
      ['IpRangeBlacklist', 'IpAddress'],
    ] as const) {
      const { statements, warnings } = policyOf(`ResourcePolicy: { ${name}: [10.0.0.0/8] }`);
      assert.deepEqual(
        warnings.filter(({ advice }) => advice !== true),
        [],
      );
      const Condition = { [operator]: { 'aws:SourceIp': ['10.0.0.0/8'] } };
      assert.deepEqual(
        statements,
        [a, b].flatMap((one) => [
          { Effect: 'Allow', ...everybody, Resource: [one] },
          { Effect: 'Deny', ...everybody, Resource: [one], Condition },
        ]),
      );
    }
  });

  it('of accounts lets in or keeps out these, and nobody else in', () => {
    const { statements } = policyOf(
      "ResourcePolicy: { AwsAccountWhitelist: ['111122223333'], AwsAccountBlacklist: ['444455556666'] }",
    );
    assert.deepEqual(
      statements.slice(0, 2).map(({ Effect, Principal, Resource }) => [Effect, Principal, Resource]),
      [
        ['Allow', { AWS: ['111122223333'] }, [a]],
        ['Deny', { AWS: ['444455556666'] }, [a]],
      ],
    );
    assert.equal(statements.length, 4);
  });

  it('of networks denies by VPC and endpoint, and says that no request here has them', () => {
    const { statements, warnings } = policyOf(
      'ResourcePolicy: { SourceVpcWhitelist: [vpc-1, vpce-1], IntrinsicVpcWhitelist: [!Ref Vpc], IntrinsicVpceBlacklist: [vpce-2] }',
    );
    const [, black, white] = statements.map(({ Condition }) => Condition as Record<string, object>);
    assert.deepEqual(black, { StringEquals: { 'aws:SourceVpce': ['vpce-2'] } });
    const [first, second] = Object.entries(white?.StringNotEquals ?? {});
    assert.equal(first?.[1].length, 2);
    assert.deepEqual(second, ['aws:SourceVpce', ['vpce-1']]);
    assert.match(warnings.map(({ message }) => message).join(), /conditions on aws:SourceVpc/);
  });

  it('of an event is for its method alone; other methods are denied then', () => {
    const statement =
      "{ Effect: Deny, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }";
    const own = `, Auth: { ResourcePolicy: { IpRangeBlacklist: 10.0.0.0/8, CustomStatements: ${statement} } }`;
    const { statements } = policyOf('', own);
    assert.deepEqual(
      statements.map(({ Effect, Resource }) => [Effect, Resource]),
      [
        // SAM's own name for a stage that is a parameter.
        ['Allow', ['execute-api:/Stage/GET/a/*']],
        ['Deny', ['execute-api:/Stage/GET/a/*']],
        ['Deny', 'execute-api:/*'],
      ],
    );
  });
});

describe('what templates of people hold', () => {
  const withEvent = (event: string, more = '') =>
    loadText(`${head}
Resources:${more}
  F: { Type: AWS::Serverless::Function, Properties: { ${code}, Events: { A: { Type: Api, Properties: { ${event} } } } } }`);

  it('an event that names the implicit API', () => {
    const { stack } = withEvent('RestApiId: !Ref ServerlessRestApi, Path: /a, Method: get');
    assert.deepEqual(restApiOf(stack).stages[0]?.name, 'Prod');
  });

  it('a path that ends with a slash: the permission is for the path without', () => {
    const { stack, warnings } = withEvent('Path: /a/, Method: get');
    const [method] = restApiOf(stack).pathResources.flatMap(({ methods }) => methods);
    assert.ok(method?.integration.type === 'AWS_PROXY' && method.integration.function.mayInvoke);
    assert.deepEqual(warnings, []);
  });

  it('a property beside the Properties: SAM drops it, CloudFormation takes a Description alone', () => {
    const api = `
  Api: { Type: AWS::Serverless::Api, Name: mine, Properties: { StageName: p } }
  Topic: { Type: AWS::SNS::Topic, Description: for people }`;
    const { warnings } = withEvent('RestApiId: !Ref Api, Path: /a, Method: get', api);
    const [first] = warnings;
    assert.match(first?.message ?? '', /^SAM leaves Name out/);
    assert.equal(first?.advice, true);
    assert.throws(
      () => withEvent('Path: /a, Method: get', api.replace('Description', 'Name')),
      /Name is no attribute/,
    );
  });
});

describe('AutoPublishAlias', () => {
  it('may be a parameter', () => {
    const { stack } = loadText(
      `${head}
Parameters: { Alias: { Type: String, Default: live } }
Resources:
  F: { Type: AWS::Serverless::Function, Properties: { ${code}, AutoPublishAlias: !Ref Alias, Events: { A: { Type: HttpApi, Properties: { Path: /a, Method: get } } } } }
Outputs: { Version: { Value: !Ref F.Version }, Alias: { Value: !Ref FAliaslive } }`,
      { parameters: { Alias: 'stable' } },
    );
    assert.deepEqual(stack.functions[0]?.qualifiers?.stable, '1');
    assert.match(stack.outputs[1]?.value ?? '', /:stable$/);
  });
});
