import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planArrivals, planWarmUp } from './arrivals.ts';
import { arrivalsPerPhase, timetableOf } from './timetable.ts';

function timed(phases: readonly { seconds: number; ratePerSecond: number }[]) {
  const named = phases.map((phase, index) => ({ name: `step ${index + 1}`, ...phase }));
  const arrivals = planArrivals({ phases: named, targets: 1 });
  const warmUp = planWarmUp(arrivals);
  return { arrivals, warmUp, timetable: timetableOf({ arrivals, warmUp }) };
}

const anyPhases = fc.array(
  fc.record({
    seconds: fc.integer({ min: 1, max: 200 }).map((tenths) => tenths / 10),
    ratePerSecond: fc.integer({ min: 100, max: 60_000 }).map((thousandths) => thousandths / 1000),
  }),
  { minLength: 2, maxLength: 6 },
);

/** The rate over time, warm-up first, summed up to a moment. */
function integral({ arrivals, warmUp }: ReturnType<typeof timed>, us: number): number {
  let left = us / 1e6;
  let sum = 0;
  for (const { seconds, ratePerSecond } of [warmUp, ...arrivals.phases]) {
    const here = Math.min(left, seconds);
    sum += here * ratePerSecond;
    left -= here;
  }
  return sum;
}

test('a constant rate is one period after the other, each cut to whole nanoseconds as k6 does it', () => {
  const { timetable, arrivals } = timed([{ seconds: 10, ratePerSecond: 3 }]);
  assert.equal(timetable.dueUs(3_000_000), 3_000_000 * 333_333.333);
  assert.equal(timetable.measuredFromUs, timetable.dueUs(timetable.warmUpArrivals));
  assert.deepEqual([arrivals.expected, timetable.phaseOf(17)], [30, 0]);
});

test('arrival k of several phases is due where the sum of the rate reaches k + 1', () => {
  fc.assert(
    fc.property(anyPhases, (phases) => {
      const all = timed(phases);
      const { timetable, arrivals, warmUp } = all;
      for (let arrival = 0; arrival < warmUp.arrivals + arrivals.expected; arrival++) {
        const reached = integral(all, timetable.dueUs(arrival));
        assert.ok(Math.abs(reached - (arrival + 1)) < 1e-6, `arrival ${arrival} at ${reached}`);
      }
    }),
    { seed: 6, numRuns: 50 },
  );
});

test('the arrivals of a phase are due within it, and as many as are counted for it', () => {
  fc.assert(
    fc.property(anyPhases, (phases) => {
      const { timetable, arrivals, warmUp } = timed(phases);
      const counts = arrivals.phases.map(() => 0);
      for (let measured = 0; measured < arrivals.expected; measured++) {
        const arrival = warmUp.arrivals + measured;
        const index = timetable.phaseOf(arrival);
        const second = (timetable.dueUs(arrival) - timetable.measuredFromUs) / 1e6;
        const phase = arrivals.phases[index];
        assert.ok(phase !== undefined);
        assert.ok(second >= phase.fromSecond - 1e-5 && second <= phase.fromSecond + phase.seconds + 1e-5);
        counts[index] = (counts[index] ?? 0) + 1;
      }
      const planned = arrivalsPerPhase(arrivals.phases);
      assert.ok(counts.every((count, index) => Math.abs(count - (planned[index] ?? 0)) <= 1));
      assert.equal(
        planned.reduce((sum, count) => sum + count, 0),
        arrivals.expected,
      );
    }),
    { seed: 7, numRuns: 50 },
  );
});

test('where phases hold whole numbers of arrivals, each has exactly those, in the middle of their slots', () => {
  const { timetable, warmUp } = timed([
    { seconds: 2, ratePerSecond: 10 },
    { seconds: 1, ratePerSecond: 40 },
    { seconds: 2, ratePerSecond: 10 },
  ]);
  const second = (measured: number) =>
    Math.round(timetable.dueUs(warmUp.arrivals + measured) - timetable.measuredFromUs) / 1e6;
  assert.deepEqual(
    [second(0), second(19), second(20), second(59), second(60)],
    [0.05, 1.95, 2.0125, 2.9875, 3.05],
  );
});

test('a phase of rate 0 sends nothing', () => {
  const { timetable, warmUp, arrivals } = timed([
    { seconds: 1, ratePerSecond: 10 },
    { seconds: 5, ratePerSecond: 0 },
    { seconds: 1, ratePerSecond: 10 },
  ]);
  assert.deepEqual(arrivalsPerPhase(arrivals.phases), [10, 0, 10]);
  const tenth = (timetable.dueUs(warmUp.arrivals + 10) - timetable.measuredFromUs) / 1e6;
  assert.equal(Math.round(tenth * 1000), 6050);
  assert.equal(timetable.phaseOf(warmUp.arrivals + 10), 2);
});

test('the warm-up goes no harder than the first phase, unless that would take more than 20 seconds', () => {
  const calm = timed([
    { seconds: 10, ratePerSecond: 20 },
    { seconds: 2, ratePerSecond: 100 },
  ]).warmUp;
  assert.deepEqual([calm.arrivals, calm.ratePerSecond], [200, 20]);
  const steep = timed([
    { seconds: 10, ratePerSecond: 1 },
    { seconds: 2, ratePerSecond: 400 },
  ]).warmUp;
  assert.deepEqual([steep.arrivals, steep.ratePerSecond], [800, 40]);
});
