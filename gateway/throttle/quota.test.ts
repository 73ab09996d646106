import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createQuotaMeter } from './quota.ts';

const at = (iso: string) => Date.parse(iso);

/** How many calls pass at an instant before the quota is used up. */
function callsLeft(meter: ReturnType<typeof createQuotaMeter>, nowMs: number): number {
  let calls = 0;
  while (!meter.usedUp(nowMs)) {
    meter.count(nowMs);
    calls += 1;
  }
  return calls;
}

describe('a quota', () => {
  it('begins anew at midnight UTC, on Sunday, or on the first of the month', () => {
    const ends = { DAY: '2026-07-11', WEEK: '2026-07-12', MONTH: '2026-08-01' } as const;
    for (const period of ['DAY', 'WEEK', 'MONTH'] as const) {
      const meter = createQuotaMeter({ limit: 2, offset: 0, period });
      assert.equal(callsLeft(meter, at('2026-07-10T19:00:00Z')), 2);
      const end = at(`${ends[period]}T00:00:00Z`);
      assert.equal(callsLeft(meter, end - 1), 0, `${period} has not ended`);
      assert.equal(callsLeft(meter, end), 2, `${period} has ended`);
    }
  });

  it('has less by its offset in the first period, and only there', () => {
    const meter = createQuotaMeter({ limit: 5, offset: 3, period: 'DAY' });
    assert.equal(callsLeft(meter, at('2026-07-10T12:00:00Z')), 2);
    assert.equal(callsLeft(meter, at('2026-07-11T12:00:00Z')), 5);
  });
});
