import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeAccount, startFakeAws } from '../fake-aws.fixture.ts';
import type { Target } from '../target.ts';
import { fileWith, httpUrl, nobody, resources, restUrl, shownState, storedState } from './outputs.fixture.ts';
import { type OutputsFileWish, targetsFromOutputs } from './targets-from-outputs.ts';

interface Found {
  readonly targets: readonly Target[];
  readonly notes: readonly string[];
}

async function found(
  contents: unknown,
  wish: Partial<OutputsFileWish> = {},
  env: Readonly<Record<string, string>> = nobody,
): Promise<Found> {
  const notes: string[] = [];
  const targets = await targetsFromOutputs(
    { file: fileWith(contents), ...wish },
    { env, onNote: (note) => notes.push(note) },
  );
  return { targets, notes };
}

const short = ({ targets }: Found) =>
  targets.map(({ target, invokeUrl, stage, stackName }) => [target, invokeUrl, stage, stackName]);

for (const [what, state] of [
  ['terraform show -json', shownState(resources)],
  ['the state itself', storedState(resources)],
] as const) {
  test(`${what}: API types, stages and endpoint types come from its resources, and nothing is asked`, async () => {
    const all = await found(state);
    assert.deepEqual(short(all), [
      ['Orders-API:rest@prod', restUrl, 'prod', null],
      ['Orders-API:rest@dev_eu-1', restUrl.replace('prod', 'dev_eu-1'), 'dev_eu-1', null],
      ['demo:http', httpUrl, '$default', null],
    ]);
    assert.deepEqual(
      all.targets.map(({ apiType, apiId, region, endpointType }) => [apiType, apiId, region, endpointType]),
      [
        ['rest', 'a1b2', 'eu-west-1', 'REGIONAL'],
        ['rest', 'a1b2', 'eu-west-1', 'REGIONAL'],
        ['http', 'c3d4', 'eu-west-1', 'REGIONAL'],
      ],
    );
    assert.match(all.notes.join('\n'), /WebSocket API chat is left out/);
  });
}

test('a stage that a deployment made, one that an HTTP API made by itself, and one of an API in another state', async () => {
  const all = await found(
    shownState([
      {
        type: 'aws_api_gateway_deployment',
        name: 'orca',
        values: {
          rest_api_id: 'o1',
          stage_name: 'orca',
          invoke_url: restUrl.replace('a1b2/prod', 'o1/orca'),
        },
      },
      {
        type: 'aws_api_gateway_deployment',
        name: 'unstaged',
        values: {
          rest_api_id: 'o1',
          stage_name: null,
          invoke_url: 'https://o1.execute-api.eu-west-1.amazonaws.com/',
        },
      },
      {
        type: 'aws_apigatewayv2_api',
        name: 'quick',
        values: { id: 'q1', name: 'quick', protocol_type: 'HTTP', api_endpoint: httpUrl },
      },
    ]),
    { stages: ['orca', '$default'] },
  );
  assert.deepEqual(
    all.targets.map(({ target, stage }) => [target, stage]),
    [
      ['o1:rest', 'orca'],
      ['quick:http', '$default'],
    ],
  );
});

test('a PRIVATE endpoint: the lines to run from inside name the file', async () => {
  const inside = resources.slice(0, 2).map((one) => ({
    ...one,
    values: { ...one.values, endpoint_configuration: [{ types: ['PRIVATE'] }] },
  }));
  await assert.rejects(found(shownState(inside)), (error: Error & { next?: readonly string[] }) => {
    assert.match(error.message, /^The REST API a1b2 of Orders-API has a PRIVATE endpoint/);
    return /smoke --terraform-output \S+ --connect-to/.test(error.next?.join('\n') ?? '');
  });
  const transport = { connectTo: '10.0.0.1:443' };
  assert.equal((await found(shownState(inside), { transport })).targets.length, 1);
});

