import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { measure, serve } from '../generator/measured-run.fixture.ts';
import { loadableRoutes } from '../plan/loadable.ts';
import { planLoad } from '../plan/plan-load.ts';
import { arrivalsPerPhase, timetableOf } from '../plan/timetable.ts';
import { observationsOf } from '../run/observation.ts';

const phases = [
  { name: 'calm', seconds: 0.5, ratePerSecond: 40 },
  { name: 'spike', seconds: 0.5, ratePerSecond: 200 },
  { name: 'calm again', seconds: 0.5, ratePerSecond: 40 },
];

/** The real k6, whose schedule of several phases the timetable has to know to the arrival. */
test('phases are sent as planned, and every answer is kept with what it told of itself', async (t) => {
  let calls = 0;
  const url = await serve(t, (_, response) => {
    calls++;
    const kind = calls % 4;
    if (kind === 1) {
      response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException' });
      response.end('{"message":"Too Many Requests"}');
    } else if (kind === 2) {
      response.writeHead(429).end('{"message":"Limit Exceeded"}');
    } else {
      response.writeHead(200, { 'x-invocation': `call ${calls}`, ...(kind === 3 ? { warning: '199' } : {}) });
      response.end('{}');
    }
  });
  const contract: Contract = {
    name: 'a',
    marks: { invocation: { header: 'x-invocation' } },
    routes: { 'GET /x': { responses: {}, examples: { ok: { expect: { status: 200 } } } } },
  };
  const target: Target = {
    target: 'a:http',
    apiType: 'http',
    invokeUrl: url,
    stage: null,
    region: null,
    stackName: null,
    endpointType: null,
    apiId: null,
  };
  const plan = {
    ...planLoad({
      runId: 'r',
      chosen: loadableRoutes([{ target, contract }]),
      phases,
      observe: true,
      alsoExpected: [429],
    }),
    scenario: 'latency' as const,
  };
  const short = { ...plan, warmUp: { arrivals: 40, ratePerSecond: 200, seconds: 40.5 / 200 } };
  const run = await measure(t, short);

  const { finished, dropped, unreadable } = run.counts;
  assert.deepEqual([dropped, unreadable, run.series[0]?.errors], [0, 0, 0]);
  assert.deepEqual(arrivalsPerPhase(plan.arrivals.phases), [20, 100, 20]);
  assert.ok(Math.abs(finished - 140) <= 10, `${finished} finished`);

  const observed = observationsOf(run);
  assert.equal(observed.length, finished);
  const { dueUs, measuredFromUs } = timetableOf(short);
  const late = observed.map(({ arrival, intendedMs, sentMs }) => {
    assert.ok(Math.abs(intendedMs - (dueUs(40 + arrival) - measuredFromUs) / 1000) < 0.01);
    return sentMs - intendedMs;
  });
  // An arrival counted to the wrong phase would be early or late by milliseconds in every run.
  assert.ok(Math.min(...late) > -2, `sent ${Math.min(...late)} ms before it was due`);
  const byRefusal = (refusal: string | null) => observed.filter((one) => one.refusal === refusal).length;
  assert.equal(byRefusal('unknown'), 0);
  assert.ok(byRefusal('throttled') > 20 && byRefusal('quota') > 20);
  for (const { status, refusal, mark, warned } of observed) {
    assert.equal(status === 429, refusal !== null);
    assert.equal(mark !== null, status === 200);
    assert.ok(!warned || status === 200);
  }
  const marks = observed.flatMap(({ mark }) => mark ?? []);
  assert.equal(new Set(marks).size, marks.length);
  assert.ok(marks.every((mark) => /^call \d+$/.test(mark)));
  const warned = observed.filter((one) => one.warned).length;
  assert.ok(warned > 20 && warned < marks.length, `${warned} warned`);
});
