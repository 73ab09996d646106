import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import type { ComparisonDocument } from '../src/report/comparison-document.ts';
import { against, cli, projectOfOnesOwn, startLocal } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

const project = await projectOfOnesOwn();
// The REST API is to be told from the HTTP API by a machine that is busy with other tests, too.
const planted = ['my-api:rest=lognormal:60,120', 'my-api:http=lognormal:20,40'];
const local = await startLocal(
  planted.flatMap((spec) => ['--latency', spec]),
  { cwd: project.root },
);
after(async () => {
  await local.stop();
  await project.remove();
});
const compare = (...typed: string[]) =>
  cli(['compare', '--stack', 'my-api', ...typed], { cwd: project.root, env: against(local.endpoint) });

test('a planted difference is found, sized, priced and shown', async () => {
  const { code, stdout, stderr } = await compare(
    ...['--rate', '25', '--duration', '8s', '--monthly-requests', '25M', '--json'],
  );
  // A busy machine may leave the tail open, and with it the run.
  assert.ok(code === 0 || code === 3, stdout + stderr);
  assertPublished('comparison', stdout);
  const document = JSON.parse(stdout) as ComparisonDocument;
  assert.deepEqual([document.baseline, document.candidate], ['my-api:rest', 'my-api:http']);
  const p50 = document.differences.find(({ route, statistic }) => route === '*' && statistic === 'p50');
  assert.equal(p50?.conclusion, 'faster', stdout);
  assert.ok((p50?.ratio?.value ?? 0) > 0.25 && (p50?.ratio?.value ?? 1) < 0.75, JSON.stringify(p50));
  assert.ok(document.equivalence.compared > 3);
  assert.ok(document.remarks.some((remark) => remark.includes('same function')));
  assert.equal(document.cost?.months[0]?.requests, 25_000_000);
  const rest = document.blockers.find(({ from }) => from === 'rest');
  assert.ok(rest?.blockers.some(({ feature }) => feature === 'request-validators'));

  const report = await cli(['report', document.runId, '--html'], { cwd: project.root });
  assert.equal(report.code, 0, report.stderr);
  const page = await readFile(path.join(project.root, 'runs', document.runId, 'report.html'), 'utf8');
  for (const words of ['At the median my-api:http takes', 'How it was compared', 'Moving', 'Cost']) {
    assert.ok(page.includes(words), words);
  }
});

test('a plan shows both targets and sends nothing', async () => {
  const { code, stdout } = await compare('--rate', '20', '--duration', '30s', '--plan', '--json');
  assert.equal(code, 0, stdout);
  const plan = JSON.parse(stdout) as { scenario: string; turns: { first: number[] }; targets: unknown[] };
  assert.deepEqual([plan.scenario, plan.targets.length], ['comparison', 2]);
  assert.ok(plan.turns.first.includes(0) && plan.turns.first.includes(1));
});

test('what makes no sense is refused before anything is sent', async () => {
  for (const [typed, says] of [
    [['--baseline', 'my-api:rest', '--candidate', 'my-api:rest'], /are the same URL.*\n.*--a-a/s],
    [['--baseline', 'my-api:htp', '--candidate', 'my-api:rest'], /no target my-api:htp.*my-api:http/s],
    [['--effect', 'much'], /--effect much makes no sense/],
    [['--monthly-requests', 'many'], /many/],
    [['--a-a'], /--a-a compares one target with itself, and there are several/],
  ] as const) {
    const { code, stderr } = await compare(...typed);
    assert.equal(code, 2, stderr);
    assert.match(stderr, says);
  }
});

test('a target that fails its smoke gate is not compared, unless anyway', async () => {
  await project.change('contracts/my-api.ts', 'Hello, World!', 'Hello, Moon!');
  const refused = await compare('--duration', '2s');
  assert.equal(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /my-api:rest fails its smoke gate: .*\n.*my-api:http fails.*--anyway/s);
  const { code, stdout, stderr } = await compare('--duration', '2s', '--anyway', '--json');
  assert.ok(code === 0 || code === 3, stderr);
  const { remarks } = JSON.parse(stdout) as ComparisonDocument;
  assert.ok(remarks.some((remark) => remark.includes('my-api:rest fails its smoke gate')));
});
