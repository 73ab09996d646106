import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { refreshPrices } from '../src/cost/refresh-prices.ts';
import { keyStanding } from '../src/credential/key-standing.ts';
import { openGatewayReads } from '../src/deployment/gateway-reads.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { readRestFeatures } from '../src/deployment/rest-features.ts';
import { readRateRules } from '../src/deployment/web-acl-reads.ts';
import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { FailedCall } from '../src/evidence/evidence.ts';
import { readEvidence } from '../src/evidence/read-evidence.ts';
import type { featuresOfVerb } from '../src/permission/features.ts';
import { matches, type Policy } from '../src/permission/policy.ts';
import type { DiscoverDocument } from '../src/report/discover-document.ts';
import { caching } from './caching.ts';
import { against } from './cli.fixture.ts';
import type { Command } from './command.ts';
import { compare } from './compare.ts';
import { listening } from './context.fixture.ts';
import { discover } from './discover.ts';
import { importing } from './import.ts';
import { latency } from './latency.ts';
import { type SeenCall, startRecordedMyApi } from './recorded-aws.fixture.ts';
import { throttling } from './throttling.ts';

const { aws, project, stop } = await startRecordedMyApi({ warm: false });
after(stop);

const env = {
  ...against(aws.endpoint),
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

type Typed = Parameters<Command['run']>[0];

/** A verb in this process, as somebody at a terminal sees it. */
async function run(verb: unknown, values: object) {
  const { context, said } = listening(project.root, env);
  const code = await (verb as Command).run(values as Typed, context, undefined).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    said.warnings.push(error.message, ...error.next);
    return 2;
  });
  return { code, said: said.warnings, printed: said.result, document: said.document };
}

const stack = { stack: ['my-api'] };
const found = await run(discover, stack);
const { targets } = found.document as DiscoverDocument;
const everything = async (values: object) =>
  JSON.parse((await run(discover, { ...values, 'print-policy': true })).printed) as Policy;

function allowed({ action, resource }: SeenCall, { Statement }: Policy): boolean {
  return Statement.some(
    ({ Action, Resource }) =>
      Action.some((one) => one === action) && Resource.some((one) => matches(one, resource)),
  );
}

const one = (type: Target['apiType']) => targets.find(({ apiType }) => apiType === type) as Target;
const options = { env };
const signal = AbortSignal.timeout(20_000);

/** What asks AWS in each verb, as that verb asks. */
const asking = {
  discover: () => run(discover, stack),
  smoke: async () => {
    const deployments = await startReading(targets, () => options).within(5000);
    const failed = targets.map(
      ({ target, apiType }): FailedCall => ({
        exchange: target,
        target,
        apiType,
        route: 'GET /users',
        status: 500,
        startedMs: Date.now(),
        durationMs: 10,
        requestId: 'a1',
        traceId: null,
      }),
    );
    await readEvidence(failed, deployments, { aws: () => options, patienceMs: 0 });
    await keyStanding(one('rest'), 'no-such-key', options);
  },
  import: () => run(importing, { ...stack, name: 'imported' }),
  latency: () => run(latency, { ...stack, plan: true }),
  caching: () => run(caching, { ...stack, plan: true }),
  throttling: async () => {
    await run(throttling, { ...stack, plan: true, rate: '10', burst: '5' });
    await readRateRules('arn:aws:wafv2:us-east-1:123456789012:regional/webacl/office/a1', options, signal);
  },
  compare: async () => {
    await run(compare, { ...stack, plan: true });
    await readRestFeatures(one('rest'), await openGatewayReads(options));
  },
  // The local gateway has no prices to tell.
  cost: () => refreshPrices('us-east-1', options).catch(() => null),
} as const satisfies { readonly [V in keyof typeof featuresOfVerb]: () => Promise<unknown> };

const seen: SeenCall[] = [];

for (const [verb, ask] of Object.entries(asking)) {
  test(`${verb} asks for nothing that its policy does not allow, for these APIs alone`, async () => {
    aws.taken();
    await ask();
    const calls = aws.taken();
    seen.push(...calls);
    assert.ok(calls.length > 0);
    const policy = await everything({ ...stack, for: verb });
    assert.deepEqual(
      calls.filter((call) => !isFree(call) && !allowed(call, policy)),
      [],
    );
    assert.doesNotMatch(JSON.stringify(policy), /\d{12}/);
  });
}

test('the policy for a whole region allows all of that, too, and nothing in another one', async () => {
  const policy = await everything({ region: 'us-east-1' });
  assert.deepEqual(
    seen.filter((call) => !isFree(call) && !allowed(call, policy)),
    [],
  );
  const elsewhere = await everything({ region: 'eu-west-1' });
  assert.ok(seen.every((call) => call.resource === '*' || !allowed(call, elsewhere)));
});

