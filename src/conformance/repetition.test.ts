import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneOrigin, type Told, tell } from './exchange.fixture.ts';
import { judge } from './judge.ts';

/** Outcome and reason of one check, in the order of the results. */
function said(check: string, ...all: readonly Told[]) {
  const told = all.map(tell);
  const [first] = told;
  const exchanges = told.map(({ exchange }, index) => ({ ...exchange, id: `${exchange.id} ${index}` }));
  return judge(exchanges, first === undefined ? [] : [first.contract])
    .filter((result) => result.check === check)
    .map(({ outcome, message }) => [outcome, message]);
}

test('a call that fails alike with and without an Origin is told once', () => {
  const broken: Told = { cors: oneOrigin, status: 500, body: { error: 'no table' } };
  assert.deepEqual(said('status', broken, { ...broken, purpose: 'simple-cors' }), [
    ['fail', 'expected status 200, received 500'],
    ['skip', 'the same call without an Origin says it already'],
  ]);
});

test('a call that fails with an Origin only is told', () => {
  const broken: Told = { cors: oneOrigin, purpose: 'simple-cors', status: 500, body: { error: 'no origin' } };
  assert.deepEqual(
    said('status', { cors: oneOrigin }, broken).map(([outcome]) => outcome),
    ['pass', 'fail'],
  );
});

test('behind a catch-all route no method is one too many', () => {
  const answered: Told = { purpose: 'wrong-method', body: { ok: true } };
  assert.deepEqual(said('wrong-method', { purpose: 'unknown-route', status: 404, body: {} }, answered), [
    ['skip', 'a catch-all route takes every method that no other route has'],
  ]);
  const refused: Told = {
    purpose: 'unknown-route',
    status: 403,
    body: { message: 'Missing Authentication Token' },
  };
  assert.deepEqual(
    said('wrong-method', refused, answered).map(([outcome]) => outcome),
    ['fail'],
  );
});

test('a router inside the function, or an authorizer before it, may refuse a path that no route has', () => {
  const unknown: Told = { purpose: 'unknown-route', status: 404, body: { title: 'nothing here' } };
  assert.deepEqual(said('unknown-route', unknown), [
    ['skip', 'a catch-all route took the path, and the function refused it with 404'],
  ]);
  const guarded: Told = {
    purpose: 'unknown-route',
    apiType: 'http',
    status: 401,
    body: { message: 'Unauthorized' },
  };
  assert.deepEqual(said('unknown-route', guarded), [
    ['skip', 'a catch-all route took the path, and the gateway refused it with 401'],
  ]);
});
