import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadDefinition } from './load-definition.ts';
import { loaded } from './terraform/written-folder.fixture.ts';
import { aRestApi, loadText } from './written-template.fixture.ts';

const domain = `
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties: { DomainName: api.example.com, CertificateArn: arn }
`;
const mapping = (properties: string, id = 'Mapping') => `
  ${id}:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: { DomainName: !Ref Domain, ApiId: !Ref Api, ${properties} }
`;
const read = (more: string) => loadText(`Resources:${aRestApi}${domain}${more}`).stack;

describe('a custom domain of a template', () => {
  it('has mappings of both versions, with keys of several levels or none', () => {
    const stack = read(`${mapping('Stage: !Ref Stage, ApiMappingKey: orders/v1')}
  Base:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: { DomainName: !Ref Domain, RestApiId: !Ref Api, BasePath: (none) }
`);
    assert.deepEqual(
      stack.domains.map(({ name, endpointType }) => [name, endpointType]),
      [['api.example.com', 'EDGE']],
    );
    assert.deepEqual(stack.apiMappings.map(({ domainName, key, stage }) => [domainName, key, stage]).sort(), [
      ['api.example.com', '', null],
      ['api.example.com', 'orders/v1', 'dev'],
    ]);
  });

  it('may ask clients for certificates', () => {
    const store = '{ TruststoreUri: s3://b/ca.pem, TruststoreVersion: v1 }';
    const text = `Resources:${aRestApi}${domain.replace('arn }', `arn, MutualTlsAuthentication: ${store} }`)}`;
    const { stack, warnings } = loadText(text);
    assert.deepEqual(stack.domains[0]?.mutualTls, {
      truststoreUri: 's3://b/ca.pem',
      truststoreVersion: 'v1',
    });
    assert.deepEqual(warnings, []);
    assert.throws(
      () => loadText(text.replace('TruststoreUri: s3://b/ca.pem,', '')),
      /needs the property TruststoreUri/,
    );
  });

  it('refuses keys, stages and second mappings as API Gateway does', () => {
    for (const [more, message] of [
      [mapping('Stage: dev, ApiMappingKey: /orders'), /ApiMappingKey .*, not \/orders\./],
      [mapping('Stage: dev, ApiMappingKey: "a b"'), /ApiMappingKey .*, not a b\./],
      [mapping('Stage: prod'), /Stage .* is prod, and Api has no deployed stage of that name/],
      [mapping('Stage: dev') + mapping('Stage: dev', 'Second'), /second mapping of api\.example\.com\//],
      [mapping('ApiMappingKey: a'), /needs the property Stage/],
    ] as const)
      assert.throws(() => read(more), message);
  });

  it('may stand alone beside the template of its API, and makes nothing to serve by itself', () => {
    const alone = `Resources:${domain}`;
    assert.throws(() => loadText(alone), /has nothing to serve/);
    const folder = mkdtempSync(join(tmpdir(), 'domains-'));
    try {
      const sources = Object.entries({ domain: alone, api: `Resources:${aRestApi}` }).map(
        ([stackName, text]) => {
          const file = join(folder, `${stackName}.yaml`);
          writeFileSync(file, text);
          return { file, stackName };
        },
      );
      const { stacks } = loadDefinition(sources).deployment;
      assert.deepEqual(
        stacks.map(({ domains, apis }) => [domains.length, apis.length]),
        [
          [1, 0],
          [0, 1],
        ],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('may be made by SAM, under its logical ids', () => {
    const { stack } = loadText(`Transform: AWS::Serverless-2016-10-31
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      Domain: { DomainName: c.example.com, CertificateArn: arn, BasePath: [one, /two, "/"] }
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      Domain: { DomainName: api2.example.com, CertificateArn: arn, BasePath: [v1/x] , Route53: { HostedZoneId: Z1 } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return {}"
      Events:
        A: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /, Method: get } }
        B: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /, Method: get } }
`);
    const ids = stack.resources
      .filter(({ type }) => /Domain|Mapping|Record/.test(type))
      .map(({ logicalId }) => logicalId);
    // As aws-sam-translator 1.110 names them.
    assert.deepEqual(ids.sort(), [
      'ApiGatewayDomainName8dca64e4b6',
      'ApiGatewayDomainNameV262da72ac0e',
      'Httpv1xApiMapping',
      'RecordSetGroup0cf6d58763',
      'RestBasePathMapping',
      'RestoneBasePathMapping',
      'ResttwoBasePathMapping',
    ]);
    assert.deepEqual(stack.apiMappings.map(({ key, stage }) => [key, stage]).sort(), [
      ['', 'Prod'],
      ['one', 'Prod'],
      ['two', 'Prod'],
      ['v1/x', '$default'],
    ]);
  });

  it('may be made by Terraform', async (t) => {
    const { deployment } = await loaded(t, {
      'main.tf': `
resource "aws_apigatewayv2_api" "a" {
  name          = "a"
  protocol_type = "HTTP"
  target        = "https://example.com"
}
resource "aws_apigatewayv2_stage" "s" {
  api_id      = aws_apigatewayv2_api.a.id
  name        = "$default"
  auto_deploy = true
}
resource "aws_apigatewayv2_domain_name" "d" {
  domain_name = "api.example.com"
  domain_name_configuration {
    certificate_arn = "arn"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}
resource "aws_apigatewayv2_api_mapping" "m" {
  api_id          = aws_apigatewayv2_api.a.id
  domain_name     = aws_apigatewayv2_domain_name.d.id
  stage           = aws_apigatewayv2_stage.s.id
  api_mapping_key = "shop/v1"
}
`,
    });
    const [stack] = deployment.stacks;
    assert.deepEqual(
      stack?.apiMappings.map(({ domainName, key, stage }) => [domainName, key, stage]),
      [['api.example.com', 'shop/v1', '$default']],
    );
    assert.equal(stack?.domains[0]?.certificateArn, 'arn');
  });
});
