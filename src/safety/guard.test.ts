import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObservedRequest, Sample } from '../sample/sample.ts';
import { createGuard, type GuardOptions, type Stop } from './guard.ts';
import { planned } from './planned.fixture.ts';

const base = planned({ ratePerSecond: 20, durationSeconds: 60 });
/** Every request of the first target shows a token of the person's. */
const plan = {
  ...base,
  requests: base.requests.map((request) =>
    request.series < 2 ? { ...request, secretHeaders: { authorization: 'TOKEN' } } : request,
  ),
};

function sampleAt(second: number, status: number, more: Partial<ObservedRequest> = {}): Sample {
  const endUs = second * 1e6;
  const request: ObservedRequest = {
    series: 2,
    target: 1,
    iteration: 0,
    scheduleStartMs: 0,
    startUs: endUs - 1000,
    endUs,
    serviceUs: 1000,
    blockedUs: 0,
    connectingUs: 0,
    tlsUs: 0,
    waitingUs: 900,
    status,
    errorCode: '',
    failed: status !== 200,
    ...more,
  };
  return { request, arrival: Math.round(second * 20), intendedStartUs: endUs - 1000, sinceStartUs: endUs };
}

function guarded(options: Partial<GuardOptions> = {}) {
  const stops: Stop[] = [];
  const guard = createGuard(plan, {
    failing: true,
    expiry: () => ({ expiries: {}, failure: null }),
    onStop: (stop) => stops.push(stop),
    ...options,
  });
  return { guard, stops };
}

/** Twenty a second from one second to another, each as the function says. */
function send(
  guard: ReturnType<typeof createGuard>,
  [from, to]: readonly [number, number],
  each: (index: number) => Sample['request']['status'],
) {
  const seen: string[] = [];
  for (let index = 0; index < (to - from) * 20; index++)
    seen.push(guard.see(sampleAt(from + index / 20, each(index))));
  return seen;
}

test('a target most of whose answers are errors for some seconds ends the run', () => {
  const { guard, stops } = guarded();
  send(guard, [0, 30], () => 200);
  assert.equal(stops.length, 0);
  send(guard, [30, 45], () => 500);
  assert.equal(stops.length, 1);
  assert.equal(stops[0]?.because, 'failing-target');
  assert.match(
    stops[0].message,
    /^orders:http is failing: 5\d % of the last \d+ requests failed; .*--no-guard/,
  );
});

test('half of the answers failing, a short outage, and the warm-up end nothing', () => {
  const { guard, stops } = guarded();
  send(guard, [0, 30], (index) => (index % 2 === 0 ? 200 : 500));
  send(guard, [30, 45], () => 200);
  send(guard, [45, 49], () => 500);
  send(guard, [49, 60], () => 200);
  for (let index = 0; index < 200; index++) guard.see({ ...sampleAt(index / 10, 500), arrival: -1 });
  assert.equal(stops.length, 0);
});

test('statuses that the plan expects are no failures', () => {
  const { guard, stops } = guarded();
  for (let index = 0; index < 400; index++) guard.see(sampleAt(index / 20, 429, { failed: false }));
  assert.equal(stops.length, 0);
});

test('a target that answers nothing is lost rather than failing, and --no-guard goes on', () => {
  const { guard, stops } = guarded();
  send(guard, [0, 12], () => 0);
  assert.deepEqual(
    stops.map(({ because }) => because),
    ['lost-target'],
  );
  const unguarded = guarded({ failing: false });
  send(unguarded.guard, [0, 12], () => 0);
  assert.deepEqual(unguarded.stops, []);
});

const shown = { series: 0, target: 0 };

test('credentials that expire end the run at the first refusal behind their end, which is no error of the API', () => {
  const { guard, stops } = guarded({ expiry: () => ({ expiries: { TOKEN: 10_000 }, failure: null }) });
  assert.equal(guard.see(sampleAt(9, 200, shown)), 'count');
  assert.equal(guard.see(sampleAt(10.5, 401, shown)), 'hold');
  assert.deepEqual(
    stops.map(({ because }) => because),
    ['credentials'],
  );
  assert.match(
    stops[0]?.message ?? '',
    /^the environment variable TOKEN expired at 1970-01-01T00:00:10.000Z, and .* refused with 401$/,
  );
  assert.deepEqual(guard.end(), []);
});

test('credentials that nobody knows the end of are taken for lost after ten refusals in a row', () => {
  const { guard, stops } = guarded({
    expiry: () => ({ expiries: { TOKEN: null }, failure: 'the command failed' }),
  });
  guard.see(sampleAt(0, 200, shown));
  for (let index = 1; index <= 9; index++) assert.equal(guard.see(sampleAt(index, 403, shown)), 'hold');
  assert.equal(stops.length, 0);
  guard.see(sampleAt(10, 403, shown));
  assert.match(
    stops[0]?.message ?? '',
    /TOKEN was accepted before, and now .* 403 without exception: expired or withdrawn; renewing failed: the command failed$/,
  );
});

test('refusals count as errors of the API where the credentials are accepted again, never were, or are not asked for', () => {
  const { guard, stops } = guarded();
  guard.see(sampleAt(0, 200, shown));
  assert.equal(guard.see(sampleAt(1, 403, shown)), 'hold');
  assert.deepEqual(guard.released(), []);
  guard.see(sampleAt(2, 200, shown));
  assert.equal(guard.released().length, 1);
  assert.equal(guard.see(sampleAt(3, 403, shown)), 'hold');
  assert.equal(guard.end().length, 1);
  const never = guarded();
  assert.equal(never.guard.see(sampleAt(0, 403, shown)), 'count');
  assert.equal(never.guard.see(sampleAt(0, 403)), 'count');
  assert.deepEqual([...stops, ...never.stops], []);
});

test('what has really been received counts against --max-cost', () => {
  const { guard, stops } = guarded({ maxCostUsd: 0.01 });
  guard.see(sampleAt(0, 200));
  guard.received(1, 50_000_000);
  assert.equal(stops.length, 0);
  guard.received(1, 100_000_000);
  assert.deepEqual(
    stops.map(({ because }) => because),
    ['limit'],
  );
  assert.match(
    stops[0]?.message ?? '',
    /have come to 0\.01\d USD at list prices, and --max-cost allows 0\.010 USD/,
  );
});
