import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createHistogram,
  decodeHistogram,
  encodeHistogram,
  mergeHistograms,
  recordUs,
  shiftHistogram,
} from './histogram.ts';

function histogramOf(values: readonly number[]) {
  const histogram = createHistogram();
  for (const value of values) recordUs(histogram, value);
  return histogram;
}

const micros = fc.array(fc.integer({ min: 0, max: 120_000_000 }), { minLength: 1, maxLength: 60 });

test('a histogram survives being written and read', () => {
  fc.assert(
    fc.property(micros, (values) => {
      const read = decodeHistogram(encodeHistogram(histogramOf(values)));
      assert.equal(read.totalCount, values.length);
      for (const percent of [0, 50, 99, 100]) {
        assert.equal(read.getValueAtPercentile(percent), histogramOf(values).getValueAtPercentile(percent));
      }
    }),
    { seed: 1, numRuns: 100 },
  );
  assert.equal(decodeHistogram(encodeHistogram(createHistogram())).totalCount, 0);
});

test('merged parts are what one recorder would have made of all the values', () => {
  fc.assert(
    fc.property(micros, micros, (a, b) => {
      const merged = mergeHistograms([histogramOf(a), createHistogram(), histogramOf(b)]);
      assert.equal(encodeHistogram(merged).length > 0, true);
      const whole = histogramOf([...a, ...b]);
      assert.equal(merged.totalCount, whole.totalCount);
      for (const percent of [1, 25, 50, 75, 95, 100]) {
        assert.equal(merged.getValueAtPercentile(percent), whole.getValueAtPercentile(percent));
      }
    }),
    { seed: 1, numRuns: 100 },
  );
  assert.equal(mergeHistograms([]).totalCount, 0);
});

test('a shifted histogram holds every value at its new place, to one bucket of 0.1 %', () => {
  fc.assert(
    fc.property(micros, fc.integer({ min: -5000, max: 5000 }), (values, byUs) => {
      const shifted = shiftHistogram(histogramOf(values), byUs);
      const direct = histogramOf(values.map((value) => Math.max(0, value + byUs)));
      assert.equal(shifted.totalCount, values.length);
      for (const percent of [0, 10, 50, 90, 100]) {
        const expected = direct.getValueAtPercentile(percent);
        const difference = Math.abs(shifted.getValueAtPercentile(percent) - expected);
        assert.ok(
          difference <= Math.max(0, (expected + Math.abs(byUs)) * 0.002),
          `${difference} at ${expected}`,
        );
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('small values are shifted exactly', () => {
  assert.equal(
    encodeHistogram(shiftHistogram(histogramOf([900, 1000, 2047]), -700)),
    encodeHistogram(histogramOf([200, 300, 1347])),
  );
});

test('what is no number is refused, and what a stepped clock made negative is 0', () => {
  const histogram = createHistogram();
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => recordUs(histogram, value), RangeError);
  recordUs(histogram, -3);
  recordUs(histogram, 2.6);
  assert.deepEqual([histogram.totalCount, histogram.getValueAtPercentile(50), histogram.maxValue], [2, 0, 3]);
});
