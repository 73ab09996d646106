import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alsoHit, kindsOf } from './kinds.ts';
import type { Result } from './result.ts';

const failure = (change: Partial<Result> = {}): Result => {
  const made = {
    check: 'status',
    severity: 'error',
    target: 'my-api:rest',
    route: 'GET /users',
    example: 'all users',
    outcome: 'fail',
    message: 'expected status 200, received 502',
    diagnosis: 'The function raised.',
    ...change,
  } as const;
  return { ...made, exchange: `${made.target} ${made.route} ${made.example}` };
};

test('failures of one cause on one target are one kind, whichever route and message they have', () => {
  const kinds = kindsOf([
    failure(),
    failure({ route: 'GET /search', message: 'expected status 201, received 502' }),
    failure({ target: 'my-api:http' }),
    failure({ severity: 'warning' }),
    failure({ diagnosis: 'The key is missing.' }),
  ]);
  assert.deepEqual(
    kinds.map(({ results }) => results.length),
    [2, 1, 1, 1],
  );
});

test('without a cause, what the check says tells kinds apart', () => {
  const { diagnosis: _, ...unexplained } = failure();
  const kinds = kindsOf([unexplained, { ...unexplained, message: 'expected status 200, received 418' }]);
  assert.equal(kinds.length, 2);
});

test('what else was hit is told by route: one example by its title, several by their number', () => {
  const [kind] = kindsOf([
    failure(),
    failure({ check: 'body' }),
    failure({ route: 'GET /a', example: 'one' }),
    failure({ route: 'GET /b', example: 'one' }),
    failure({ route: 'GET /b', example: 'two' }),
  ]);
  assert.ok(kind);
  assert.deepEqual(alsoHit(kind), ['GET /a → one', 'GET /b: 2 examples']);
});

test('no failure is lost or told twice', () => {
  const some = fc.record({
    target: fc.constantFrom('a:rest', 'b:http'),
    route: fc.constantFrom('GET /a', 'GET /b'),
    diagnosis: fc.constantFrom('one', 'two'),
    severity: fc.constantFrom('error', 'note'),
  });
  fc.assert(
    fc.property(fc.array(some), (changes) => {
      const failures = changes.map((change) => failure(change as Partial<Result>));
      const told = kindsOf(failures).flatMap(({ results }) => results);
      assert.equal(told.length, failures.length);
      assert.deepEqual(new Set(told), new Set(failures));
    }),
    { seed: 7, numRuns: 200 },
  );
});
