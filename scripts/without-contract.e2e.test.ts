import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import type { ImportDocument, SmokeDocument } from '../src/report/documents.ts';
import { cli, projectOfOnesOwn } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

const project = await projectOfOnesOwn();
after(() => project.remove());
for (const folder of ['contracts', 'stacks/orca', 'stacks/http-api-demo', 'stacks/faults']) {
  await rm(path.join(project.root, folder), { recursive: true, force: true });
}
const run = (...typed: string[]) => cli(typed, { cwd: project.root });

test('targets without a contract are gated by what is deployed, and --save writes what they were tested with', async () => {
  const { code, stdout, stderr } = await run('smoke', '--local', '--save', '--json');
  assert.equal(code, 0, stderr);
  assertPublished('smoke', stdout);
  const { results, withoutContract = [], deployments = [] } = JSON.parse(stdout) as SmokeDocument;
  assert.deepEqual(
    results.filter(({ outcome }) => outcome === 'fail'),
    [],
  );
  const tried = results
    .filter(({ check }) => check === 'route-answers')
    .map(({ target, route }) => `${target} ${route}`);
  assert.ok(
    tried.includes('my-api:rest GET /users') && tried.includes('my-api:http GET /users'),
    tried.join(),
  );
  const untried = results.filter(({ check }) => check === 'untried-route').map(({ route }) => route);
  assert.ok(untried.includes('POST /users') && untried.includes('GET /users/{id}'), untried.join());
  assert.deepEqual(withoutContract.map(({ target, savedAs }) => [target, savedAs]).toSorted(), [
    ['lambda-api:rest', 'contracts/lambda-api.ts'],
    ['my-api:http', 'contracts/my-api.ts'],
    ['my-api:rest', 'contracts/my-api.ts'],
    ['widget:rest', 'contracts/widget.ts'],
  ]);
  const rest = deployments.find(({ target }) => target === 'my-api:rest');
  assert.ok(rest?.deploymentId && rest.deployedAt);
});

test('what was saved is a contract: the next gate is held against it', async () => {
  const { code, stdout, stderr } = await run('smoke', '--local', '--quiet');
  assert.equal(code, 0, `${stdout}${stderr}`);
  assert.doesNotMatch(stdout, /has no contract/);
  assert.match(stdout, /my-api:rest: stage dev, deployment \w+ of \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
});

test('an OpenAPI file becomes a contract, which is never overwritten unasked', async () => {
  const file = path.join(project.root, 'pets.yaml');
  await writeFile(
    file,
    'openapi: 3.0.3\ninfo: { title: Pet Shop, version: "1" }\npaths:\n  /pets:\n    get: { responses: { "200": { description: ok } } }\n    trace: { responses: {} }\n',
  );
  const first = await run('import', 'pets.yaml', '--json');
  assert.equal(first.code, 0, first.stderr);
  assertPublished('import', first.stdout);
  const [written] = (JSON.parse(first.stdout) as ImportDocument).contracts;
  assert.deepEqual([written?.file, written?.routes], ['contracts/pet-shop.ts', 1]);
  assert.deepEqual(written?.leftOut, [{ place: 'pets.yaml:6', message: 'TRACE is left out' }]);
  assert.match(await readFile(path.join(project.root, 'contracts/pet-shop.ts'), 'utf8'), /'GET \/pets'/);
  const second = await run('import', 'pets.yaml');
  assert.equal(second.code, 2);
  assert.match(second.stderr, /contracts\/pet-shop\.ts is there already[\s\S]*--force/);
  await writeFile(file, 'openapi: 3.0.3\npaths:\n  /pets: [\n');
  const broken = await run('import', 'pets.yaml', '--force');
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /^gatewright: pets\.yaml:\d+: .+\.$/m);
});

test('an import never puts a contract of another name in the place of the one that a stack is held against', async () => {
  const contracts = path.join(project.root, 'contracts');
  await rm(path.join(contracts, 'lambda-api.ts'));
  const promise = 'responses: { 200: true }, examples: { one: { expect: { status: 200 } } }';
  await writeFile(
    path.join(contracts, 'lambda.ts'),
    `export const lambda = { name: 'lambda', routes: { 'POST /lambda': { ${promise} } } };\n`,
  );
  const { code, stderr } = await run('import', '--local');
  assert.equal(code, 2, stderr);
  assert.match(stderr, /contracts\/lambda\.ts is there already[\s\S]*--force[\s\S]*--name/);
});
