import { setTimeout as sleep } from 'node:timers/promises';

const longestPauseMs = 20_000;
/** Sound answers after which one more request may be in flight. */
const answersForMore = 8;

/**
 * How fast one target is asked: as fast as there are lanes, until it says 429. Each of these halves what may be in flight
 * and pauses all of it; sound answers widen it again.
 */
export class Pace {
  #allowed: number;
  #inFlight = 0;
  #answered = 0;
  #pausedUntil = 0;
  #pauseMs = 250;
  #waiting: (() => void)[] = [];

  constructor(lanes: number) {
    this.#allowed = lanes;
  }

  /** Waits for its turn. */
  async enter(signal: AbortSignal): Promise<void> {
    for (;;) {
      const pause = this.#pausedUntil - Date.now();
      if (pause > 0) await pausing(pause, signal);
      else if (this.#inFlight < this.#allowed || signal.aborted) break;
      else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#inFlight += 1;
  }

  leave(): void {
    this.#inFlight -= 1;
    this.#waiting.shift()?.();
  }

  /** It said 429; `retryAfterMs` where it said for how long, too. Returns how long it waits. */
  slowDown(retryAfterMs: number | null): number {
    this.#allowed = Math.max(1, Math.floor(Math.min(this.#allowed, this.#inFlight + 1) / 2));
    this.#answered = 0;
    const ms = Math.min(retryAfterMs ?? this.#pauseMs, longestPauseMs);
    // Those that were in flight together are refused together: that is one refusal.
    if (Date.now() >= this.#pausedUntil) this.#pauseMs = Math.min(this.#pauseMs * 2, 4000);
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + ms);
    return ms;
  }

  answered(): void {
    this.#answered += 1;
    if (this.#answered % answersForMore !== 0) return;
    this.#allowed += 1;
    this.#pauseMs = 250;
    this.#waiting.shift()?.();
  }
}

/** Ends early, without an error, where the signal is aborted. */
export async function pausing(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
