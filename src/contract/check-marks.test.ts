import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkContract } from './check-contract.ts';
import { defineContract } from './define-contract.ts';
import { marksOf } from './route.ts';

const route = { responses: { 200: true }, examples: { one: { expect: { status: 200 } } } } as const;
const contract = defineContract({
  name: 'shop',
  marks: { invocation: { header: 'x-invocation-id' }, coldStart: { pointer: '/cold' } },
  routes: { 'GET /a': { ...route, marks: { invocation: { pointer: '/id' } } }, 'GET /b': route },
});

test("marks stand on the contract, and a route's own go before them one by one", () => {
  assert.deepEqual(checkContract(contract), []);
  const marks = (key: 'GET /a' | 'GET /b') => marksOf(contract, contract.routes[key] ?? route);
  assert.deepEqual(marks('GET /a'), { invocation: { pointer: '/id' }, coldStart: { pointer: '/cold' } });
  assert.deepEqual(marks('GET /b'), contract.marks);
});

test('a mark that names no place in an answer is refused where it stands', () => {
  const refused = (marks: unknown) =>
    checkContract({ ...contract, marks }).map(({ path, message }) => `${path}: ${message}`);
  assert.deepEqual(refused({ invocation: { header: 'x id' } }), [
    'marks.invocation.header: is "x id", not a header name.',
  ]);
  assert.deepEqual(refused({ coldStart: { pointer: 'cold' } }), [
    'marks.coldStart.pointer: is "cold", not a JSON pointer.',
  ]);
  assert.deepEqual(refused({ invocation: {} }), ['marks.invocation.header: is missing.']);
  assert.deepEqual(refused({ invocation: { header: 'a', pointer: '/a' } }), [
    'marks.invocation: has both a header and a pointer.',
  ]);
  assert.deepEqual(refused({ invokation: { header: 'a' } }), ['marks.invokation: is not known here.']);
  const onRoute = { ...contract, routes: { 'GET /a': { ...route, marks: { coldStart: true } } } };
  assert.deepEqual(
    checkContract(onRoute).map(({ path }) => path),
    ['routes["GET /a"].marks.coldStart'],
  );
});

test('the compiler refuses them too', () => {
  // @ts-expect-error a pointer begins with a slash
  defineContract({ name: 'a', marks: { invocation: { pointer: 'id' } }, routes: {} });
  // @ts-expect-error one or the other
  defineContract({ name: 'a', marks: { coldStart: { header: 'a', pointer: '/a' } }, routes: {} });
  // @ts-expect-error no such mark
  defineContract({ name: 'a', marks: { invokation: { header: 'a' } }, routes: {} });
});
