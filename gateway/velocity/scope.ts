/** How much a template may do before its request fails: a template bomb must not stop the gateway. */
const limits = { steps: 1_000_000, outputCharacters: 20_000_000, depth: 60 } as const;

export type Block = (scope: Scope) => void;

export interface Macro {
  readonly parameters: readonly string[];
  readonly body: Block;
}

/** One rendering: its variables and what it has written. */
export class Scope {
  readonly variables: Map<string, unknown>;
  readonly macros = new Map<string, Macro>();
  readonly defined = new Map<string, Block>();
  /** Set by #break until the loop has ended, by #stop for good. */
  halted: 'loop' | 'template' | null = null;
  #written: string[] = [];
  #characters = 0;
  #steps = 0;
  #depth = 0;

  constructor(variables: Readonly<Record<string, unknown>>) {
    this.variables = new Map(Object.entries(variables));
  }

  write(text: string): void {
    this.#characters += text.length;
    if (this.#characters > limits.outputCharacters) throw new Error('a mapping template writes without end');
    this.#written.push(text);
  }

  /** Counts a round of a loop or a call. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > limits.steps) throw new Error('a mapping template runs without end');
  }

  /** What a block writes, by itself. */
  capture(block: Block): string {
    const before = this.#written;
    this.#written = [];
    this.#depth += 1;
    if (this.#depth > limits.depth) throw new Error('a mapping template calls itself without end');
    try {
      block(this);
      return this.#written.join('');
    } finally {
      this.#depth -= 1;
      this.#written = before;
    }
  }

  /** Runs a block while some variables have other values. */
  within(values: Readonly<Record<string, unknown>>, run: () => void): void {
    const before = Object.keys(values).map((name) => [name, this.variables.get(name)] as const);
    for (const [name, value] of Object.entries(values)) this.variables.set(name, value);
    try {
      run();
    } finally {
      for (const [name, value] of before) this.variables.set(name, value);
    }
  }
}
