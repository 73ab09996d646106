/**
 * A mistake in a template that its author can mend. `message` is one sentence without the place;
 * `file` and `line` (from 1) say where, `next` what to write or do, a line each.
 */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly file: string;
  readonly line: number | null;
  readonly next: readonly string[];

  constructor(message: string, at: { file: string; line: number | null; next?: readonly string[] }) {
    super(message);
    this.file = at.file;
    this.line = at.line;
    this.next = at.next ?? [];
  }
}

/** An `Fn::ImportValue` of an export that no stack loaded so far has: another stack may still bring it. */
export class MissingExport extends DefinitionError {}
