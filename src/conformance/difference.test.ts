import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../contract/json.ts';
import { firstDifference } from './difference.ts';

const json = fc.jsonValue() as fc.Arbitrary<Json>;

test('an object may hold more than was promised, at every depth', () => {
  assert.equal(firstDifference({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }), null);
});

test('a list is compared whole', () => {
  assert.equal(firstDifference([1, 2], [1, 2]), null);
  assert.deepEqual(firstDifference({ tags: [1] }, { tags: [1, 2] }), {
    pointer: '/tags',
    expected: [1],
    received: [1, 2],
  });
  assert.equal(firstDifference([1, 2], [2, 1])?.pointer, '/0');
});

test('null, false, 0 and an empty text are four values', () => {
  const values: Json[] = [null, false, 0, ''];
  for (const a of values) for (const b of values) assert.equal(firstDifference(a, b) === null, a === b);
});

test('keys are escaped as JSON pointers want it', () => {
  assert.equal(firstDifference({ 'a/b': { 'c~d': 1 } }, { 'a/b': {} })?.pointer, '/a~1b/c~0d');
});

test("an object's inherited keys are none of its own", () => {
  assert.deepEqual(firstDifference({ toString: 1 }, {}), {
    pointer: '/toString',
    expected: 1,
    received: undefined,
  });
});

test('law: every value keeps the promise of itself', () => {
  fc.assert(
    fc.property(json, (value) =>
      assert.equal(firstDifference(value, JSON.parse(JSON.stringify(value))), null),
    ),
    { seed: 3, numRuns: 200 },
  );
});
