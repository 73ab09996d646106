import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Objectives } from '../contract/contract.ts';
import { latencySeries } from '../statistics/latency-series.ts';
import {
  lognormal,
  type Outcome,
  type SimulatedRun,
  seeded,
  simulatedRun,
  steady,
} from '../statistics/simulated-run.fixture.ts';
import { judgeLatency } from './latency.ts';

const target = 'my-api:rest';
const route = 'GET /users/{id}';

/** 600 requests in 30 s, lognormal with a median of 20 ms and a p99 of 80 ms: p95 is about 53 ms. */
const sound = steady(600, 30, lognormal(seeded(5), 20, 80));

function judge(
  outcomes: readonly Outcome[],
  objectives: Objectives = {},
  rest: Omit<SimulatedRun, 'series'> = {},
) {
  const run = simulatedRun({ series: [{ target, route, objectives, outcomes }], ...rest });
  return judgeLatency(run, latencySeries(run));
}

function expectReason(judgement: ReturnType<typeof judge>, verdict: string, ...words: RegExp[]) {
  assert.equal(judgement.verdict, verdict, judgement.reasons.join('\n'));
  for (const word of words) assert.match(judgement.reasons[0] ?? '', word);
}

describe('a measurement that stands', () => {
  it('passes without a reason when every interval is within its objective', () => {
    assert.deepEqual(judge(sound, { p50Ms: 30, p95Ms: 100 }), { verdict: 'pass', reasons: [] });
    assert.deepEqual(judge(sound), { verdict: 'pass', reasons: [] });
  });

  it('fails when the whole interval of a percentile is above its objective', () => {
    const judgement = judge(sound, { p95Ms: 30 });
    expectReason(judgement, 'fail', /^my-api:rest GET \/users\/\{id\}: p95 is [\d.]+ ms, its 95 % interval/);
    assert.match(judgement.reasons[0] ?? '', /lies above the objective of 30 ms\.$/);
  });

  it('is inconclusive when the interval holds the objective, and says about how many samples would tell', () => {
    const series = latencySeries(simulatedRun({ series: [{ target, route, outcomes: sound }] }));
    const p95 = series[0]?.percentiles.p95;
    assert.ok(p95 && p95.value !== null);
    for (const p95Ms of [p95.low, p95.high - 0.1]) {
      expectReason(
        judge(sound, { p95Ms }),
        'inconclusive',
        /holds the objective of .* about [\d,]+ samples would tell\.$/,
      );
    }
    assert.equal(judge(sound, { p95Ms: p95.high }).verdict, 'pass');
  });

  it('is inconclusive when an objective has too few samples, and says how long to run', () => {
    expectReason(
      judge(sound.slice(0, 100), { p99Ms: 500 }),
      'inconclusive',
      /p99 needs 368 samples to be held against its objective of 500 ms, and has 100: run for about 19 s/,
    );
  });

  it('says it once for all routes with too few samples for the same percentile', () => {
    const objectives = { p99Ms: 500 };
    const run = simulatedRun({
      series: [
        { target, route: 'GET /a', objectives, outcomes: sound.slice(0, 120) },
        { target, route: 'GET /b', objectives, outcomes: sound.slice(0, 100) },
        { target, route: 'GET /c', objectives: { p99Ms: 500, p95Ms: 500 }, outcomes: sound.slice(0, 60) },
      ],
    });
    const { reasons } = judgeLatency(run, latencySeries(run));
    assert.equal(reasons.length, 2);
    assert.match(
      reasons.join('\n'),
      /3 routes have too few samples for their p99 objective: it needs 368, and my-api:rest GET \/c has 60: run for about \d+ s/,
    );
    assert.match(reasons.join('\n'), /GET \/c: p95 needs 72 samples/);
  });

  it('passes far below a bound, though slow requests came together and the interval has no end', () => {
    const stalled = sound.map((outcome) =>
      outcome.second === 17 ? { ...outcome, ms: (outcome.ms as number) + 700 } : outcome,
    );
    assert.equal(judge(stalled, { p95Ms: 2000 }).verdict, 'pass');
    expectReason(judge(stalled, { p99Ms: 750 }), 'inconclusive', /p99 is 7\d\d ms/);
  });

  it('passes far below its bounds with just the samples that were asked for', () => {
    const random = seeded(12);
    const verdicts = Array.from(
      { length: 60 },
      () => judge(steady(100, 25, lognormal(random, 20, 80)), { p50Ms: 200, p95Ms: 500 }).verdict,
    );
    assert.deepEqual([...new Set(verdicts)], ['pass']);
  });

  it('does not mind too few samples for a percentile that no objective is about', () => {
    assert.equal(judge(sound.slice(0, 100), { p95Ms: 500 }).verdict, 'pass');
  });

  it('fails on a tail that is clearly too slow, even with too few samples for its interval', () => {
    const slow = steady(100, 10, () => 2000);
    expectReason(judge(slow, { p99Ms: 500 }), 'fail', /p99 is above 2,000 ms with 97\.5 % confidence/);
  });

  it('fails on more errors than promised, and says the default, the statuses and the missing answers', () => {
    const outcomes = sound.map((outcome, index): Outcome => {
      if (index % 50 === 0) return { ...outcome, status: 502 };
      return index % 150 === 1 ? { ...outcome, ms: null } : outcome;
    });
    const reason =
      /2\.7 % of 600 requests failed \(12 × status 502, 4 × connection reset\), over the objective of 1 % \(the default\)\.$/;
    expectReason(judge(outcomes), 'fail', reason);
    assert.equal(judge(outcomes, { errorRate: 0.05 }).verdict, 'pass');
    expectReason(judge(outcomes, { errorRate: 0.02 }), 'fail', /over the objective of 2 %\.$/);
  });

  it('fails when one objective is broken and another is undecided, and gives both reasons, worst first', () => {
    const judgement = judge(sound.slice(0, 100), { p50Ms: 5, p99Ms: 500 });
    assert.equal(judgement.verdict, 'fail');
    assert.match(judgement.reasons[0] ?? '', /p50/);
    assert.match(judgement.reasons[1] ?? '', /p99 needs/);
  });

  it('judges each route by itself', () => {
    const run = simulatedRun({
      series: [
        { target, route: 'GET /fast', objectives: { p95Ms: 100 }, outcomes: sound },
        {
          target,
          route: 'GET /slow',
          objectives: { p95Ms: 100 },
          outcomes: sound.map(({ second, ms }) => ({ second, ms: 20 * (ms as number) })),
        },
      ],
    });
    const { verdict, reasons } = judgeLatency(run, latencySeries(run));
    assert.equal(verdict, 'fail');
    assert.equal(reasons.length, 1);
    assert.match(reasons[0] ?? '', /GET \/slow/);
  });
});

