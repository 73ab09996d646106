import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { about, bound, count, ms, plural, share } from './figures.ts';

it('milliseconds have three significant digits and are no finer than a microsecond', () => {
  assert.deepEqual([0, 0.4123, 4.1234, 24.123, 310.4, 12_400.4].map(ms), [
    '0',
    '0.412',
    '4.12',
    '24.1',
    '310',
    '12,400',
  ]);
  assert.deepEqual([9.999, 99.96, 0.0004].map(ms), ['10.00', '100.0', '0.000']);
});

it('shares never show something as nothing, or nearly all as all', () => {
  assert.deepEqual([0, 0.00001, 0.0033, 0.025, 0.12, 0.9951, 0.99999, 1].map(share), [
    '0 %',
    '<0.01 %',
    '0.33 %',
    '2.5 %',
    '12 %',
    '99.5 %',
    '>99.9 %',
    '100 %',
  ]);
});

it('counts are grouped, and named in the right number', () => {
  assert.deepEqual([1, 999, 1000, 1_234_567].map(count), ['1', '999', '1,000', '1,234,567']);
  assert.deepEqual([plural(1, 'request'), plural(2, 'request')], ['1 request', '2 requests']);
});

it('estimates are rounded up to two significant digits', () => {
  assert.deepEqual([7, 42, 1825, 99_999].map(about), ['7', '42', '1,900', '100,000']);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (value) => {
      const shown = Number(about(value).replaceAll(',', ''));
      assert.ok(shown >= value && shown <= value * 1.1 + 1);
    }),
    { seed: 1 },
  );
});

it('bounds stay as they were written', () => {
  assert.deepEqual([300, 0.5, 1500].map(bound), ['300', '0.5', '1,500']);
});
