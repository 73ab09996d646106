/** Where the blocks and arguments of a file lie. HCL's own parser has accepted the file before, and reads each expression. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly arguments: readonly Argument[];
  readonly blocks: readonly Block[];
  /** From 1, as in the file. */
  readonly line: number;
}

export interface Argument {
  readonly name: string;
  /** The expression's source, `<<-` heredocs with their indentation taken away. */
  readonly text: string;
  /** Line that the name stands on; the expression starts on it too. */
  readonly line: number;
}

/** The file itself is a block without type and labels. */
export function outlineOf(text: string): Block {
  const scanner = new Scanner(text);
  return scanner.body({ type: '', labels: [], line: 1 });
}

const word = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const gap = /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const comment = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const heredoc = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)[^\S\n]*\r?\n/uy;

class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text.replace(/^\uFEFF/, '');
  }

  body(head: Pick<Block, 'type' | 'labels' | 'line'>): Block {
    const args: Argument[] = [];
    const blocks: Block[] = [];
    for (;;) {
      this.take(gap);
      if (this.at >= this.text.length || this.text[this.at] === '}') break;
      const line = this.line();
      const name = this.take(word) ?? this.unexpected();
      this.take(/[^\S\n]+/y);
      if (this.text[this.at] === '=') {
        this.at += 1;
        this.take(/\s+/y);
        args.push({ name, text: this.expression(), line });
        continue;
      }
      const labels = this.labels();
      this.at += 1;
      blocks.push(this.body({ type: name, labels, line }));
      this.at += 1;
    }
    return { ...head, arguments: args, blocks };
  }

  private labels(): string[] {
    const labels: string[] = [];
    while (this.text[this.at] !== '{') {
      const quoted = this.take(/"(?:\\.|[^"\\])*"/y);
      labels.push(quoted === null ? (this.take(word) ?? this.unexpected()) : quoted.slice(1, -1));
      this.take(/[^\S\n]+/y);
    }
    return labels;
  }

  /** Up to the end of the line, of a one-line block, or of what brackets hold together. */
  private expression(): string {
    const pieces: string[] = [];
    let from = this.at;
    let depth = 0;
    while (this.at < this.text.length) {
      const character = this.text[this.at] as string;
      if (depth === 0 && (character === '\n' || character === '}' || this.sees(comment))) break;
      if (this.take(comment) !== null) continue;
      if (character === '"') {
        this.quoted();
        continue;
      }
      if (this.sees(heredoc)) {
        pieces.push(this.text.slice(from, this.at), this.heredoc());
        from = this.at;
        continue;
      }
      if ('([{'.includes(character)) depth += 1;
      if (')]}'.includes(character)) depth -= 1;
      this.at += 1;
    }
    pieces.push(this.text.slice(from, this.at));
    return pieces.join('').trimEnd();
  }

  private quoted(): void {
    this.at += 1;
    while (this.at < this.text.length && this.text[this.at] !== '"') this.templatePart();
    this.at += 1;
  }

  private templatePart(): void {
    if (this.take(/\\[\s\S]|\$\$\{|%%\{/y) !== null) return;
    if (this.take(/[$%]\{/y) !== null) this.interpolation();
    else this.at += 1;
  }

  private interpolation(): void {
    let depth = 1;
    while (this.at < this.text.length && depth > 0) {
      const character = this.text[this.at];
      if (character === '"') {
        this.quoted();
        continue;
      }
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      this.at += 1;
    }
  }

  /** Always written back as `<<`: the parser's tree tells the text of a `<<-` with its indentation. */
  private heredoc(): string {
    const start = this.take(heredoc) ?? '';
    const [, dash = '', marker = ''] = new RegExp(heredoc.source, 'u').exec(start) ?? [];
    const end = new RegExp(`^[^\\S\\n]*${marker}[^\\S\\n]*\\r?$`, 'm');
    const rest = this.text.slice(this.at);
    const { index, 0: last } = end.exec(rest) ?? { index: rest.length, 0: '' };
    this.at += index + last.length;
    const body = rest.slice(0, index).replaceAll('\r\n', '\n');
    return `<<${marker}\n${dash === '-' ? withoutIndentation(body) : body}${marker}\n`.replace(
      /\n$/,
      this.text[this.at] === '\n' ? '' : '\n',
    );
  }

  private sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.at += found[0].length;
    return found[0];
  }

  private line(): number {
    return lineAt(this.text, this.at);
  }

  private unexpected(): never {
    throw new Error(`no block or argument at line ${this.line()}`);
  }
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let from = text.indexOf('\n'); from >= 0 && from < at; from = text.indexOf('\n', from + 1)) line += 1;
  return line;
}

/**
 * The indentation that all lines share goes; blank lines don't count (HCL: "flush heredocs").
 * A line after `~}` is none of its own for HCL: it keeps its indentation.
 */
function withoutIndentation(body: string): string {
  const lines = body.split('\n');
  const counts = (line: string, at: number) => line.trim() !== '' && !/~\}\s*$/.test(lines[at - 1] ?? '');
  const indents = lines.filter(counts).map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const shared = Math.min(...indents);
  if (!Number.isFinite(shared)) return body;
  return lines.map((line, at) => (counts(line, at) ? line.slice(shared) : line)).join('\n');
}
