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

it('a damaged template loads or is refused in a sentence at a line, never by a crash', () => {
  loadText(whole);
  const count = whole.split('\n').length;
  const damage = fc.record({
    damage: fc.constantFrom(...damages),
    at: fc.nat(count - 1),
    value: fc.constantFrom(...values),
  });
  let refused = 0;
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 2 }), (steps) => {
      const text = steps
        .reduce(
          (lines, step) => step.damage(lines, Math.min(step.at, lines.length - 1), step.value),
          whole.split('\n'),
        )
        .join('\n');
      try {
        loadText(text);
      } catch (error) {
        assert.ok(error instanceof DefinitionError, `${(error as Error).stack}\n${text}`);
        assert.doesNotMatch(error.message, /undefined|\[object/, text);
        refused += 1;
      }
    }),
    { seed: 7, numRuns: 600 },
  );
  assert.ok(refused > 100);
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
