import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isLoopback } from '../aws/endpoint-watch.ts';
import { UsageError } from '../errors/usage-error.ts';
import { makeAuthority } from '../transport/secure-server.fixture.ts';
import { discover } from './discover.ts';
import { restApi as rest, v2Api as v2 } from './discovered.fixture.ts';
import { emulatorNotes } from './emulator.ts';
import type { FakeAccount } from './fake-aws.fixture.ts';
import {
  type Habit,
  type OddEmulator,
  type OddEmulatorOptions,
  startOddEmulator,
} from './odd-emulator.fixture.ts';
import type { Target } from './target.ts';

const stages = [
  ['AWS::ApiGateway::Stage', 'RestStage', 'dev'],
  ['AWS::ApiGatewayV2::Stage', 'HttpStage', '$default'],
] as const;
const apis = { restApis: { r1: { stages: ['dev'] } }, v2Apis: { h1: { stages: ['$default'] } } };
const resources = [rest('r1'), v2('h1'), ...stages];
/** Its stages are known only from API Gateway and from the stack's resources. */
const plain: FakeAccount = { server: 'gatewright', stacks: [{ name: 's', resources }], ...apis };
const base = 'http://127.0.0.1:4010/_api';
const withOutputs: FakeAccount = {
  ...apis,
  stacks: [{ name: 's', outputs: { Rest: `${base}/r1/dev`, Http: `${base}/h1` }, resources }],
};

interface Answered {
  readonly targets: readonly Target[];
  readonly notes: readonly string[];
  /** What a person reads where nothing was found. */
  readonly refusal: string;
}

async function ask(
  { endpoint }: Pick<OddEmulator, 'endpoint'>,
  env: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const notes: string[] = [];
  try {
    const targets = await discover({
      stacks: [{ stack: 's' }],
      env: { AWS_ENDPOINT_URL: endpoint, ...env },
      onNote: (note) => notes.push(note),
    });
    return { targets, notes, refusal: '' };
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    assert.ok(error.next.length > 0, `nothing to do next: ${error.message}`);
    return { targets: [], notes, refusal: [error.message, ...error.next].join('\n') };
  }
}

async function started(t: TestContext, account: FakeAccount, options?: OddEmulatorOptions) {
  const emulator = await startOddEmulator(account, options);
  t.after(() => emulator.close());
  return emulator;
}

const rewriting =
  (change: (body: string) => string): Habit =>
  (_, answer) => ({ ...answer, body: change(answer.body) });

const answering =
  (operations: RegExp, status: number, [contentType, body]: readonly [string, string]): Habit =>
  (operation) =>
    operations.test(operation) ? { status, headers: { 'content-type': contentType }, body } : null;

const capitalKeys: Habit = (operation, answer) =>
  /^GetApi$|^GetV2/.test(operation)
    ? {
        ...answer,
        body: answer.body.replace(
          /"([a-z])(\w*)":/g,
          (_, first: string, rest: string) => `"${first.toUpperCase()}${rest}":`,
        ),
      }
    : null;

const details = /^(GetRestApi|GetApi|GetRestStages|GetV2Stages)$/;

const understood: readonly (readonly [habit: string, Habit, FakeAccount?])[] = [
  [
    'packs its answers, though nobody asked for it',
    (_, answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-encoding': 'gzip' },
      body: gzipSync(answer.body),
    }),
  ],
  ['writes the keys of HTTP APIs with capitals', capitalKeys, plain],
  [
    'writes dates as Python does',
    rewriting((body) => body.replaceAll('2026-01-01T00:00:00Z', '2026-01-01 00:00:00.123456')),
  ],
  ['writes dates as seconds', rewriting((body) => body.replaceAll('2026-01-01T00:00:00Z', '1767225600.5'))],
  ['writes dates that are none', rewriting((body) => body.replaceAll('2026-01-01T00:00:00Z', 'yesterday'))],
  ['sends a byte order mark', rewriting((body) => `\uFEFF${body}`)],
  ['leaves the XML namespace out', rewriting((body) => body.replace(/ xmlns="[^"]*"/, ''))],
  [
    'sends XML and JSON as plain text',
    (_, answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }),
  ],
  [
    "leaves out the stack's name, status and date",
    rewriting((body) => body.replace(/<(StackName|StackStatus|CreationTime)>[^<]*<\/\1>/g, '')),
  ],
  [
    'repeats a page of resources for ever',
    rewriting((body) =>
      body.replace('</StackResourceSummaries>', '</StackResourceSummaries><NextToken>1</NextToken>'),
    ),
  ],
  [
    'gives the ARNs of APIs for their ids',
    rewriting((body) =>
      body.replace(
        /<PhysicalResourceId>(r1|h1)</g,
        '<PhysicalResourceId>arn:aws:apigateway:us-east-1::/restapis/$1<',
      ),
    ),
  ],
  [
    'answers 501 for what details come from',
    answering(details, 501, ['application/json', '{"message":"no"}']),
  ],
  ['answers a bare 404 for what details come from', answering(details, 404, ['text/plain', 'not found'])],
  ['answers {} for what details come from', answering(details, 200, ['application/json', '{}'])],
  ['answers nothing for what details come from', answering(details, 200, ['application/json', ''])],
  ['answers a page for what details come from', answering(details, 200, ['text/html', '<h1>Hello'])],
  ['crashes on what details come from', answering(details, 500, ['text/plain', ''])],
  ['has no list of resources', answering(/^ListStackResources$/, 501, ['application/json', '{}'])],
];

