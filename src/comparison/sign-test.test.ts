import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { standardNormal, upperTail } from './sign-test.ts';

const close = (actual: number, expected: number, within = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} for ${expected}`);

describe('the upper tail of the sign test', () => {
  it('is what counting the outcomes of a few coins gives', () => {
    close(upperTail(3, 0), 1 / 16);
    close(upperTail(2, 1), 1 / 8 + 3 / 16);
    close(upperTail(0, 2), 3 / 4 + 1 / 8);
    close(upperTail(0, 0), 1 / 2);
  });

  it('is the other side of the other tail', () => {
    for (const [up, down] of [
      [5, 9],
      [40, 61],
      [700, 290],
      [5200, 5100],
    ] as const) {
      close(upperTail(up, down) + upperTail(down, up), 1, 1e-6);
    }
  });

  it('goes over into its normal limit without a step', () => {
    close(upperTail(520, 480), upperTail(520.5, 480.5), 3e-4);
  });
});

describe('the standard normal distribution', () => {
  it('agrees with its tables', () => {
    for (const [z, probability] of [
      [0, 0.5],
      [1, 0.8413447],
      [-1.959964, 0.025],
      [3, 0.9986501],
    ] as const) {
      close(standardNormal(z), probability, 2e-7);
    }
  });
});