describe('a measurement that cannot be trusted is inconclusive', () => {
  it('with a single dropped arrival', () => {
    expectReason(
      judge(sound, {}, { counts: { dropped: 1 }, expected: 601 }),
      'inconclusive',
      /^1 of 601 arrivals at \S+ was dropped/,
    );
  });

  it('when the rate is off by more than 1 % and more than two arrivals, in either direction', () => {
    expectReason(
      judge(sound, {}, { expected: 607 }),
      'inconclusive',
      /k6 started 600 arrivals instead of 607/,
    );
    expectReason(judge(sound, {}, { expected: 593 }), 'inconclusive', /instead of 593/);
    assert.equal(judge(sound, {}, { expected: 606 }).verdict, 'pass');
    assert.equal(judge(sound.slice(0, 20), {}, { expected: 22 }).verdict, 'pass');
  });

  it('when k6 failed', () => {
    const ended = { kind: 'generator-failed', exitCode: 107, message: 'script exception' } as const;
    expectReason(
      judge(sound, {}, { ended }),
      'inconclusive',
      /^k6 failed with exit code 107: script exception: the figures until then are kept/,
    );
    const killed = { ...ended, exitCode: null, message: 'k6 was killed by SIGTERM' };
    expectReason(judge(sound, {}, { ended: killed }), 'inconclusive', /^k6 was killed by SIGTERM: /);
  });

  it('when it was interrupted', () => {
    expectReason(
      judge(sound, {}, { ended: { kind: 'interrupted' }, expected: 3000 }),
      'inconclusive',
      /^the run was interrupted, with its last answer after 32 s of 30 s: its figures are kept/,
    );
    const nothing = judge([], {}, { ended: { kind: 'interrupted' }, expected: 600 });
    assert.deepEqual(nothing.reasons, ['the run was interrupted before its first measured answer.']);
  });

  it('when hardly anything was answered, although no objective says so', () => {
    expectReason(
      judge(sound.slice(0, 5)),
      'inconclusive',
      /^only 5 requests to my-api:rest were answered, too few for any percentile: even a p50 needs 6/,
    );
    assert.equal(judge(sound.slice(0, 6)).verdict, 'pass');
  });

  it('when nothing was measured, or nothing of one target was measured', () => {
    expectReason(
      judge([], {}, { counts: { started: 0 }, expected: 600 }),
      'inconclusive',
      /^nothing was measured: k6 started no request after the warm-up/,
    );
    expectReason(
      judge([], {}, { counts: { started: 600 }, expected: 600 }),
      'inconclusive',
      /^nothing was measured/,
    );
    const run = simulatedRun({
      series: [
        { target, route, outcomes: sound },
        { target: 'my-api:http', route, outcomes: [] },
      ],
    });
    expectReason(
      judgeLatency(run, latencySeries(run)),
      'inconclusive',
      /^nothing was measured of my-api:http/,
    );
  });

  it('when requests that were started never finished', () => {
    const counts = { started: 600, finished: 560 };
    expectReason(
      judge(sound, {}, { counts }),
      'inconclusive',
      /^40 of 600 requests that were started never finished/,
    );
  });

  it('when requests could not be read from the output of k6', () => {
    expectReason(
      judge(sound, {}, { counts: { unreadable: 9 } }),
      'inconclusive',
      /^9 of 600 requests couldn't be read/,
    );
    assert.equal(judge(sound, {}, { counts: { unreadable: 2 } }).verdict, 'pass');
  });

  it('when more than 5 % of the requests opened a connection, a handful aside', () => {
    expectReason(
      judge(sound, {}, { counts: { freshConnections: 31 } }),
      'inconclusive',
      /^5\.2 % of the requests opened/,
    );
    assert.equal(judge(sound, {}, { counts: { freshConnections: 30 } }).verdict, 'pass');
    assert.equal(judge(sound.slice(0, 20), {}, { counts: { freshConnections: 5 } }).verdict, 'pass');
  });

  it('when a target is lost in the middle, naming it and the second', () => {
    const outcomes = sound.map((outcome) => (outcome.second < 12 ? outcome : { ...outcome, ms: null }));
    expectReason(
      judge(outcomes),
      'inconclusive',
      /^my-api:rest was lost at second 12: .* none of its 360 requests/,
    );
  });

  it('when a target never answered', () => {
    expectReason(
      judge(sound.map((outcome) => ({ ...outcome, ms: null }))),
      'inconclusive',
      /^my-api:rest never answered/,
    );
  });

  it('even if an objective is broken, which is then said last', () => {
    const judgement = judge(sound, { p95Ms: 1 }, { counts: { dropped: 5 }, expected: 605 });
    expectReason(judgement, 'inconclusive', /dropped/);
    assert.match(judgement.reasons[1] ?? '', /lies above the objective/);
  });
});

describe('missing answers that are no loss of the target', () => {
  it('are an error rate: a target that misses every other answer, and the last three by chance', () => {
    const outcomes = sound.map((outcome, index) =>
      index % 2 === 0 || index >= 597
        ? { ...outcome, second: index >= 597 ? 30 : outcome.second, ms: null }
        : outcome,
    );
    expectReason(judge(outcomes), 'fail', /requests failed/);
  });

  it('are an error rate: an outage that the target recovers from', () => {
    const outcomes = sound.map((outcome) =>
      outcome.second < 12 || outcome.second > 20 ? outcome : { ...outcome, ms: null },
    );
    expectReason(judge(outcomes), 'fail', /30 % of 600 requests failed \(180 × connection reset\)/);
  });

  it('are an error rate: one last request without an answer', () => {
    assert.equal(judge([...sound, { second: 30, ms: null }]).verdict, 'pass');
  });
});
