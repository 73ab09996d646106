import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Target } from '../src/discovery/target.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import { against, cli, projectOfOnesOwn, startLocal } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

/** An API in a nested stack, its default endpoint switched off, behind a domain of the stack around it. */
const outer = `
Resources:
  Orders: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }
  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties:
      DomainName: api.shop.example
      DomainNameConfigurations: [{ CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1', EndpointType: REGIONAL }]
  Mapping:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: { ApiId: !GetAtt Orders.Outputs.ApiId, DomainName: !Ref Domain, Stage: prod, ApiMappingKey: orders/v1 }
Outputs:
  ApiId: { Value: !GetAtt Orders.Outputs.ApiId }
`;
const inner = `
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: { Name: orders, DisableExecuteApiEndpoint: true, EndpointConfiguration: { Types: [REGIONAL] } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: { application/json: '{"statusCode": 200}' }
        IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { application/json: '{"ok":true}' } }]
      MethodResponses: [{ StatusCode: '200' }]
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Api } }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod }
Outputs:
  ApiId: { Value: !Ref Api }
`;

const project = await projectOfOnesOwn();
const write = (file: string, text: string) => writeFileSync(path.join(project.root, file), text);
write('shop.yaml', outer);
write('inner.yaml', inner);
write(
  'gatewright.config.ts',
  "export default { environments: { default: { targets: [{ outputsFile: 'outputs.json' }] } } };\n",
);
const gateway = await startLocal(['--template', 'shop.yaml'], { cwd: project.root });
after(async () => {
  await gateway.stop();
  await project.remove();
});
const where = { cwd: project.root, env: against(gateway.endpoint) };
const ofDomain = 'http://api.shop.example/orders/v1';

const gated = await cli(['smoke', '--stack', 'shop', '--json'], where);

test('an API of a nested stack is gated through the custom domain that its stack maps to it', () => {
  const { code, stdout, stderr } = gated;
  assert.equal(code, 0, stderr);
  const { results } = JSON.parse(stdout) as SmokeDocument;
  assert.ok(results.some(({ target, outcome }) => target === 'shop:rest' && outcome === 'pass'));
  assert.match(
    stderr,
    /default endpoint of the API \w+ is switched off: prod is called at http:\/\/api\.shop/,
  );
});

test("the CDK's outputs, named by the config, lead to the same target", async () => {
  const { runId } = JSON.parse(gated.stdout) as SmokeDocument;
  const kept = readFileSync(path.join(project.root, 'runs', runId, 'targets.json'), 'utf8');
  const [ofStack] = (JSON.parse(kept) as { targets: Target[] }).targets;
  const url = `https://${ofStack?.apiId}.execute-api.us-east-1.amazonaws.com/prod/`;
  write('outputs.json', JSON.stringify({ shop: { ApiUrl: url } }));
  const { stdout, stderr, code } = await cli(['discover', '--json'], where);
  assert.equal(code, 0, stderr);
  const document = JSON.parse(stdout) as { targets: Target[] };
  assertPublished('discover', stdout);
  const [target] = document.targets;
  assert.deepEqual(
    [target?.target, target?.invokeUrl, target?.stage, target?.apiType],
    ['shop:rest', ofDomain, 'prod', 'rest'],
  );
});
