import type { Quota } from '../model.ts';

/** Calls that one key has left in the current period. */
export interface QuotaMeter {
  /** Whether a call more would exceed the limit. */
  usedUp(nowMs: number): boolean;
  count(nowMs: number): void;
  /** Calls counted in the current period. */
  used(nowMs: number): number;
}

/**
 * Counts calls against a usage plan's quota. Periods begin at 00:00 UTC: of each day, of Sunday, of the first of
 * a month; the first period has `offset` calls less (API reference, "QuotaSettings").
 */
export function createQuotaMeter({ limit, offset, period }: Quota): QuotaMeter {
  let start = Number.NaN;
  let calls = 0;
  let first = true;
  const enter = (nowMs: number): void => {
    const current = periodStart(period, nowMs);
    if (current === start) return;
    first = Number.isNaN(start);
    start = current;
    calls = 0;
  };
  return {
    usedUp(nowMs) {
      enter(nowMs);
      return calls >= (first ? limit - offset : limit);
    },
    count(nowMs) {
      enter(nowMs);
      calls += 1;
    },
    used(nowMs) {
      enter(nowMs);
      return calls;
    },
  };
}

const dayMs = 24 * 60 * 60 * 1000;

function periodStart(period: Quota['period'], nowMs: number): number {
  const now = new Date(nowMs);
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  switch (period) {
    case 'DAY':
      return today;
    case 'WEEK':
      return today - now.getUTCDay() * dayMs;
    case 'MONTH':
      return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  }
}
