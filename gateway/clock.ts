/** The time of the emulated world, epoch milliseconds: the real one, unless somebody moves it. */
export interface Clock {
  readonly now: () => number;
  /** The same with fractions, for throttles that regain more than one token in a millisecond, or count one at a time. */
  readonly fineNow: () => number;
  /** How much later it is than the real one; negative: earlier. */
  readonly aheadMs: number;
  /** It stands still. */
  readonly stopped: boolean;
  /** From now on it is so late, and goes on from there or stands still. */
  set(clock: { readonly nowMs: number; readonly stopped: boolean }): void;
  /** From now on it is the real one again. */
  reset(): void;
}

/** @param realMs the clock that goes on by itself. */
export function createClock(realMs: () => number = Date.now): Clock {
  let aheadMs = 0;
  let stoppedAtMs: number | null = null;
  const now = (): number => stoppedAtMs ?? realMs() + aheadMs;
  const fineMs = realMs === Date.now ? withFractions(realMs, () => performance.now()) : realMs;
  return {
    now,
    fineNow: () => stoppedAtMs ?? fineMs() + aheadMs,
    get aheadMs() {
      return now() - realMs();
    },
    get stopped() {
      return stoppedAtMs !== null;
    },
    set({ nowMs, stopped }) {
      aheadMs = nowMs - realMs();
      stoppedAtMs = stopped ? nowMs : null;
    },
    reset() {
      aheadMs = 0;
      stoppedAtMs = null;
    },
  };
}

/**
 * A clock of whole milliseconds with the fractions of one that only goes on steadily. It never leaves the millisecond that the first one
 * tells, so that it follows where that is set.
 */
export function withFractions(wholeMs: () => number, steadyMs: () => number): () => number {
  let aheadMs = Number.NEGATIVE_INFINITY;
  return () => {
    const whole = wholeMs();
    const steady = steadyMs();
    aheadMs = Math.max(whole - steady, Math.min(aheadMs, whole + largestFraction - steady));
    return steady + aheadMs;
  };
}

const largestFraction = 0.999;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

let lastSecond = -1;
let lastText = '';

/** Common Log Format of an instant, `10/Jul/2026:19:19:04 +0000`. */
export function commonLogTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second === lastSecond) return lastText;
  const iso = new Date(second * 1000).toISOString();
  const month = months[Number(iso.slice(5, 7)) - 1];
  lastSecond = second;
  lastText = `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
  return lastText;
}
