import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answers, type FilesPlanned, planFiles } from './plan-files.ts';
import { repositoryOf } from './repository.fixture.ts';
import { findDefinitions, type Survey } from './survey.ts';
import { isUnchanged } from './unchanged-since.ts';

const template = `Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { Events: { A: { Type: HttpApi, Properties: { Path: '/orders/{id}', Method: get } } } }
`;
const sam = (...environments: readonly string[]) =>
  environments.map((name) => `[${name}.deploy.parameters]\nstack_name = "orders-${name}"\n`).join('');

interface Machine {
  readonly profiles?: readonly string[];
  readonly chosen?: string;
  readonly region?: string;
  readonly git?: boolean;
  readonly ignoresAbove?: readonly string[];
}

async function surveyOf(files: { readonly [file: string]: string }, machine: Machine = {}): Promise<Survey> {
  const repository = repositoryOf(files);
  const text = files['package.json'];
  return {
    root: '/shop',
    repository,
    definitions: await findDefinitions(repository),
    toolchain: {
      manager: 'npm',
      lockFile: null,
      gitRoot: machine.git === false ? null : '/shop',
      packageJson: text === undefined ? null : JSON.parse(text),
      ignoresAbove: machine.ignoresAbove ?? [],
      installed: true,
      adding: 'npm i -D gatewright',
      playwrightConfig: null,
      k6Scripts: [],
      notes: [],
    },
    aws: {
      chosen: machine.chosen ?? null,
      profiles: machine.profiles ?? [],
      region: machine.region ?? null,
    },
    configFile: 'gatewright.config.ts' in files ? '/shop/gatewright.config.ts' : null,
  };
}

async function planned(
  files: { readonly [file: string]: string },
  machine: Machine = {},
  answers: Answers = {},
): Promise<FilesPlanned> {
  return planFiles(await surveyOf(files, machine), answers);
}

const textOf = ({ writes }: FilesPlanned, file: string) =>
  writes.find((one) => one.file === file)?.text ?? '';

test('environments of the settings become environments; production is protected; profiles of their names are theirs', async () => {
  const plan = await planned(
    { 'template.yaml': template, 'samconfig.toml': sam('dev', 'prod') },
    { profiles: ['acme-dev', 'acme-prod', 'default'] },
  );
  assert.deepEqual(
    plan.environments.map(({ name, profile, protect }) => [name, profile, protect]),
    [
      ['dev', 'acme-dev', false],
      ['prod', 'acme-prod', true],
    ],
  );
  const config = textOf(plan, 'gatewright.config.ts');
  assert.match(config, /dev: \{ profile: 'acme-dev', targets: \[\{ stack: 'orders-dev' \}\] \}/);
  assert.match(config, /protect: true/);
});

test('one contract serves all environments, and promises nothing that nobody said', async () => {
  const plan = await planned({ 'template.yaml': template, 'samconfig.toml': sam('dev', 'prod') });
  const contracts = plan.writes.filter(({ file }) => file.startsWith('contracts/'));
  assert.deepEqual(
    contracts.map(({ file }) => file),
    ['contracts/orders.ts'],
  );
  const [{ text = '' } = {}] = contracts;
  assert.match(text, /'GET \/orders\/\{id\}': \{ responses: \{ 200: true \}, examples: \{\} \}/);
  assert.ok(isUnchanged(text));
  assert.ok(!isUnchanged(text.replace('200', '201')));
});

