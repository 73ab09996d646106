import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Objectives } from '../contract/contract.ts';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { latencySeries } from '../statistics/latency-series.ts';
import { histogramOf, lognormal, seeded, simulatedRun, steady } from '../statistics/simulated-run.fixture.ts';
import { judgeLatency } from './latency.ts';

const target = 'my-api:rest';
const route = 'GET /users';

function run(objectives: Objectives = {}): Run {
  const outcomes = steady(1000, 50, lognormal(seeded(7), 20, 80));
  return simulatedRun({ series: [{ target, route, objectives, outcomes }] });
}

function doubted(changed: Run): string {
  const { verdict, reasons } = judgeLatency(changed, latencySeries(changed));
  assert.equal(verdict, 'inconclusive');
  return reasons[0] ?? '';
}

function passes(changed: Run): void {
  assert.deepEqual(judgeLatency(changed, latencySeries(changed)), { verdict: 'pass', reasons: [] });
}

const started = (delays: (index: number) => number): Run => {
  const sound = run();
  const startDelay = histogramOf(Array.from({ length: 1000 }, (_, index) => delays(index)));
  return { ...sound, clocks: { ...sound.clocks, startDelay } };
};

test('a generator that starts requests late is doubted, with how late and how busy its machine was', () => {
  const late = started((index) => (index % 10 === 0 ? 60 : 1));
  const busy = { mean: 0.91, most: 0.99, recorderBlockedMs: 40 };
  assert.match(
    doubted({ ...late, machine: { ...late.machine, busy } }),
    /^k6 itself was late: 5 % of the requests started more than 60\.\d ms after they were due \(its 2 CPUs were 99 % busy at the most, 91 % on average\), .* at a lower --rate\.$/,
  );
  assert.match(doubted(late), /after they were due, and that wait/);
});

test('a few late starts, or ones that are small beside what requests take, are no doubt', () => {
  passes(started((index) => (index % 30 === 0 ? 60 : 1)));
  passes(started(() => 12));
  const slow = steady(1000, 50, lognormal(seeded(7), 2000, 4000));
  const sound = simulatedRun({ series: [{ target, route, outcomes: slow }] });
  const { clocks } = started(() => 60);
  passes({ ...sound, clocks });
});

test('a busy machine by itself is no doubt', () => {
  const sound = run();
  const busy = { mean: 1, most: 1, recorderBlockedMs: 200 };
  passes({ ...sound, machine: { ...sound.machine, busy } });
});

test('single late starts are a doubt where the machine had no CPU left all along', () => {
  const single = started((index) => (index % 50 === 0 ? 16 : 1));
  const machine = (mean: number) => ({ ...single.machine, busy: { mean, most: 1, recorderBlockedMs: 20 } });
  assert.match(
    doubted({ ...single, machine: machine(0.98) }),
    /^k6 was short of CPU: 1 % of the requests started more than 16\.\d ms .* \(its 2 CPUs were 100 % busy at the most, 98 % on average\)/,
  );
  passes({ ...single, machine: machine(0.9) });
});

test('a clock that was set is doubted', () => {
  const sound = run();
  const set = { ...sound, clocks: { ...sound.clocks, steppedMs: 2500 } };
  assert.match(doubted(set), /^this machine's clock was set during the run, by 2,500 ms: /);
});

function told(changes: Partial<SeriesMeasurement>): Run {
  const sound = run();
  return { ...sound, series: sound.series.map((series) => ({ ...series, ...changes })) };
}

test('redirections that are not promised mean that something else answered, however it is called', () => {
  assert.match(
    doubted(told({ redirectedTo: { 'https://login.example': 40, 'https://a.example': 2 } })),
    /^42 of 1,000 requests to my-api:rest were redirected to https:\/\/login\.example, which was not followed/,
  );
  passes(told({ redirectedTo: { 'https://login.example': 10 } }));
});

test('HTML pages with an expected status mean the same; another media type is for the gate to find', () => {
  assert.match(
    doubted(told({ otherMediaTypes: { 'text/html': 1000 } })),
    /^1,000 of 1,000 requests to my-api:rest were answered with an HTML page .* a login or error page was measured, not the API\.$/,
  );
  passes(told({ otherMediaTypes: { 'text/html': 2, 'text/plain': 998 } }));
});

test('an error page that no part of AWS made is the proxy’s where one stands between, else an error of the target', () => {
  const blocked = told({ foreignPages: 1000, errors: 1000, byStatus: { 403: 1000 } });
  const proxied = { ...blocked, machine: { ...blocked.machine, proxies: ['http://proxy.example:3128'] } };
  assert.match(
    doubted(proxied),
    /^1,000 of 1,000 requests to my-api:rest were answered by the proxy http:\/\/proxy\.example:3128 with a page of its own .* NO_PROXY\.$/,
  );
  const outcomes = steady(100, 5, () => 5).map((outcome) => ({ ...outcome, status: 503 }));
  const failed = simulatedRun({ series: [{ target, route, outcomes }] });
  const paged = { ...failed, series: failed.series.map((series) => ({ ...series, foreignPages: 100 })) };
  const { verdict, reasons } = judgeLatency(paged, latencySeries(paged));
  assert.equal(verdict, 'fail');
  assert.match(reasons[0] ?? '', /\(100 × status 503; HTML pages without a request id of AWS\), over/);
});

test('an objective that nothing can break is no objective', () => {
  assert.match(
    doubted(run({ p95Ms: 60_000, p99Ms: 90_000 })),
    /^my-api:rest GET \/users has an objective that can't be broken: p95 ≤ 60,000 ms holds for every answer, as requests are given up after 31 s \(and 1 objective more like this\)\.$/,
  );
  assert.match(doubted(run({ errorRate: 1 })), /an error rate of 1 allows every request to fail\.$/);
  passes(run({ errorRate: 0.5, p95Ms: 30_000 }));
});

test('new connections in place of lost ones are no doubt: that requests were lost is said as what it is', () => {
  const outcomes = steady(1000, 50, lognormal(seeded(7), 20, 80)).map((outcome, index) =>
    index % 10 === 0 ? { ...outcome, ms: null } : outcome,
  );
  const broken = simulatedRun({ series: [{ target, route, outcomes }], counts: { freshConnections: 100 } });
  const { verdict, reasons } = judgeLatency(broken, latencySeries(broken));
  assert.equal(verdict, 'fail');
  assert.match(reasons[0] ?? '', /10 % of 1,000 requests failed \(100 × connection reset\)/);
  assert.match(
    doubted({ ...broken, counts: { ...broken.counts, freshConnections: 200 } }),
    /^20 % of the requests opened a new connection/,
  );
});
