import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadDefinition } from './load-definition.ts';
import { localPath } from './local-path.ts';
import { inFolder } from './written-folder.fixture.ts';
import { restApiOf } from './written-template.fixture.ts';

test('a path is relative to its template, and may be written as on Windows', () => {
  assert.equal(localPath('/project/build/template.yaml', '../src'), '/project/src');
  assert.equal(localPath('/project/build/template.yaml', '..\\src\\fn'), '/project/src/fn');
  assert.equal(localPath('/project/build/template.yaml', '/abs/src'), '/abs/src');
});

test('what sam build wrote on Windows has its code and its OpenAPI document', () => {
  const build = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: p, DefinitionUri: '..\\..\\api.yaml' } }
  F: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: '..\\..\\src' } }
  L: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: '..\\..\\src' } }`;
  const files = {
    'app/build/template.yaml': build.replaceAll('..\\..\\', '..\\'),
    'app/api.yaml':
      'openapi: 3.0.1\ninfo: { title: a, version: "1" }\npaths: { /a: { get: { x-amazon-apigateway-integration: { type: MOCK } } } }',
    'app/src/index.js': '',
  };
  inFolder(files, (folder) => {
    const { deployment } = loadDefinition([
      { file: join(folder, 'app/build/template.yaml'), stackName: 'built' },
    ]);
    const [stack] = deployment.stacks;
    assert.ok(stack);
    assert.deepEqual(
      restApiOf(stack).pathResources.map(({ path }) => path),
      ['/', '/a'],
    );
    assert.deepEqual(stack.functions[0]?.code, { kind: 'folder', path: join(folder, 'app/src') });
  });
});
