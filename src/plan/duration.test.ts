import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../errors/usage-error.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { parseRate } from './rate.ts';

test('a duration is numbers with units', () => {
  const read = { '30s': 30, '2m': 120, '1m30s': 90, '500ms': 0.5, '1h': 3600, '1.5s': 1.5, ' 2M ': 120 };
  for (const [typed, seconds] of Object.entries(read)) assert.equal(parseDuration(typed), seconds);
});

test('what is no duration is refused, and a bare number is asked for its unit', () => {
  for (const typed of ['', 's', '-1s', '1d', '1s 2', 'NaNs', '0s', '1e9s', 'Infinity']) {
    assert.throws(() => parseDuration(typed), UsageError);
  }
  assert.throws(
    () => parseDuration('45'),
    (error) => error instanceof UsageError && error.next.at(-1) === 'Try: --duration 45s',
  );
});

test('a formatted duration reads back as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => {
      assert.ok(Math.abs(parseDuration(formatDuration(ms / 1000)) - ms / 1000) < 1e-6);
    }),
    { seed: 3, numRuns: 200 },
  );
  assert.equal(formatDuration(90), '1m30s');
});

test('a rate is requests a second unless it says otherwise', () => {
  const read = { '20': 20, '0.5': 0.5, '.5': 0.5, '20/s': 20, '30/m': 0.5, '3600/h': 1 };
  for (const [typed, perSecond] of Object.entries(read)) assert.equal(parseRate(typed), perSecond);
});

test('what is no rate is refused', () => {
  for (const typed of ['', '0', '-1', 'fast', '1e3', 'NaN', '20/d', '0/m', 'Infinity']) {
    assert.throws(() => parseRate(typed), UsageError);
  }
});
