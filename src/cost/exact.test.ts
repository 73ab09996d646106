import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ceiling, compare, exact, fixed, minus, over, plus, times, toNumber } from './exact.ts';

describe('an exact number', () => {
  it('is read from decimals as people, AWS and JavaScript write them', () => {
    const same = (text: string, other: string | number) =>
      assert.deepEqual(exact(text), exact(other), `${text} = ${other}`);
    same('3.50', '3.5');
    same('0.0000166667', 1.66667e-5);
    same('1e6', 1_000_000);
    same('.5', 0.5);
    same('-0.25', -0.25);
    same('5.', 5);
    for (const text of ['', 'abc', '1,5', '0x10', 'NaN', 'Infinity', '1e', '--1', '.']) {
      assert.throws(() => exact(text), RangeError, text);
    }
  });

  it('adds tenths without a remainder', () => {
    assert.deepEqual(plus(exact('0.1'), exact('0.2')), exact('0.3'));
    assert.deepEqual(times(exact('0.0000166667'), exact(3_000_000)), exact('50.0001'));
    assert.deepEqual(over(exact(1), exact(3)), { n: 1n, d: 3n });
    assert.throws(() => over(exact(1), exact(0)), RangeError);
  });

  it('is rounded only where it is written, halves away from zero', () => {
    assert.equal(fixed(exact('1165.505'), 2), '1165.51');
    assert.equal(fixed(exact('-0.005'), 2), '-0.01');
    assert.equal(fixed(exact('-0.004'), 2), '0.00');
    assert.equal(fixed(exact('2.5'), 0), '3');
    assert.equal(toNumber(exact('0.0000035')), 3.5e-6);
    assert.equal(ceiling(over(exact(7), exact(2))), 4n);
    assert.equal(ceiling(over(exact(-7), exact(2))), -3n);
    assert.equal(ceiling(exact(4)), 4n);
  });

  it('obeys the laws of arithmetic, whatever the order', () => {
    const number = fc
      .tuple(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.bigInt(1n, 10n ** 9n))
      .map(([n, d]) => over(exact(n), exact(d)));
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        assert.deepEqual(plus(a, b, c), plus(c, a, b));
        assert.deepEqual(times(a, plus(b, c)), plus(times(a, b), times(a, c)));
        assert.deepEqual(plus(minus(a, b), b), a);
        assert.equal(compare(a, b), -compare(b, a) + 0);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
