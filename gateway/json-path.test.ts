import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileJsonPath } from './json-path.ts';

const root = {
  name: 'a',
  'content-type': 'json',
  items: [
    { id: 1, price: 5 },
    { id: 2, price: 15 },
  ],
  nothing: null,
};

describe('a JSONPath of a mapping template', () => {
  for (const [path, expected] of [
    ['$', root],
    ['$.name', 'a'],
    ['name', 'a'],
    ["$['content-type']", 'json'],
    ['$.content-type', 'json'],
    ['$.items[1].id', 2],
    ['$.nothing', null],
    ['$.missing.deep', undefined],
    ['$.items[9]', undefined],
    ['$.items[*].id', [1, 2]],
    ['$..price', [5, 15]],
    ['$.items[-1:].id', [2]],
    ['$.items[?(@.price > 10)].id', [2]],
    ['$.missing[*]', []],
    ['$.items.length()', 2],
  ] as const)
    it(`${path} finds ${JSON.stringify(expected) ?? 'nothing'}`, () =>
      assert.deepEqual(compileJsonPath(path)(root), expected));

  it('that can’t be read fails when it is used', () => {
    const select = compileJsonPath('$.items[?(');
    assert.throws(() => select(root), /the JSONPath \$\.items\[\?\( can't be read/);
  });

  it('of whatever text finds something, nothing, or fails with a sentence', () => {
    const pieces = fc.constantFrom(
      '$',
      '.',
      '..',
      '[',
      ']',
      '*',
      '?',
      '(',
      ')',
      '@',
      "'",
      '-1',
      ':',
      'id',
      ' ',
      '>',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
        const select = compileJsonPath(parts.join(''));
        try {
          select(root);
        } catch (error) {
          assert.match(String(error), /^Error: the JSONPath .* can't be read: /s, parts.join(''));
        }
      }),
      { seed: 20260710, numRuns: 2000 },
    );
  });

  it('reaches nothing but what the document holds', () =>
    assert.equal(compileJsonPath('$.constructor')({}), undefined));
});
