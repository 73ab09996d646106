import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import type { ComparisonDocument } from '../src/report/comparison-document.ts';
import type { LatencyDocument } from '../src/report/documents.ts';
import type { Run } from '../src/run/run.ts';
import { cli, projectOfOnesOwn, startCli } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

const project = await projectOfOnesOwn();
after(() => project.remove());
const inRun = (runId: string, name: string) => readFile(path.join(project.root, 'runs', runId, name), 'utf8');

/** k6 ends by the clock: a busy machine that is late by then loses the last arrivals. */
function nearly(arrivals: number, expected: number): void {
  assert.ok(Math.abs(arrivals - expected) <= expected * 0.01, `${arrivals} of ${expected} arrivals`);
}

test('the demo goes from a local gateway to a report, and passes', async () => {
  const { code, stdout, stderr } = await cli(['demo', '--json', '--rate', '40', '--duration', '10s'], {
    cwd: project.root,
  });
  assert.equal(code, 0, stdout + stderr);
  assertPublished('demo', stdout);
  const { runId, verdict, latency, comparison } = JSON.parse(stdout) as {
    runId: string;
    comparison: ComparisonDocument;
    verdict: string;
    latency: LatencyDocument;
  };
  assert.equal(verdict, 'pass');
  const run = JSON.parse(await inRun(runId, 'run.json')) as Run;
  assert.equal(run.plan.arrivals.expected, 400 * run.plan.targets.length);
  nearly(run.counts.started, run.plan.arrivals.expected);
  assert.equal(run.counts.dropped, 0);
  const totals = latency.series.filter(({ route, clock }) => route === '*' && clock === 'response');
  assert.deepEqual(
    totals.map(({ target }) => target),
    run.plan.targets.map(({ target }) => target),
  );
  for (const { count } of totals) nearly(count, 400);
  const html = await inRun(runId, 'report.html');
  for (const words of ['my-api:rest', 'my-api:http', 'lambda-api:rest', 'default-src', '<svg']) {
    assert.ok(html.includes(words), words);
  }
  assertPublished('latency', await inRun(runId, 'latency.json'));
  // The gateway of the demo is told to take longer for the REST API.
  const [p50] = comparison.differences;
  assert.deepEqual([p50?.statistic, p50?.conclusion], ['p50', 'faster']);
  assert.match(comparison.remarks[0] ?? '', /^Made up: .*my-api:rest=lognormal:30,90/);
  assert.ok((await inRun(comparison.runId, 'report.html')).includes('How it was compared'));
  for (const words of [/discover/, /smoke/i, /latency/, /k6 \d/]) assert.match(stderr, words);
});

test('Ctrl-C under load keeps what was measured, ends k6 and says 130', async () => {
  const running = startCli(['latency', '--local', '--rate', '10', '--duration', '60s'], {
    cwd: project.root,
  });
  await running.seen(/[1-9]\d* done/);
  running.child.kill('SIGINT');
  const { code, stderr } = await running.end;
  assert.equal(code, 130, stderr);
  const runId = /runs\/(\S+-latency-\S+)/.exec(stderr)?.[1] ?? '';
  const run = JSON.parse(await inRun(runId, 'run.json')) as Run;
  assert.equal(run.ended.kind, 'interrupted');
  assert.ok(run.counts.finished > 0);
});

test('a plan is written and shown, and nothing is sent', async () => {
  const { code, stdout } = await cli(['latency', '--local', '--plan', '--rate', '5', '--duration', '10s'], {
    cwd: project.root,
  });
  assert.equal(code, 0);
  assert.match(stdout, /^[\d,]+ requests in 10s/m);
  assert.match(stdout, /Nothing was sent/);
  assert.match(stdout, /GET \/users\/\{id\}/);
});

test('a run is reported again from what it kept', async () => {
  const markdown = await cli(['report', '--markdown'], { cwd: project.root });
  assert.equal(markdown.code, 2, 'the latest run is a plan that was never sent');
  assert.match(markdown.stderr, /holds no results: .*\n {2}A plan \(--plan\)/);
});
