import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differencesOf } from './differences.ts';

const observed = (body: unknown, overrides: object = {}) => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'set-cookie': 'a=1, b=2' },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  backend: undefined as unknown,
  ...overrides,
});

const passes = (body: unknown, expect: object, overrides: object = {}): boolean =>
  differencesOf(observed(body, overrides), { status: 200, ...expect }).length === 0;

describe('an answer is compared with what was recorded', () => {
  it('by status, telling the body where nothing is said about it', () => {
    assert.deepEqual(differencesOf(observed('oh'), { status: 404 }), [
      { where: 'status', expected: 404, actual: 200 },
      { where: 'body', expected: 'as recorded', actual: 'oh' },
    ]);
  });

  it('objects as subsets, lists element by element', () => {
    assert.ok(passes({ a: 1, more: 2 }, { body: { a: 1 } }));
    assert.ok(passes({ a: [1, { b: 2, c: 3 }] }, { body: { a: [1, { b: 2 }] } }));
    assert.ok(!passes({ a: [1, 2] }, { body: { a: [1] } }));
    assert.ok(!passes({ a: '1' }, { body: { a: 1 } }));
    assert.ok(!passes({ a: {} }, { body: { a: [] } }));
    assert.ok(passes({ a: null }, { body: { a: null } }));
    assert.ok(!passes({}, { body: { a: null } }));
  });

  it('by patterns, which numbers match as well, and nothing does not', () => {
    assert.ok(passes({ at: 1700000000000 }, { body: { at: { matches: '^\\d{13}$' } } }));
    assert.ok(!passes({}, { body: { at: { matches: '.' } } }));
    assert.ok(!passes({ at: null }, { body: { at: { matches: '.' } } }));
  });

  it('by what must not be there', () => {
    assert.ok(passes({}, { event: { body: { absent: true } } }));
    assert.ok(!passes({ body: null }, { event: { body: { absent: true } } }));
  });

  it('by text, bytes, emptiness and start of the body', () => {
    assert.ok(passes('"a"', { body: 'a' }));
    assert.ok(passes('a', { body: { text: 'a' } }));
    assert.ok(passes('a', { body: { base64: 'YQ==' } }));
    assert.ok(passes('', { body: { empty: true } }));
    assert.ok(passes('abc', { body: { startsWith: 'ab' } }));
    assert.ok(!passes('abc', { body: { empty: true } }));
    assert.ok(!passes('abc', { body: { startsWith: 'bc' } }));
  });

  it('by headers, repeated ones joined', () => {
    assert.ok(passes('', { headers: { 'set-cookie': 'a=1, b=2', 'x-none': { absent: true } } }));
    assert.ok(!passes('', { headers: { 'content-type': 'text/plain' } }));
  });

  it('by what the HTTP backend got', () => {
    const backend = { method: 'POST', path: '/a', query: {}, headers: { host: 'h' }, body: '' };
    assert.ok(passes('', { backend: { method: 'POST', headers: { 'x-a': { absent: true } } } }, { backend }));
    assert.ok(!passes('', { backend: { method: 'POST' } }));
  });
});
