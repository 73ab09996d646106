import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClock, withFractions } from './clock.ts';

describe('a clock with fractions of a millisecond', () => {
  const told = (times: readonly (readonly [whole: number, steady: number])[]): number[] => {
    let [whole, steady] = [0, 0];
    const fine = withFractions(
      () => whole,
      () => steady,
    );
    return times.map((time) => {
      [whole, steady] = time;
      return Math.round(fine() * 1000) / 1000;
    });
  };

  it('goes on between two milliseconds, and never leaves the one that the whole clock tells', () => {
    assert.deepEqual(
      told([
        [1000, 50.25],
        [1000, 50.5],
        [1001, 50.75],
        [1001, 51.25],
        [1002, 52.5],
      ]),
      [1000, 1000.25, 1001, 1001.5, 1002.75],
    );
  });

  it('follows the whole clock where that is set', () => {
    assert.deepEqual(
      told([
        [1000, 50],
        [9000, 51],
        [400, 52],
      ]),
      [1000, 9000, 400.999],
    );
  });
});

describe('the clock of the emulated world', () => {
  it('has no fractions that its owner did not give, and none while it stands still', () => {
    let real = 1000;
    const clock = createClock(() => real);
    assert.equal(clock.fineNow(), 1000);
    clock.set({ nowMs: 5000, stopped: true });
    real += 7;
    assert.deepEqual([clock.now(), clock.fineNow()], [5000, 5000]);
  });
});
