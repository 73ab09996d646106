/** Ends requests that take longer than they may; the limit may become known, or change, while they wait. */
export class Deadlines {
  readonly #waiting = new Map<AbortController, { readonly start: number; limitMs(): number }>();
  #timer: NodeJS.Timeout | undefined;

  /** A signal that is aborted when the limit is over or the outer signal is; `release` when the answer is there. */
  start(limitMs: () => number, outer: AbortSignal): { readonly signal: AbortSignal; release(): void } {
    const controller = new AbortController();
    const interrupted = () => controller.abort(new Error('interrupted'));
    if (outer.aborted) interrupted();
    outer.addEventListener('abort', interrupted, { once: true });
    this.#waiting.set(controller, { start: performance.now(), limitMs });
    this.#timer ??= setInterval(() => this.#look(), 100);
    return {
      signal: controller.signal,
      release: () => {
        outer.removeEventListener('abort', interrupted);
        this.#waiting.delete(controller);
        if (this.#waiting.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  #look(): void {
    for (const [controller, { start, limitMs }] of this.#waiting) {
      const limit = limitMs();
      if (performance.now() - start < limit) continue;
      controller.abort(new Error(`timed out after ${limit / 1000} s`));
    }
  }
}
