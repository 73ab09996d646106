import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discovered, restApi, v2Api } from './discovered.fixture.ts';
import type { FakeAccount } from './fake-aws.fixture.ts';

const local = 'http://127.0.0.1:4010/_api';
const domainOf = (name: string) => ['AWS::ApiGateway::DomainName', 'Domain', name] as const;

/** An emulator serves a domain at its own address: the name stays that of the request. */
const at = (endpoint: string, url: string) => ({
  invokeUrl: url,
  transport: { connectTo: endpoint.replace('http://', '') },
});

test('an output with a custom domain leads to API, type and stage, and its base path is part of the URL', async () => {
  const { targets, notes, endpoint, calls } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { Url: 'https://api.example.com/orders/v1/17', Docs: 'https://docs.example.org/' },
          resources: [],
        },
      ],
      v2Apis: { h1: { stages: ['$default'] } },
      domains: { 'api.example.com': { mappings: [['orders/v1', 'h1', '$default']] } },
    },
    { stack: 's' },
  );
  const [target] = targets;
  assert.equal(targets.length, 1);
  assert.deepEqual(
    { invokeUrl: target?.invokeUrl, transport: target?.transport },
    at(endpoint, 'http://api.example.com/orders/v1'),
  );
  assert.deepEqual(
    [target?.target, target?.apiId, target?.stage, target?.endpointType],
    ['s:http', 'h1', '$default', 'REGIONAL'],
  );
  assert.match(notes.join('\n'), /Url goes on after the base path with \/17, which is left off/);
  assert.deepEqual(calls.filter((call) => /Domain|Mapping/.test(call)).sort(), [
    'GetApiMappings api.example.com',
    'GetDomainName *.example.org',
    'GetDomainName api.example.com',
    'GetDomainName docs.example.org',
  ]);
});

test('where outputs are invoke URLs, no domain is asked for', async () => {
  const { calls, urls } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { Url: `${local}/r1/dev`, Own: 'https://api.example.com/' },
          resources: [restApi('r1'), domainOf('api.example.com')],
        },
      ],
      restApis: { r1: { stages: ['dev'] } },
      domains: { 'api.example.com': { mappings: [['', 'r1', 'dev']] } },
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, { 's:rest': `${local}/r1/dev` });
  assert.deepEqual([...calls].sort(), ['DescribeStacks s', 'GetRestApi r1', 'ListStackResources s']);
});

test('the config names the output with the custom domain: its stage and API are known all the same', async () => {
  const { targets, endpoint } = await discovered(
    {
      stacks: [
        {
          name: 's',
          outputs: { Url: `${local}/r1/dev`, Own: 'https://shop.example.com/v1/' },
          resources: [restApi('r1'), restApi('r2', 'Other')],
        },
      ],
      restApis: { r1: {}, r2: {} },
      domains: { '*.example.com': { mappings: [['v1', 'r2', 'prod']] } },
    },
    { stack: 's', output: { rest: 'Own' } },
  );
  assert.deepEqual(
    targets.map(({ apiId, stage, invokeUrl, transport }) => [apiId, stage, { invokeUrl, transport }]),
    [['r2', 'prod', at(endpoint, 'http://shop.example.com/v1')]],
  );
});

const off: FakeAccount = {
  server: 'gatewright',
  stacks: [{ name: 's', resources: [restApi('r1'), domainOf('api.example.com')] }],
  restApis: { r1: { stages: ['dev', 'prod'], defaultEndpointOff: true } },
  domains: { 'api.example.com': { mappings: [['orders', 'r1', 'prod']] } },
};

test("where the default endpoint is switched off, the stack's custom domain is the target", async () => {
  const { urls, notes } = await discovered(off, { stack: 's' });
  assert.deepEqual(urls, { 's:rest': 'http://api.example.com/orders' });
  assert.match(
    notes.join('\n'),
    /The stage dev of the API r1 is left out: its default endpoint is switched off/,
  );
  assert.match(notes.join('\n'), /prod is called at http:\/\/api\.example\.com\/orders/);
});

