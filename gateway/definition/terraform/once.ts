import type { Value } from './value.ts';

/** Values that are evaluated when somebody first asks, and never in a circle. */
export class Once {
  private readonly known = new Map<string, Value>();
  private readonly evaluating = new Set<string>();
  private readonly fail: (line: number, message: string) => Error;

  constructor(fail: (line: number, message: string) => Error) {
    this.fail = fail;
  }

  set(key: string, value: Value): void {
    this.known.set(key, value);
  }

  /** Throws at `line` where the value needs itself. */
  get(key: string, line: number, make: () => Value): Value {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.evaluating.has(key)) throw this.fail(line, `${key} refers to itself in a circle.`);
    this.evaluating.add(key);
    try {
      const value = make();
      this.known.set(key, value);
      return value;
    } finally {
      this.evaluating.delete(key);
    }
  }
}