for (const [habit, change, account = withOutputs] of understood) {
  test(`an emulator that ${habit} is understood`, async (t) => {
    const emulator = await started(t, account, { habit: change });
    const { targets, refusal } = await ask(emulator);
    assert.deepEqual(
      targets.map(({ target, stage }) => `${target} ${stage}`),
      ['s:rest dev', 's:http $default'],
      refusal,
    );
    assert.deepEqual(targets[0]?.emulator?.origin, emulator.endpoint);
  });
}

test('stages that an emulator does not list are those of the stack', async (t) => {
  const none: Habit = (operation, answer) => (/Stages$/.test(operation) ? { ...answer, body: '{}' } : null);
  const emulator = await started(t, plain, { habit: none });
  const { targets } = await ask(emulator);
  assert.deepEqual(
    targets.map(({ invokeUrl }) => invokeUrl),
    [`${emulator.endpoint}/_api/r1/dev`, `${emulator.endpoint}/_api/h1`],
  );
});

const named: readonly (readonly [habit: string, Habit, RegExp, FakeAccount?])[] = [
  [
    'sends calls on to somewhere else',
    () => ({ status: 307, headers: { location: 'http://127.0.0.1:9/there' }, body: '' }),
    /sends CloudFormation's DescribeStacks on to http:\/\/127\.0\.0\.1:9\/there.*\nSet AWS_ENDPOINT_URL/,
  ],
  [
    'describes another stack than the one it lists',
    (operation, answer) =>
      operation === 'DescribeStacks'
        ? { ...answer, body: answer.body.replace('<StackName>s<', '<StackName>o<') }
        : null,
    /lists the stack "s", and describes none of that name/,
  ],
  [
    'answers CloudFormation with JSON',
    answering(/Stack/, 200, ['application/json', '{"DescribeStacksResponse":{}}']),
    /answered CloudFormation's DescribeStacks with 200 and something that is not an AWS answer/,
  ],
  [
    'has no stage of a stack that has one',
    (operation, answer) => (/Stages$/.test(operation) ? { ...answer, body: '{}' } : null),
    /The REST API r1 of the stack s has no stage\.\nIf the template has one, the emulator at http:\S+ left it out/,
    { ...plain, stacks: [{ name: 's', resources: [rest('r1')] }] },
  ],
  [
    'serves no API',
    () => null,
    /does not tell under which URL it serves the API r1\.\nIt answers for CloudFormation and API Gateway; an emulator that does no more/,
    { ...apis, stacks: plain.stacks ?? [] },
  ],
  [
    'tells nothing of the type of APIs',
    answering(/^(GetRestApi|GetApi|ListStackResources)$/, 501, ['application/json', '{}']),
    /names the API r1, h1, of which API Gateway tells nothing\.\nIt was deleted, or the emulator at http:\S+ answers neither/,
  ],
  [
    'takes keys of its own alone',
    (_, answer) => ({
      ...answer,
      status: 403,
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>',
    }),
    /^http:\S+ does not know these AWS credentials\.\nIt takes keys of its own\. Those that AWS Emulator writes to ~\/\.aws\/emulator\/PORT\//,
  ],
];

for (const [habit, change, sentence, account = withOutputs] of named) {
  test(`an emulator that ${habit} is named for it`, async (t) => {
    const { refusal } = await ask(await started(t, account, { habit: change }));
    assert.match(refusal, sentence);
  });
}

test('an emulator on the loopback of IPv6', async (t) => {
  const emulator = await started(t, plain, { host: '::1' });
  const { targets, refusal } = await ask(emulator);
  assert.equal(targets[0]?.invokeUrl, `http://[::1]:${emulator.port}/_api/r1/dev`, refusal);
});

test('hosts of this machine, where an emulator needs neither keys nor a region', () => {
  const hosts = ['127.0.0.1', '[::1]', 'localhost', 'api.localhost', 'localhost.localstack.cloud'];
  for (const host of hosts) assert.ok(isLoopback(`http://${host}:4566`), host);
  for (const host of ['localhost.example', 'notlocalhost', '10.0.0.1'])
    assert.ok(!isLoopback(`http://${host}:4566`), host);
});