test("where the domain is another stack's, the account's domains are looked through", async () => {
  const { urls } = await discovered(
    {
      ...off,
      stacks: [{ name: 's', outputs: { Url: `${local}/r1/prod` }, resources: [restApi('r1')] }],
      domains: { 'x.example.com': {}, ...off.domains },
      v2PageSize: 1,
    },
    { stack: 's' },
  );
  assert.deepEqual(urls, { 's:rest': 'http://api.example.com/orders' });
});

test('where no domain leads to it, or none may be read, one note says what to name', async () => {
  const denied = { code: 'AccessDeniedException', message: 'no' };
  for (const more of [{ domains: {} }, { odd: { GetDomainName: denied, GetDomainNames: denied } }]) {
    const { urls, notes, endpoint } = await discovered({ ...off, ...more }, { stack: 's', stages: ['prod'] });
    assert.deepEqual(urls, { 's:rest': `${endpoint}/_api/r1/prod` });
    assert.match(notes.join('\n'), /default endpoint of the API r1 is switched off, and no custom domain/);
  }
});

test('routing rules lead to API and stage; one with a header is named and not guessed', async () => {
  const { targets, notes } = await discovered(
    {
      stacks: [{ name: 's', outputs: { Url: 'https://api.example.com/orders' }, resources: [] }],
      restApis: { r1: {}, r2: {} },
      domains: {
        'api.example.com': {
          routingMode: 'ROUTING_RULE_ONLY',
          rules: [
            { priority: 2, basePaths: ['orders'], apiId: 'r1', stage: 'prod', stripBasePath: true },
            { priority: 1, headers: { 'x-version': 'v2*' }, apiId: 'r2', stage: 'beta' },
          ],
        },
      },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ apiType, apiId, stage, invokeUrl }) => [apiType, apiId, stage, invokeUrl]),
    [['rest', 'r1', 'prod', 'http://api.example.com/orders']],
  );
  assert.match(notes.join('\n'), /with the header x-version: v2\* go to the stage beta of the API r2/);
});

test('a mapping without a stage takes it from the path; where the path has none, every stage is led to', async () => {
  const account = (url: string): FakeAccount => ({
    stacks: [{ name: 's', outputs: { Url: url }, resources: [restApi('r1')] }],
    restApis: { r1: { stages: ['dev', 'prod'] } },
    domains: { 'api.example.com': { mappings: [['any', 'r1', null]] } },
  });
  const one = await discovered(account('https://api.example.com/any/dev/users'), { stack: 's' });
  assert.deepEqual(one.urls, { 's:rest': 'http://api.example.com/any/dev' });
  const all = await discovered(account('https://api.example.com/any'), { stack: 's' });
  assert.deepEqual(all.urls, {
    's:rest@dev': 'http://api.example.com/any/dev',
    's:rest@prod': 'http://api.example.com/any/prod',
  });
});

test('a domain that only the older API tells of is read there', async () => {
  const { targets } = await discovered(
    {
      stacks: [{ name: 's', outputs: { Url: 'https://api.example.com' }, resources: [] }],
      restApis: { r1: {} },
      domains: { 'api.example.com': { mappings: [['', 'r1', 'v0']] } },
      odd: { GetApiMappings: { code: 'BadRequestException', message: 'not supported', status: 400 } },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ target, stage }) => [target, stage]),
    [['s:rest', 'v0']],
  );
});

test('an HTTP API of many stages, some with hyphens and underscores, over several pages', async () => {
  const stages = ['$default', ...Array.from({ length: 12 }, (_, at) => `dev-${at}_eu`)];
  const { targets } = await discovered(
    {
      server: 'gatewright',
      v2PageSize: 5,
      stacks: [{ name: 's', resources: [v2Api('h1')] }],
      v2Apis: { h1: { stages } },
    },
    { stack: 's' },
  );
  assert.deepEqual(
    targets.map(({ target }) => target),
    stages.map((stage) => `s:http@${stage}`),
  );
  assert.match(targets[0]?.invokeUrl ?? '', /\/_api\/h1$/);
  assert.match(targets[12]?.invokeUrl ?? '', /\/_api\/h1\/dev-11_eu$/);
});
