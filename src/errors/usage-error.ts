/**
 * A mistake that the person at the terminal can mend: exit code 2, no stack trace.
 * `message` is one sentence that names the thing at fault (file and place where there is one);
 * `next` says what to do or type next, a line each.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly next: readonly string[];

  constructor(message: string, next: string | readonly string[] = [], options?: { cause?: unknown }) {
    super(message, options);
    this.next = typeof next === 'string' ? [next] : next;
  }
}
