import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '../conformance/result.ts';
import { UsageError } from '../errors/usage-error.ts';
import { smokeJudgement } from './smoke.ts';

const result = (told: Partial<Result> = {}): Result => ({
  check: 'status',
  severity: 'error',
  target: 'shop:rest',
  route: 'GET /items',
  example: 'all items',
  outcome: 'pass',
  exchange: 'x',
  ...told,
});
const failed = (told: Partial<Result> = {}) =>
  result({
    outcome: 'fail',
    message: 'expected status 200, received 502',
    diagnosis: 'The function raised.',
    ...told,
  });

test('nothing failed: pass, and no reason is needed', () => {
  assert.deepEqual(smokeJudgement([result(), result({ outcome: 'skip' })]), { verdict: 'pass', reasons: [] });
});

test('warnings and notes are shown elsewhere and fail nothing', () => {
  assert.equal(
    smokeJudgement([failed({ severity: 'warning' }), failed({ severity: 'note' })]).verdict,
    'pass',
  );
});

test('a failure says where, what and why in one line', () => {
  assert.deepEqual(smokeJudgement([failed()]), {
    verdict: 'fail',
    reasons: ['shop:rest GET /items: expected status 200, received 502. The function raised.'],
  });
});

test('the same cause on several routes of a target is one reason', () => {
  const results = [failed(), failed({ route: 'GET /orders' }), failed({ target: 'shop:http' })];
  assert.deepEqual(smokeJudgement(results).reasons, [
    'shop:rest GET /items and 1 more route: expected status 200, received 502. The function raised.',
    'shop:http GET /items: expected status 200, received 502. The function raised.',
  ]);
});

test('what is worst comes first: no answer, then a wrong status, then details', () => {
  const checks = ['headers', 'status', 'answered'].map((check) => failed({ check, diagnosis: check }));
  assert.deepEqual(
    smokeJudgement(checks).reasons.map((reason) => reason.split('. ')[1]),
    ['answered', 'status', 'headers'],
  );
});

test('more reasons than anybody reads are counted', () => {
  const many = Array.from({ length: 25 }, (_, index) => failed({ diagnosis: `cause ${index}` }));
  const { reasons } = smokeJudgement(many);
  assert.equal(reasons.length, 21);
  assert.equal(reasons.at(-1), 'And 5 more kinds of failures.');
});

test('a gate that asked nothing never says pass', () => {
  assert.throws(() => smokeJudgement([]), UsageError);
});