test('a whole description in a template gives its routes, and nothing that would be held against the API', async () => {
  const document = {
    openapi: '3.0.1',
    info: { title: 'x', version: '1' },
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    paths: {
      '/orders': {
        get: {
          responses: {
            200: { description: '', content: { 'application/json': { schema: { type: 'array' } } } },
          },
        },
      },
    },
  };
  const body = {
    Resources: { A: { Type: 'AWS::Serverless::Api', Properties: { DefinitionBody: document } } },
  };
  const plan = await planned({ 'template.json': JSON.stringify(body) });
  const text = textOf(plan, 'contracts/shop.ts');
  assert.match(text, /'GET \/orders': \{/);
  assert.doesNotMatch(text, /auth|request|type:/);
});

test('beside stacks that are known, a template that nothing names is told, and not taken for one', async () => {
  const plan = await planned({
    'template.yaml': template,
    'samconfig.toml': sam('dev'),
    'packaged.yaml': template,
    'other/extra.yaml': template,
  });
  assert.deepEqual(
    plan.environments.flatMap(({ targets }) => targets.map((one) => ('stack' in one ? one.stack : ''))),
    ['orders-dev'],
  );
  assert.deepEqual(plan.notes, [
    'Nothing says what other/extra.yaml is deployed as, so that it is not in the config.',
  ]);
});

const stacks = (names: readonly string[]) => ({
  'cdk.out/manifest.json': JSON.stringify({
    artifacts: Object.fromEntries(
      names.map((name) => [
        name,
        {
          type: 'aws:cloudformation:stack',
          environment: 'aws://123456789012/eu-west-1',
          properties: { templateFile: `${name}.template.json` },
        },
      ]),
    ),
  }),
  ...Object.fromEntries(
    names.map((name) => [
      `cdk.out/${name}.template.json`,
      '{"Resources":{"A":{"Type":"AWS::ApiGatewayV2::Api","Properties":{"ProtocolType":"HTTP","Target":"x"}}}}',
    ]),
  ),
});

test('an environment that nothing names is called as the profile says, and knows region and account', async () => {
  for (const machine of [{ chosen: 'acme-staging' }, { profiles: ['acme-staging'] }]) {
    const { environments } = await planned(stacks(['orders', 'admin']), machine);
    assert.deepEqual(
      environments.map(({ name, profile, region, account }) => [name, profile, region, account]),
      [['staging', 'acme-staging', 'eu-west-1', '123456789012']],
    );
  }
});

test('stacks that differ by the word of a stage are environments; a contract that no name gives away is named', async () => {
  const { environments, writes } = await planned(stacks(['orders-dev', 'orders-prod']));
  assert.deepEqual(
    environments.map(({ name }) => name),
    ['dev', 'prod'],
  );
  assert.deepEqual(
    writes.flatMap(({ file }) => (file.startsWith('contracts/') ? file : [])),
    ['contracts/orders.ts'],
  );
  const swapped = await planned(stacks(['Prod-Orders']));
  assert.match(textOf(swapped, 'gatewright.config.ts'), /stack: 'Prod-Orders', contract: 'Orders'/);
});

test('several profiles and no word of which: the usual credentials, and a line says so; an answer decides', async () => {
  const machine = { profiles: ['a', 'b'] };
  const plan = await planned(stacks(['orders']), machine);
  assert.equal(plan.environments[0]?.profile, null);
  assert.match(plan.notes.join('\n'), /usual credentials; a profile \(a, b\)/);
  const answered = await planned(stacks(['orders']), machine, { profile: 'b' });
  assert.equal(answered.environments[0]?.profile, 'b');
});

test('a stack whose name is guessed is a TODO in the config, and gone once a person says it', async () => {
  const files = { 'template.yaml': template };
  const plan = await planned(files);
  assert.match(textOf(plan, 'gatewright.config.ts'), /TODO: nothing here says that the stack is called shop/);
  assert.match(plan.notes.join(), /Nothing says what template\.yaml is deployed as/);
  const told = await planned(files, {}, { stacks: new Map([['template.yaml', 'orders-dev']]) });
  const config = textOf(told, 'gatewright.config.ts');
  assert.match(config, /stack: 'orders-dev'/);
  assert.doesNotMatch(config, /TODO/);
});

test('nothing that is there is written again: the second run has nothing to do', async () => {
  const files: Record<string, string> = {
    ...stacks(['orders']),
    'package.json': '{\n  "name": "shop"\n}\n',
  };
  const first = await planned(files);
  for (const { file, text } of first.writes) files[file] = text;
  const second = await planned(files);
  assert.deepEqual(second.writes, []);
  assert.deepEqual(
    second.kept.map(({ file }) => file),
    ['gatewright.config.ts', 'contracts/'],
  );
});

test("somebody's own scripts and ignored folders stay theirs", async () => {
  const plan = await planned(
    {
      'package.json': '{ "scripts": { "smoke": "curl x" } }',
      '.gitignore': 'node_modules\n/runs',
    },
    { ignoresAbove: ['**/test-results/'] },
  );
  assert.equal(textOf(plan, '.gitignore'), '');
  assert.equal(
    textOf(plan, 'package.json'),
    '{ "scripts": { "smoke": "curl x", "latency": "gatewright latency" } }',
  );
  assert.match(plan.kept.map(({ because }) => because).join(), /its script smoke is something else/);
});

test('nothing known: an example to fill in, a contract to begin with, and what to type', async () => {
  const plan = await planned({}, { git: false });
  assert.deepEqual(
    plan.writes.map(({ file }) => file),
    ['gatewright.config.ts', 'contracts/shop.ts'],
  );
  assert.match(textOf(plan, 'gatewright.config.ts'), /environments: \{\n {4}\/\/ TODO/);
  assert.match(textOf(plan, 'contracts/shop.ts'), /'GET \/': \{/);
  assert.match(plan.next.join(), /smoke --url/);
});
