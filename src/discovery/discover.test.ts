import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discovered, restApi as rest, v2Api as v2 } from './discovered.fixture.ts';
import type { FakeAccount } from './fake-aws.fixture.ts';

const local = 'http://127.0.0.1:4010/_api';

test('outputs that are invoke URLs give a target each, their API type told by the resources', async () => {
  const { targets, calls, endpoint } = await discovered(
    {
      stacks: [
        {
          name: 'my-api',
          outputs: { Docs: 'https://example.com', HttpUrl: `${local}/h1/`, RestUrl: `${local}/r1/dev` },
          resources: [rest('r1'), v2('h1'), ['AWS::Lambda::Function', 'F', 'f']],
        },
      ],
      restApis: { r1: { endpointType: 'EDGE', stages: ['dev', 'prod'] } },
      v2Apis: { h1: { stages: ['$default'] } },
    },
    { stack: 'my-api' },
  );
  const emulator = { origin: endpoint, server: null };
  assert.deepEqual(targets, [
    {
      target: 'my-api:rest',
      apiType: 'rest',
      invokeUrl: `${local}/r1/dev`,
      stage: 'dev',
      region: 'us-east-1',
      stackName: 'my-api',
      endpointType: 'EDGE',
      apiId: 'r1',
      emulator,
    },
    {
      target: 'my-api:http',
      apiType: 'http',
      invokeUrl: `${local}/h1`,
      stage: '$default',
      region: 'us-east-1',
      stackName: 'my-api',
      endpointType: 'REGIONAL',
      apiId: 'h1',
      emulator,
    },
  ]);
  assert.ok(
    !calls.some((call) => call.includes('Stages')),
    'stages are not asked for where outputs tell them',
  );
});

test('a stack without outputs is called under the URLs that its endpoint serves', async () => {
  const { urls, endpoint } = await discovered(
    {
      server: 'gatewright',
      stacks: [{ name: 'lambda-api', resources: [rest('r1'), v2('h1')] }],
      restApis: { r1: { stages: ['v0'] } },
      v2Apis: { h1: { stages: ['$default', 'beta'] } },
    },
    { stack: 'lambda-api' },
  );
  assert.deepEqual(urls, {
    'lambda-api:rest': `${endpoint}/_api/r1/v0`,
    'lambda-api:http@$default': `${endpoint}/_api/h1`,
    'lambda-api:http@beta': `${endpoint}/_api/h1/beta`,
  });
});

test('the ApiEndpoint of an HTTP API shows how an emulator serves its other APIs', async () => {
  const { urls } = await discovered(
    {
      stacks: [{ name: 's', resources: [rest('r1'), v2('h1')] }],
      restApis: { r1: { stages: ['dev'] } },
      v2Apis: {
        h1: { stages: ['$default'], apiEndpoint: 'http://h1.execute-api.localhost.localstack.cloud:4566' },
      },
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, {
    's:rest': 'http://r1.execute-api.localhost.localstack.cloud:4566/dev',
    's:http': 'http://h1.execute-api.localhost.localstack.cloud:4566',
  });
});

test('host names under localhost, which many systems do not resolve, become paths of the endpoint', async () => {
  const { urls, endpoint } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { Url: 'https://r1.execute-api.us-east-1.amazonaws.com/dev' },
          resources: [rest('r1'), v2('h1')],
        },
      ],
      restApis: { r1: {} },
      v2Apis: { h1: { stages: ['$default'], apiEndpoint: 'http://h1.execute-api.localhost:4566' } },
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, {
    's:rest': `${endpoint}/_aws/execute-api/r1/dev`,
    's:http': `${endpoint}/_aws/execute-api/h1/$default`,
  });
});

