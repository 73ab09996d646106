import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { timetableOf } from '../plan/timetable.ts';
import type { ObservedRequest } from './sample.ts';
import { createSchedule } from './schedule.ts';

const constant = (ratePerSecond: number, warmUpArrivals = 0) =>
  timetableOf({
    arrivals: { phases: [{ name: 'steady', fromSecond: 0, seconds: 60, ratePerSecond }] },
    warmUp: { arrivals: warmUpArrivals, ratePerSecond, seconds: warmUpArrivals / ratePerSecond },
  });
const scheduleStartMs = 1_795_416_634_002;

function request(iteration: number, startUs: number): ObservedRequest {
  return {
    series: 0,
    target: 0,
    iteration,
    scheduleStartMs,
    startUs,
    endUs: startUs + 5000,
    serviceUs: 4990,
    blockedUs: 10,
    connectingUs: 0,
    tlsUs: 0,
    waitingUs: 4900,
    status: 200,
    errorCode: '',
    failed: false,
  };
}

test('without drops arrival i is meant to start i periods after the first', () => {
  const sample = createSchedule(constant(40)).place(request(7, scheduleStartMs * 1000 + 176_000));
  assert.equal(sample.arrival, 7);
  assert.equal(sample.intendedStartUs, scheduleStartMs * 1000 + 175_000);
});

test('a period is cut to whole nanoseconds, as k6 does it', () => {
  const sample = createSchedule(constant(3)).place(request(3_000_000, 0));
  assert.equal(sample.intendedStartUs - scheduleStartMs * 1000, 3_000_000 * 333_333.333);
});

test('whichever arrivals are dropped, those that started keep their own place in the schedule', () => {
  const slots = fc.array(fc.record({ dropped: fc.boolean(), lateShare: fc.nat(98) }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(slots, fc.constantFrom(1, 3, 100, 1000), (arrivals, ratePerSecond) => {
      const schedule = createSchedule(constant(ratePerSecond));
      const periodUs = 1e6 / ratePerSecond;
      let iteration = 0;
      for (const [slot, { dropped, lateShare }] of arrivals.entries()) {
        const timeUs = scheduleStartMs * 1000 + Math.ceil((slot + lateShare / 100) * periodUs);
        if (dropped) schedule.drop(timeUs);
        else assert.equal(schedule.place(request(iteration++, timeUs)).arrival, slot);
      }
      assert.equal(schedule.counts().dropped, arrivals.filter(({ dropped }) => dropped).length);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('drops after an arrival leave it where it was, although its answer comes later', () => {
  const schedule = createSchedule(constant(100));
  for (let slot = 3; slot < 50; slot++) schedule.drop(scheduleStartMs * 1000 + slot * 10_000 + 200);
  assert.equal(schedule.place(request(2, scheduleStartMs * 1000 + 20_500)).arrival, 2);
  assert.equal(schedule.place(request(3, scheduleStartMs * 1000 + 500_500)).arrival, 50);
});

test('arrivals of the warm-up are numbered below 0, and neither they nor their drops count', () => {
  const slots = fc.array(fc.boolean(), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(slots, fc.nat(50), (drops, warmUpArrivals) => {
      const schedule = createSchedule(constant(100, warmUpArrivals));
      let iteration = 0;
      for (const [slot, dropped] of drops.entries()) {
        const timeUs = scheduleStartMs * 1000 + slot * 10_000 + 300;
        if (dropped) schedule.drop(timeUs);
        else assert.equal(schedule.place(request(iteration++, timeUs)).arrival, slot - warmUpArrivals);
      }
      fc.pre(iteration > 0);
      const measured = drops.slice(warmUpArrivals);
      assert.deepEqual(schedule.counts(), {
        started: measured.filter((dropped) => !dropped).length,
        dropped: measured.filter((dropped) => dropped).length,
      });
    }),
    { seed: 3, numRuns: 200 },
  );
});

test('however late drops are noticed, no arrival that came back is told as unfinished', () => {
  const schedule = createSchedule(constant(100, 10));
  for (let slot = 0; slot < 10; slot++) schedule.drop(scheduleStartMs * 1000 + 150_000 + slot);
  const places = [0, 1, 2, 3].map((iteration) => schedule.place(request(iteration, scheduleStartMs * 1000)));
  const finished = places.filter(({ arrival }) => arrival >= 0).length;
  assert.equal(schedule.counts().started, finished);
});
