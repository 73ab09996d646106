import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { type DiscoverOptions, discover } from './discover.ts';
import { type FakeAccount, type OddAnswer, startFakeAws } from './fake-aws.fixture.ts';
import type { StackWish } from './stack-wish.ts';

/** What a person reads: the sentence, then what to do, a line each. */
async function refusal(options: DiscoverOptions): Promise<string> {
  try {
    await discover(options);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    assert.ok(error.next.length > 0, `nothing to do next: ${error.message}`);
    assert.doesNotMatch(error.message, /\n/);
    return [error.message, ...error.next].join('\n');
  }
  throw new Error('nothing was refused');
}

async function refused(account: FakeAccount, wish: StackWish = { stack: 's' }): Promise<string> {
  const fake = await startFakeAws(account);
  try {
    return await refusal({ stacks: [wish], env: { AWS_ENDPOINT_URL: fake.endpoint } });
  } finally {
    await fake.close();
  }
}

const url = 'http://127.0.0.1:4010/_api/r1/dev';
const sound: FakeAccount = {
  stacks: [{ name: 's', outputs: { Url: url }, resources: [['AWS::ApiGateway::RestApi', 'R', 'r1']] }],
  restApis: { r1: { stages: ['dev', 'prod'] } },
};

test('a stack that is not there: names close to it', async () => {
  const text = await refused(sound, { stack: 'my-api' });
  assert.match(text, /There is no stack "my-api" in us-east-1/);
  const typo = await refused({ stacks: [{ name: 'orders-prod' }] }, { stack: 'order-prod' });
  assert.match(typo, /Did you mean "orders-prod"\?/);
});

test('a stack that is not there, where stacks may not be listed', async () => {
  const denied = { code: 'AccessDenied', message: 'no' };
  assert.match(await refused({ odd: { ListStacks: denied } }), /There is no stack "s"/);
});

const states = [
  ['UPDATE_IN_PROGRESS', /is being deployed/],
  ['CREATE_IN_PROGRESS', /is being deployed/],
  ['ROLLBACK_IN_PROGRESS', /is being/],
  ['ROLLBACK_COMPLETE', /was rolled back, so nothing of it stands/],
  ['UPDATE_ROLLBACK_COMPLETE', /was rolled back to its former version/],
  ['UPDATE_ROLLBACK_FAILED', /was rolled back/],
  ['CREATE_FAILED', /failed to deploy/],
  ['DELETE_IN_PROGRESS', /deleted/],
  ['DELETE_COMPLETE', /deleted/],
  ['DELETE_FAILED', /could not be deleted/],
  ['REVIEW_IN_PROGRESS', /never deployed/],
] as const;

for (const [status, meaning] of states) {
  test(`a stack in ${status} is refused with its status and what that means`, async () => {
    const text = await refused({
      stacks: [{ name: 's', status, reason: 'The Lambda of 123456789012 failed' }],
    });
    assert.match(text, meaning);
    assert.match(text, new RegExp(`\\(${status}\\)`));
    assert.match(text, /The Lambda of … failed/);
  });
}

for (const status of [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_COMPLETE',
]) {
  test(`a stack in ${status} is in a state to be tested`, async () => {
    const fake = await startFakeAws({ ...sound, stacks: [{ ...sound.stacks?.[0], name: 's', status }] });
    const targets = await discover({ stacks: [{ stack: 's' }], env: { AWS_ENDPOINT_URL: fake.endpoint } });
    await fake.close();
    assert.equal(targets.length, 1);
  });
}

test('a stack without an API: what it has instead', async () => {
  const text = await refused({
    stacks: [
      {
        name: 's',
        resources: [
          ['AWS::SQS::Queue', 'Q', 'q'],
          ['AWS::SQS::Queue', 'P', 'p'],
          ['AWS::IAM::Role', 'R', 'r'],
        ],
      },
    ],
  });
  assert.match(text, /has no REST API and no HTTP API/);
  assert.match(text, /2 × AWS::SQS::Queue, AWS::IAM::Role/);
});

test('a stack with only a WebSocket API', async () => {
  const text = await refused({
    stacks: [{ name: 's', resources: [['AWS::ApiGatewayV2::Api', 'W', 'w1']] }],
    v2Apis: { w1: { protocol: 'WEBSOCKET', stages: ['prod'] } },
  });
  assert.match(text, /has a WebSocket API \(w1\)/);
});

test('a stack whose nested stacks can not be read names them', async () => {
  const nested = 'arn:aws:cloudformation:us-east-1:123456789012:stack/s-Api-X1/6d0c';
  const text = await refused({
    stacks: [{ name: 's', resources: [['AWS::CloudFormation::Stack', 'Api', nested]] }],
  });
  assert.match(text, /nested in s that could not be read: s-Api-X1\./);
  assert.doesNotMatch(text, /123456789012/);
});

test('an API without a stage, and an API that is gone', async () => {
  const resources = [['AWS::ApiGateway::RestApi', 'R', 'r1']] as const;
  assert.match(
    await refused({ stacks: [{ name: 's', resources }], restApis: { r1: {} } }),
    /REST API r1 .* has no stage/,
  );
  assert.match(
    await refused({ stacks: [{ name: 's', resources }] }),
    /names the API r1, of which API Gateway tells nothing/,
  );
});

