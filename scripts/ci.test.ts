import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { UsageError } from '../src/errors/usage-error.ts';
import { pipelines } from '../src/pipeline/pipelines.ts';
import type { PipelineWishes } from '../src/pipeline/wishes.ts';
import { parseArguments } from './arguments.ts';
import { ci } from './ci.ts';
import { checkout } from './cli.fixture.ts';
import type { Command } from './command.ts';
import { listening, nothingTyped } from './context.fixture.ts';
import { assertPublished } from './schema.fixture.ts';
import { verbs } from './verbs.ts';

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly on: Record<string, unknown>;
  readonly defaults?: unknown;
  readonly jobs: Record<string, { readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Record<string, unknown>;
}

const usual: PipelineWishes = {
  manager: 'npm',
  lockFile: 'package-lock.json',
  folder: '',
  environment: 'staging',
  region: null,
  measures: true,
  ratePerSecond: 20,
  deployment: null,
};

// YAML 1.2 core: `on` stays a word.
const read = <T>(text: string) => parse(text, { schema: 'core' }) as T;
const workflow = (wishes: Partial<PipelineWishes> = {}) =>
  read<Workflow>(pipelines.github({ ...usual, ...wishes }).text);
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

const examples = {
  github: 'examples/github-actions/gate.yml',
  gitlab: 'examples/gitlab/.gitlab-ci.yml',
  codebuild: 'examples/codebuild/buildspec.yml',
} as const;

for (const [service, file] of Object.entries(examples)) {
  test(`${file} is what the verb prints (WRITE_EXAMPLES=1 writes it)`, () => {
    const { text } = pipelines[service as keyof typeof examples](usual);
    const whole = path.join(checkout, file);
    if (process.env.WRITE_EXAMPLES === '1') writeFileSync(whole, text);
    assert.equal(readFileSync(whole, 'utf8'), text);
  });

  test(`${service}: every gatewright command is one that gatewright understands`, async () => {
    const { text } = pipelines[service as keyof typeof examples](usual);
    const commands = [...text.matchAll(/npx gatewright ([a-z]+[^\n>|;)]*)/g)];
    assert.ok(commands.length >= 4);
    for (const [, words = ''] of commands) {
      const [verb = '', ...typed] = words.trim().split(/\s+/);
      const load = verbs[verb as keyof typeof verbs] as (() => Promise<Command>) | undefined;
      assert.ok(load !== undefined, `${service} calls the verb ${verb}`);
      parseArguments(verb, await load(), typed);
    }
  });

  test(`${service}: no secret is asked for, and nothing is measured where no load may be sent`, () => {
    const { text } = pipelines[service as keyof typeof examples]({ ...usual, measures: false });
    assert.doesNotMatch(text, /ACCESS_KEY|latency|schedule/i);
  });
}

test('GitHub: assumes a role through OIDC and may do nothing else in the repository', () => {
  const { permissions, jobs } = workflow();
  assert.deepEqual(permissions, { 'id-token': 'write', contents: 'read' });
  for (const { steps } of Object.values(jobs)) {
    const login = steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    assert.ok(login?.with?.['role-to-assume']);
  }
});

test('GitHub: every job ends by itself, and keeps its runs whatever the verdict', () => {
  for (const { steps, 'timeout-minutes': minutes } of Object.values(workflow().jobs)) {
    assert.ok((minutes ?? 0) > 0);
    const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    assert.equal(upload?.if, 'always()');
    assert.equal(upload?.with?.path, 'runs/');
  }
});

test("GitHub: every action is pinned to a major, and no expression is pasted into a shell's line", () => {
  for (const { uses, run = '' } of stepsOf(workflow())) {
    if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@v\d+$/);
    assert.doesNotMatch(run, /\$\{\{/);
  }
});

test('a project in a folder of its repository: commands run there, files are named from the root', () => {
  const { text } = pipelines.github({
    ...usual,
    folder: 'services/shop',
    lockFile: '../../pnpm-lock.yaml',
    manager: 'pnpm',
  });
  const inFolder = read<Workflow>(text);
  assert.deepEqual(inFolder.defaults, { run: { 'working-directory': 'services/shop' } });
  const upload = stepsOf(inFolder).find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
  assert.equal(upload?.with?.path, 'services/shop/runs/');
  assert.match(text, /pnpm install --frozen-lockfile\n[\s\S]*pnpm exec gatewright smoke/);
  const gitlab = read<{
    '.gatewright': { artifacts: { reports: { junit: string } }; before_script: string[] };
  }>(pipelines.gitlab({ ...usual, folder: 'services/shop' }).text);
  assert.equal(gitlab['.gatewright'].artifacts.reports.junit, 'services/shop/runs/*/junit.xml');
  assert.ok(gitlab['.gatewright'].before_script.includes('cd services/shop'));
});

test('names that YAML or a shell would read otherwise are quoted', () => {
  const { text } = pipelines.github({ ...usual, environment: 'eu west', deployment: 'Deploy: all' });
  assert.deepEqual(read<Workflow>(text).on.workflow_run, {
    workflows: ['Deploy: all'],
    types: ['completed'],
  });
  assert.match(text, /smoke --env 'eu west' /);
});

/** A project with this config alone. */
function projectWith(t: TestContext, config: string): string {
  const root = mkdtempSync(path.join(tmpdir(), 'gatewright-ci-'));
  t.after(() => rmSync(root, { recursive: true }));
  writeFileSync(path.join(root, 'gatewright.config.json'), config);
  return root;
}

test('what is printed knows the environment, its region and whether load may be sent there', async (t) => {
  const targets = [{ stack: 'shop' }];
  const environments = { prod: { region: 'eu-west-1', protect: true, targets } };
  const { context, said } = listening(projectWith(t, JSON.stringify({ environments })));
  await ci.run(nothingTyped, context, 'gitlab');
  assertPublished('ci', JSON.stringify(said.document));
  assert.match(said.result, /smoke --env prod/);
  assert.match(said.result, /AWS_REGION: eu-west-1/);
  assert.doesNotMatch(said.result, /latency/);
  assert.ok(said.warnings.includes('note: prod is protected: no load is sent on a schedule.'));
});

test('the rate on a schedule is one that the environment allows, and the region one of its targets', async (t) => {
  const targets = [
    { stack: 'shop', region: 'eu-west-1' },
    { stack: 'shop', region: 'us-east-1' },
  ];
  const environments = { staging: { limits: { ratePerSecond: 8 }, targets } };
  const { context, said } = listening(projectWith(t, JSON.stringify({ environments })));
  await ci.run(nothingTyped, context, 'gitlab');
  assert.match(said.result, /latency --env staging --rate 8 /);
  assert.match(said.result, /AWS_REGION: eu-west-1/);
});

test('a service that there is none for, an environment that there is not, a config that is broken: one sentence each', async (t) => {
  const refused = async (config: string, service: string, env?: string) => {
    const { context } = listening(projectWith(t, config));
    return ci.run({ ...nothingTyped, env }, context, service).then(
      () => assert.fail('nothing was refused'),
      (error: unknown) => {
        assert.ok(error instanceof UsageError);
        return [error.message, ...error.next].join('\n');
      },
    );
  };
  const sound = '{ "environments": { "dev": { "targets": [{ "stack": "a" }] } } }';
  assert.match(await refused(sound, 'jenkins'), /^There is no pipeline for "jenkins"\.\nThere are: github, /);
  assert.match(await refused(sound, 'github', 'prod'), /^There is no environment "prod" in the config\./);
  assert.match(await refused('{ "environments": { "a": { "target": [] } } }', 'github'), /environments\.a/);
});
