import { DefinitionError } from '../definition-error.ts';

/** Several files read as one text, so that a single line number says file and line. */
export class Document {
  private readonly files: { readonly file: string; readonly firstLine: number; readonly text: string }[] = [];
  private lines = 0;

  /** Returns the line before the file's first. */
  add(file: string, text: string): number {
    const before = this.lines;
    this.files.push({ file, firstLine: before + 1, text });
    this.lines += text.split('\n').length;
    return before;
  }

  get text(): string {
    return this.files.map(({ text }) => text).join('\n');
  }

  place(line: number): { file: string; line: number } | null {
    const found = this.files.findLast(({ firstLine }) => firstLine <= line);
    return found === undefined ? null : { file: found.file, line: line - found.firstLine + 1 };
  }

  fail(line: number, message: string, next: readonly string[] = []): DefinitionError {
    const place = this.place(line) ?? { file: '', line: null };
    return new DefinitionError(message, { ...place, next });
  }
}
