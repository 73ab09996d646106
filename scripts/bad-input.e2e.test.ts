import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { against, cli, projectOfOnesOwn, startLocal } from './cli.fixture.ts';

const project = await projectOfOnesOwn();
let gateway: Awaited<ReturnType<typeof startLocal>>;
let taken: { readonly port: number; close(): void };

before(async () => {
  gateway = await startLocal();
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  taken = { port: (server.address() as { port: number }).port, close: () => server.close() };
  const files = {
    'broken.yaml': 'Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n   Properties: {}\n',
    'dangling.yaml':
      'Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Name: !Ref Nobody\n',
    'no-api.yaml': 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n',
    'contracts/secured.js': `export const secured = { name: 'secured', routes: { 'GET /a': { responses: { 200: {} },
       auth: { header: 'X-Api-Key', from: 'env:NOT_SET_HERE' }, examples: { one: { expect: { status: 200 } } } } } };\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(project.root, name), text);
});

after(async () => {
  taken.close();
  await gateway.stop();
  await project.remove();
});

interface Mistake {
  readonly typed: readonly string[];
  readonly says: RegExp;
  readonly next: RegExp;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Talks to the running gateway. */
  readonly reaches?: true;
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'an unknown verb': { typed: ['smok'], says: /no verb "smok"/, next: /smoke/ },
  'an unknown option': { typed: ['smoke', '--stak', 'a'], says: /no option --stak/, next: /--stack/ },
  'no target at all': { typed: ['smoke'], says: /nothing to test/i, next: /--stack[\s\S]*--url/ },
  'a stack that is not there': {
    typed: ['discover', '--stack', 'my-apo'],
    says: /my-apo/,
    next: /my-api/,
    reaches: true,
  },
  'no credentials': {
    typed: ['discover', '--stack', 'my-api', '--region', 'us-east-1'],
    says: /credentials/i,
    next: /AWS_PROFILE|--profile/,
  },
  'an AWS endpoint that nobody listens at': {
    typed: ['discover', '--stack', 'my-api'],
    says: /127\.0\.0\.1:9\b/,
    next: /AWS_ENDPOINT_URL/,
    env: against('http://127.0.0.1:9'),
  },
  'an unreachable target, before the first exchange': {
    typed: ['smoke', '--url', 'http://127.0.0.1:9/dev', '--api', 'rest', '--contract', 'my-api'],
    says: /127\.0\.0\.1:9/,
    next: /./,
  },
  'a url without its API type': {
    typed: ['smoke', '--url', 'http://127.0.0.1:9/dev'],
    says: /--api/,
    next: /rest[\s\S]*http/,
  },
  'a url that is none': { typed: ['smoke', '--url', 'dev', '--api', 'rest'], says: /dev/, next: /https?:/ },
  'a contract that is not there': {
    typed: ['smoke', '--stack', 'my-api', '--contract', 'my-ap'],
    says: /my-ap/,
    next: /my-api/,
    reaches: true,
  },
  'a senseless rate': { typed: ['latency', '--local', '--rate', '-5'], says: /-5/, next: /--rate/ },
  'a rate of nothing': { typed: ['latency', '--local', '--rate', '0'], says: /0/, next: /--rate/ },
  'a duration without a unit': {
    typed: ['latency', '--local', '--duration', '30'],
    says: /30/,
    next: /30s/,
  },
  'a rate that no memory holds': {
    typed: ['latency', '--stack', 'my-api', '--rate', '5000000'],
    says: /memory|virtual users/i,
    next: /./,
    reaches: true,
  },
  'a credential that load needs and the environment lacks': {
    typed: ['latency', '--url', 'http://127.0.0.1:9', '--api', 'http', '--contract', 'secured'],
    says: /NOT_SET_HERE, which is not set/,
    next: /NOT_SET_HERE=…/,
  },
  'a K6_BIN that is no k6': {
    typed: ['latency', '--stack', 'my-api', '--rate', '5', '--duration', '1s'],
    says: /K6_BIN/,
    next: /K6_BIN/,
    env: { K6_BIN: '/bin/false' },
    reaches: true,
  },
  'a template with broken YAML': {
    typed: ['local', '--template', 'broken.yaml'],
    says: /broken\.yaml:\d+/,
    next: /./,
  },
  'a template that refers to nothing': {
    typed: ['local', '--template', 'dangling.yaml'],
    says: /dangling\.yaml:5.*Nobody/s,
    next: /./,
  },
  'a template without an API': {
    typed: ['local', '--template', 'no-api.yaml'],
    says: /no-api\.yaml/,
    next: /./,
  },
  'a template that is not there': {
    typed: ['local', '--template', 'none.yaml'],
    says: /none\.yaml/,
    next: /./,
  },
  'no python3': {
    typed: ['demo'],
    says: /python3/,
    next: /python\.org/,
    env: { PATH: '/nonexistent' },
  },
  'a run that is not there': { typed: ['report', 'nothing'], says: /nothing|no run/i, next: /./ },
};

for (const [what, { typed, says, next, env, reaches }] of Object.entries(mistakes)) {
  test(`${what} is one sentence and what to do next, exit code 2, no stack trace`, async () => {
    const end = await cli(typed, {
      cwd: project.root,
      env: { ...(reaches ? against(gateway.endpoint) : {}), ...env },
    });
    assert.equal(end.code, 2, end.stdout + end.stderr);
    const [first = '', ...rest] = end.stderr.split('gatewright: ').at(-1)?.split('\n') ?? [];
    assert.match(first, says);
    assert.match([first, ...rest].join('\n'), next);
    assert.doesNotMatch(end.stderr, /^\s+at .*:\d+:\d+/m);
    assert.equal(end.stdout, '');
  });
}

test('a port in use is said, with a free one to take instead', async () => {
  const { code, stderr } = await cli(['local', '--port', String(taken.port)], { cwd: project.root });
  assert.equal(code, 2);
  assert.match(stderr, new RegExp(`${taken.port}[\\s\\S]*--port \\d+`));
});

test('a mistake in a contract is told with its file, its path and what to write', async (t) => {
  const { root, change } = project;
  await writeFile(
    path.join(root, 'contracts/orders.js'),
    `export const orders = { name: 'orders', routes: { 'GET /orders/{id}': { responses: { 200: {} },
       examples: { one: { path: { order: 1 }, expect: { status: 200 } } } } } };\n`,
  );
  t.after(() => change('contracts/orders.js', /[\s\S]*/, '// gone\n'));
  const { code, stderr } = await cli(['smoke', '--local'], { cwd: root });
  assert.equal(code, 2);
  assert.match(stderr, /contracts\/orders\.js/);
  assert.match(stderr, /GET \/orders\/\{id\}.*one.*path/);
  assert.match(stderr, /\bid\b/);
});
