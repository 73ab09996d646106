import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contract, Objectives } from '../contract/contract.ts';
import { targetFromUrl } from '../discovery/target-from-url.ts';
import type { LoadShape } from '../plan/load-shape.ts';
import { planLatency } from '../plan/plan-latency.ts';
import { foreseenDoubts } from './foresight.ts';

const contractWith = (objectives: Objectives): Contract => ({
  name: 'orders',
  objectives,
  routes: Object.fromEntries(
    ['GET /a', 'GET /b'].map((route) => [
      route,
      { responses: { 200: {} }, examples: { one: { expect: { status: 200 } } } },
    ]),
  ),
});

const plan = (objectives: Objectives, durationSeconds: number, shape?: LoadShape, ratePerSecond = 10) =>
  planLatency({
    runId: 'r',
    subjects: [
      { target: targetFromUrl('https://api.example.com', 'http'), contract: contractWith(objectives) },
    ],
    ratePerSecond,
    durationSeconds,
    shape,
  });

test('a plan whose routes get enough requests for every objective leaves nothing to say', () => {
  assert.deepEqual(foreseenDoubts(plan({ p95Ms: 300, errorRate: 0.01 }, 20)), []);
});

test('a plan too short for an objective says how long would do, and that is long enough', () => {
  const [doubt = '', ...others] = foreseenDoubts(plan({ p50Ms: 100, p95Ms: 300 }, 4));
  assert.deepEqual(others, []);
  assert.match(doubt, /^2 objectives on p95 can't be decided: 72 samples/);
  const seconds = Number(/--duration (\d+)s/.exec(doubt)?.[1]);
  assert.deepEqual(foreseenDoubts(plan({ p95Ms: 300 }, seconds)), []);
});

test('a longer schedule also has to tell whether its requests depend on each other, which takes some more of them', () => {
  const [doubt = ''] = foreseenDoubts(plan({ p99Ms: 300 }, 30));
  assert.match(doubt, /^2 objectives on p99 can't be decided: 405 samples a route/);
});

test('each step of a ramp needs its samples, and nothing of a spike counts', () => {
  const ramp = plan({ p95Ms: 300 }, 40, { kind: 'ramp', fromPerSecond: 10, toPerSecond: 40, steps: 4 });
  const [doubt = ''] = foreseenDoubts(ramp);
  assert.match(
    doubt,
    /can't be decided at 10 a second \(step 1\): \d+ samples a route are needed, and the rarest gets 50\./,
  );
  const seconds = Number(/--duration (\d+)s/.exec(doubt)?.[1]);
  const longer = plan({ p95Ms: 300 }, seconds, {
    kind: 'ramp',
    fromPerSecond: 10,
    toPerSecond: 40,
    steps: 4,
  });
  assert.deepEqual(foreseenDoubts(longer), []);
  const spike = plan({ p95Ms: 300 }, 16, {
    kind: 'spike',
    ratePerSecond: 10,
    peakPerSecond: 500,
    seconds: 4,
  });
  assert.match(foreseenDoubts(spike)[0] ?? '', /and the rarest gets (59|60)\./);
});

test('objectives on error rates need no percentile', () => {
  assert.deepEqual(foreseenDoubts(plan({ errorRate: 0.1 }, 1)), []);
});

test('a rate of a request in a minute or so is not taken for more, only because the plan is short', () => {
  const [doubt = ''] = foreseenDoubts(plan({ p95Ms: 300 }, 5, undefined, 0.02));
  const seconds = Number(/--duration (\d+)s/.exec(doubt)?.[1]);
  assert.ok(seconds >= 72 / 0.02, doubt);
});
