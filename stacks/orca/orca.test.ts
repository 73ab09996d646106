import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callHandler } from '../python-handler.fixture.ts';

const divide = (...events: object[]) => callHandler(new URL('orca.py', import.meta.url), 'divide', events);

test('a quotient comes without a status: the gateway answers 200', () => {
  assert.deepEqual(divide({ dividend: 84, divisor: 2 }), [{ result: { quotient: 42 } }]);
});

test('what the function refuses carries the status that the response shall have', () => {
  assert.deepEqual(divide({ dividend: 1, divisor: 0 }, { dividend: 1 }, {}), [
    { result: { httpStatus: 422, error: 'nothing can be divided by 0' } },
    { result: { httpStatus: 400, error: 'dividend and divisor are wanted' } },
    { result: { httpStatus: 400, error: 'dividend and divisor are wanted' } },
  ]);
});

test('what is no number is left to raise, for the gateway to turn into a 500', () => {
  assert.deepEqual(divide({ dividend: 'eighty-four', divisor: 2 }), [{ raised: 'TypeError' }]);
});
