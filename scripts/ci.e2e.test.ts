import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { ci } from './ci.ts';
import { against, projectOfOnesOwn, startLocal } from './cli.fixture.ts';
import { listening, nothingTyped } from './context.fixture.ts';

const project = await projectOfOnesOwn();
const file = (name: string) => path.join(project.root, name);
await mkdir(file('node_modules/.bin'));
await symlink('../gatewright/scripts/gatewright.js', file('node_modules/.bin/gatewright'));
await writeFile(
  file('gatewright.config.ts'),
  "export default { environments: { staging: { targets: [{ stack: 'my-api' }] } } };\n",
);
const gateway = await startLocal(['--template', 'stacks/my-api/template.yaml'], { cwd: project.root });
after(async () => {
  await gateway.stop();
  await project.remove();
});

interface Step {
  readonly id?: string;
  readonly run?: string;
}

/** What the verb prints for the project, as its service reads it. */
async function printed(service: string) {
  const { context, said } = listening(project.root);
  await ci.run(nothingTyped, context, service);
  return parse(said.result, { schema: 'core' });
}
const workflow = await printed('github');
const gitlab = await printed('gitlab');
const buildspec = await printed('codebuild');

/** As the runner does it: a shell that ends at the first failure, in the project's folder. */
async function shell(script: string, env: Record<string, string> = {}) {
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: project.root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      K6_BIN: process.env.K6_BIN,
      CI: 'true',
      ...against(gateway.endpoint),
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
  }
  const [code] = await once(child, 'close');
  return { code: code as number, output };
}

/** The job's own commands, each with a summary and outputs as the runner gives them; installing is left out. */
async function runJob(name: string) {
  const told = { GITHUB_STEP_SUMMARY: file(`${name}-summary.md`), GITHUB_OUTPUT: file(`${name}-output`) };
  const outputs: Record<string, string> = {};
  const transcript: string[] = [];
  for (const { run, id } of workflow.jobs[name].steps as Step[]) {
    if (run === undefined || run.startsWith('npm ')) continue;
    // The morning's minute is a second here.
    const script = run.replace('--rate 20 --duration 60s', '--rate 100 --duration 1s');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: project.root, ...told };
    const { code, output } = await shell(script, env);
    assert.equal(code, 0, `${script}\n${output}`);
    transcript.push(output);
    if (id !== undefined) {
      const lines = readFileSync(told.GITHUB_OUTPUT, 'utf8').trim().split('\n');
      for (const line of lines) outputs[line.split('=')[0] ?? ''] = line.slice(line.indexOf('=') + 1);
    }
  }
  return { outputs, transcript, summary: readFileSync(told.GITHUB_STEP_SUMMARY, 'utf8') };
}

test("the printed workflow's gate: verdict as output, a summary, and a folder with page and test report", async () => {
  const { outputs, summary } = await runJob('gate');
  assert.equal(outputs.verdict, 'pass');
  assert.match(summary, /^## ✅ Pass/);
  for (const name of ['smoke.json', 'report.html', 'junit.xml']) {
    assert.ok(existsSync(path.join(project.root, outputs['run-dir'] ?? '', name)), name);
  }
});

test("the printed workflow's scheduled run: the same of the measurement", async () => {
  const { outputs, summary } = await runJob('latency');
  assert.match(outputs.verdict ?? '', /^(pass|inconclusive)$/);
  assert.match(summary, /### Latency/);
  const junit = path.join(project.root, outputs['run-dir'] ?? '', 'junit.xml');
  assert.match(readFileSync(junit, 'utf8'), /<testcase classname="gatewright" name="verdict"/);
});

const stepOf = (job: string, id: string) =>
  (workflow.jobs[job].steps as Step[]).find((step) => step.id === id)?.run;

test('GitLab and CodeBuild run the same commands, and tell the verdict in their own way', async () => {
  assert.deepEqual(gitlab.gate.script, [stepOf('gate', 'gate')]);
  assert.deepEqual(gitlab.latency.script, [stepOf('latency', 'latency')]);
  const { code, output } = await shell(gitlab['.gatewright'].after_script.at(-1));
  assert.equal(code, 0, output);
  assert.match(readFileSync(file('gatewright.env'), 'utf8'), /^GATEWRIGHT_VERDICT=(pass|inconclusive)\n$/);
  assert.deepEqual(buildspec.phases.post_build.commands[0], gitlab['.gatewright'].after_script[0]);
});

test('CodeBuild measures where a schedule asks for it, and gates otherwise', async () => {
  await mkdir(file('shim'));
  await writeFile(file('shim/npx'), '#!/bin/sh\necho "npx $*"\n');
  await chmod(file('shim/npx'), 0o755);
  const env = { PATH: `${file('shim')}:${process.env.PATH}` };
  const [build] = buildspec.phases.build.commands;
  const chosen = (measures: string) => shell(build, { ...env, MEASURE_LATENCY: measures });
  assert.equal((await chosen('true')).output.trim(), stepOf('latency', 'latency'));
  assert.equal((await chosen('false')).output.trim(), stepOf('gate', 'gate'));
});