test('two APIs of one name are told apart by their addresses', async () => {
  const copy = resources.map((one) => ({
    ...one,
    module: 'module.copy',
    values: JSON.parse(JSON.stringify(one.values).replaceAll('c3d4', 'e5f6')) as Record<string, unknown>,
  }));
  const all = await found(shownState([...resources, ...copy].filter(({ type }) => type.includes('v2'))));
  assert.deepEqual(
    all.targets.map(({ target }) => target),
    ['demo.aws_apigatewayv2_api.demo:http', 'demo.module.copy.aws_apigatewayv2_api.demo:http'],
  );
});

test('where the default endpoint is switched off, the mapping of the state is the way in', async () => {
  const off = resources.map((one) =>
    one.type === 'aws_api_gateway_rest_api'
      ? { ...one, values: { ...one.values, disable_execute_api_endpoint: true } }
      : one,
  );
  const mapping = {
    type: 'aws_api_gateway_base_path_mapping',
    name: 'orders',
    values: { api_id: 'a1b2', stage_name: 'prod', domain_name: 'api.example.com', base_path: 'orders' },
  };
  const all = await found(shownState([...off, mapping]), { stages: ['prod'] });
  assert.deepEqual(short(all), [['Orders-API:rest', 'https://api.example.com/orders', 'prod', null]]);
  const closed = await found(shownState(off), { stages: ['prod'] });
  assert.match(closed.notes.join('\n'), /default endpoint of the API a1b2 is switched off/);
});

const cdk = {
  'orders-prod': { ApiUrl: `${restUrl}/`, TableName: 't' },
  web: { Site: 'https://www.example.com' },
};

test('outputs of the CDK: the stack is known, the type is said, and nothing is asked', async () => {
  assert.deepEqual(short(await found(cdk, { apiType: 'rest' })), [
    ['orders-prod:rest', restUrl, 'prod', 'orders-prod'],
  ]);
});

const untypedFiles = [
  ['terraform output -json', { api_url: { sensitive: false, type: 'string', value: `${restUrl}/users` } }],
  ['a map of URLs', { urls: { sensitive: false, type: ['map', 'string'], value: { prod: restUrl } } }],
  ['plain names and values', { ApiUrl: restUrl, Retries: 3 }],
  ['sam list stack-outputs', [{ OutputKey: 'ApiUrl', OutputValue: restUrl, Description: 'x' }]],
  ['one value', JSON.stringify(restUrl)],
] as const;

for (const [what, contents] of untypedFiles) {
  test(`${what}: a URL without a stack is named by its API`, async () => {
    assert.deepEqual(short(await found(contents, { apiType: 'rest' })), [
      ['a1b2:rest', restUrl, 'prod', null],
    ]);
  });
}

test('aws cloudformation describe-stacks keeps the names of stacks', async () => {
  const contents = {
    Stacks: [{ StackName: 'orders', Outputs: [{ OutputKey: 'Url', OutputValue: restUrl }] }],
  };
  assert.deepEqual(short(await found(contents, { apiType: 'rest' })), [
    ['orders:rest', restUrl, 'prod', 'orders'],
  ]);
});

test('sam list endpoints: the APIs that SAM makes by itself have a type, functions are none, and suffixes are mended', async () => {
  const all = await found([
    {
      LogicalResourceId: 'ServerlessRestApi',
      PhysicalResourceId: 'a1b2',
      CloudEndpoint: [
        'https://a1b2.execute-api.cn-north-1.amazonaws.com/Prod',
        'https://a1b2.execute-api.cn-north-1.amazonaws.com/Stage',
      ],
      Methods: ["/hello['get']"],
    },
    {
      LogicalResourceId: 'ServerlessHttpApi',
      PhysicalResourceId: 'c3d4',
      CloudEndpoint: [`${httpUrl}/$default`],
      Methods: '-',
    },
    {
      LogicalResourceId: 'Function',
      PhysicalResourceId: 'f',
      CloudEndpoint: 'https://abc.lambda-url.eu-west-1.on.aws/',
      Methods: '-',
    },
    { LogicalResourceId: 'New', PhysicalResourceId: '-', CloudEndpoint: '-', Methods: '-' },
  ]);
  assert.deepEqual(short(all), [
    ['a1b2:rest@Prod', 'https://a1b2.execute-api.cn-north-1.amazonaws.com.cn/Prod', 'Prod', null],
    ['a1b2:rest@Stage', 'https://a1b2.execute-api.cn-north-1.amazonaws.com.cn/Stage', 'Stage', null],
    ['c3d4:http', httpUrl, '$default', null],
  ]);
});

