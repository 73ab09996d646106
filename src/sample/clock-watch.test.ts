import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClockWatch } from './clock-watch.ts';

function clocks() {
  const state = { wall: 1_700_000_000_000, monotonic: 50 };
  const source = { wall: () => state.wall, monotonic: () => state.monotonic };
  const pass = (ms: number, slew = 0) => {
    state.wall += ms + slew;
    state.monotonic += ms;
  };
  return { watch: createClockWatch(source), pass, set: (ms: number) => (state.wall += ms) };
}

test('a clock that is set is noticed, in either direction', () => {
  const { watch, pass, set } = clocks();
  pass(200);
  watch.look();
  set(2000);
  pass(200);
  watch.look();
  set(-500);
  watch.look();
  assert.equal(watch.steppedMs(), 2500);
});

test('a clock that a time server turns faster is not', () => {
  const { watch, pass } = clocks();
  for (let second = 0; second < 3600; second++) {
    pass(1000, 0.5);
    watch.look();
  }
  assert.equal(watch.steppedMs(), 0);
});
