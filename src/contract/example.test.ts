import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Example } from './contract.ts';
import { encodeQuery, examplesOf, expectationFor, fillPath } from './example.ts';

const bounded = { seed: 7, numRuns: 200 };
const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value !== '.' && value !== '..');

describe('an example', () => {
  it('is left out where it is for another API type', () => {
    const example: Example = { expect: { status: 200 } };
    const examples = { both: example, one: { ...example, apiTypes: ['rest'] as const } };
    const titles = (apiType: 'rest' | 'http') =>
      examplesOf({ responses: {}, examples }, apiType).map(({ title }) => title);
    assert.deepEqual(titles('rest'), ['both', 'one']);
    assert.deepEqual(titles('http'), ['both']);
  });

  it('expects the same of both API types, or of each its own', () => {
    assert.deepEqual(expectationFor({ expect: { status: 200 } }, 'http'), { status: 200 });
    const each: Example = { expect: { rest: { status: 403 }, http: { status: 404 } } };
    assert.deepEqual(expectationFor(each, 'rest'), { status: 403 });
    assert.deepEqual(expectationFor(each, 'http'), { status: 404 });
  });
});

describe('a filled path', () => {
  it('is percent-encoded, slashes only outside a greedy parameter', () => {
    assert.equal(fillPath('/users'), '/users');
    assert.equal(fillPath('/users/{id}', { id: 7 }), '/users/7');
    assert.equal(fillPath('/users/{id}', { id: 'a b/ü?' }), '/users/a%20b%2F%C3%BC%3F');
    assert.equal(fillPath('/files/{path+}', { path: 'a b/c//d' }), '/files/a%20b/c//d');
  });

  it('takes values as they are, even where they look like a template', () => {
    assert.equal(fillPath('/{a}/{b}', { a: '{b}', b: '$&' }), '/%7Bb%7D/%24%26');
  });

  it('needs a value for each parameter', () => {
    assert.throws(() => fillPath('/users/{id}', {}), /no value for \{id\} of \/users\/\{id\}/);
  });

  it('holds one segment, from which the value can be read back', () => {
    fc.assert(
      fc.property(text, (value) => {
        const path = fillPath('/a/{value}/b', { value });
        const [, before, segment = '', after, ...rest] = path.split('/');
        assert.deepEqual([before, decodeURIComponent(segment), after, rest], ['a', value, 'b', []]);
        assert.equal(new URL(path, 'http://localhost').pathname, path);
      }),
      bounded,
    );
  });
});

describe('an encoded query', () => {
  it('repeats the key of a list, in order, and says numbers and booleans as text', () => {
    assert.equal(encodeQuery({ tag: ['b', 'a'], limit: 10, deep: true }), 'tag=b&tag=a&limit=10&deep=true');
  });

  it('encodes plus signs, spaces and separators', () => {
    assert.equal(encodeQuery({ q: 'C++ &=?', 'a b': '' }), 'q=C%2B%2B%20%26%3D%3F&a%20b=');
  });

  it('is empty without a parameter', () => {
    assert.equal(encodeQuery(), '');
    assert.equal(encodeQuery({ none: [] }), '');
  });

  it('is read back by form decoding, whatever the values', () => {
    const pair = fc.tuple(text, fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }));
    const pairs = fc.uniqueArray(pair, { selector: ([key]) => key, maxLength: 5 });
    fc.assert(
      fc.property(pairs, (given) => {
        const read = new URLSearchParams(encodeQuery(Object.fromEntries(given)));
        for (const [key, values] of given) assert.deepEqual(read.getAll(key), values);
      }),
      bounded,
    );
  });
});
