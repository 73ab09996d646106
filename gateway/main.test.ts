import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { httpApi, httpRoute, proxy, restApi, restMethod, stackOf } from './api.fixture.ts';
import { rawRequest } from './conformance/raw-client.ts';
import { type LocalGateway, PortInUseError, serveDeployment, startGateway } from './main.ts';
import type { Deployment, HttpRoute, LambdaFunction } from './model.ts';

const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

function lambda(name: string, source: string, overrides: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    name,
    arn: arnOf(name),
    logicalId: name,
    runtime: name.startsWith('node') ? 'nodejs20.x' : 'python3.12',
    handler: 'index.handler',
    code: { kind: 'inline', source },
    environment: {},
    timeoutMs: 5000,
    memoryMb: 128,
    ...overrides,
  };
}

const invokes = (name: string) => ({
  ...proxy,
  timeoutMs: 5000,
  function: { arn: arnOf(name), mayInvoke: true },
});
const route = (routeKey: string, name: string): HttpRoute =>
  httpRoute(routeKey, { integration: { ...invokes(name), payloadFormatVersion: '2.0' } });

const echo =
  'import json\ndef handler(event, context):\n    return {"statusCode": 200, "body": json.dumps(event)}\n';

const stack = stackOf({
  outputs: [
    { key: 'Url', value: 'https://rest123456.execute-api.us-east-1.amazonaws.com/dev' },
    { key: 'Other', value: 'https://example.com/' },
  ],
  apis: [
    restApi(
      {
        '/echo/{proxy+}': [restMethod('ANY', { integration: invokes('echo') })],
        '/crash': [restMethod('GET', { integration: invokes('crash') })],
        '/slow': [restMethod('GET', { integration: invokes('slow') })],
      },
      { id: 'rest123456' },
    ),
    httpApi([route('ANY /echo/{proxy+}', 'nodeecho'), route('GET /crash', 'crash')], { id: 'http123456' }),
  ],
  functions: [
    lambda('echo', echo),
    lambda(
      'nodeecho',
      'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });',
    ),
    lambda(
      'crash',
      'import os\ndef handler(event, context):\n    print("about to crash")\n    os._exit(1)\n',
    ),
    lambda('slow', 'import time\ndef handler(event, context):\n    time.sleep(60)\n', { timeoutMs: 200 }),
    lambda('java', '', { runtime: 'java21' }),
  ],
});
const deployment: Deployment = { stacks: [stack] };