test('nothing stands in a policy that nobody asks for', async () => {
  const { Statement } = await everything(stack);
  const asked = new Set(seen.map(({ action }) => action));
  const unasked = Statement.flatMap(({ Action }) => Action).filter((action) => !asked.has(action));
  assert.deepEqual([...new Set(unasked)].sort(), Object.keys(askedElsewhere).sort());
});

/** Actions that the verbs above had no cause for. */
const askedElsewhere = {
  'cloudformation:ListStacks': 'a stack that is not there: src/discovery/discover-refusals.test.ts',
  'cloudformation:GetTemplate': 'APIs that a template refers to: src/discovery',
  'cloudformation:ListExports': 'imported values: src/discovery',
  'execute-api:Invoke': 'requests to routes that IAM lets in: no call of the SDK',
} as const;

/** Whoever has credentials may ask whose they are. */
const isFree = ({ action }: SeenCall) => action === 'sts:GetCallerIdentity';

test('of each permission that is missing, discover says once what goes missing, and finds the URLs', async () => {
  aws.deny(() => false);
  aws.taken();
  await asking.discover();
  const kinds = new Map(aws.taken().map((call) => [`${call.action} ${call.resource}`, call]));
  for (const denied of kinds.values()) {
    aws.deny(({ action, resource }) => action === denied.action && resource === denied.resource);
    const { code, said, document, printed } = await run(discover, stack);
    const name = `${denied.action} ${denied.resource}`;
    if (denied.action === 'cloudformation:DescribeStacks') {
      // The URL is not known without it.
      assert.equal(code, 2, name);
      assert.match(
        said.join('\n'),
        /lacks the permission cloudformation:DescribeStacks[\s\S]*--print-policy[\s\S]*--url/,
      );
      continue;
    }
    assert.equal(code, 0, `${name}: ${said.join('\n')}`);
    const { targets: still, missing } = document as DiscoverDocument;
    assert.deepEqual(
      still.map(({ target, invokeUrl }) => [target, invokeUrl]),
      targets.map(({ target, invokeUrl }) => [target, invokeUrl]),
      name,
    );
    assert.equal(missing.length, 1, `${name}: ${JSON.stringify(missing)}`);
    assert.ok(missing[0]?.permission.startsWith(denied.action), name);
    assert.match(printed, /\n {2}1 permission missing, so without: .+\. Policy for all: /);
  }
  aws.deny(() => false);
});

test('of each permission that is missing, a load plan says once what goes missing, and is made', async () => {
  aws.taken();
  await asking.latency();
  const kinds = new Map(aws.taken().map((call) => [`${call.action} ${call.resource}`, call]));
  for (const denied of kinds.values()) {
    if (denied.action === 'cloudformation:DescribeStacks') continue;
    aws.deny(({ action, resource }) => action === denied.action && resource === denied.resource);
    const { code, said, printed } = await run(latency, { ...stack, plan: true });
    const name = `${denied.action} ${denied.resource}`;
    assert.equal(code, 0, `${name}: ${said.join('\n')}`);
    const notes = [...said, ...printed.split('\n')].filter((line) =>
      /without .+ (is|are) missing/.test(line),
    );
    assert.ok(notes.length <= 1, `${name}: ${notes.join('\n')}`);
  }
  aws.deny(() => false);
});

test('where the URL is known, a run needs no permission at all', async () => {
  aws.deny(() => true);
  const { invokeUrl } = one('rest');
  for (const [verb, values] of [
    [discover, {}],
    [latency, { plan: true, contract: 'my-api' }],
  ] as const) {
    const { code, said } = await run(verb, { url: invokeUrl, api: 'rest', ...values });
    assert.equal(code, 0, said.join('\n'));
  }
  aws.deny(() => false);
});

test('a policy is printed for whoever may ask nothing yet: for the stack by its name', async () => {
  aws.deny(() => true);
  const { code, said, printed } = await run(discover, { ...stack, 'print-policy': true, for: 'discover' });
  aws.deny(() => false);
  assert.equal(code, 0);
  const [discovery] = (JSON.parse(printed) as Policy).Statement;
  assert.ok(discovery?.Resource.includes('arn:aws:cloudformation:us-east-1:*:stack/my-api/*'));
  assert.match(said.join('\n'), /lacks the permission cloudformation:DescribeStacks/);
});

test('what is no verb and no feature is named, with what there is', async () => {
  const { code, said } = await run(discover, { 'print-policy': true, for: 'smok' });
  assert.equal(code, 2);
  assert.match(said.join('\n'), /--for smok is neither.*\n.*smoke/);
});