test('emulators are named once, with the server that they say they are', () => {
  const emulator = { origin: 'http://127.0.0.1:4566', server: 'Werkzeug/3.1' };
  assert.deepEqual(
    emulatorNotes([{ emulator }, {}, { emulator }]).map((note) => note.split('. ')[0]),
    ['An emulator answered, not AWS: http://127.0.0.1:4566 (server: Werkzeug/3.1)'],
  );
  assert.deepEqual(emulatorNotes([{}]), []);
});

describe('an emulator with a certificate of its own', () => {
  const authority = makeAuthority('An emulator');
  const tls = authority.issue({ commonName: 'localhost', names: ['localhost'], addresses: ['127.0.0.1'] });

  /** A home whose folder for this port holds these files. */
  function homeWith(t: TestContext, port: number, files: Readonly<Record<string, string>>): string {
    const home = mkdtempSync(path.join(tmpdir(), 'gatewright-home-'));
    t.after(() => rmSync(home, { recursive: true, force: true }));
    const folder = path.join(home, '.aws/emulator', String(port));
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    return home;
  }

  const keys = '[default]\naws_access_key_id = AKIAMADEATSTART\naws_secret_access_key = made/at+start\n';

  test('its authority and keys are found where AWS Emulator leaves them, and go with its targets', async (t) => {
    const emulator = await started(t, plain, { tls });
    const files = {
      'ca.pem': authority.cert,
      config: '[default]\nregion = us-east-1\n',
      emulator_credentials: keys,
    };
    const HOME = homeWith(t, emulator.port, files);
    const { targets, notes, refusal } = await ask(emulator, { HOME });
    assert.equal(targets[0]?.invokeUrl, `https://127.0.0.1:${emulator.port}/_api/r1/dev`, refusal);
    const folder = path.join(HOME, '.aws/emulator', String(emulator.port));
    assert.deepEqual(targets[0]?.transport, { ca: path.join(folder, 'ca.pem') });
    assert.deepEqual(new Set(emulator.accessKeyIds), new Set(['AKIAMADEATSTART']));
    assert.deepEqual(notes, [
      `The emulator's own files were taken from ${folder}: the authority (ca.pem) and keys.`,
    ]);
  });

  test('keys may be JSON, the certificate its own authority; what the environment says of keys comes first', async (t) => {
    const emulator = await started(t, plain, { tls });
    const json = JSON.stringify({ AccessKeyId: 'AKIAJSON', SecretAccessKey: 'abc' });
    const HOME = homeWith(t, emulator.port, { 'server.crt': authority.cert, 'keys.json': json });
    await ask(emulator, { HOME });
    await ask(emulator, { HOME, AWS_ACCESS_KEY_ID: 'AKIAMINE', AWS_SECRET_ACCESS_KEY: 'mine' });
    assert.deepEqual(new Set(emulator.accessKeyIds), new Set(['AKIAJSON', 'AKIAMINE']));
  });

  test('without its files, what to trust is said; AWS_CA_BUNDLE is enough', async (t) => {
    const emulator = await started(t, plain, { tls });
    const HOME = homeWith(t, 1, { 'ca.pem': authority.cert });
    const { refusal } = await ask(emulator, { HOME });
    assert.match(refusal, /has a certificate that this machine does not trust\.\n.*AWS_CA_BUNDLE=FILE\.pem/);
    const AWS_CA_BUNDLE = path.join(HOME, '.aws/emulator/1/ca.pem');
    const { targets } = await ask(emulator, { HOME, AWS_CA_BUNDLE });
    assert.equal(targets.length, 2);
  });

  test('a certificate for other host names, https for http and http for https are told apart', async (t) => {
    const other = authority.issue({ commonName: 'a.example', names: ['a.example'] });
    const foreign = await started(t, plain, { tls: other });
    const HOME = homeWith(t, foreign.port, { 'ca.pem': authority.cert });
    const http = await started(t, plain);
    const answers = await Promise.all([
      ask(foreign, { HOME }),
      ask({ endpoint: http.endpoint.replace('http:', 'https:') }, { HOME }),
      ask({ endpoint: foreign.endpoint.replace('https:', 'http:') }, { HOME }),
    ]);
    assert.match(answers[0].refusal, /has a certificate for other host names/);
    assert.match(
      answers[1].refusal,
      /does not speak TLS as the URL says\.\nIf it serves plain HTTP: AWS_ENDPOINT_URL=http:/,
    );
    assert.match(answers[2].refusal, /closed the connection\.\nIf it serves HTTPS: AWS_ENDPOINT_URL=https:/);
  });
});
