import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DefinitionError } from './definition-error.ts';
import { aFunction, aRestApi, loadText } from './written-template.fixture.ts';

function mistakeIn(text: string, parameters: Record<string, string> = {}): DefinitionError {
  try {
    loadText(text, { parameters });
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error(`loads: ${text}`);
}

/** The line, from 1, of the first line that holds the text. */
const lineOf = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;

const withApi = (more: string, before = '') => `${before}Resources:${aRestApi}${more}`;
const method = (more: string, id = 'Other') => `  ${id}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      ${more}
`;

describe('a mistake in a template is one sentence at its line', () => {
  const cases: { what: string; template: string; at: string | null; says: RegExp; next?: RegExp }[] = [
    {
      what: 'an unknown Ref suggests the nearest name',
      template: withApi('  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Apii } }\n'),
      at: 'Ref Apii',
      says: /^Apii is neither a resource nor a parameter/,
      next: /Did you mean Api\?/,
    },
    {
      what: 'an unknown name in Fn::Sub',
      template: withApi(`  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Sub "x-\${Nope}" } }\n`),
      at: 'TopicName',
      says: /^Nope is neither/,
    },
    {
      what: 'a stage variable that Fn::Sub would eat',
      template: withApi(
        `  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Sub "\${stageVariables.fn}" } }\n`,
      ),
      at: 'TopicName',
      says: /stageVariables\.fn/,
      next: /Write \$\{!stageVariables\.fn\}/,
    },
    {
      what: 'an attribute that the type does not have',
      template: withApi('', '').replace('Api.RootResourceId', 'Api.RootResource'),
      at: 'Api.RootResource',
      says: /^Api \(AWS::ApiGateway::RestApi\) has no attribute RootResource; it has RestApiId, RootResourceId/,
      next: /RootResourceId/,
    },
    {
      what: 'resources that wait for each other',
      template: withApi(
        '  A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref B } }\n  B: { Type: AWS::SNS::Topic, DependsOn: A }\n',
      ),
      at: '  A:',
      says: /in a circle: A → B → A/,
    },
    {
      what: 'a dependency that is not there',
      template: withApi('  A: { Type: AWS::SNS::Topic, DependsOn: Stagee }\n'),
      at: 'Stagee',
      says: /^A depends on Stagee/,
      next: /Did you mean Stage\?/,
    },
    {
      what: 'a condition that is not defined',
      template: withApi('  A: { Type: AWS::SNS::Topic, Condition: IsProd }\n'),
      at: 'IsProd',
      says: /^The condition IsProd isn't defined/,
    },
    {
      what: 'conditions in a circle',
      template: withApi('', 'Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n'),
      at: '  A:',
      says: /refers to itself in a circle/,
    },
    {
      what: 'a Ref to a resource whose condition is false',
      template: withApi(
        '  A: { Type: AWS::SNS::Topic, Condition: No }\nOutputs: { O: { Value: !Ref A } }\n',
        'Conditions: { No: !Equals [a, b] }\n',
      ),
      at: 'Outputs',
      says: /^A doesn't exist, because its condition No is false/,
    },
    {
      what: 'a parameter without a value',
      template: withApi('', 'Parameters:\n  Stage2: { Type: String }\n'),
      at: 'Stage2',
      says: /^The parameter Stage2 has no Default/,
      next: /Stage2=/,
    },
    {
      what: 'a parameter outside of its allowed values',
      template: withApi(
        '',
        'Parameters:\n  Env: { Type: String, Default: test, AllowedValues: [dev, prod] }\n',
      ),
      at: 'Env',
      says: /must be one of dev, prod, not "test"/,
    },
    {
      what: 'a parameter that does not match its pattern',
      template: withApi('', 'Parameters:\n  Env: { Type: String, Default: A1, AllowedPattern: "[a-z]+" }\n'),
      at: 'Env',
      says: /must match \[a-z\]\+, which "A1" doesn't/,
    },
    {
      what: 'a parameter that is no number',
      template: withApi('', 'Parameters:\n  Size: { Type: Number, Default: big }\n'),
      at: 'Size',
      says: /must be a number, not "big"/,
    },
    {
      what: 'a mapping without the key',
      template: withApi(
        'Outputs: { O: { Value: !FindInMap [Env, prod, url] } }\n',
        'Mappings: { Env: { dev: { url: x } } }\n',
      ),
      at: 'Outputs',
      says: /^The mapping Env has no key prod/,
    },
    {
      what: 'a required property that is missing',
      template: withApi('').replace('HttpMethod: GET', 'OperationName: get'),
      at: 'RestApiId: !Ref Api',
      says: /^GetRoot \(AWS::ApiGateway::Method\) needs the property HttpMethod/,
    },
    {
      what: 'a method that is no HTTP method',
      template: withApi('').replace('HttpMethod: GET', 'HttpMethod: FETCH'),
      at: 'FETCH',
      says: /HttpMethod of GetRoot .* must be one of GET, POST/,
    },
    {
      what: 'the same path twice',
      template: withApi(
        ['A', 'B']
          .map(
            (id) =>
              `  ${id}: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: users } }\n`,
          )
          .join(''),
      ),
      at: '  B:',
      says: /^B .* is a second resource for the path \/users/,
    },
    {
      what: 'two path variables side by side',
      template: withApi(
        ['id', 'name']
          .map(
            (part, index) =>
              `  P${index}: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: '{${part}}' } }\n`,
          )
          .join(''),
      ),
      at: '  P1:',
      says: /^P1 .* is \{name\} beside \{id\}; API Gateway allows one variable among siblings/,
    },
    {
      what: 'a property without a value',
      template: withApi('  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName:\n'),
      at: '      TopicName:',
      says: /^TopicName of A has no value/,
    },
    {
      what: 'a model that is not there',
      template: withApi(
        method('RequestModels: { application/json: Nope }\n      Integration: { Type: MOCK }'),
      ),
      at: 'Nope',
      says: /names the model Nope/,
    },
    {
      what: 'a header mapped to a method response that does not declare it',
      template: withApi(
        method(
          `Integration: { Type: MOCK, IntegrationResponses: [{ StatusCode: 200, ResponseParameters: { method.response.header.X: "'1'" } }] }`,
        ),
      ),
      at: 'method.response.header.X',
      says: /maps method\.response\.header\.X, which its method response 200 doesn't declare/,
    },
    {
      what: 'a section that is misspelt',
      template: withApi('').replace('Resources:', 'Ressources:'),
      at: 'Ressources',
      says: /^Ressources is no section/,
      next: /Did you mean Resources\?/,
    },
    {
      what: 'an attribute of a resource that is misspelt',
      template: withApi('  A: { Type: AWS::SNS::Topic, Propertys: {} }\n'),
      at: 'Propertys',
      says: /^Propertys is no attribute of a resource/,
    },
    {
      what: 'credentials with every origin',
      template: `Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: a
      ProtocolType: HTTP
      CorsConfiguration: { AllowOrigins: ['*'], AllowCredentials: true }
`,
      at: 'CorsConfiguration',
      says: /can't have AllowCredentials together with "\*" in AllowOrigins/,
    },
    {
      what: 'a function without its code folder',
      template: withApi(aFunction).replace(/Code: \{ ZipFile.*/, 'Code: ./nowhere'),
      at: './nowhere',
      says: /names \.\/nowhere, which isn't there/,
      next: /relative to the template/,
    },
    {
      what: 'nothing to serve at all',
      template: 'Resources: { A: { Type: AWS::SNS::Topic } }',
      at: null,
      says: /^The template has nothing to serve: it holds neither/,
    },
    {
      what: 'an API without a stage',
      template: `Resources:${aRestApi.slice(0, aRestApi.indexOf('  Deployment:'))}`,
      at: '  Api:',
      says: /nothing to serve: Api has no deployed stage/,
      next: /AWS::ApiGateway::Deployment/,
    },
    {
      what: 'a WebSocket API only',
      template:
        'Resources:\n  Api:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: { Name: a, ProtocolType: WEBSOCKET }\n',
      at: 'WEBSOCKET',
      says: /Api is a WebSocket API/,
    },
    {
      what: 'an OpenAPI body in S3',
      template:
        'Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      BodyS3Location: { Bucket: b, Key: k }\n',
      at: 'BodyS3Location',
      says: /OpenAPI document in S3/,
    },
    {
      what: 'SAM resources only',
      template: 'Resources:\n  F: { Type: AWS::Serverless::Function }\n',
      at: '  F:',
      says: /needs the SAM transform/,
      next: /Transform: AWS::Serverless-2016-10-31/,
    },
  ];
  for (const { what, template, at, says, next } of cases)
    it(what, () => {
      const error = mistakeIn(template);
      assert.match(error.message, says);
      assert.equal(error.line, at === null ? null : lineOf(template, at));
      if (next !== undefined) assert.match(error.next.join('\n'), next);
      assert.doesNotMatch(error.message, /undefined|\[object/);
    });

  it('a value for a parameter that the template does not declare', () => {
    assert.match(mistakeIn(withApi(''), { Stge: 'x' }).message, /^The parameter Stge was given/);
  });
});
