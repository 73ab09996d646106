import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadDefinition, sourcesIn, sourcesOf } from './load-definition.ts';
import { inFolder } from './written-folder.fixture.ts';
import { restApiOf } from './written-template.fixture.ts';

const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };

const handler = (metadata: Record<string, unknown>, key = 'abc.zip') => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation
    Code: { S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: key },
  },
  Metadata: metadata,
});

const api = {
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } },
  Get: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: { Type: 'MOCK' },
    },
  },
  Deployment: {
    Type: 'AWS::ApiGateway::Deployment',
    DependsOn: ['Get'],
    Properties: { RestApiId: { Ref: 'Api' } },
  },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'prod' },
  },
};

const bootstrap = {
  Parameters: {
    BootstrapVersion: {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: '/cdk-bootstrap/hnb659fds/version',
    },
  },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [
        {
          Assert: {
            'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }],
          },
          AssertDescription: 'CDK bootstrap stack version 6 required.',
        },
      ],
    },
  },
};

const template = (resources: Record<string, unknown>): string =>
  JSON.stringify({ Resources: { ...resources, CDKMetadata: { Type: 'AWS::CDK::Metadata' } }, ...bootstrap });

const manifest = (artifacts: Record<string, unknown>): string =>
  JSON.stringify({ version: '48.0.0', artifacts });

const stackArtifact = (templateFile: string, stackName?: string) => ({
  type: 'aws:cloudformation:stack',
  properties: { templateFile, ...(stackName === undefined ? {} : { stackName }) },
});

describe('a folder that cdk synth wrote', () => {
  const files = {
    'cdk.out/manifest.json': manifest({
      'Data.assets': { type: 'cdk:asset-manifest', properties: { file: 'Data.assets.json' } },
      Data: stackArtifact('Data.template.json'),
      Web: stackArtifact('Web.template.json', 'web-prod'),
      'assembly-Beta': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Beta' } },
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    }),
    'cdk.out/Data.template.json': template({ Table: { Type: 'AWS::DynamoDB::Table' } }),
    'cdk.out/Web.template.json': template({
      ...api,
      Role: role,
      ByMetadata: handler({ 'aws:asset:path': 'asset.one', 'aws:asset:property': 'Code' }),
      ByManifest: handler({}, 'two.zip'),
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }]] } },
        Metadata: { 'aws:asset:path': 'WebInner.nested.template.json', 'aws:asset:property': 'TemplateURL' },
      },
      InnerByManifest: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, '/assets/three.json']] },
        },
      },
    }),
    'cdk.out/Web.assets.json': JSON.stringify({
      files: {
        two: { source: { path: 'asset.two' }, destinations: { here: { objectKey: 'two.zip' } } },
        three: {
          source: { path: 'Third.nested.template.json' },
          destinations: { here: { objectKey: 'three.json' } },
        },
      },
    }),
    'cdk.out/WebInner.nested.template.json': template({ Queue: { Type: 'AWS::SQS::Queue' } }),
    'cdk.out/Third.nested.template.json': template({ Role: role, Third: handler({}, 'two.zip') }),
    'cdk.out/asset.one/index.js': '',
    'cdk.out/asset.two/index.js': '',
    'cdk.out/assembly-Beta/manifest.json': manifest({
      BetaWeb: stackArtifact('BetaWeb.template.json', 'web-beta'),
    }),
    'cdk.out/assembly-Beta/BetaWeb.template.json': template(api),
  };

  it('is its stacks, those of its stages and the nested ones, with code from its assets', () => {
    inFolder(files, (folder) => {
      const { deployment, warnings } = loadDefinition(sourcesOf(join(folder, 'cdk.out')));
      const names = deployment.stacks.map(({ name }) => name);
      assert.deepEqual([names[0], names[1], names[4]], ['Data', 'web-prod', 'web-beta']);
      assert.match(names[2] ?? '', /^web-prod-Inner-/);
      assert.match(names[3] ?? '', /^web-prod-InnerByManifest-/);
      assert.deepEqual(deployment.stacks[3]?.functions[0]?.code, {
        kind: 'folder',
        path: join(folder, 'cdk.out', 'asset.two'),
      });
      const web = deployment.stacks[1];
      assert.ok(web);
      assert.equal(restApiOf(web).stages[0]?.name, 'prod');
      assert.deepEqual(
        web.functions.map(({ code }) => code),
        ['one', 'two'].map((name) => ({ kind: 'folder', path: join(folder, 'cdk.out', `asset.${name}`) })),
      );
      const messages = warnings.map(({ message }) => message);
      assert.ok(
        messages.every((text) => text.startsWith('off the request path')),
        messages.join('\n'),
      );
      assert.ok(!messages.join().includes('CDK'));
    });
  });

  it('is found among stacks, and without its manifest', () => {
    inFolder(
      { 'stacks/shop/Shop.template.json': template(api), 'stacks/shop/Inner.nested.template.json': '{}' },
      (folder) => {
        const sources = sourcesIn(join(folder, 'stacks'));
        assert.deepEqual(
          sources.map(({ stackName }) => stackName),
          ['Shop'],
        );
      },
    );
  });

  it('holds the OpenAPI document of an API that is defined by one', () => {
    const defined = {
      Stage: api.Stage,
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: { Name: 'api', BodyS3Location: { Bucket: 'assets', Key: 'four.yaml' } },
      },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
    };
    const document = `openapi: 3.0.1
info: { title: api, version: "1" }
paths: { /spec: { get: { x-amazon-apigateway-integration: { type: mock } } } }`;
    const assets = {
      four: { source: { path: 'asset.four.yaml' }, destinations: { here: { objectKey: 'four.yaml' } } },
    };
    inFolder(
      {
        'cdk.out/Spec.template.json': template(defined),
        'cdk.out/Spec.assets.json': JSON.stringify({ files: assets }),
        'cdk.out/asset.four.yaml': document,
      },
      (folder) => {
        const [stack] = loadDefinition(sourcesOf(join(folder, 'cdk.out'))).deployment.stacks;
        assert.ok(stack);
        assert.deepEqual(
          restApiOf(stack).pathResources.map(({ path }) => path),
          ['/', '/spec'],
        );
      },
    );
  });

  it('of several regions, whose stacks have one name, is served by their ids', () => {
    const artifact = (templateFile: string, dependencies: readonly string[] = []) => ({
      type: 'aws:cloudformation:stack',
      properties: { templateFile, stackName: 'shop' },
      dependencies,
    });
    const artifacts = {
      ShopEu: artifact('eu.template.json'),
      ShopUs: artifact('us.template.json', ['ShopEu']),
    };
    const template = JSON.stringify({ Resources: api });
    const files = {
      'manifest.json': JSON.stringify({ artifacts }),
      'eu.template.json': template,
      'us.template.json': template,
    };
    inFolder(files, (folder) => {
      const sources = sourcesOf(folder);
      assert.deepEqual(
        sources.map(({ stackName, after }) => [stackName, after]),
        [
          ['ShopEu', []],
          ['ShopUs', ['ShopEu']],
        ],
      );
      assert.equal(loadDefinition(sources).deployment.stacks.length, 2);
    });
  });

  it('without any API is an error', () => {
    inFolder({ 'out/A.template.json': template({ T: { Type: 'AWS::SQS::Queue' } }) }, (folder) => {
      assert.throws(() => loadDefinition(sourcesOf(join(folder, 'out'))), /nothing to serve/);
    });
  });
});
