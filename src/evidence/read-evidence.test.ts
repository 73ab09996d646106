import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { deploymentOf, routeOf } from '../deployment/deployment.fixture.ts';
import type { FailedCall } from './evidence.ts';
import type { FunctionReads } from './function-reads.ts';
import { readEvidence } from './read-evidence.ts';

const startedMs = Date.parse('2026-01-01T00:00:00Z');
const call = (told: Partial<FailedCall> = {}): FailedCall => ({
  exchange: 'one',
  target: 'shop:rest',
  apiType: 'rest',
  route: 'GET /items',
  status: 502,
  startedMs,
  durationMs: 120,
  requestId: '4a2b1c3d-0000-4000-8000-000000000001',
  traceId: null,
  ...told,
});
const httpCall = (told: Partial<FailedCall> = {}) =>
  call({ target: 'shop:http', apiType: 'http', status: 500, ...told });
const run = (id: string, error: string | null, atMs = startedMs + 20) =>
  [
    `START RequestId: ${id} Version: 1`,
    error,
    `END RequestId: ${id}`,
    `REPORT RequestId: ${id}\tDuration: 5.00 ms\t`,
  ].flatMap((message) => (message === null ? [] : { stream: id, atMs, message }));
const raise = '[ERROR] NameError: name ‘USERZ’ is not defined'.replaceAll(/[‘’]/g, "'");

interface Asked {
  readonly reads: FunctionReads;
  readonly calls: string[];
}

/** Reads that answer as told, and take down what was asked. */
function fake(told: Partial<FunctionReads> = {}): Asked {
  const calls: string[] = [];
  const policy = JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction' }],
  });
  const answers: FunctionReads = {
    configuration: async () => ({ logGroup: '/own/group', state: null }),
    policy: async () => policy,
    logLines: async () => null,
    ...told,
  };
  const noted = <T>(call: string, answer: T): T => {
    calls.push(call);
    return answer;
  };
  return {
    calls,
    reads: {
      configuration: (called) => noted(`configuration ${called.name}`, answers.configuration(called)),
      policy: (called) => noted(`policy ${called.name}`, answers.policy(called)),
      logLines: (group, asked) => noted(`log ${group}`, answers.logLines(group, asked)),
    },
  };
}

const ask = (calls: readonly FailedCall[], { reads }: Asked, patienceMs = 0) =>
  readEvidence(calls, [deploymentOf('rest'), deploymentOf('http')], {
    aws: () => ({ env: {} }),
    patienceMs,
    open: async () => reads,
  });

test('a run without failures asks nothing, not even for credentials', async () => {
  const open = () => assert.fail('asked');
  assert.deepEqual(await readEvidence([], [deploymentOf('rest')], { aws: () => ({ env: {} }), open }), {
    schemaVersion: 1,
    calls: [],
    notes: [],
  });
  assert.deepEqual(
    (await readEvidence([call()], [], { aws: () => ({ env: {} }), open })).calls,
    [],
    'nothing is known of the target',
  );
});

test('the log group is the one that the function names, and its error is the call’s', async () => {
  const asked = fake({ logLines: async (group) => (group === '/own/group' ? run('a', raise) : null) });
  const { calls, notes } = await ask([call()], asked);
  assert.deepEqual(calls[0]?.outcomes, [
    { kind: 'raised', errorType: 'NameError', message: "name 'USERZ' is not defined", place: null },
  ]);
  assert.deepEqual(notes, []);
  assert.ok(asked.calls.includes('log API-Gateway-Execution-Logs_abc123/dev'));
  assert.ok(!asked.calls.some((one) => one.startsWith('policy')), '502 comes of a function that was asked');
});

test('runs at another time, or longer than the call, are not its own', async () => {
  const late = fake({ logLines: async () => run('a', raise, startedMs + 60_000) });
  assert.deepEqual((await ask([httpCall()], late)).calls[0]?.outcomes, []);
  const timedOut = run('b', 'x b Task timed out after 3.00 seconds');
  assert.deepEqual(
    (await ask([httpCall()], fake({ logLines: async () => timedOut }))).calls[0]?.outcomes,
    [],
  );
});

