import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObservedRequest } from './sample.ts';
import { createScriptSchedule } from './script-schedule.ts';

function request(iteration: number, startUs: number): ObservedRequest {
  return {
    series: 0,
    target: 0,
    iteration,
    scheduleStartMs: 1000,
    startUs,
    endUs: startUs + 500,
    serviceUs: 500,
    blockedUs: 0,
    connectingUs: 0,
    tlsUs: 0,
    waitingUs: 400,
    status: 200,
    errorCode: '',
    failed: false,
  };
}

test('a constant arrival rate tells when the only request of an iteration was meant to start', () => {
  const schedule = createScriptSchedule({ steady: 10 });
  assert.equal(schedule.intendedStartUs('steady', request(0, 1_001_000)), 1_000_000);
  assert.equal(schedule.intendedStartUs('steady', request(7, 1_950_000)), 1_700_000);
  assert.ok(schedule.isKnown());
});

test('an arrival that was dropped moves those behind it', () => {
  const schedule = createScriptSchedule({ steady: 10 });
  schedule.intendedStartUs('steady', request(0, 1_001_000));
  schedule.drop('steady', 1_100_500);
  assert.equal(schedule.intendedStartUs('steady', request(1, 1_201_000)), 1_200_000);
});

test('of a second request, and of any other scenario, nobody knows', () => {
  const twice = createScriptSchedule({ steady: 10 });
  twice.intendedStartUs('steady', request(0, 1_001_000));
  assert.equal(twice.intendedStartUs('steady', request(0, 1_005_000)), 1_005_000);
  assert.ok(!twice.isKnown());
  const users = createScriptSchedule({});
  assert.equal(users.intendedStartUs('users', request(0, 1_001_000)), 1_001_000);
  assert.ok(!users.isKnown());
});
