import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import type { SmokeDocument } from '../src/report/documents.ts';
import { against, checkout, cli, projectOfOnesOwn, startLocal } from './cli.fixture.ts';

const project = await projectOfOnesOwn();
const local = await startLocal(['--template', path.join(checkout, 'stacks/my-api/template.yaml')]);
after(() => Promise.all([project.remove(), local.stop()]));

await writeFile(
  path.join(project.root, 'gatewright.config.ts'),
  `import { defineConfig } from 'gatewright';
export default defineConfig({
  environments: {
    right: {
      account: '123456789012',
      role: 'arn:aws:iam::123456789012:role/gate',
      targets: [{ stack: 'my-api' }],
    },
    wrong: { account: '210987654321', targets: [{ stack: 'my-api' }] },
  },
});
`,
);
const options = { cwd: project.root, env: against(local.endpoint) };

test('an environment of another account ends with 2 before a run is begun', async () => {
  const { code, stderr } = await cli(['smoke', '--env', 'wrong'], options);
  assert.equal(code, 2);
  assert.match(stderr, /The environment wrong demands the account …4321, and these credentials are of …9012/);
  assert.doesNotMatch(stderr, /discover:|kept in/);
});

test('one with the right account and a role is gated as that role, and no document holds an account id', async () => {
  const { code, stdout, stderr } = await cli(
    ['smoke', '--env', 'right', '--grep', 'GET /hello', '--json'],
    options,
  );
  assert.equal(code, 0, stderr);
  const { results } = JSON.parse(stdout) as SmokeDocument;
  assert.deepEqual([...new Set(results.map(({ target }) => target))].sort(), ['my-api:http', 'my-api:rest']);
  assert.doesNotMatch(stdout, /123456789012/);
});
