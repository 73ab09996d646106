import type { Observed } from '../src/conformance/answer.ts';
import { type Exchange, isHarmless, type NotYet } from '../src/conformance/exchange.ts';
import {
  isExplainedByDeployment,
  isRateLimited,
  retryAfterMs,
  seenInstead,
  slowMs,
} from '../src/conformance/try-again.ts';
import type { Pace } from './pace.ts';

export interface PatienceOptions {
  /** When to stop waiting for a fresh deployment, as `performance.now()` tells it; `null`: not at all. */
  readonly deployedBy: number | null;
  /** Whether the answer comes from the code before. */
  isOld(exchange: Exchange): boolean;
  say(line: string): void;
}

export interface Again {
  readonly because: NotYet;
  readonly waitMs: number;
}

/** Where a route, or the whole target, says nothing but 429 for this long, waiting is no use. */
const rateLimitPatienceMs = 10_000;
const firstPauseMs = 500;
const longestPauseMs = 5000;

/** Decides which answers don't count yet. Remembers what was waited for, so that nothing is waited for twice. */
export class Patience {
  readonly #options: PatienceOptions;
  readonly #answeredRoutes = new Set<string>();
  readonly #limitedSince = new Map<string, number>();
  readonly #said = new Set<string>();

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** `null`: this is the answer. */
  again(observed: Observed, stale: boolean, pace: Pace): Again | null {
    const { exchange } = observed;
    const first = this.#isFirstOfRoute(exchange);
    const earlier = exchange.earlier ?? [];
    const tried = (because: NotYet) => earlier.filter((one) => one.because === because).length;
    if (stale && isHarmless(exchange) && tried('stale-connection') === 0) {
      return { because: 'stale-connection', waitMs: 0 };
    }
    const limited = this.#rateLimited(observed, pace);
    if (limited !== null) return limited;
    const undeployed = this.#undeployed(observed, tried('not-deployed-yet'));
    if (undeployed !== null) return undeployed;
    const slow = exchange.answer.durationMs >= slowMs && first && exchange.once !== true;
    return slow && isHarmless(exchange) ? { because: 'cold-start', waitMs: 0 } : null;
  }

  #isFirstOfRoute({ target, route }: Exchange): boolean {
    const key = `${target} ${route}`;
    const first = !this.#answeredRoutes.has(key);
    this.#answeredRoutes.add(key);
    return first;
  }

  #rateLimited(observed: Observed, pace: Pace): Again | null {
    const { target, route } = observed.exchange;
    const places = [target, `${target} ${route}`];
    if (!isRateLimited(observed)) {
      if (observed.status > 0 && observed.status !== 429) {
        for (const place of places) this.#limitedSince.delete(place);
        pace.answered();
      }
      return null;
    }
    const now = performance.now();
    const since = places.map((place) => this.#limitedSince.get(place) ?? now);
    for (const [index, place] of places.entries()) this.#limitedSince.set(place, since[index] ?? now);
    const asked = retryAfterMs(observed, new Date());
    if (now + (asked ?? 0) > Math.min(...since) + rateLimitPatienceMs) return null;
    const waitMs = pace.slowDown(asked);
    this.#sayOnce(target, `${target} answers 429 to the gate's own requests: going slower.`);
    return { because: 'rate-limited', waitMs };
  }

  #undeployed(observed: Observed, tries: number): Again | null {
    const { deployedBy, isOld } = this.#options;
    const { exchange } = observed;
    if (deployedBy === null || exchange.once === true) return null;
    const old = isHarmless(exchange) && isOld(exchange);
    if (!old && !isExplainedByDeployment(observed)) return null;
    const left = deployedBy - performance.now();
    if (left <= 0) return null;
    const seen = old ? 'the version before' : seenInstead(observed);
    this.#sayOnce(
      `${exchange.target} ${seen}`,
      `${exchange.target}: ${exchange.route} answers ${seen}, as a fresh deployment may: trying again for ${Math.ceil(left / 1000)} s at most.`,
    );
    // The last try comes when the time is over, so that a steady failure stays one.
    return {
      because: 'not-deployed-yet',
      waitMs: Math.min(firstPauseMs * 2 ** tries, longestPauseMs, left),
    };
  }

  #sayOnce(about: string, line: string): void {
    if (this.#said.has(about)) return;
    this.#said.add(about);
    this.#options.say(line);
  }
}
