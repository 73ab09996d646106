/** An option of the gateway's that can't be followed. `next`: what to write instead, a line each. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  readonly next: readonly string[];

  constructor(message: string, next: readonly string[] = []) {
    super(message);
    this.next = next;
  }
}