describe('a local gateway', () => {
  let gateway: LocalGateway;
  const logged: string[] = [];
  before(async () => {
    gateway = await serveDeployment(deployment, { warnings: [], onLog: (line) => logged.push(line) });
  });
  after(() => gateway.close());

  const get = async (
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; body: string; headers: Headers }> => {
    const response = await fetch(`${gateway.endpoint}${path}`, init);
    return { status: response.status, body: await response.text(), headers: response.headers };
  };
  const rest = '/_api/rest123456/dev';
  const http = '/_api/http123456';

  it('says what it serves, with invoke URLs and outputs that can be called here', () => {
    assert.deepEqual(gateway.stacks, [
      {
        name: 'tested',
        outputs: { Url: `${gateway.endpoint}${rest}`, Other: 'https://example.com/' },
        apis: [
          { apiType: 'rest', name: 'tested', stage: 'dev', invokeUrl: `${gateway.endpoint}${rest}` },
          { apiType: 'http', name: 'tested', stage: '$default', invokeUrl: `${gateway.endpoint}${http}` },
        ],
      },
    ]);
    assert.match(gateway.warnings[0]?.message ?? '', /java21 is not supported/);
    assert.equal(gateway.warnings[0]?.file, 'tested.yaml');
  });

  it('strips its own prefix from events of both API types', async () => {
    const restEvent = JSON.parse((await get(`${rest}/echo/a%20b?x=1`)).body);
    assert.equal(restEvent.path, '/echo/a%20b');
    assert.equal(restEvent.requestContext.path, '/dev/echo/a%20b');
    assert.equal(restEvent.headers.Host, 'rest123456.execute-api.us-east-1.amazonaws.com');
    const httpEvent = JSON.parse((await get(`${http}/echo/a%20b?x=1`)).body);
    assert.equal(httpEvent.rawPath, '/echo/a b');
    assert.equal(httpEvent.rawQueryString, 'x=1');
  });

  it('finds an API by its host name as well', async () => {
    for (const host of [
      'rest123456.execute-api.us-east-1.amazonaws.com',
      'rest123456.execute-api.localhost:4566',
    ]) {
      const response = await rawRequest(gateway.endpoint, {
        method: 'GET',
        path: '/dev/echo/x',
        headers: { Host: host },
      });
      assert.equal(JSON.parse(response.body.toString()).path, '/echo/x');
    }
  });

  it('answers a crash of a handler as AWS does, shows what it printed, and goes on', async () => {
    for (const _ of [1, 2]) {
      assert.deepEqual((({ status, body }) => [status, body])(await get(`${rest}/crash`)), [
        502,
        '{"message": "Internal server error"}',
      ]);
    }
    assert.deepEqual((({ status, body }) => [status, body])(await get(`${http}/crash`)), [
      500,
      '{"message":"Internal Server Error"}',
    ]);
    assert.ok(logged.includes('crash: about to crash'));
    assert.ok(logged.some((line) => /tested GET \/crash: Runtime\.ExitError/.test(line)));
  });

  it('answers 502 once a function has run longer than it may', async () => {
    assert.equal((await get(`${rest}/slow`)).status, 502);
  });

  it('carries bodies of up to 6 MB to a function and refuses larger ones as AWS does', async () => {
    const post = (bytes: number) => get(`${rest}/echo/x`, { method: 'POST', body: 'x'.repeat(bytes) });
    assert.equal(JSON.parse((await post(2_000_000)).body).body.length, 2_000_000);
    assert.deepEqual((({ status, body }) => [status, body])(await post(7_000_000)), [
      413,
      '{"message":"Request Too Long"}',
    ]);
    assert.deepEqual((({ status, body }) => [status, body])(await post(11_000_000)), [
      413,
      'HTTP content length exceeded 10485760 bytes.',
    ]);
  });

  it('keeps connections, says so as AWS does, and closes them when asked', async () => {
    const kept = await rawRequest(gateway.endpoint, { method: 'GET', path: `${rest}/echo/x` });
    assert.equal(kept.headers.connection, 'keep-alive');
    assert.equal(kept.headers['keep-alive'], undefined);
    const closed = await rawRequest(gateway.endpoint, {
      method: 'GET',
      path: `${rest}/echo/x`,
      headers: { Connection: 'close' },
    });
    assert.equal(closed.headers.connection, 'close');
    assert.ok(kept.headerNames.includes('x-amzn-RequestId'));
  });

  it('answers HEAD without a body', async () => {
    const response = await get(`${rest}/echo/x`, { method: 'HEAD' });
    assert.deepEqual([response.status, response.body], [200, '']);
    assert.ok(Number(response.headers.get('content-length')) > 0);
  });

  it('says what it is to anybody else', async () => {
    assert.deepEqual((({ status, body }) => [status, JSON.parse(body).apis])(await get('/')), [
      404,
      ['/_api/rest123456', '/_api/http123456'],
    ]);
    assert.equal((await get('/_api/nothing/x')).status, 404);
  });

  it('refuses a malformed request and outlives it', async () => {
    const socket = connect(Number(new URL(gateway.endpoint).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nbad header\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 400 /);
    await once(socket, 'close');
    const half = connect(Number(new URL(gateway.endpoint).port), '127.0.0.1');
    half.write(`POST ${rest}/echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc`);
    await once(half, 'connect');
    half.destroy();
    assert.equal((await get(`${http}/echo/x`)).status, 200);
  });

  it('names the port that is taken and one that is free', async () => {
    const port = Number(new URL(gateway.endpoint).port);
    await assert.rejects(serveDeployment({ stacks: [] }, { port, warnings: [] }), (error) => {
      assert.ok(error instanceof PortInUseError);
      assert.equal(error.port, port);
      assert.notEqual(error.freePort, port);
      return true;
    });
  });
});

it('starts from a template, answers the AWS endpoint’s callers, and is gone once closed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-main-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'template.yaml');
  writeFileSync(
    file,
    `
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: small, ProtocolType: HTTP, Target: !GetAtt Function.Arn }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Function, Principal: apigateway.amazonaws.com }
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: {} }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: "def handler(event, context):\\n    return {'hello': event['rawPath']}" }
`,
  );
  const gateway = await startGateway({ sources: [{ file, stackName: 'small' }], warm: true });
  const [api] = gateway.stacks[0]?.apis ?? [];
  const response = await fetch(`${api?.invokeUrl}/there`);
  assert.equal(await response.text(), '{"hello":"/there"}');
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({
    endpoint: gateway.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'small' }));
  assert.equal(Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE');
  client.destroy();
  await gateway.close();
  await assert.rejects(fetch(gateway.endpoint));
});
