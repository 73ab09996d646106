import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'yaml';
import { type LocalGateway, serveDeployment } from '../main.ts';
import { greetingTemplate, integrationTypeLine } from './deployed.fixture.ts';

const missing = spawnSync('aws', ['--version']).error !== undefined;
const skip = missing && !process.env.CI ? 'the AWS CLI is not installed: pip install awscli' : false;

describe('the AWS CLI, deploying to a local gateway', { skip }, () => {
  let gateway: LocalGateway;
  let folder: string;

  before(async () => {
    gateway = await serveDeployment({ stacks: [] }, { warnings: [] });
    folder = mkdtempSync(join(tmpdir(), 'deploying-'));
  });
  after(async () => {
    await gateway?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const aws = (...args: string[]): Promise<{ code: number | null; output: string }> => {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
    const child = spawn('aws', args, {
      env: {
        ...Object.fromEntries(own),
        AWS_ENDPOINT_URL: gateway.endpoint,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_CONFIG_FILE: devNull,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        AWS_PAGER: '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, output }));
    });
  };
  const written = (body: string): string => {
    const file = join(folder, 'template.yaml');
    writeFileSync(file, body);
    return file;
  };
  let endedInSecond = 0;
  const second = () => Math.floor(Date.now() / 1000);
  const deploy = async (body: string, ...more: string[]) => {
    // The CLI names change sets after the second, and one that changed nothing keeps its name taken.
    while (second() === endedInSecond) await setTimeout(20);
    const file = written(body);
    const end = await aws(
      'cloudformation',
      'deploy',
      '--stack-name',
      'greeting',
      '--template-file',
      file,
      ...more,
    );
    endedInSecond = second();
    return end;
  };
  const iam = ['--capabilities', 'CAPABILITY_IAM'];
  const served = async () => {
    const [stack] = gateway.stacks;
    return (await (await fetch(stack?.outputs.Url ?? '')).json()) as { text: string; greeting: string };
  };

  it('says who is asking, and validates templates', async () => {
    assert.match((await aws('sts', 'get-caller-identity')).output, /"Account": "123456789012"/);
    const validate = (body: string) =>
      aws('cloudformation', 'validate-template', '--template-body', `file://${written(body)}`);
    const { code, output } = await validate(greetingTemplate());
    assert.equal(code, 0, output);
    assert.match(output, /"CAPABILITY_IAM"/);
    const refused = await validate(
      'Resources: { Api: { Type: AWS::ApiGateway::RestApi, DependsOn: Nothing } }',
    );
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /\(ValidationError\).*Nothing.*line 1/);
  });

  it('deploys, updates with the parameters that were given once, and finds no change', async () => {
    const unacknowledged = await deploy(greetingTemplate(), '--parameter-overrides', 'Greeting=hello');
    assert.match(unacknowledged.output, /InsufficientCapabilitiesException.*\[CAPABILITY_IAM\]/);
    const created = await deploy(greetingTemplate(), ...iam, '--parameter-overrides', 'Greeting=hello');
    assert.equal(created.code, 0, created.output);
    assert.equal((await served()).greeting, 'hello');
    const updated = await deploy(greetingTemplate({ text: 'v2' }), ...iam);
    assert.equal(updated.code, 0, updated.output);
    const { text, greeting } = await served();
    assert.deepEqual({ text, greeting }, { text: 'v2', greeting: 'hello' });
    const same = await deploy(greetingTemplate({ text: 'v2' }), ...iam);
    assert.match(same.output, /No changes to deploy\. Stack greeting is up to date/);
  });

  it('exports what the stage serves as OpenAPI, and reads what is behind it', async () => {
    const [api] = JSON.parse((await aws('apigateway', 'get-rest-apis', '--query', 'items')).output);
    const stage = ['--rest-api-id', api.id, '--stage-name', 'dev'];
    const file = join(folder, 'exported.yaml');
    const yaml = ['--accepts', 'application/yaml', '--parameters', 'extensions=apigateway'];
    const exported = await aws('apigateway', 'get-export', ...stage, '--export-type', 'oas30', ...yaml, file);
    assert.equal(exported.code, 0, exported.output);
    assert.match(exported.output, /"contentType": "application\/yaml"/);
    const { openapi, paths } = parse(readFileSync(file, 'utf8'));
    assert.equal(openapi, '3.0.1');
    assert.equal(paths['/greeting'].get['x-amazon-apigateway-integration'].type, 'aws_proxy');
    const described = await aws('apigateway', 'get-stage', ...stage);
    assert.match(described.output, /"deploymentId".*"cacheClusterEnabled": false/s);
    const [{ FunctionName }] = JSON.parse(
      (await aws('lambda', 'list-functions', '--query', 'Functions')).output,
    );
    const { output } = await aws('lambda', 'get-policy', '--function-name', FunctionName);
    assert.match(output, /apigateway\.amazonaws\.com/);
  });

  it('exports HTTP APIs too', async () => {
    const body = `Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: web, ProtocolType: HTTP, Target: 'https://example.com' } }`;
    const create = ['cloudformation', 'create-stack', '--stack-name', 'web', '--template-body'];
    const created = await aws(...create, `file://${written(body)}`);
    assert.equal(created.code, 0, created.output);
    const [api] = JSON.parse((await aws('apigatewayv2', 'get-apis', '--query', 'Items')).output);
    const file = join(folder, 'exported.json');
    const asked = ['--api-id', api.ApiId, '--specification', 'OAS30', '--output-type', 'JSON'];
    const exported = await aws('apigatewayv2', 'export-api', ...asked, '--stage-name', '$default', file);
    assert.equal(exported.code, 0, exported.output);
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(file, 'utf8')).paths), ['/$default']);
    assert.equal((await aws('cloudformation', 'delete-stack', '--stack-name', 'web')).code, 0);
  });

  it('adds a route that its deployment doesn’t have: it isn’t there, until there is another deployment', async () => {
    const added = greetingTemplate({ text: 'v2' })
      .replace(
        '  Deployment:',
        '  GetRoot:\n    Type: AWS::ApiGateway::Method\n    Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, Integration: { Type: MOCK, RequestTemplates: { application/json: "{statusCode: 200}" }, IntegrationResponses: [{ StatusCode: 200 }] }, MethodResponses: [{ StatusCode: 200 }] }\n  Deployment:',
      )
      .replace('DependsOn: GetGreeting', 'DependsOn: [GetGreeting, GetRoot]');
    const root = async () => fetch(`${gateway.stacks[0]?.apis[0]?.invokeUrl}/`);
    assert.equal((await deploy(added, ...iam)).code, 0);
    assert.equal(await (await root()).text(), '{"message":"Missing Authentication Token"}');
    const redeployed = added
      .replaceAll(/\bDeployment:/g, 'Deployment2:')
      .replace('!Ref Deployment,', '!Ref Deployment2,');
    assert.equal((await deploy(redeployed, ...iam)).code, 0);
    assert.equal((await root()).status, 200);
  });

  it('fails with a template that can’t be deployed, and the events tell why', async () => {
    const failed = await deploy(greetingTemplate({ integrationType: 'AWS_PROXI' }), ...iam);
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /Failed to create\/update the stack/);
    assert.equal((await served()).text, 'v2');
    const { output } = await aws('cloudformation', 'describe-stack-events', '--stack-name', 'greeting');
    assert.match(output, new RegExp(`AWS_PROXI.*line ${integrationTypeLine} of the template`));
  });

  it('deletes, and waits until the stack is gone', async () => {
    const name = ['--stack-name', 'greeting'];
    assert.equal((await aws('cloudformation', 'delete-stack', ...name)).code, 0);
    const waited = await aws('cloudformation', 'wait', 'stack-delete-complete', ...name);
    assert.equal(waited.code, 0, waited.output);
    assert.deepEqual(gateway.stacks, []);
  });
});
