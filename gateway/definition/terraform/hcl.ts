import { DefinitionError } from '../definition-error.ts';
import type { Expression } from './expression.ts';
import { remembered } from './remembered.ts';
import { type SyntaxNode, toExpression } from './syntax-tree.ts';

/** HashiCorp's own parser of HCL, as WebAssembly. Nothing else here knows the package, whose upstream is archived. */
type Parser = typeof import('@cdktf/hcl2json');

let loading: Promise<Parser> | undefined;

/** Loaded when the first Terraform file is read: its start takes a tenth of a second. */
function parser(): Promise<Parser> {
  loading ??= import('@cdktf/hcl2json');
  return loading;
}

/** Throws DefinitionError at the first mistake in the syntax of a file. */
export async function checkSyntax(text: string, file: string): Promise<void> {
  try {
    await remembered('syntax', text, async () => {
      await (await parser()).parse(file, text);
      return true;
    });
  } catch (error) {
    throw syntaxError(error, { file, firstLine: 1 });
  }
}

export interface Source {
  readonly file: string;
  /** Line of the module's whole text that the expression starts on. */
  readonly line: number;
}

/** One expression, whose text `checkSyntax` has accepted as part of its file. Throws DefinitionError otherwise. */
export async function parseExpression(text: string, { file, line }: Source): Promise<Expression> {
  try {
    const tree = await syntaxTree(`${text}\n`, file);
    if (tree !== null) return toExpression(tree, { source: Buffer.from(text), line });
  } catch (error) {
    throw syntaxError(error, { file, firstLine: line });
  }
  throw new DefinitionError('An expression is missing here.', { file, line });
}

function syntaxTree(text: string, file: string): Promise<SyntaxNode | null> {
  return remembered('expression', text, async () => {
    const { getExpressionAst } = await parser();
    return (await getExpressionAst(file, text)) as SyntaxNode | null;
  });
}

export interface WrittenExpression {
  readonly text: string;
  readonly line: number;
}

/** All expressions of a file in one call: what a call costs beside the parsing would double the time. */
export async function parseExpressions(
  written: readonly WrittenExpression[],
  file: string,
): Promise<Expression[]> {
  const together = `[\n${written.map(({ text }) => text).join('\n,\n')}\n]`;
  const tree = await syntaxTree(together, file).catch(() => null);
  if (tree?.children.length !== written.length)
    return Promise.all(written.map(({ text, line }) => parseExpression(text, { file, line })));
  const source = Buffer.from(together);
  let before = 1;
  return tree.children.map((child, at) => {
    const { text, line } = written[at] as WrittenExpression;
    const expression = toExpression(child, { source, line: line - before });
    before += text.split('\n').length + 1;
    return expression;
  });
}

/** `…[FILE:2,8-9: Missing newline after argument; An argument definition must end …]`, or the same without brackets. */
function syntaxError(
  error: unknown,
  { file, firstLine }: { file: string; firstLine: number },
): DefinitionError {
  const message = error instanceof Error ? error.message : String(error);
  const found = /:(\d+),\d+(?:-(?:\d+,)?\d+)?: ([^;]+); ([^\n\]]*)/.exec(message);
  const [, line = '1', title = message, detail = ''] = found ?? [];
  const sentence = [title, detail].filter(Boolean).join(': ').replace(/\.$/, '').trim();
  return new DefinitionError(`This isn't valid HCL: ${sentence}.`, {
    file,
    // Places in a file count from 1, those in an expression of it from 0.
    line: firstLine === 1 ? Number(line) : firstLine + Number(line),
  });
}