test('a private endpoint: what is needed to reach it', async () => {
  const text = await refused({ ...sound, restApis: { r1: { endpointType: 'PRIVATE' } } });
  assert.match(text, /PRIVATE endpoint/);
  assert.match(text, /VPC endpoint for execute-api/);
  assert.match(text, /--stack s --connect-to VPCE_ID-NAME\.execute-api\.us-east-1\.vpce\.amazonaws\.com:443/);
  assert.match(text, /--url https:\/\/VPCE_ID-\S+\/dev --api rest --header 'x-apigw-api-id: r1'/);
});

test('an output or stage that the config names and the stack lacks', async () => {
  assert.match(await refused(sound, { stack: 's', output: { rest: 'Ulr' } }), /has no output Ulr.*"Url"/s);
  assert.match(
    await refused(sound, { stack: 's', output: { http: 'Url' } }),
    /type rest, and the config names it as http/,
  );
  assert.match(
    await refused(sound, { stack: 's', stages: ['prd'] }),
    /has no stage "prd".*Did you mean "prod"/s,
  );
});

test('an emulator that does not tell under which URL it serves an API', async () => {
  const text = await refused({
    stacks: [{ name: 's', resources: [['AWS::ApiGateway::RestApi', 'R', 'r1']] }],
    restApis: { r1: { stages: ['dev'] } },
  });
  assert.match(text, /does not tell under which URL it serves the API r1/);
});

const answers: readonly (readonly [what: string, answer: OddAnswer, sentence: RegExp])[] = [
  [
    'access denied names the permission and the principal, without the account',
    {
      code: 'AccessDenied',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/Deploy/ci is not authorized to perform: cloudformation:DescribeStacks on resource: arn:aws:cloudformation:us-east-1:123456789012:stack/s/* because no identity-based policy allows it',
    },
    /^Access denied: assumed-role\/Deploy\/ci lacks the permission cloudformation:DescribeStacks\.$/m,
  ],
  [
    'access denied without words',
    { code: 'AccessDenied', message: 'Access Denied' },
    /the caller lacks the permission cloudformation:DescribeStacks/,
  ],
  [
    'expired credentials',
    { code: 'ExpiredToken', message: 'The security token is expired' },
    /credentials have expired/,
  ],
  [
    'unknown credentials',
    { code: 'InvalidClientTokenId', message: 'invalid' },
    /does not know these AWS credentials/,
  ],
  ['a wrong secret', { code: 'SignatureDoesNotMatch', message: 'no match' }, /refused the signature/],
  [
    'a web page',
    { status: 200, contentType: 'text/html; charset=utf-8', body: '<!doctype html><p>Log in' },
    /answered CloudFormation's DescribeStacks with 200 and something that is not an AWS answer/,
  ],
  [
    'an error page',
    { status: 403, contentType: 'text/html', body: '<h1>Forbidden</h1>' },
    /not an AWS answer/,
  ],
  [
    'plain JSON',
    { status: 404, contentType: 'application/json', body: '{"message":"Not Found"}' },
    /answered CloudFormation's DescribeStacks with 404 and something that is not an AWS answer/,
  ],
  [
    'a missing operation',
    { status: 501, contentType: 'application/json', body: '{"message":"no"}' },
    /does not implement CloudFormation's DescribeStacks/,
  ],
  ['a closed connection', 'reset', /closed the connection/],
];

for (const [what, answer, sentence] of answers) {
  test(`the endpoint answers oddly: ${what}`, async () => {
    const text = await refused({ odd: { DescribeStacks: answer } });
    assert.match(text, sentence);
    assert.doesNotMatch(text, /123456789012/);
  });
}

test('an empty answer is no stack', async () => {
  assert.match(
    await refused({ odd: { DescribeStacks: { status: 200, contentType: 'text/xml', body: '' } } }),
    /There is no stack "s"/,
  );
});

test('an endpoint where nothing listens', async () => {
  const fake = await startFakeAws({});
  await fake.close();
  const text = await refusal({ stacks: [{ stack: 's' }], env: { AWS_ENDPOINT_URL: fake.endpoint } });
  assert.match(text, new RegExp(`^${fake.endpoint} refused the connection\\.`));
  assert.match(text, /AWS_ENDPOINT_URL/);
});

const folder = mkdtempSync(join(tmpdir(), 'gatewright-aws-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'config'),
  '[profile staging]\nregion = eu-west-1\n[sso-session corp]\nsso_region = eu-west-1\n',
);
const files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };

test('a profile that does not exist: the profiles that there are', async () => {
  const text = await refusal({ stacks: [{ stack: 's' }], profile: 'stagin', env: files });
  assert.match(text, /profile "stagin" does not exist.*Did you mean "staging"\?.*Profiles: staging\./s);
  assert.match(
    await refusal({ stacks: [], env: { ...files, AWS_PROFILE: 'x' } }),
    /profile "x" does not exist/,
  );
});

test('an endpoint that is no URL', async () => {
  const text = await refusal({ stacks: [{ stack: 's' }], env: { AWS_ENDPOINT_URL: '127.0.0.1:4566' } });
  assert.match(
    text,
    /^AWS_ENDPOINT_URL is no http URL: 127\.0\.0\.1:4566\nWrite it whole: AWS_ENDPOINT_URL=http/,
  );
});