test('PowerShell writes UTF-16 and byte order marks', async () => {
  const text = JSON.stringify(cdk);
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  for (const bytes of [little, Buffer.from(little).swap16(), Buffer.from(`\uFEFF${text}`, 'utf8')]) {
    assert.equal((await found(bytes, { apiType: 'rest' })).targets.length, 1);
  }
});

const account: FakeAccount = {
  server: 'gatewright',
  restApis: { a1b2: { stages: ['prod'], endpointType: 'EDGE' } },
  v2Apis: { c3d4: { stages: ['$default', 'beta'] } },
  domains: { 'api.example.com': { mappings: [['v1', 'c3d4', 'beta']] } },
};

async function asked(contents: unknown, wish: Partial<OutputsFileWish> = {}) {
  const fake = await startFakeAws(account);
  try {
    const all = await found(contents, wish, { ...nobody, AWS_ENDPOINT_URL: fake.endpoint });
    return { ...all, endpoint: fake.endpoint, calls: fake.calls };
  } finally {
    await fake.close();
  }
}

test('where credentials are at hand, API Gateway tells type and stages, and CloudFormation is not asked', async () => {
  const { targets, calls, notes, endpoint } = await asked({
    shop: { A: `${restUrl}/users`, B: `${httpUrl}/beta/hello` },
  });
  assert.deepEqual(
    targets.map(({ target, stage, invokeUrl, endpointType }) => [target, stage, invokeUrl, endpointType]),
    [
      ['shop:rest', 'prod', `${endpoint}/_api/a1b2/prod`, 'EDGE'],
      ['shop:http', 'beta', `${endpoint}/_api/c3d4/beta`, 'REGIONAL'],
    ],
  );
  assert.ok(!calls.some((call) => /Stack/.test(call)), calls.join());
  assert.equal(notes.length, 2);
});

test('an output with a custom domain leads to API and stage', async () => {
  const { targets } = await asked({ url: { sensitive: false, value: 'https://api.example.com/v1' } });
  assert.deepEqual(
    targets.map(({ target, apiType, stage, stackName }) => [target, apiType, stage, stackName]),
    [['c3d4:http', 'http', 'beta', null]],
  );
});

test("a state's URLs of AWS are not called while an emulator is asked", async () => {
  const { targets, endpoint } = await asked(shownState(resources), { stages: ['prod', '$default'] });
  assert.deepEqual(
    targets.map(({ invokeUrl }) => invokeUrl),
    [`${endpoint}/_api/a1b2/prod`, `${endpoint}/_api/c3d4`],
  );
});

test('an API that API Gateway tells nothing of: the file is named, and what to write', async () => {
  await assert.rejects(
    asked({ url: { sensitive: false, value: restUrl.replace('a1b2', 'zz99') } }),
    (error: Error & { next?: readonly string[] }) =>
      /outputs-\d+\.json names the API zz99, of which API Gateway tells nothing/.test(error.message) &&
      /--api rest \(or http\)/.test(error.next?.join() ?? ''),
  );
});

test('--api against what API Gateway says is refused', async () => {
  await assert.rejects(
    asked(cdk, { apiType: 'http' }),
    /is the URL of an API of type rest, and --api says http/,
  );
});
