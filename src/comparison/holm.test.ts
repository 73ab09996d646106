import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mulberry32 } from '../plan/order.ts';
import { holm } from './holm.ts';

const equally = (...pValues: number[]) => holm(pValues.map((pValue) => ({ pValue, weight: 1 })));

describe('the correction for the number of comparisons', () => {
  it('is none for a single one', () => {
    assert.deepEqual(equally(0.049), [true]);
    assert.deepEqual(equally(0.051), [false]);
  });

  it('divides the error rate, and hands on what a found difference had of it', () => {
    assert.deepEqual(equally(0.02, 0.03, 0.04), [false, false, false]);
    assert.deepEqual(equally(0.016, 0.024, 0.049), [true, true, true]);
    assert.deepEqual(equally(0.016, 0.026, 0.049), [true, false, false]);
  });

  it('gives more of it to a comparison of more weight', () => {
    const tests = [
      { pValue: 0.03, weight: 4 },
      { pValue: 0.03, weight: 1 },
    ];
    assert.deepEqual(holm(tests), [true, true]);
    assert.deepEqual(holm([tests[1] as never, { pValue: 0.5, weight: 4 }]), [false, false]);
  });

  it('keeps the probability of any false alarm at its error rate', () => {
    const random = mulberry32(9);
    const weights = [4, 1, 2, 1, 1, 1, 1];
    let alarms = 0;
    for (let run = 0; run < 4000; run++) {
      if (holm(weights.map((weight) => ({ pValue: random(), weight }))).includes(true)) alarms++;
    }
    assert.ok(alarms / 4000 > 0.035 && alarms / 4000 < 0.06, String(alarms / 4000));
  });
});
