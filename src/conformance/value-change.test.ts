import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { valueChange } from './value-change.ts';

const nothing = { stage: 'dev', repeated: [] };
const change = (expected: unknown, received: unknown, repeated: readonly string[][] = []) =>
  valueChange(expected, received, { ...nothing, repeated });

describe('what was done to a value on its way', () => {
  const known = [
    ['C++', 'C  ', 'plus-became-space'],
    ['a b', 'a+b', 'space-became-plus'],
    ['a b', 'a%20b', 'left-encoded'],
    ['C++ λ', 'C%2B%2B+%CE%BB', 'left-encoded'],
    ['100%25', '100%', 'decoded-twice'],
    ['a%2Fb', 'a/b', 'decoded-twice'],
    ['Zoë', 'ZoÃ«', 'bytes-as-latin1'],
    ['Zoë 東京', 'Zo? ??', 'letters-lost'],
    ['Zoë', 'Zo\ufffd', 'letters-lost'],
    ['hello', 'aGVsbG8=', 'left-base64'],
    ['/items/1', '/dev/items/1', 'stage-in-front'],
    ['a/b', 'b', 'cut-at-slash'],
    ['x?y=1', 'x', 'cut-at-reserved'],
    ['Content', 'content', 'lower-case'],
    ['10', 10, 'became-value'],
    [true, 'true', 'became-text'],
  ] as const;

  for (const [expected, received, what] of known) {
    it(`${JSON.stringify(expected)} came as ${JSON.stringify(received)}: ${what}`, () => {
      assert.equal(change(expected, received), what);
    });
  }

  it('tells which of repeated values came', () => {
    const repeated = [['red', 'green']];
    assert.equal(change('green', 'red', repeated), 'another-of-repeated');
    assert.equal(change('green', 'red,green', repeated), 'all-of-repeated');
    assert.equal(change('red,green', 'green', repeated), 'another-of-repeated');
    assert.equal(change('green', 'blue', repeated), null);
  });

  it('is nothing where the value is another one', () => {
    for (const [expected, received] of [
      ['Alice', 'Bob'],
      ['', 'no query'],
      ['10', 5],
      [{ id: 1 }, 'x'],
      ['a', null],
      ['50%', '50'],
    ])
      assert.equal(change(expected, received), null);
  });

  it('is never found in a value that came as it was sent, and recognises every encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        assert.equal(change(text, text), null);
        const encoded = encodeURIComponent(text);
        if (encoded !== text)
          assert.ok(['left-encoded', 'letters-lost'].includes(change(text, encoded) ?? ''));
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
