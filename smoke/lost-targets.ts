import type { Exchange } from '../src/conformance/exchange.ts';

/** So many requests in a row that nobody answered mean that the others need not be waited for. */
const enough = 12;

/** Targets that stopped to answer on the way. */
export class LostTargets {
  readonly #silent = new Map<string, number>();

  heard({ target, answer }: Exchange): void {
    this.#silent.set(target, answer.kind === 'response' ? 0 : (this.#silent.get(target) ?? 0) + 1);
  }

  /** Why nothing more is sent to this target, or `null`. */
  why(target: string): string | null {
    const silent = this.#silent.get(target) ?? 0;
    return silent < enough ? null : `the last ${silent} requests to ${target} got no answer`;
  }
}
