import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import type { SmokeDocument } from '../src/report/documents.ts';
import { cli, projectOfOnesOwn } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

const project = await projectOfOnesOwn();
after(() => project.remove());

const gate = async () => {
  const end = await cli(['smoke', '--local', '--json'], { cwd: project.root });
  return { ...end, document: () => JSON.parse(end.stdout) as SmokeDocument };
};

test('the sound stacks pass, with every promise checked over both API types', async () => {
  const { code, stdout, stderr, document } = await gate();
  assert.equal(code, 0, stderr);
  assertPublished('smoke', stdout);
  const { verdict, results, reasons } = document();
  assert.equal(verdict, 'pass', reasons.join('\n'));
  assert.ok(results.length >= 60, `${results.length} results`);
  assert.ok(new Set(results.map(({ check }) => check)).size >= 12);
  assert.deepEqual([...new Set(results.map(({ target }) => target))].sort(), [
    'http-api-demo:http',
    'lambda-api:rest',
    'my-api:http',
    'my-api:rest',
    'orca:rest',
    'widget:rest',
  ]);
  assert.deepEqual(
    results.filter(({ outcome }) => outcome === 'fail'),
    [],
  );
});

test('a handler that raises fails the gate, and the cause is named on both API types', async (t) => {
  const template = 'stacks/my-api/template.yaml';
  await project.change(template, 'return 200, USERS', 'return 200, USERZ');
  t.after(() => project.change(template, 'return 200, USERZ', 'return 200, USERS'));
  const { code, stdout, document } = await gate();
  assert.equal(code, 1);
  assertPublished('smoke', stdout);
  const { verdict, reasons, results } = document();
  assert.equal(verdict, 'fail');
  assert.match(reasons[0] ?? '', /GET \/users/);
  const failed = results.filter(({ outcome }) => outcome === 'fail');
  assert.deepEqual([...new Set(failed.map(({ route }) => route))], ['GET /users']);
  assert.deepEqual([...new Set(failed.map(({ target }) => target))].sort(), ['my-api:http', 'my-api:rest']);
  for (const { diagnosis, curl, requestId } of failed.filter(({ severity }) => severity === 'error')) {
    assert.match(diagnosis ?? '', /function|handler/i);
    assert.match(curl ?? '', /^curl /);
    assert.ok((requestId ?? '').length > 8);
  }
});

test('a wrong answer is pointed at: contract, route, pointer, expected, received', async (t) => {
  const template = 'stacks/my-api/template.yaml';
  await project.change(template, '"Hello, World!"}', '"Hello!"}');
  t.after(() => project.change(template, '"Hello!"}', '"Hello, World!"}'));
  const end = await cli(['smoke', '--local', '--quiet'], { cwd: project.root });
  assert.equal(end.code, 1, end.stderr);
  for (const words of [/GET \/hello/, /\/message/, /Hello, World!/, /"Hello!"/, /my-api:rest/, /curl /]) {
    assert.match(end.stdout, words);
  }
});

test('every run keeps what it sent and what came back', async () => {
  const runs = (await readdir(path.join(project.root, 'runs'))).filter((name) => name.includes('-smoke-'));
  assert.equal(runs.length, 3);
  for (const run of runs) {
    const files = await readdir(path.join(project.root, 'runs', run));
    for (const file of ['targets.json', 'subjects.json', 'exchanges.json', 'smoke.json']) {
      assert.ok(files.includes(file), `${run} has ${file}`);
    }
  }
});
