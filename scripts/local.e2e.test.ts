import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { checkout, cli, startCli } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

test('the local gateway prints one document when it is ready, serves from then on, and ends with Ctrl-C', async () => {
  const running = startCli(['local', '--json']);
  await running.seen(/\n\}\n$/);
  const [, invokeUrl = ''] = await running.seen(/"invokeUrl": "([^"]+\/dev)"/);
  const answer = await fetch(`${invokeUrl}/hello`);
  assert.deepEqual(await answer.json(), { message: 'Hello, World!' });
  running.child.kill('SIGINT');
  const { code, stdout } = await running.end;
  assert.equal(code, 130);
  assertPublished('local', stdout);
  await assert.rejects(fetch(`${invokeUrl}/hello`));
});

test('--local starts a gateway of its own, whatever AWS settings there are, and needs no contract to discover', async () => {
  const { code, stdout, stderr } = await cli(['discover', '--local', '--json'], {
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_PROFILE: 'nobody', AWS_REGION: 'eu-west-1' },
  });
  assert.equal(code, 0, stderr);
  assertPublished('discover', stdout);
  const { targets } = JSON.parse(stdout) as { targets: { target: string; invokeUrl: string }[] };
  assert.ok(targets.some(({ target }) => target === 'lambda-api:rest'));
  for (const { invokeUrl } of targets) assert.match(invokeUrl, /^http:\/\/127\.0\.0\.1:\d+\/_api\//);
});

test('an empty gateway is deployed into, and what is deployed can be discovered', async (t) => {
  const running = startCli(['local', '--empty', '--json']);
  t.after(() => running.child.kill('SIGINT'));
  const [, endpoint = ''] = await running.seen(/"endpoint": "([^"]+)"/);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  await new CloudFormationClient({ endpoint, region: 'us-east-1', credentials }).send(
    new CreateStackCommand({
      StackName: 'lambda-api',
      TemplateBody: await readFile(path.join(checkout, 'stacks/lambda-api/template.yaml'), 'utf8'),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const { code, stdout, stderr } = await cli(['discover', '--stack', 'lambda-api', '--json'], {
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  assert.equal(code, 0, stderr);
  const { targets } = JSON.parse(stdout) as { targets: { target: string; invokeUrl: string }[] };
  assert.deepEqual(
    targets.map(({ target }) => target),
    ['lambda-api:rest'],
  );
  const answer = await fetch(`${targets[0]?.invokeUrl}/lambda`, { method: 'POST', body: '{}' });
  assert.equal(answer.status, 200);
  running.child.kill('SIGINT');
  const end = await running.end;
  assert.equal(end.code, 130);
  assertPublished('local', end.stdout);
});

test('--empty and a template contradict each other', async () => {
  const { code, stderr } = await cli(['local', '--empty', '--template', 'x.yaml']);
  assert.equal(code, 2);
  assert.match(stderr, /--empty starts without any stack/);
});

test('--strict refuses to start where something is not served as on AWS, by file, line, resource and property', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'strict-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'api.yaml');
  const written = (more: string) =>
    writeFile(
      file,
      `Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api${more} } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: { Type: MOCK }
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: dev } }
  Table: { Type: AWS::DynamoDB::Table }
`,
    );
  await written(', EndpointConfiguration: { Typos: [REGIONAL] }, MinimumCompressionSize: 0');
  const refused = await cli(['local', '--strict', '--template', file]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /2 things are not served as AWS would, and --strict was given/);
  assert.match(refused.stderr, /api\.yaml:2: Api\.EndpointConfiguration\.Typos: .* Did you mean Types\?/);
  assert.match(refused.stderr, /api\.yaml:2: Api\.MinimumCompressionSize: responses are not compressed here/);
  await written('');
  const running = startCli(['local', '--strict', '--json', '--template', file]);
  t.after(() => running.child.kill('SIGINT'));
  await running.seen(/\n\}\n$/);
  running.child.kill('SIGINT');
  const { stdout } = await running.end;
  assertPublished('local', stdout);
  assert.match(stdout, /"advice": true/);
});

test('a gateway with an admin endpoint and a truth log says where they are, and loses no line when it is ended', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'truth-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'truth.ndjson');
  const running = startCli([
    'local',
    '--json',
    '--admin-port',
    '0',
    '--truth-log',
    file,
    '--fault',
    'drop:0',
  ]);
  const [, adminEndpoint = ''] = await running.seen(/"adminEndpoint": "([^"]+)"/);
  const [, invokeUrl = ''] = await running.seen(/"invokeUrl": "([^"]+\/dev)"/);
  await running.seen(/\n\}\n$/);
  await Promise.all(Array.from({ length: 300 }, async () => (await fetch(`${invokeUrl}/nowhere`)).text()));
  const truth = (await (await fetch(`${adminEndpoint}/truth`)).json()) as { all: { requests: number } };
  running.child.kill('SIGTERM');
  const { stdout } = await running.end;
  assertPublished('local', stdout);
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  assert.deepEqual([truth.all.requests, lines.length], [300, 300]);
});

test('ports that can’t be had are told by the option to change', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  for (const [typed, sentence] of [
    [['--admin-port', String(port)], new RegExp(`Port ${port} is in use.*\n.*Write --admin-port \\d+`)],
    [['--admin-port', 'x'], /--admin-port x is no port/],
    [['--port', '4010', '--admin-port', '4010'], /--port and --admin-port are both 4010/],
  ] as const) {
    const { code, stderr } = await cli(['local', '--empty', ...typed]);
    assert.equal(code, 2);
    assert.match(stderr, sentence);
  }
});