test('of several runs, the one that bears the call’s request id is its own', async () => {
  const lines = [
    ...run('a', '[ERROR] Other: thing'),
    ...run('b', raise),
    { stream: 'b', atMs: startedMs + 21, message: `request ${call().requestId}` },
  ];
  const { calls } = await ask(
    [call()],
    fake({ logLines: async (group) => (group === '/own/group' ? lines : null) }),
  );
  assert.deepEqual(
    calls[0]?.outcomes.map((one) => one.kind === 'raised' && one.errorType),
    ['NameError'],
  );
});

test('where nothing tells runs apart, all ends are told', async () => {
  const lines = [...run('a', '[ERROR] Other: thing'), ...run('b', raise)];
  const { calls } = await ask([httpCall()], fake({ logLines: async () => lines }));
  assert.equal(calls[0]?.outcomes.length, 2);
});

test('a policy that does not cover the call is the cause, and no log is waited for', async () => {
  const asked = fake({ policy: async () => null });
  const { calls } = await ask([httpCall()], asked, 60_000);
  assert.equal(calls[0]?.permission?.granted, false);
  assert.ok(!asked.calls.some((one) => one.startsWith('log')));
});

test('an integration with a role of its own needs no policy', async () => {
  const integration = { ...routeOf('http').integration, type: 'AWS_PROXY', ownRole: true as const };
  const deployment = deploymentOf('http', { defined: [{ integration: integration as never }] });
  const { reads } = fake({ policy: async () => null });
  const { calls } = await readEvidence([httpCall()], [deployment], {
    aws: () => ({ env: {} }),
    patienceMs: 0,
    open: async () => reads,
  });
  assert.equal(calls[0]?.permission, null);
});

test('logs that come late are waited for', async () => {
  let asked = 0;
  const logLines = async () => (++asked < 3 ? [] : run('a', raise));
  const { calls } = await ask([httpCall()], fake({ logLines }), 5000);
  assert.equal(calls[0]?.outcomes[0]?.kind, 'raised');
});

for (const [what, status, type, words] of [
  [
    'AccessDenied',
    403,
    'AccessDeniedException',
    /without logs: the permission logs:FilterLogEvents is missing/,
  ],
  [
    'a missing operation',
    501,
    'NotImplemented',
    /does not implement CloudWatch Logs's FilterLogEvents|does not implement/,
  ],
] as const) {
  test(`${what} takes away one feature each, with one note`, async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type });
      response.end(
        JSON.stringify({ __type: type, message: 'User: arn:aws:iam::123456789012:user/me is not allowed' }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { calls, notes } = await readEvidence(
      [httpCall(), httpCall({ exchange: 'two' })],
      [deploymentOf('http')],
      { aws: () => ({ env: { AWS_ENDPOINT_URL: endpoint } }), patienceMs: 0 },
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(calls.length, 2);
    assert.deepEqual(calls[0]?.outcomes, []);
    assert.equal(calls[0]?.permission, null);
    assert.equal(notes.length, 3);
    for (const feature of [/configurations of functions/, /policies of functions/, /\blogs\b/]) {
      assert.equal(notes.filter((note) => feature.test(note)).length, 1);
    }
    assert.match(notes.join('\n'), words);
    assert.doesNotMatch(notes.join('\n'), /\d{12}/);
  });
}

test('the functions behind each target are asked as whom its place says, where they are', async () => {
  const asked: (string | undefined)[][] = [];
  await readEvidence([call(), httpCall()], [deploymentOf('rest'), deploymentOf('http')], {
    aws: ({ target }) => ({
      env: {},
      ...(target === 'shop:http' ? { role: 'gate', region: 'sa-east-1' } : {}),
    }),
    patienceMs: 0,
    open: async ({ role, region }) => {
      asked.push([role, region]);
      return fake().reads;
    },
  });
  const [own, gate] = asked.toSorted(([a = ''], [b = '']) => a.localeCompare(b));
  assert.deepEqual([own?.[0], gate?.[0]], [undefined, 'gate']);
  assert.equal(gate?.[1], own?.[1], "the region is the function's");
});
