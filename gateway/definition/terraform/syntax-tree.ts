import type { Expression, ForExpression, Path } from './expression.ts';

/** A node of HashiCorp's syntax tree as the parser hands it out. Texts in `meta` are pieces of the source, escapes and all. */
export interface SyntaxNode {
  readonly type: string;
  readonly children: readonly SyntaxNode[];
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly range: { readonly start: Position; readonly end: Position };
}

interface Position {
  /** From 0, in the expression. */
  readonly line: number;
  /** From 0, in the expression's UTF-8. */
  readonly byte: number;
}

interface Around {
  readonly source: Buffer;
  readonly line: number;
  /** Inside a quoted template backslashes escape, inside a heredoc they don't. */
  readonly quoted: boolean;
  /** Directly inside `%{ if … }` or `%{ for … }`, where quotation marks are text. */
  readonly body: boolean;
}

/** The parser's tree as an expression, with values in place of source text; `line` is that of the source's start. */
export function toExpression(
  tree: SyntaxNode,
  { source, line }: { source: Buffer; line: number },
): Expression {
  return convert(tree, { source, line, quoted: true, body: false });
}

function convert(node: SyntaxNode, outer: Around): Expression {
  const line = outer.line + node.range.start.line;
  const around = { ...outer, body: textIn(node, 'value').startsWith('%{') };
  const children = () => node.children.map((child) => convert(child, around));
  const [first, second] = node.children;
  switch (node.type) {
    case 'literalValue':
      return { kind: 'literal', value: literalOf(node, around), line };
    case 'template':
      return { kind: 'template', parts: partsOf(node, outer), line };
    case 'templateJoin':
      return { kind: 'joined', items: convert(only(first), around), line };
    case 'templateWrap':
      return convert(only(first), around);
    case 'scopeTraversal':
      return { kind: 'reference', path: pathOf(node), line };
    case 'relativeTraversal':
      return { kind: 'steps', source: convert(only(first), around), path: pathOf(node), line };
    case 'index':
      return {
        kind: 'index',
        source: convert(only(first), around),
        key: convert(only(second), around),
        line,
      };
    case 'splat':
      return {
        kind: 'splat',
        source: convert(only(first), around),
        each: convert(only(second), around),
        line,
      };
    case 'function':
      return {
        kind: 'call',
        name: textIn(node, 'name'),
        arguments: children(),
        spread: node.meta?.expandedFinalArgument === true,
        line,
      };
    case 'tuple':
      return { kind: 'tuple', items: children(), line };
    case 'object':
      return { kind: 'object', entries: entriesOf(node, around), line };
    case 'for':
      return { ...forOf(node, around), line };
    case 'conditional': {
      const [test, yes, no] = children();
      return { kind: 'conditional', test: only(test), yes: only(yes), no: only(no), line };
    }
    case 'unaryOp':
      return {
        kind: 'unary',
        operator: textIn(node, 'operator'),
        operand: convert(only(first), around),
        line,
      };
    case 'binaryOp': {
      const [left, right] = children();
      return {
        kind: 'binary',
        operator: textIn(node, 'operator'),
        left: only(left),
        right: only(right),
        line,
      };
    }
    default:
      // Parentheses, or the nameless item of a splat.
      return first === undefined ? { kind: 'item', line } : convert(first, around);
  }
}

function only<T>(node: T | undefined): T {
  if (node === undefined) throw new Error('the syntax tree lacks a part');
  return node;
}

const textIn = (node: SyntaxNode, name: string) => String(node.meta?.[name] ?? '');

function literalOf(node: SyntaxNode, { quoted }: Around): string | number | boolean | null {
  const raw = textIn(node, 'value');
  switch (node.meta?.type) {
    case 'number':
      return Number(raw);
    case 'bool':
      return raw === 'true';
    case 'string':
      return unescaped(raw, quoted);
    default:
      return null;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function unescaped(raw: string, quoted: boolean): string {
  const text = quoted
    ? raw.replace(
        /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
        (whole, short?: string, long?: string, one?: string) =>
          one === undefined
            ? String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16))
            : (escapes[one] ?? whole),
      )
    : raw;
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

function partsOf(node: SyntaxNode, around: Around): Expression[] {
  const written = textIn(node, 'value');
  const heredoc = !around.body && written.startsWith('<<');
  const quoted = heredoc ? false : around.quoted || (!around.body && written.startsWith('"'));
  return node.children.map((child) => {
    const part = convert(child, { ...around, quoted, body: false });
    if (part.kind !== 'literal' || typeof part.value !== 'string') return part;
    return { ...part, value: stripped(part.value, child, around.source) };
  });
}

/** `~}` takes the rest of its line, `${~` and `%{~` the space before them on their line (HCL: "strip markers"). */
function stripped(text: string, { range }: SyntaxNode, source: Buffer): string {
  const before = source.subarray(Math.max(0, range.start.byte - 2), range.start.byte).toString();
  const after = source.subarray(range.end.byte, range.end.byte + 3).toString();
  const start = before === '~}' ? text.replace(/^[^\S\n]*\n?/, '') : text;
  return after === '${~' || after === '%{~' ? start.replace(/[^\S\n]*$/, '') : start;
}

function entriesOf(node: SyntaxNode, around: Around): [Expression, Expression][] {
  const entries: [Expression, Expression][] = [];
  for (let at = 0; at + 1 < node.children.length; at += 2)
    entries.push([keyOf(only(node.children[at]), around), convert(only(node.children[at + 1]), around)]);
  return entries;
}

/** A bare name as a key is that text, not a reference. */
function keyOf(node: SyntaxNode, around: Around): Expression {
  if (node.children.length > 0) return convert(node, around);
  const { start, end } = node.range;
  const value = around.source.subarray(start.byte, end.byte).toString();
  return { kind: 'literal', value, line: around.line + start.line };
}

function forOf(node: SyntaxNode, around: Around): ForExpression {
  const has = (name: string) => typeof node.meta?.[name] === 'string';
  const children = node.children.map((child) => convert(child, around));
  const next = () => only(children.shift());
  return {
    kind: 'for',
    keyName: textIn(node, 'keyVar') || null,
    valueName: textIn(node, 'valVar'),
    collection: next(),
    key: has('keyExpression') ? next() : null,
    value: next(),
    condition: has('conditionalExpression') ? next() : null,
    grouped: node.meta?.groupedValue === true,
  };
}

function pathOf(node: SyntaxNode): Path {
  const traversal = (node.meta?.traversal ?? []) as readonly { type: string; segment: string }[];
  return traversal.map(({ type, segment }) => {
    if (type === 'nameTraversal') return segment;
    if (segment.startsWith('"')) return unescaped(segment.slice(1, -1), true);
    return Number(segment);
  });
}