test('an emulator that shows no URL at all is known by its health page', async () => {
  const { urls, endpoint } = await discovered(
    {
      stacks: [{ name: 's', resources: [rest('r1')] }],
      restApis: { r1: { stages: ['v0'] } },
      odd: { health: { status: 200, contentType: 'application/json', body: '{"services":{}}' } },
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, { 's:rest': `${endpoint}/_aws/execute-api/r1/v0` });
});

test("AWS's own URL in an output is never called while an emulator is asked", async () => {
  const { urls, endpoint } = await discovered(
    {
      server: 'gatewright/0.1.0',
      stacks: [
        {
          name: 's',
          outputs: { Url: 'https://r1.execute-api.us-east-1.amazonaws.com/dev' },
          resources: [rest('r1')],
        },
      ],
      restApis: { r1: {} },
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, { 's:rest': `${endpoint}/_api/r1/dev` });
});

test('resources are read over all pages, and deleted ones are none', async () => {
  const { urls, calls } = await discovered(
    {
      server: 'gatewright',
      pageSize: 2,
      stacks: [
        {
          name: 's',
          resources: [
            ['AWS::IAM::Role', 'A', 'a'],
            ['AWS::ApiGateway::RestApi', 'Old', 'r0', 'DELETE_COMPLETE'],
            ['AWS::IAM::Role', 'B', 'b'],
            ['AWS::IAM::Role', 'C', 'c'],
            rest('r1'),
          ],
        },
      ],
      restApis: { r1: { stages: ['dev'] } },
    },
    { stack: 's' },
  );
  assert.deepEqual(Object.keys(urls), ['s:rest']);
  assert.equal(calls.filter((call) => call.startsWith('ListStackResources')).length, 3);
});

test('of an HTTP API, the first segment is a stage only where there is such a stage', async () => {
  const { targets, notes } = await discovered(
    {
      stacks: [
        { name: 'a', outputs: { Url: `${local}/h1/beta/hello` }, resources: [v2('h1')] },
        { name: 'b', outputs: { Url: `${local}/h2/hello` }, resources: [v2('h2')] },
        {
          name: 'c',
          outputs: { Url: `${local}/h3/beta` },
          resources: [v2('h3'), ['AWS::ApiGatewayV2::Stage', 'S', 'beta']],
        },
      ],
      v2Apis: { h1: { stages: ['beta'] }, h2: { stages: ['$default'] }, h3: {} },
    },
    { stack: 'a' },
    { stack: 'b' },
    { stack: 'c' },
  );
  assert.deepEqual(
    targets.map(({ stage, invokeUrl }) => [stage, invokeUrl]),
    [
      ['beta', `${local}/h1/beta`],
      ['$default', `${local}/h2`],
      ['beta', `${local}/h3/beta`],
    ],
  );
  assert.deepEqual(
    notes.map((note) => /with (\/\S*),/.exec(note)?.[1]),
    ['/hello', '/hello'],
  );
});

test('an output that holds the stage twice is taken at its word, for the gate to find what clients find', async () => {
  const { targets, notes } = await discovered(
    {
      stacks: [{ name: 's', outputs: { Url: `${local}/r1/dev/dev` }, resources: [rest('r1')] }],
      restApis: { r1: { stages: ['dev'] } },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ stage, invokeUrl }) => [stage, invokeUrl]),
    [['dev', `${local}/r1/dev/dev`]],
  );
  assert.deepEqual(notes, []);
});

test('several outputs of one stage are one target; several stages are told apart in the name', async () => {
  const { urls } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { A: `${local}/r1/dev`, B: `${local}/r1/dev/users`, C: `${local}/r1/prod` },
          resources: [rest('r1')],
        },
      ],
      restApis: { r1: {} },
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, { 's:rest@dev': `${local}/r1/dev`, 's:rest@prod': `${local}/r1/prod` });
});

test('several APIs of one type are told apart by their names in the template', async () => {
  const { urls } = await discovered(
    {
      server: 'gatewright',
      stacks: [{ name: 's', resources: [rest('r1', 'Orders'), rest('r2', 'Admin')] }],
      restApis: { r1: { stages: ['prod'] }, r2: { stages: ['prod'] } },
    },
    { stack: 's' },
  );
  assert.deepEqual(Object.keys(urls), ['s.Orders:rest', 's.Admin:rest']);
});

test('the config chooses an output by its key, also one with a domain of its own', async () => {
  const account: FakeAccount = {
    stacks: [
      {
        name: 's',
        outputs: {
          A: `${local}/r1/dev`,
          B: `${local}/r1/prod`,
          C: 'https://api.example.com/v1/',
          D: `${local}/h1`,
        },
        resources: [rest('r1'), v2('h1')],
      },
    ],
    restApis: { r1: { endpointType: 'EDGE' } },
    v2Apis: { h1: {} },
  };
  const byKey = await discovered(account, { stack: 's', output: { rest: 'B' } });
  assert.deepEqual(byKey.urls, { 's:rest': `${local}/r1/prod`, 's:http': `${local}/h1` });
  const custom = await discovered(account, { stack: 's', output: { rest: 'C' } });
  assert.equal(custom.urls['s:rest'], 'https://api.example.com/v1');
  assert.equal(custom.targets[0]?.endpointType, 'EDGE');
  assert.equal(custom.targets[0]?.stage, null);
});

