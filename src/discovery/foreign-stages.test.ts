import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discovered } from './discovered.fixture.ts';
import type { FakeAccount } from './fake-aws.fixture.ts';
import type { FakeResource, FakeStack } from './fake-cloudformation.fixture.ts';

const apis: FakeAccount = {
  server: 'gatewright',
  restApis: { r1: { stages: ['dev', 'prod'] } },
  v2Apis: { h1: { stages: ['$default', 'beta'] } },
  exports: { 'core-api': 'r1', 'core-http': 'h1' },
};
const stage: FakeResource = ['AWS::ApiGateway::Stage', 'Stage', 'prod'];
const withStack = (stack: Omit<FakeStack, 'name'>, more: FakeAccount = {}): FakeAccount => ({
  ...apis,
  ...more,
  stacks: [{ name: 's', ...stack }],
});

const references = [
  ['an import', 'Fn::ImportValue: core-api'],
  ['an import by a name that is put together', `Fn::ImportValue: !Sub "\${Core}-api"`],
  ['an import in short form', '!ImportValue core-api'],
  ['a parameter', 'Ref: ApiId'],
  ['a parameter in short form', '!Ref ApiId'],
  ['a literal', 'r1'],
  ['a join', '!Join ["", [r, "1"]]'],
] as const;

for (const [what, reference] of references) {
  const property =
    reference.startsWith('!') || !reference.includes(':') ? ` ${reference}` : `\n        ${reference}`;
  test(`a stage of another stack's API is found by the template: ${what}`, async () => {
    const { targets, endpoint } = await discovered(
      withStack({
        parameters: { ApiId: 'r1', Core: 'core' },
        resources: [stage, ['AWS::ApiGateway::Deployment', 'Deployment', 'd1']],
        template: `Resources:\n  Stage:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      RestApiId:${property}\n      Tags: !GetAtt Other.Tags\n`,
      }),
      { stack: 's' },
    );
    assert.deepEqual(
      targets.map(({ target, stage: name, invokeUrl, stackName }) => [target, name, invokeUrl, stackName]),
      [['s:rest', 'prod', `${endpoint}/_api/r1/prod`, 's']],
      'the other stage of that API is not of this stack',
    );
  });
}

test("a mapping of another stack's API is found by its domain, without the template", async () => {
  const { targets, calls } = await discovered(
    withStack(
      {
        resources: [
          ['AWS::ApiGateway::BasePathMapping', 'Mapping', 'api.example.com|orders'],
          ['AWS::ApiGatewayV2::DomainName', 'Domain', 'web.example.com'],
          ['AWS::ApiGatewayV2::ApiMapping', 'Other', 'm2'],
        ],
      },
      {
        domains: {
          'api.example.com': { mappings: [['orders', 'r1', 'dev']] },
          'web.example.com': { mappings: [['m2', 'h1', 'beta']] },
        },
      },
    ),
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ target, stage: name, invokeUrl }) => [target, name, invokeUrl]),
    [
      ['s:rest', 'dev', 'http://api.example.com/orders'],
      ['s:http', 'beta', 'http://web.example.com/m2'],
    ],
  );
  assert.ok(!calls.some((call) => /GetTemplate|ListExports/.test(call)));
});

test('a mapping whose domain is of a third stack is found by the template', async () => {
  const template = JSON.stringify({
    Resources: {
      Mapping: {
        Type: 'AWS::ApiGatewayV2::ApiMapping',
        Properties: {
          ApiId: { 'Fn::ImportValue': 'core-http' },
          Stage: '$default',
          DomainName: { Ref: 'Domain' },
        },
      },
    },
  });
  const { urls } = await discovered(
    withStack(
      {
        parameters: { Domain: 'api.example.com' },
        resources: [['AWS::ApiGatewayV2::ApiMapping', 'Mapping', 'm1']],
        template,
      },
      { domains: { 'api.example.com': { mappings: [['v1', 'h1', '$default']] } } },
    ),
    { stack: 's' },
  );
  assert.deepEqual(urls, { 's:http': 'http://api.example.com/v1' });
});

test('where the template may not be read, or tells nothing, the refusal says so', async () => {
  const denied = { code: 'AccessDenied', message: 'no' };
  const notes: string[] = [];
  await assert.rejects(
    discovered(withStack({ resources: [stage] }, { odd: { GetTemplate: denied } }), { stack: 's' }),
    (error: Error & { next?: readonly string[] }) => {
      notes.push(...(error.next ?? []));
      return true;
    },
  );
  assert.match(notes.join('\n'), /only its template tells \(permission cloudformation:GetTemplate\)/);
  await assert.rejects(
    discovered(
      withStack({
        resources: [stage],
        template: '{"Resources":{"Stage":{"Properties":{"RestApiId":{"Fn::GetAtt":["A","B"]}}}}}',
      }),
      { stack: 's' },
    ),
    (error: Error & { next?: readonly string[] }) =>
      /its template does not tell/.test(error.next?.join() ?? ''),
  );
});
