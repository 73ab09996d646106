import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import type { TargetsDocument } from '../src/report/documents.ts';
import { against, checkout, cli, projectOfOnesOwn, startLocal } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

const readme = readFileSync(path.join(checkout, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );
const shellLines = blocks('sh').flatMap((block) => block.trim().split('\n'));

const project = await projectOfOnesOwn();
const gateway = await startLocal([], { cwd: project.root });
after(async () => {
  await gateway.stop();
  await project.remove();
});

const found = await cli(['discover', '--stack', 'my-api', '--json'], {
  cwd: project.root,
  env: against(gateway.endpoint),
});
assertPublished('discover', found.stdout);
const { targets } = JSON.parse(found.stdout) as TargetsDocument;
const restUrl = targets.find(({ apiType }) => apiType === 'rest')?.invokeUrl ?? '';

test('the two set-up commands are there, and their npm scripts exist', () => {
  assert.ok(shellLines.includes('npm ci && npm run demo'));
  assert.ok(shellLines.includes('npm ci && npm test'));
  const { scripts } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8'));
  assert.ok(scripts.demo && scripts.test);
});

const forDeployments = shellLines.filter((line) => /^npx gatewright (discover|smoke|latency)/.test(line));

test('there are commands for a deployment of one’s own', () => assert.ok(forDeployments.length >= 4));

for (const line of forDeployments) {
  test(`${line}: does what the README says, against a gateway that speaks AWS`, async () => {
    // The README's invoke URL stands for the reader's own, and its run is shortened.
    const typed = line
      .replace(/https:\/\/\S+/, restUrl)
      .replace('--rate 20 --duration 30s', '--rate 100 --duration 5s')
      .split(/\s+/)
      .slice(2);
    const needsNone = typed.includes('--url');
    const { code, stdout, stderr } = await cli(typed, {
      cwd: project.root,
      env: needsNone ? {} : against(gateway.endpoint),
    });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /:rest/);
  });
}

test('the failure that the README shows is one that the gate prints', async (t) => {
  const template = 'stacks/my-api/template.yaml';
  await project.change(template, 'return 200, USERS', 'return 200, USERZ');
  t.after(() => project.change(template, 'return 200, USERZ', 'return 200, USERS'));
  const { code, stdout } = await cli(['smoke', '--local', '--quiet', '--grep', 'all users'], {
    cwd: project.root,
  });
  assert.equal(code, 1);
  const [shown = ''] = blocks('').filter((block) => block.startsWith('✕'));
  const [title = '', sentence = '', , likely = ''] = shown.split('\n');
  for (const line of [title, sentence, likely.slice(0, 80)]) assert.ok(stdout.includes(line), line);
});

test("the README's contract is one that gatewright reads", async () => {
  const [contract = ''] = blocks('ts');
  await writeFile(path.join(project.root, 'contracts/orders.ts'), contract);
  const { code, stderr } = await cli(['discover', '--stack', 'my-api'], {
    cwd: project.root,
    env: against(gateway.endpoint),
  });
  assert.equal(code, 0, stderr);
});

test('the contract of docs/contracts.md is one that gatewright reads', async () => {
  const page = readFileSync(path.join(checkout, 'docs/contracts.md'), 'utf8');
  const contract = /^```ts\n([\s\S]*?)^```/m.exec(page)?.[1] ?? '';
  await writeFile(path.join(project.root, 'contracts/shop.ts'), contract);
  const { code, stderr } = await cli(['discover', '--stack', 'my-api'], {
    cwd: project.root,
    env: against(gateway.endpoint),
  });
  assert.equal(code, 0, stderr);
});

test('help and version are answered by the bin alone, and help names every verb', async () => {
  const { verbs } = await import('./verbs.ts');
  const help = await cli(['--help']);
  assert.equal(help.code, 0);
  for (const verb of Object.keys(verbs)) assert.match(help.stdout, new RegExp(`^  ${verb} `, 'm'));
  const version = await cli(['--version']);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});
