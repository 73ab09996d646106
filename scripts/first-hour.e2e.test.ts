import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { checkout, cli, startLocal } from './cli.fixture.ts';
import { startMiniStack, withoutMiniStack } from './ministack.fixture.ts';

const readme = readFileSync(path.join(checkout, 'README.md'), 'utf8');
const transcript = /^```console\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? '';

interface Step {
  /** After `npx gatewright`. */
  readonly typed: readonly string[];
  /** Where the shell would put what it prints. */
  readonly into: string | null;
  readonly shown: readonly string[];
}

const steps: readonly Step[] = transcript
  .split(/^\$ /m)
  .filter((text) => text !== '')
  .map((text) => {
    const [line = '', ...shown] = text.trimEnd().split('\n');
    const [command = '', into = null] = line.replace(/^.*npx gatewright /, '').split(' > ');
    return { typed: command.split(' '), into, shown };
  });

/** Somebody's project as the CDK leaves it, with a profile of its own and gatewright installed. */
async function projectBesideStacks() {
  const root = await mkdtemp(path.join(tmpdir(), 'gatewright-first-hour-'));
  await cp(path.join(checkout, 'examples/orders/cdk.out'), path.join(root, 'cdk.out'), { recursive: true });
  await mkdir(path.join(root, 'node_modules'));
  await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  await writeFile(path.join(root, 'package.json'), '{ "name": "shop", "type": "module" }\n');
  const profile =
    '[profile staging]\nregion = eu-west-1\naws_access_key_id = local\naws_secret_access_key = local\n';
  await writeFile(path.join(root, 'aws-config'), profile);
  return {
    root,
    env: { AWS_PROFILE: 'staging', AWS_CONFIG_FILE: path.join(root, 'aws-config') },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Of what a README shows, ids, times and URLs differ, and an ellipsis stands for anything. */
function likeShown(line: string): RegExp {
  const pattern = line
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/https:\S+/g, '\\S+')
    .replace(/\d\d:\d\d/g, '\\d\\d:\\d\\d')
    .replace(/\(\w{6}\\\)/g, '(\\w{6}\\)')
    .replace(/…/g, '.*')
    .replace(/\s+/g, '\\s+');
  return new RegExp(`^\\s*${pattern}$`, 'm');
}

test('the transcript has the first hour’s verbs, in their order', () => {
  assert.deepEqual(
    steps.map(({ typed: [verb] }) => verb),
    ['init', 'discover', 'smoke', 'import', 'latency', 'ci'],
  );
});

/** What each command shows wherever the stacks are. */
const everywhere: { readonly [verb: string]: RegExp } = {
  init: /^found cdk\.out \(2 stacks\), profile staging → wrote gatewright\.config\.ts/m,
  discover: /^ {2}orders:rest .*\/prod\b.*\n {2}admin:http /m,
  smoke: /^pass {2}\| {2}admin:http: \d+ passed/m,
  import: /^contracts\/orders\.ts: 6 routes/m,
  latency: /^1,200 requests in 1m[\s\S]*^Nothing was sent\./m,
  ci: /^name: /m,
};

const stacks = ['orders', 'admin'].map((name) => ({
  name,
  template: path.join(checkout, `examples/orders/cdk.out/${name}.template.json`),
}));

const places = [
  {
    name: 'the local gateway',
    skip: false,
    /** To the letter. */
    asShown: true,
    start: () => startLocal(['--template', path.join(checkout, 'examples/orders/cdk.out')]),
  },
  {
    name: 'MiniStack',
    skip: withoutMiniStack,
    asShown: false,
    start: async () => {
      const emulator = await startMiniStack();
      for (const { name, template } of stacks) await emulator.deploy(name, template, 'eu-west-1');
      return emulator;
    },
  },
];

for (const { name, skip, asShown, start } of places) {
  describe(`the first hour beside ${name}`, { skip }, () => {
    let project: Awaited<ReturnType<typeof projectBesideStacks>>;
    let served: { readonly endpoint: string; stop(): Promise<unknown> };
    before(async () => {
      project = await projectBesideStacks();
      served = await start();
    });
    after(async () => {
      await served?.stop();
      await project?.remove();
    });
    const run = (typed: readonly string[]) =>
      cli(typed, { cwd: project.root, env: { ...project.env, AWS_ENDPOINT_URL: served.endpoint } });

    for (const { typed, into, shown } of steps) {
      test(`npx gatewright ${typed.join(' ')}`, async () => {
        const { code, stdout, stderr } = await run(typed);
        assert.equal(code, 0, stdout + stderr);
        assert.match(stdout, everywhere[typed[0] ?? ''] ?? /^$/);
        for (const line of asShown ? shown : []) assert.match(stdout, likeShown(line));
        if (into !== null) assert.ok(parse(stdout).jobs.gate);
      });
    }

    test('what init and import wrote is what the next gate is held against', async () => {
      const config = await readFile(path.join(project.root, 'gatewright.config.ts'), 'utf8');
      assert.match(config, /profile: 'staging'/);
      const { code, stdout, stderr } = await run(['smoke', '--env', 'staging', '--quiet']);
      assert.equal(code, 0, stdout + stderr);
      assert.doesNotMatch(stdout, /orders:rest has no contract/);
    });
  });
}