test('the config chooses stages, beyond those that the outputs name', async () => {
  const account: FakeAccount = {
    stacks: [{ name: 's', outputs: { A: `${local}/r1/dev` }, resources: [rest('r1')] }],
    restApis: { r1: { stages: ['dev', 'prod', 'test'] } },
  };
  const two = await discovered(account, { stack: 's', stages: ['dev', 'prod'] });
  assert.deepEqual(two.urls, { 's:rest@dev': `${local}/r1/dev`, 's:rest@prod': `${local}/r1/prod` });
  const one = await discovered(account, { stack: 's', stages: ['prod'] });
  assert.deepEqual(one.urls, { 's:rest': `${local}/r1/prod` });
});

test("an output may name another stack's API: API Gateway tells its type", async () => {
  const { targets } = await discovered(
    {
      stacks: [{ name: 's', outputs: { A: `${local}/r9/dev`, B: `${local}/h9` }, resources: [] }],
      restApis: { r9: {} },
      v2Apis: { h9: {} },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ apiId, apiType }) => [apiId, apiType]),
    [
      ['r9', 'rest'],
      ['h9', 'http'],
    ],
  );
});

test('what is no target is named and left out: WebSocket APIs, unknown APIs, unreadable nested stacks, private endpoints', async () => {
  const { urls, notes } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { A: `${local}/r1/dev`, B: `${local}/gone/dev` },
          resources: [
            rest('r1'),
            rest('r2', 'Inner'),
            v2('w1', 'Socket'),
            [
              'AWS::CloudFormation::Stack',
              'Nested',
              'arn:aws:cloudformation:us-east-1:123456789012:stack/s-Nested-1/uuid',
            ],
          ],
        },
      ],
      restApis: { r1: {}, r2: { endpointType: 'PRIVATE', stages: ['dev'] } },
      v2Apis: { w1: { protocol: 'WEBSOCKET', stages: ['dev'] } },
    },
    { stack: 's' },
  );
  assert.deepEqual(Object.keys(urls), ['s:rest']);
  assert.match(notes.join('\n'), /WebSocket API w1/);
  assert.match(notes.join('\n'), /API gone/);
  assert.match(notes.join('\n'), /nested in s that could not be read: s-Nested-1\./);
  assert.match(notes.join('\n'), /r2 .*PRIVATE/);
});

test('a missing permission for what is only nice to know takes that field away, and nothing else', async () => {
  const denied = {
    code: 'AccessDeniedException',
    message: 'User: x is not authorized to perform: apigateway:GET',
  };
  const { targets } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { A: `${local}/r1/dev`, B: `${local}/h1/beta` },
          resources: [rest('r1'), v2('h1')],
        },
      ],
      odd: { GetRestApi: denied, GetApi: denied, GetV2Stages: denied },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ apiType, endpointType, stage }) => [apiType, endpointType, stage]),
    [
      ['rest', null, 'dev'],
      ['http', 'REGIONAL', 'beta'],
    ],
  );
});

test('an emulator that crashes on what only details come from costs those details', async () => {
  const crash = { status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' };
  const { targets } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { A: `${local}/r1/dev`, B: `${local}/h1/beta` },
          resources: [rest('r1'), v2('h1')],
        },
      ],
      odd: { GetRestApi: crash, GetApi: crash, GetV2Stages: crash },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ apiType, stage }) => [apiType, stage]),
    [
      ['rest', 'dev'],
      ['http', 'beta'],
    ],
  );
});

test('without the permission to list resources, API Gateway tells the types of the APIs that outputs name', async () => {
  const { targets } = await discovered(
    {
      stacks: [{ name: 's', outputs: { A: `${local}/r1/dev` } }],
      restApis: { r1: {} },
      odd: { ListStackResources: { code: 'AccessDenied', message: 'no' } },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ target }) => target),
    ['s:rest'],
  );
});

test('an emulator that knows no stages is believed by the stack resources', async () => {
  const { urls, endpoint } = await discovered(
    {
      server: 'gatewright',
      stacks: [{ name: 's', resources: [rest('r1'), ['AWS::ApiGateway::Stage', 'Stage', 'v0']] }],
      restApis: { r1: {} },
      odd: {
        GetRestStages: {
          status: 501,
          contentType: 'application/json',
          body: '{"message":"not implemented"}',
        },
      },
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, { 's:rest': `${endpoint}/_api/r1/v0` });
});

test('an emulator that sends JSON under the type of a web page is understood', async () => {
  const { urls } = await discovered(
    {
      contentType: 'text/html; charset=utf-8',
      stacks: [{ name: 'shop', outputs: { Url: `${local}/r1/dev` }, resources: [rest('r1')] }],
      restApis: { r1: { stages: ['dev'] } },
    },
    { stack: 'shop' },
  );
  assert.deepEqual(urls, { 'shop:rest': `${local}/r1/dev` });
});
