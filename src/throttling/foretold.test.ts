import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { misforetold } from './foretold.ts';
import { metThrottle } from './met-throttle.ts';
import { simulated } from './simulated-limit.fixture.ts';

describe('what a bucket foretells', () => {
  const limit = { ratePerSecond: 100, burst: 2 };
  const { phases, observations } = simulated({ limit, guess: limit, seed: 1, transitMs: 0.2 });
  const { attempts } = metThrottle(observations);

  it('is what was accepted, where it is the right one', () => {
    assert.ok(misforetold(attempts, limit, phases) < 0.01);
  });

  it('is far off in some step where another bucket parts most attempts rightly', () => {
    assert.ok(misforetold(attempts, { ratePerSecond: 137, burst: 1 }, phases) > 0.05);
  });
});
