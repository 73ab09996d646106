import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig } from './check-config.ts';
import { defineConfig } from './define-config.ts';
import { mistakeLine } from './mistake-line.ts';

test('every kind of environment and target is accepted', () => {
  const config = defineConfig({
    contracts: ['contracts/a.ts'],
    environments: {
      local: { local: true },
      staging: { region: 'eu-west-1', profile: 'staging', targets: [{ stack: 'my-api' }] },
      regions: {
        account: '123456789012',
        role: 'arn:aws:iam::123456789012:role/ci/gate',
        limits: { maxRequests: 1000, maxCost: 0.5, ratePerSecond: 20 },
        transport: { ca: 'authority.pem' },
        targets: [
          { stack: 'my-api', region: 'eu-west-1' },
          { stack: 'my-api', region: 'us-gov-west-1', transport: { connectTo: '10.0.0.1:443' } },
          { stack: 'versions', stages: ['v1'], contract: 'v1' },
          { stack: 'versions', stages: ['v2'], contract: 'v2', role: { output: 'GateRoleArn' } },
        ],
      },
      prod: {
        protect: true,
        targets: [
          { stack: 'my-api-prod', contract: 'my-api', output: { rest: 'RestUrl' }, stages: ['prod'] },
          { url: 'https://api.example.com', apiType: 'http', name: 'public', contract: 'my-api' },
        ],
      },
    },
  });
  assert.deepEqual(checkConfig(config), []);
});

const target = (source: unknown) => ({ environments: { e: { targets: [source] } } });

