import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { verbs } from './verbs.ts';

interface Workflow {
  readonly name: string;
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Record<string, unknown>;
}

const folder = fileURLToPath(new URL('../examples/github-actions/', import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith('.yml'));

test('there is a workflow for the gate and one for the scheduled latency run', () => {
  assert.deepEqual(files.sort(), ['gate.yml', 'latency.yml']);
});

for (const file of files) {
  // YAML 1.2 core: `on` stays a word.
  const workflow = parse(readFileSync(folder + file, 'utf8'), { schema: 'core' }) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test(`${file}: assumes a role through OIDC and may do nothing else in the repository`, () => {
    assert.deepEqual(workflow.permissions, { 'id-token': 'write', contents: 'read' });
    const login = steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    assert.ok(login?.with?.['role-to-assume']);
    assert.ok(!JSON.stringify(workflow).includes('AWS_SECRET_ACCESS_KEY'));
  });

  test(`${file}: every job ends by itself, and keeps its runs whatever the verdict`, () => {
    for (const job of Object.values(workflow.jobs)) assert.ok((job['timeout-minutes'] ?? 0) > 0);
    const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    assert.equal(upload?.if, 'always()');
    assert.equal(upload?.with?.path, 'runs/');
  });

  test(`${file}: puts the report into the step summary, also after a failed gate`, () => {
    const summary = steps.find(({ run }) => run?.includes('GITHUB_STEP_SUMMARY'));
    // The gate writes it by itself.
    if (steps.some(({ run }) => run?.includes('gatewright smoke'))) assert.equal(summary, undefined);
    else assert.equal(summary?.if, 'always()');
  });

  test(`${file}: every gatewright command is one that gatewright understands`, async () => {
    const commands = steps.flatMap(({ run }) => [...(run ?? '').matchAll(/npx gatewright ([^\n>|;]+)/g)]);
    assert.ok(commands.length > 0);
    for (const [, words = ''] of commands) {
      const [verb = '', ...typed] = words
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/^"|"$/g, ''));
      const load = verbs[verb as keyof typeof verbs] as (() => Promise<Command>) | undefined;
      assert.ok(load !== undefined, `${file} calls the verb ${verb}`);
      parseArguments(verb, await load(), typed);
    }
  });

  test(`${file}: no expression of GitHub's is pasted into a shell line`, () => {
    for (const { run = '' } of steps) assert.doesNotMatch(run, /\$\{\{/);
  });
}
