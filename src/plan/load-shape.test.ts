import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../errors/usage-error.ts';
import { parseRamp, parseSpike, phasesOf } from './load-shape.ts';

test('a ramp is read as people type it', () => {
  const ramp = (typed: string) => {
    const { fromPerSecond, toPerSecond, steps } = parseRamp(typed);
    return [fromPerSecond, toPerSecond, steps];
  };
  assert.deepEqual(ramp('10..100'), [10, 100, 5]);
  assert.deepEqual(ramp(' 0.5..2.5:3 '), [0.5, 2.5, 3]);
  assert.deepEqual(ramp('100/s..60/m:2'), [100, 1, 2]);
});

test('a spike is read as people type it', () => {
  assert.deepEqual(parseSpike('200', 20), { kind: 'spike', ratePerSecond: 20, peakPerSecond: 200 });
  assert.equal(parseSpike('200:1m', 20).seconds, 60);
});

test('a shape that makes no sense is refused in one sentence with what to type', () => {
  const refused: [() => unknown, RegExp][] = [
    [() => parseRamp('10-100'), /--ramp "10-100" is not a ramp\./],
    [() => parseRamp('10..'), /is not a ramp/],
    [() => parseRamp('10..x'), /--ramp "x" is not a rate\./],
    [() => parseRamp('10..100:1'), /1 steps; 2 to 100 make sense/],
    [() => parseRamp('10..10'), /stays at one rate/],
    [() => parseRamp('0..10'), /--ramp 0 sends nothing/],
    [() => parseSpike('10', 20), /no spike above the rate of 20 a second/],
    [() => parseSpike('200:5', 20), /is not a duration/],
    [() => parseSpike('200:5s:6', 20), /is not a spike/],
    [() => phasesOf(parseRamp('1..9:9'), 5), /--ramp with 9 steps needs at least 9s/],
    [() => phasesOf(parseSpike('200:9s', 20), 10), /leaves no time before and after it/],
    [() => phasesOf(parseSpike('200', 20), 2), /--spike needs at least 3s/],
  ];
  for (const [act, said] of refused) {
    assert.throws(
      act,
      (error) => error instanceof UsageError && said.test(error.message) && error.next.length > 0,
    );
  }
});

test('steps of a ramp are equally high, and together as long as the run', () => {
  assert.deepEqual(
    phasesOf(parseRamp('10..50'), 30).map(({ name, seconds, ratePerSecond }) => [
      name,
      seconds,
      ratePerSecond,
    ]),
    [
      ['step 1', 6, 10],
      ['step 2', 6, 20],
      ['step 3', 6, 30],
      ['step 4', 6, 40],
      ['step 5', 6, 50],
    ],
  );
  const down = phasesOf(parseRamp('50..10:3'), 7);
  assert.deepEqual(
    down.map(({ seconds, ratePerSecond }) => [seconds, ratePerSecond]),
    [
      [2, 50],
      [3, 30],
      [2, 10],
    ],
  );
});

test('whatever the shape, its phases last whole seconds, are as long as the run and have no holes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 4000 }), fc.integer({ min: 2, max: 12 }), (duration, steps) => {
      for (const shape of [parseRamp(`5..9:${steps}`), parseSpike('99', 7)]) {
        const phases = phasesOf(shape, duration);
        assert.ok(phases.every(({ seconds }) => Number.isInteger(seconds) && seconds >= 1));
        assert.equal(
          phases.reduce((sum, { seconds }) => sum + seconds, 0),
          duration,
        );
      }
    }),
    { seed: 3, numRuns: 100 },
  );
});

test('a spike stands in the middle of a run, a fifth of it long unless said otherwise', () => {
  const phases = phasesOf(parseSpike('200', 20), 30);
  assert.deepEqual(
    phases.map(({ name, seconds, ratePerSecond }) => [name, seconds, ratePerSecond]),
    [
      ['before', 12, 20],
      ['spike', 6, 200],
      ['after', 12, 20],
    ],
  );
  assert.deepEqual(
    phasesOf(parseSpike('200:4s', 20), 31).map(({ seconds }) => seconds),
    [13, 4, 14],
  );
});
