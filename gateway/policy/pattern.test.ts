import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wildcard } from './pattern.ts';

describe('an IAM pattern', () => {
  it('takes * for anything, ? for one character, and everything else for itself', () => {
    for (const [pattern, text, matches] of [
      ['abc', 'abc', true],
      ['abc', 'abcd', false],
      ['*', '', true],
      ['?', '', false],
      ['a?c', 'a/c', true],
      ['a*c', 'ac', true],
      ['a*c*', 'abcbc', true],
      ['*b', 'abab', true],
      ['a.c', 'abc', false],
      ['**a', 'a', true],
    ] as const)
      assert.equal(wildcard(pattern)(text), matches, `${pattern} ${text}`);
  });

  it('agrees with the regular expression of the same meaning', () => {
    const sign = fc.constantFrom('a', 'b', '/', '*', '?');
    const patterns = fc.array(sign, { maxLength: 8 }).map((signs) => signs.join(''));
    const texts = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 12 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        assert.equal(wildcard(pattern)(text), same.test(text));
      }),
      { seed: 42, numRuns: 2000 },
    );
  });

  it('with many stars is done with a long text at once', () => {
    const pattern = `${'*/'.repeat(20)}end`;
    assert.equal(wildcard(pattern)('/'.repeat(10_000)), false);
  });
});
