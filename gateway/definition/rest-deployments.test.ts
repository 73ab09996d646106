import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RestApi } from '../model.ts';
import { loadDefinition } from './load-definition.ts';
import { loadText, restApiOf } from './written-template.fixture.ts';

const method = (name: string, verb: string, more = ''): string => `
  ${name}:
    Type: AWS::ApiGateway::Method${more}
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: ${verb}
      AuthorizationType: NONE
      Integration: { Type: MOCK }`;

const stage = (name: string, deployment: string, more = ''): string => `
  ${name}:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref ${deployment}, StageName: ${name.toLowerCase()}${more} }`;

const deployment = (name: string, more = '', properties = ''): string => `
  ${name}: { Type: AWS::ApiGateway::Deployment,${more} Properties: { RestApiId: !Ref Api${properties} } }`;

const api = `Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }`;

/** Routes of each deployment; `all` where it has what the API has. */
function frozen({ deployments = [] }: RestApi) {
  return Object.fromEntries(
    deployments.map(({ logicalId, snapshot }) => [
      logicalId,
      snapshot === null
        ? 'all'
        : snapshot.pathResources.flatMap(({ path, methods }) =>
            methods.map(({ httpMethod }) => `${httpMethod} ${path}`),
          ),
    ]),
  );
}
const said = (warnings: readonly { resource: string; message: string }[]) =>
  warnings.map(({ resource, message }) => `${resource}: ${message}`);

describe('a deployment', () => {
  it('that waits for some methods is made without the others, and says so', () => {
    const { stack, warnings } = loadText(
      `${api}${method('Get', 'GET')}${method('Post', 'POST')}${deployment('Dep', ' DependsOn: [Get],')}${stage('Dev', 'Dep')}`,
    );
    assert.deepEqual(frozen(restApiOf(stack)), { Dep: ['GET /'] });
    assert.deepEqual(said(warnings), [
      'Dep: the deployment is made without POST /: it answers 403, as on AWS (add DependsOn Post)',
    ]);
    assert.equal(warnings[0]?.advice, true);
  });

  it('finds methods that it waits for through others', () => {
    const { stack, warnings } = loadText(
      `${api}${method('Get', 'GET')}${method('Post', 'POST', '\n    DependsOn: Get')}${deployment('Dep', ' DependsOn: Post,')}${stage('Dev', 'Dep')}`,
    );
    assert.deepEqual(frozen(restApiOf(stack)), { Dep: 'all' });
    assert.deepEqual(warnings, []);
  });

  it('has a method that it doesn’t wait for where one that it does wait for waits for a role and a function first', () => {
    const slow = `
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  F:
    Type: AWS::Lambda::Function
    Properties: { Handler: index.handler, Runtime: nodejs20.x, Role: !GetAtt Role.Arn, Code: { ZipFile: 'exports.handler = async () => 1;' } }`;
    const { stack, warnings } = loadText(
      `${api}${slow}${method('Get', 'GET', '\n    DependsOn: F')}${method('Post', 'POST', '\n    DependsOn: F')}${method('Options', 'OPTIONS')}${deployment('Dep', ' DependsOn: Get,')}${stage('Dev', 'Dep')}`,
    );
    assert.deepEqual(frozen(restApiOf(stack)), { Dep: ['GET /', 'OPTIONS /'] });
    assert.deepEqual(said(warnings), [
      'Dep: the deployment is made without POST /: it answers 403, as on AWS (add DependsOn Post)',
      "Dep: the deployment doesn't depend on Options; on AWS it may be made without them (add DependsOn)",
    ]);
  });

  it('that waits for no method may be made at any time: it is taken to have them all, with a warning', () => {
    const { stack, warnings } = loadText(
      `${api}${method('Get', 'GET')}${deployment('Dep')}${stage('Dev', 'Dep')}`,
    );
    assert.deepEqual(frozen(restApiOf(stack)), { Dep: 'all' });
    assert.deepEqual(said(warnings), [
      "Dep: the deployment doesn't depend on Get; on AWS it may be made without them (add DependsOn)",
    ]);
  });

  it('lacks the methods that wait for it themselves', () => {
    const { stack } = loadText(
      `${api}${method('Get', 'GET')}${method('Late', 'POST', '\n    DependsOn: Dev')}${deployment('Dep')}${stage('Dev', 'Dep')}`,
    );
    assert.deepEqual(frozen(restApiOf(stack)), { Dep: ['GET /'] });
  });

  it('has what an OpenAPI document brings, for it comes with the API', () => {
    const { stack, warnings } = loadText(`Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: api
      Body:
        openapi: 3.0.1
        info: { title: api, version: '1' }
        paths: { /a: { get: { responses: {}, x-amazon-apigateway-integration: { type: mock } } } }${method('Get', 'GET')}${deployment('Dep', ' DependsOn: Get,')}${stage('Dev', 'Dep')}`);
    assert.deepEqual(frozen(restApiOf(stack)), { Dep: 'all' });
    assert.deepEqual(warnings, []);
  });

  it('waits for all of a nested stack that it depends on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nested-'));
    try {
      const nested = `Parameters: { Api: { Type: String }, Root: { Type: String } }
Resources:${method('Get', 'GET').replace('!GetAtt Api.RootResourceId', '!Ref Root')}`;
      const file = join(folder, 'outer.yaml');
      writeFileSync(join(folder, 'routes.yaml'), nested);
      writeFileSync(
        file,
        `${api}${method('Post', 'POST')}
  Routes:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ./routes.yaml, Parameters: { Api: !Ref Api, Root: !GetAtt Api.RootResourceId } }
${deployment('Dep', ' DependsOn: Routes,')}${stage('Dev', 'Dep')}`,
      );
      const { stacks } = loadDefinition([{ file, stackName: 'outer' }]).deployment;
      assert.deepEqual(stacks[0] && frozen(restApiOf(stacks[0])), { Dep: ['GET /'] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a canary release', () => {
  const both = `${api}${method('Get', 'GET')}${method('Post', 'POST')}${deployment('Base', ' DependsOn: Get,')}`;

  it('is a deployment that gets a part of a stage’s traffic, with routes of its own', () => {
    const release = deployment(
      'Release',
      ' DependsOn: [Get, Post, Dev],',
      ', StageName: dev, DeploymentCanarySettings: { PercentTraffic: 25, UseStageCache: true, StageVariableOverrides: { v: new } }',
    );
    const { stack } = loadText(`${both}${stage('Dev', 'Base')}${release}`);
    const { stages, deployments = [] } = restApiOf(stack);
    const idOf = (logicalId: string) => deployments.find((one) => one.logicalId === logicalId)?.id;
    assert.equal(stages.length, 1);
    assert.equal(stages[0]?.deploymentId, idOf('Base'));
    assert.deepEqual(stages[0]?.canary, {
      percentTraffic: 25,
      deploymentId: idOf('Release'),
      variables: { v: 'new' },
      useStageCache: true,
    });
    assert.deepEqual(frozen(restApiOf(stack)), { Base: ['GET /'], Release: 'all' });
  });

  it('needs a stage that is there already', () => {
    const settings = 'DeploymentCanarySettings: { PercentTraffic: 25 }';
    assert.throws(
      () => loadText(`${both}${stage('Dev', 'Base')}${deployment('Release', '', `, ${settings}`)}`),
      { message: /has DeploymentCanarySettings and no StageName/ },
    );
    assert.throws(
      () =>
        loadText(
          `${both}${stage('Dev', 'Base')}${deployment('Release', '', `, StageName: prod, ${settings}`)}`,
        ),
      { message: /^Stage prod must already be created before making a canary release deployment/ },
    );
  });
});
