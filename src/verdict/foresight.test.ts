import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contract, Objectives } from '../contract/contract.ts';
import { targetFromUrl } from '../discovery/target-from-url.ts';
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

const plan = (objectives: Objectives, durationSeconds: number) =>
  planLatency({
    runId: 'r',
    subjects: [
      { target: targetFromUrl('https://api.example.com', 'http'), contract: contractWith(objectives) },
    ],
    ratePerSecond: 10,
    durationSeconds,
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

test('objectives on error rates need no percentile', () => {
  assert.deepEqual(foreseenDoubts(plan({ errorRate: 0.1 }, 1)), []);
});
