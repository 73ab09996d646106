import assert from 'node:assert/strict';
import { it } from 'node:test';
import { change, percent, spanOf, takes } from './ratio-words.ts';

it('a ratio is told as more or less', () => {
  assert.deepEqual([0.41, 1.3, 2, 1.004].map(change), ['59 % less', '30 % more', '100 % more', '0.4 % more']);
});

it('what takes much longer is told by how many times', () => {
  assert.equal(takes(0.41, 'a'), 'takes 59 % less time than a');
  assert.equal(takes(1.3, 'a'), 'takes 30 % more time than a');
  assert.equal(takes(11.43, 'a'), 'takes 11.4 times as long as a');
  assert.equal(spanOf({ low: 10.46, high: 13.39 }), '10.5 to 13.4 times as long');
});

it('an interval is told once where both ends lie on one side', () => {
  assert.equal(spanOf({ low: 0.4, high: 0.43 }), '57 to 60 % less');
  assert.equal(spanOf({ low: 1.2, high: 1.4 }), '20 to 40 % more');
  assert.equal(spanOf({ low: 0.97, high: 1.14 }), '3 % less to 14 % more');
  for (const high of [null, Number.POSITIVE_INFINITY]) {
    assert.equal(spanOf({ low: 1.2, high }), 'from 20 % more, without an upper end');
  }
});

it('something is never told as nothing', () => {
  assert.deepEqual([0, 0.0001, 0.0123, 0.123].map(percent), ['0 %', '0.1 %', '1.2 %', '12 %']);
});
