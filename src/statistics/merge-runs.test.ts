import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Run } from '../run/run.ts';
import { latencySeries } from './latency-series.ts';
import { mergeRuns } from './merge-runs.ts';
import { lognormal, type Outcome, seeded, simulatedRun, steady } from './simulated-run.fixture.ts';

const series = [
  { target: 'my-api:rest', route: 'GET /users' },
  { target: 'my-api:rest', route: 'GET /orders' },
];

const outcomes = series.map((_, index) =>
  steady(600, 30, lognormal(seeded(index + 1), 20, 80)).map((outcome, request): Outcome => {
    if (request % 97 === 0) return { ...outcome, ms: null };
    return request % 41 === 0 ? { ...outcome, status: 502 } : outcome;
  }),
);

/** The run of one process, which sent those requests that belong to its segment. */
function segment(takes: (request: number) => boolean): Run {
  return {
    ...whole,
    ...simulatedRun({
      series: series.map((one, index) => ({
        ...one,
        outcomes: (outcomes[index] ?? []).filter((_, request) => takes(request)),
      })),
    }),
    plan: whole.plan,
  };
}

const whole = simulatedRun({
  series: series.map((one, index) => ({ ...one, outcomes: outcomes[index] ?? [] })),
});

describe('runs of execution segments, merged', () => {
  it('are the one run that had sent all their requests, whoever sent which', () => {
    const segments = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 600, maxLength: 600 });
    fc.assert(
      fc.property(segments, (segmentOf) => {
        const merged = mergeRuns([0, 1, 2, 3].map((one) => segment((request) => segmentOf[request] === one)));
        assert.deepEqual(latencySeries(merged), latencySeries(whole));
        assert.deepEqual(merged.counts, whole.counts);
        for (const [index, { seconds, ...measurement }] of merged.series.entries()) {
          const expected = whole.series[index];
          assert.deepEqual(measurement.byStatus, expected?.byStatus);
          assert.deepEqual(measurement.byErrorCode, expected?.byErrorCode);
          assert.deepEqual(
            seconds.map(({ second, count, errors }) => [second, count, errors]),
            expected?.seconds.map(({ second, count, errors }) => [second, count, errors]),
          );
        }
      }),
      { numRuns: 5, seed: 4 },
    );
  });

  it('are the run itself where there is one, and no run where there is none', () => {
    assert.deepEqual(latencySeries(mergeRuns([whole])), latencySeries(whole));
    assert.throws(() => mergeRuns([]), /no run to merge/);
  });

  it('ended as the worst of them did, at the time of the last', () => {
    const failed = { kind: 'generator-failed', exitCode: 107, message: 'script exception' } as const;
    const merged = mergeRuns([
      whole,
      { ...whole, ended: failed },
      { ...whole, ended: { kind: 'interrupted' }, finishedAt: '2026-03-02T10:16:00.000Z' },
    ]);
    assert.deepEqual(merged.ended, failed);
    assert.equal(merged.finishedAt, '2026-03-02T10:16:00.000Z');
  });
});

describe('runs that are no parts of one', () => {
  const other = (changes: Partial<Run>): Run => ({ ...whole, runId: '2026-03-03T08-00-00-ef01', ...changes });

  it('are refused by name, with what differs between their plans', () => {
    const plan = { ...whole.plan, timeoutSeconds: 5, runId: 'ef01' };
    assert.throws(
      () => mergeRuns([whole, other({ plan })]),
      /2026-03-02T10-15-00-abcd and 2026-03-03T08-00-00-ef01 executed different plans: timeoutSeconds differ/,
    );
  });

  it('are refused where one followed the other', () => {
    const clocks = { ...whole.clocks, scheduleStartMs: whole.clocks.scheduleStartMs + 90_000 };
    assert.throws(() => mergeRuns([whole, other({ clocks })]), /began 90\.0 s apart/);
  });

  it('are refused where answers were kept one by one', () => {
    const pairs = { serviceUs: ['', ''], state: ['', ''] } as const;
    assert.throws(() => mergeRuns([whole, other({ pairs })]), /keeps every answer by itself/);
  });
});
