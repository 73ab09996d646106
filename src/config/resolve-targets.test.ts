import assert from 'node:assert/strict';
import { devNull } from 'node:os';
import { test } from 'node:test';
import { type FakeAccount, type FakeCaller, startFakeAws } from '../discovery/fake-aws.fixture.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Config, Environment } from './define-config.ts';
import { type DeployedTargets, resolveDeployed, type TargetWishes } from './resolve-targets.ts';

const one = '123456789012';
const two = '210987654321';
const roleIn = (account: string) => `arn:aws:iam::${account}:role/ci/gate`;
const url = (api: string) => `http://127.0.0.1:9/_api/${api}/prod`;

const stackIn = (name: string, account: string, region: string) => ({
  name,
  id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/1`,
  outputs: {
    Url: url(`${name}${account.slice(-1)}${region.slice(0, 2)}`),
    GateRoleArn: roleIn(account),
    Other: 'nothing',
  },
});

/** Two accounts, each with the stacks `orders` and `admin` in every region; who asks tells which is seen. */
function seenBy({ accessKeyId, region }: FakeCaller): FakeAccount {
  const account = accessKeyId.startsWith('TWO') ? two : one;
  const names = ['orders', 'admin'];
  const ids = names.map((name) => `${name}${account.slice(-1)}${region.slice(0, 2)}`);
  return {
    account,
    stacks: names.map((name) => stackIn(name, account, region)),
    restApis: Object.fromEntries(ids.map((id) => [id, { stages: ['prod', 'beta'] }])),
    roles: {
      [roleIn(one)]: { accessKeyId: 'ONEROLE' },
      [roleIn(two)]: { accessKeyId: 'TWOROLE' },
    },
  };
}

interface Asked {
  readonly found: DeployedTargets;
  readonly calls: readonly string[];
  readonly notes: readonly string[];
}

interface Asking {
  readonly environments?: Config['environments'];
  readonly wishes?: TargetWishes;
  readonly env?: Readonly<Record<string, string>>;
  readonly seen?: Parameters<typeof startFakeAws>[0];
}

async function ask({ environments = {}, wishes = {}, env = {}, seen = seenBy }: Asking): Promise<Asked> {
  const aws = await startFakeAws(seen);
  const notes: string[] = [];
  try {
    const found = await resolveDeployed(
      wishes,
      {
        root: '/project',
        configFile: '/project/gatewright.config.ts',
        contractFiles: [],
        contracts: [],
        environments,
      },
      {
        env: {
          AWS_ENDPOINT_URL: aws.endpoint,
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: 'ONEUSER',
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_CONFIG_FILE: devNull,
          AWS_SHARED_CREDENTIALS_FILE: devNull,
          ...env,
        },
        onNote: (note) => notes.push(note),
      },
    );
    if ('local' in found) throw new Error('a local gateway was wished for');
    return { found, calls: aws.calls, notes };
  } catch (error) {
    if (error instanceof UsageError) Object.assign(error, { calls: aws.calls });
    throw error;
  } finally {
    await aws.close();
  }
}

async function refusal(asking: Asking): Promise<{ text: string; calls: readonly string[] }> {
  try {
    await ask(asking);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return { text: [error.message, ...error.next].join('\n'), calls: (error as unknown as Asked).calls };
  }
  throw new Error('nothing was refused');
}

const names = ({ found }: Asked) => found.targets.map(({ target }) => target);
const only = (environment: Environment) => ({ e: environment });

test('a stack in two regions and two accounts is as many targets, with names and places of their own', async () => {
  const asked = await ask({
    environments: only({
      targets: [
        { stack: 'orders' },
        { stack: 'orders', region: 'us-east-1' },
        { stack: 'orders', role: roleIn(two) },
        { stack: 'admin' },
      ],
    }),
  });
  assert.deepEqual(names(asked), [
    'orders.eu-west-1.9012:rest',
    'orders.us-east-1:rest',
    'orders.eu-west-1.4321:rest',
    'admin:rest',
  ]);
  assert.deepEqual(asked.found.places, {
    'orders.eu-west-1.9012:rest': {},
    'orders.us-east-1:rest': { region: 'us-east-1' },
    'orders.eu-west-1.4321:rest': { role: roleIn(two) },
    'admin:rest': {},
  });
  assert.equal(asked.calls.filter((call) => call.startsWith('AssumeRole')).length, 1);
});

test('a stack that is named twice, each time with stages of its own, keeps a contract for each', async () => {
  const asked = await ask({
    environments: only({
      targets: [
        { stack: 'orders', stages: ['prod'], contract: 'v1' },
        { stack: 'orders', stages: ['beta'], contract: 'v2' },
      ],
    }),
  });
  assert.deepEqual(
    Object.entries(asked.found.sources).map(([target, { contract }]) => [target, contract]),
    [
      ['orders:rest', 'v1'],
      ['orders:rest@beta', 'v2'],
    ],
  );
});

test('the expected account is asked for first, and nothing else', async () => {
  const right = await ask({
    environments: only({ account: one, targets: [{ stack: 'orders' }, { stack: 'admin' }] }),
  });
  assert.deepEqual(
    right.calls.slice(0, 2).map((call) => call.split(' ')[0]),
    ['GetCallerIdentity', 'DescribeStacks'],
  );
  const { text, calls } = await refusal({
    environments: { prod: { account: two, targets: [{ stack: 'orders' }] } },
  });
  assert.equal(
    text.split('\n')[0],
    'The environment prod demands the account …4321, and these credentials are of …9012: nothing was sent.',
  );
  assert.match(text, /--profile NAME, or --role-arn ARN/);
  assert.deepEqual(calls, ['GetCallerIdentity']);
});

test('one wrong account among several places stops all of them', async () => {
  const { text, calls } = await refusal({
    environments: only({
      targets: [
        { stack: 'orders', account: one },
        { stack: 'admin', account: two, region: 'us-east-1' },
      ],
    }),
  });
  assert.match(text, /demands the account …4321/);
  assert.ok(
    calls.every((call) => call === 'GetCallerIdentity'),
    calls.join(),
  );
});

test("a role's session belongs to the role's account, and what its ARN says already is not asked for", async () => {
  const asked = await ask({
    environments: only({ account: two, role: roleIn(two), targets: [{ stack: 'orders' }] }),
  });
  assert.equal(asked.found.targets[0]?.account, '…4321');
  const { text, calls } = await refusal({
    environments: only({ account: two, targets: [{ stack: 'orders' }] }),
    wishes: { role: roleIn(one) },
  });
  assert.match(text, /demands the account …4321, and the role that is to be assumed is of …9012/);
  assert.deepEqual(calls, []);
});

test('a role may be named by an output of the stack, which is read as the caller', async () => {
  const role = { output: 'GateRoleArn' };
  const asked = await ask({ environments: only({ role, account: one, targets: [{ stack: 'orders' }] }) });
  assert.deepEqual(asked.found.places, { 'orders:rest': { account: one, role: roleIn(one) } });
  const operations = asked.calls.map((call) => call.split(' ')[0]);
  assert.deepEqual(operations.slice(0, 4), [
    'GetCallerIdentity',
    'DescribeStacks',
    'AssumeRole',
    'GetCallerIdentity',
  ]);
  const missing = await refusal({
    environments: only({ role: { output: 'No' }, targets: [{ stack: 'orders' }] }),
  });
  assert.match(
    missing.text,
    /has no output No, which is to hold the ARN.*\nIt has: Url, GateRoleArn, Other\./,
  );
  const wrong = await refusal({
    environments: only({ role: { output: 'Other' }, targets: [{ stack: 'orders' }] }),
  });
  assert.match(wrong.text, /The output Other of the stack orders holds no ARN of a role\./);
});

test('a role that may not be assumed: who may not, which one, and no whole account id', async () => {
  const { text, calls } = await refusal({
    environments: only({ targets: [{ stack: 'orders' }] }),
    wishes: { role: 'arn:aws:iam::210987654321:role/nobody' },
  });
  assert.match(
    text,
    /^user\/tester of the account …9012 may not assume the role nobody of the account …4321\./,
  );
  assert.match(text, /sts:AssumeRole.*trust policy/);
  assert.doesNotMatch(text, /\d{12}/);
  assert.deepEqual(calls, ['AssumeRole']);
});

test('an emulator that knows no accounts stops only where one is demanded', async () => {
  const seen = {
    ...seenBy({ accessKeyId: 'ONE', region: 'eu-west-1' }),
    odd: { GetCallerIdentity: { code: 'InvalidAction', message: 'no', status: 400 } },
  };
  assert.deepEqual(names(await ask({ seen, environments: only({ targets: [{ stack: 'orders' }] }) })), [
    'orders:rest',
  ]);
  const { text } = await refusal({
    seen,
    environments: only({ account: one, targets: [{ stack: 'orders' }] }),
  });
  assert.match(
    text,
    /demands the account …9012, which can't be checked: .* does not implement STS's GetCallerIdentity\./,
  );
  assert.match(text, /take it out of the environment/);
});

test('an account is demanded for bare URLs, too', async () => {
  const environments = only({ account: two, targets: [{ url: 'https://api.example.com', apiType: 'rest' }] });
  assert.match(
    (await refusal({ environments })).text,
    /demands the account …4321, and these credentials are of …9012/,
  );
});

test('options come before variables, variables before the config, and that before AWS_REGION', async () => {
  const environments = only({ region: 'us-east-1', role: roleIn(one), targets: [{ stack: 'orders' }] });
  const place = async (asking: Asking) =>
    (await ask({ environments, ...asking })).found.places['orders:rest'];
  assert.deepEqual(await place({}), { region: 'us-east-1', role: roleIn(one) });
  const env = { GATEWRIGHT_ROLE_ARN: roleIn(two), GATEWRIGHT_ACCOUNT: two };
  assert.deepEqual(await place({ env }), { region: 'us-east-1', role: roleIn(two), account: two });
  assert.deepEqual(
    await place({
      env: { ...env, GATEWRIGHT_ACCOUNT: '' },
      wishes: { role: roleIn(one), region: 'eu-west-1' },
    }),
    {
      region: 'eu-west-1',
      role: roleIn(one),
    },
  );
});

test('variables name the targets where no option does, in their environment or without any config', async () => {
  assert.deepEqual(names(await ask({ env: { GATEWRIGHT_STACKS: 'orders, admin' } })), [
    'orders:rest',
    'admin:rest',
  ]);
  assert.deepEqual(
    names(await ask({ env: { GATEWRIGHT_STACKS: 'orders' }, wishes: { stacks: ['admin'] } })),
    ['admin:rest'],
  );
  const named = await ask({ env: { GATEWRIGHT_URL: 'https://api.example.com', GATEWRIGHT_API: 'http' } });
  assert.deepEqual(names(named), ['api.example.com:http']);
  assert.match(
    (await refusal({ env: { GATEWRIGHT_URL: 'https://api.example.com' } })).text,
    /GATEWRIGHT_URL needs GATEWRIGHT_API.*\nWrite GATEWRIGHT_API=rest/,
  );
  assert.match(
    (await refusal({ env: { GATEWRIGHT_URL: 'https://a', GATEWRIGHT_STACKS: 'b' } })).text,
    /named in 2 ways at once: GATEWRIGHT_URL and GATEWRIGHT_STACKS/,
  );
});

test('a stack named by itself is where the config says that it is, with what it says of it', async () => {
  const environments: Config['environments'] = {
    staging: { targets: [{ stack: 'admin' }] },
    prod: {
      region: 'us-east-1',
      protect: true,
      limits: { maxRequests: 10 },
      targets: [
        { stack: 'orders', contract: 'orders', account: one },
        { stack: 'orders', region: 'eu-west-1' },
      ],
    },
  };
  const { found } = await ask({ environments, wishes: { stacks: ['orders'] } });
  assert.deepEqual(
    found.targets.map(({ target }) => [target, found.places[target]]),
    [
      ['orders.us-east-1:rest', { region: 'us-east-1', account: one }],
      ['orders.eu-west-1:rest', { region: 'eu-west-1' }],
    ],
  );
  assert.equal(found.sources['orders.us-east-1:rest']?.contract, 'orders');
  assert.deepEqual([found.environment, found.protect, found.limits.maxRequests], ['prod', true, 10]);
  const chosen = await ask({ environments, wishes: { stacks: ['orders'], environment: 'staging' } });
  assert.deepEqual(chosen.found.places, { 'orders:rest': {} });
  assert.equal(chosen.found.protect, true, 'what some environment protects stays protected');
});

test('--region chooses among the regions of an environment, or says another one', async () => {
  const environments = only({
    targets: [
      { stack: 'orders', region: 'eu-west-1' },
      { stack: 'orders', region: 'us-east-1' },
    ],
  });
  const regions = async (region: string) =>
    (await ask({ environments, wishes: { region } })).found.targets.map((target) => target.region);
  assert.deepEqual(await regions('us-east-1'), ['us-east-1']);
  assert.deepEqual(await regions('ap-south-1'), ['ap-south-1']);
});

test('targets that a file tells of keep their names, and belong where the config says that their stack is', async () => {
  const environments = only({
    targets: [
      { stack: 'orders', region: 'us-east-1', role: roleIn(two) },
      { stack: 'orders' },
      { stack: 'orders', role: roleIn(two) },
    ],
  });
  const { found: first } = await ask({ environments });
  const wishes = { known: { targets: first.targets, option: '--targets' } };
  const { found } = await ask({ environments, wishes });
  assert.deepEqual(found.places, {
    'orders.us-east-1:rest': { region: 'us-east-1', role: roleIn(two) },
    'orders.eu-west-1.9012:rest': {},
    'orders.eu-west-1.4321:rest': { role: roleIn(two) },
  });
  assert.doesNotMatch(JSON.stringify(first.targets), /\d{12}/, 'targets go into files');
});

test('one URL with two contracts is refused with both places; a URL of a stack is that stack', async () => {
  const known = { url: url('orders2eu'), apiType: 'rest' } as const;
  const clash = await refusal({
    environments: only({
      targets: [
        { stack: 'orders', contract: 'a' },
        { ...known, contract: 'b' },
      ],
    }),
  });
  assert.match(
    clash.text,
    /held against two contracts: a by environments\.e\.targets\[0\], and b by environments\.e\.targets\[1\]/,
  );
  const both = await ask({ environments: only({ targets: [known, { stack: 'orders' }] }) });
  assert.deepEqual(names(both), ['orders:rest']);
  const wrong = await refusal({
    environments: only({ targets: [{ stack: 'orders' }, { ...known, apiType: 'http' }] }),
  });
  assert.match(wrong.text, /is the URL of an API of type rest by .*, and of type http by/);
});

test('a profile of the config that a pipeline does not have gives way to its own credentials; one that was typed does not', async () => {
  const environments = only({ profile: 'staging', targets: [{ stack: 'orders' }, { stack: 'admin' }] });
  const { found, notes } = await ask({ environments });
  assert.deepEqual(found.places['orders:rest'], {});
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /"staging" of the config is not on this machine/);
  const typed = await refusal({ environments, wishes: { profile: 'staging' } });
  assert.match(typed.text, /The AWS profile "staging" does not exist/);
});

test('GATEWRIGHT_PROTECT protects beside the config, and lifts nothing', async () => {
  const protects = async (protect: boolean, said: string) => {
    const environments = only({ protect, targets: [{ stack: 'orders' }] });
    const { found, notes } = await ask({ environments, env: { GATEWRIGHT_PROTECT: said } });
    return [found.protect, notes.length];
  };
  assert.deepEqual(await protects(false, 'true'), [true, 0]);
  assert.deepEqual(await protects(false, 'orders,other'), [true, 0]);
  assert.deepEqual(await protects(true, 'false'), [true, 0]);
  assert.deepEqual(await protects(false, 'ture'), [false, 1], 'a name of nothing is noted');
});