const mistakes: readonly (readonly [config: unknown, line: RegExp])[] = [
  [undefined, /undefined|not an object/],
  [{}, /^environments: is missing\. Write environments: \{ default:/],
  [{ environments: [] }, /^environments: is not an object/],
  [{ environments: {}, contract: 'x' }, /^contract: is not known here\. Did you mean "contracts"\?/],
  [{ environments: {}, contracts: 1 }, /^contracts: is 1, not a name/],
  [{ environments: { e: {} } }, /^environments\.e\.targets: is missing/],
  [
    { environments: { e: { target: [] } } },
    /^environments\.e\.target: is not known here\. Did you mean "targets"\?/,
  ],
  [{ environments: { e: { targets: [] } } }, /^environments\.e\.targets: is empty/],
  [
    { environments: { 'pre-prod': { local: false } } },
    /^environments\["pre-prod"\]\.local: can only be true/,
  ],
  [{ environments: { e: { local: true, targets: [] } } }, /^environments\.e\.targets: is not known here/],
  [
    { environments: { e: { targets: [{ stack: 'a' }], protect: 'yes' } } },
    /^environments\.e\.protect: is "yes"/,
  ],
  [target('my-api'), /^environments\.e\.targets\[0\]: is not an object\. Write \{ stack: 'my-api' \}/],
  [
    target({ stak: 'my-api' }),
    /^environments\.e\.targets\[0\]\.stak: is not known here\. Did you mean "stack"\?/,
  ],
  [target({ stack: 'a', url: 'b' }), /^environments\.e\.targets\[0\]: has both/],
  [target({ stack: 'a', outputsFile: 'b' }), /has both stack and outputsFile\. Keep one of them/],
  [target({ outputFile: 'b' }), /\.outputFile: is not known here\. Did you mean "outputsFile"\?/],
  [target({ outputsFile: 'b', apiType: 'grpc' }), /\.apiType: is "grpc"/],
  [target({ output: { rest: 'a' } }), /\.stack: is missing/],
  [target({ stack: '' }), /^environments\.e\.targets\[0\]\.stack: is "", not a name/],
  [target({ stack: 'a', output: { res: 'X' } }), /\.output\.res: is not known here\. Did you mean "rest"\?/],
  [target({ stack: 'a', stages: [] }), /\.stages: is empty/],
  [target({ url: 'https://a' }), /\.apiType: is missing/],
  [target({ url: 'https://a', apiType: 'REST' }), /\.apiType: is "REST", not one of 'rest', 'http'/],
  [target(() => 1), /is a function/],
];

const deployed = (more: object, source: object = { stack: 'a' }) => ({
  environments: { e: { ...more, targets: [source] } },
});
const twice = (one: object, other: object) => ({ environments: { e: { targets: [one, other] } } });
const role = (account: string) => `arn:aws:iam::${account}:role/gate`;

const placeMistakes: readonly (readonly [config: unknown, line: RegExp])[] = [
  [
    deployed({ region: 'europe' }),
    /^environments\.e\.region: is "europe", which is no region\. Write region: 'eu-west-1'/,
  ],
  [target({ stack: 'a', region: 'eu-west-1a' }), /\.targets\[0\]\.region: .* Did you mean "eu-west-1"\?/],
  [
    deployed({ account: 123456789012 }),
    /\.account: is a number, and an id may begin with 0\. Write it in quotes/,
  ],
  [deployed({ account: '12345678901' }), /\.account: has 11 digits, and an account id has 12\./],
  [deployed({ role: 'gate' }), /\.role: is a name, and only an ARN says which account/],
  [
    deployed({ role: 'arn:aws:sts::123456789012:assumed-role/gate/me' }),
    /\.role: is the ARN of a session, not of the role itself\. Write role: 'arn:aws:iam::/,
  ],
  [deployed({ role: { outputs: 'X' } }), /\.role\.outputs: is not known here\. Did you mean "output"\?/],
  [
    deployed({ account: '210987654321', role: role('123456789012') }),
    /^environments\.e\.role: is of the account …9012, and account says …4321\. Change one of them\.$/,
  ],
  [
    deployed({ role: role('123456789012') }, { stack: 'a', account: '210987654321' }),
    /^environments\.e\.targets\[0\]\.account: is …4321, and the role to assume is of …9012\./,
  ],
  [
    deployed({ role: { output: 'R' } }, { url: 'https://a', apiType: 'rest' }),
    /\.role: names an output, and no target here is a stack/,
  ],
  [
    deployed({ transport: { clientCertificate: { cert: 'a.pem' } } }),
    /\.transport\.clientCertificate\.key: is missing/,
  ],
  [deployed({ limits: { maxRequests: -1 } }), /\.limits\.maxRequests: is -1, not a whole number above 0/],
  [deployed({ limits: { maxCost: -0.5 } }), /\.limits\.maxCost: is -0\.5, not a number greater than 0/],
  [deployed({ limits: { rate: 5 } }), /\.limits\.rate: is not known here/],
  [deployed({ protect: ['b'] }), /\.protect\[0\]: is "b", and no target of this environment is called so/],
  [deployed({ protect: ['orders-prd'] }, { stack: 'orders-prod' }), /Did you mean "orders-prod"\?/],
  [
    twice({ stack: 'a', contract: 'x' }, { stack: 'a', contract: 'y' }),
    /^environments\.e\.targets\[1\]: is the stack a once more, which environments\.e\.targets\[0\] is already, with the contract x there and the contract y here\. Keep one, or tell them apart/,
  ],
  [
    twice({ stack: 'a', region: 'eu-west-1' }, { stack: 'a', region: 'eu-west-1' }),
    /targets\[1\]: is the stack a once more/,
  ],
  [
    twice({ url: 'https://a.b', apiType: 'rest' }, { url: 'https://a.b/', apiType: 'http' }),
    /targets\[1\]: is the URL https:\/\/a\.b\/ once more/,
  ],
];

test('no mistake repeats a whole account id but as the example', () => {
  for (const [config] of placeMistakes) {
    const text = checkConfig(config).map(mistakeLine).join('\n');
    assert.doesNotMatch(text.replaceAll('123456789012', ''), /\d{12}/);
  }
});

for (const [config, line] of [...mistakes, ...placeMistakes]) {
  test(`a config is refused: ${line.source}`, () => {
    assert.match(checkConfig(config).map(mistakeLine).join('\n'), line);
  });
}

test('the compiler refuses the same mistakes', () => {
  // @ts-expect-error: a target needs a stack, or a URL and its API type.
  defineConfig({ environments: { e: { targets: [{ url: 'https://a' }] } } });
  // @ts-expect-error: there are two API types.
  defineConfig({ environments: { e: { targets: [{ url: 'https://a', apiType: 'ws' }] } } });
  // @ts-expect-error: an environment is local, or it has targets.
  defineConfig({ environments: { e: {} } });
});
