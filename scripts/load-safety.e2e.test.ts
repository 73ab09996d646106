import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { LatencyDocument } from '../src/report/documents.ts';
import type { Safety } from '../src/safety/describe.ts';
import { checkout, cli, startLocal } from './cli.fixture.ts';

/** Where nobody may end up. */
const elsewhere: string[] = [];
const stranger = createServer((request, response) => {
  elsewhere.push(request.url ?? '');
  response.end('{}');
});
await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
const strangeUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;

const handler = `
def handler(event, context):
    if event['rawPath'].endswith('/away'):
        return {'statusCode': 302, 'headers': {'location': '${strangeUrl}/redirected'}, 'body': ''}
    return {'statusCode': 200, 'body': '{}'}
`;
const resource = (type: string, properties: object) => ({ Type: `AWS::${type}`, Properties: properties });
const route = (path: string) =>
  resource('ApiGatewayV2::Route', {
    ApiId: { Ref: 'Api' },
    RouteKey: `GET /${path}`,
    Target: { 'Fn::Sub': `integrations/\${Integration}` },
  });
const template = {
  Resources: {
    Function: resource('Lambda::Function', {
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/lambda',
      Code: { ZipFile: handler },
    }),
    Permission: resource('Lambda::Permission', {
      FunctionName: { Ref: 'Function' },
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    }),
    Api: resource('ApiGatewayV2::Api', { Name: 'shop', ProtocolType: 'HTTP' }),
    Integration: resource('ApiGatewayV2::Integration', {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] },
      PayloadFormatVersion: '2.0',
    }),
    Hello: route('hello'),
    Away: route('away'),
    Stage: resource('ApiGatewayV2::Stage', {
      ApiId: { Ref: 'Api' },
      StageName: '$default',
      AutoDeploy: true,
    }),
  },
  Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
};

const root = await mkdtemp(path.join(tmpdir(), 'gatewright-load-safety-'));
for (const folder of ['node_modules', 'contracts', 'stacks/shop', 'stacks/shop-prod'])
  await mkdir(path.join(root, folder), { recursive: true });
await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
const files = {
  'package.json': '{ "type": "module" }',
  'stacks/shop/template.json': JSON.stringify(template),
  'stacks/shop-prod/template.json': JSON.stringify(template),
  'contracts/shop.ts': `import { defineContract } from 'gatewright';
export const contract = defineContract({ name: 'shop', routes: {
  'GET /hello': { responses: { 200: {} }, examples: { one: { expect: { status: 200 } } } },
  'GET /away': { responses: { 302: {} }, examples: { one: { expect: { status: 302 } } } },
} });`,
  'mine.ts': `import http, { get } from 'k6/http';
interface Given { readonly path: string }
export const options = { scenarios: { steady: { executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: '3s', preAllocatedVUs: 20 } } };
export function setup(): Given { return { path: '/hello' }; }
export default function (given: Given) {
  get(__ENV.GATEWRIGHT_URL + given.path, { tags: { name: 'GET /hello' } });
  http.batch([['GET', __ENV.GATEWRIGHT_URL + '/away', null, { tags: { name: 'GET /away' }, redirects: 5 }]]);
}`,
  'stray.ts': `import { post } from 'k6/http';
export const options = { vus: 1, iterations: 1 };
export default function () { post('${strangeUrl}/script', '{}'); }`,
};
for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
const gateway = await startLocal(['--account-throttle', '100,50'], { cwd: root });
after(async () => {
  await gateway.stop();
  stranger.close();
  await rm(root, { recursive: true, force: true });
});
const env = { AWS_ENDPOINT_URL: gateway.endpoint, AWS_REGION: 'us-east-1' };
const load = (...typed: readonly string[]) => cli(['latency', ...typed], { cwd: root, env });

describe('before load is sent', { concurrency: true }, () => {
  test('a plan says what it takes and costs, and what it would need', async () => {
    const { code, stdout } = await load(
      '--stack',
      'shop-prod',
      '--contract',
      'shop',
      '--rate',
      '30',
      '--plan',
      '--json',
    );
    assert.equal(code, 0);
    const { safety } = JSON.parse(stdout) as { safety: Safety };
    assert.deepEqual(safety.accounts, [
      { account: '…9012', region: 'us-east-1', targets: ['shop-prod:http'], emulator: gateway.endpoint },
    ]);
    const [throttle, concurrency] = safety.shares;
    assert.deepEqual(
      [throttle?.of, Math.round(throttle?.takes ?? 0), throttle?.limit],
      ['throttle', 30, 100],
    );
    assert.deepEqual([concurrency?.of, concurrency?.limit], ['concurrency', 1000]);
    assert.equal(safety.production[0]?.because, 'the name of the stack has the word "prod": shop-prod');
    assert.ok(safety.estimate.price.usd > 0);
    assert.deepEqual(safety.notes, []);
  });

  test('a share of more than 20 % and a name like production are refused with 2', async () => {
    const [shared, production] = await Promise.all([
      load('--stack', 'shop', '--rate', '30'),
      load('--stack', 'shop-prod', '--contract', 'shop'),
    ]);
    assert.equal(shared.code, 2);
    assert.match(
      shared.stderr,
      /30 of 100 requests a second \(30 %\) of the emulated account's throttle[\s\S]*--allow-shared-account/,
    );
    assert.equal(production.code, 2);
    assert.match(
      production.stderr,
      /shop-prod:http looks like production: the name of the stack has the word "prod"[\s\S]*--allow-production/,
    );
  });
});

describe("a person's own script", { concurrency: true }, () => {
  test('gets the statistics of its named requests, follows no redirect, and k6 draws its dashboard beside', async () => {
    const dashboard = path.join(root, 'dashboard.html');
    const { stdout, stderr } = await load(
      '--stack',
      'shop',
      '--script',
      'mine.ts',
      '--json',
      '--dashboard',
      dashboard,
    );
    const { series } = JSON.parse(stdout) as LatencyDocument;
    const counted = new Map(
      series.map(({ route, clock, count, errorRate }) => [route, { clock, count, errorRate }]),
    );
    for (const name of ['GET /hello', 'GET /away'])
      assert.deepEqual(
        { ...counted.get(name), count: 0 },
        { clock: 'service', count: 0, errorRate: 0 },
        stderr,
      );
    assert.ok((counted.get('GET /hello')?.count ?? 0) >= 40, stdout);
    assert.match(await readFile(dashboard, 'utf8'), /k6/);
  });

  test('and the scenarios of this project follow no redirect either', async () => {
    const { stdout } = await load('--stack', 'shop', '--rate', '4', '--duration', '2s', '--json');
    const { series } = JSON.parse(stdout) as LatencyDocument;
    assert.ok(
      series.some(({ route, count, errorRate }) => route === 'GET /away' && count > 0 && errorRate === 0),
    );
  });

  test('is ended before it calls any other host', async () => {
    const { code, stdout } = await load('--stack', 'shop', '--script', 'stray.ts');
    assert.equal(code, 2);
    assert.match(
      stdout,
      /the script calls http:\/\/127\.0\.0\.1:\d+, which is no target of this run, and was ended before it did/,
    );
  });
});

test('of all these runs no request went to a host that is no target', () => {
  assert.deepEqual(elsewhere, []);
});
