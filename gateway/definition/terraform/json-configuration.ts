import { isScalar, isSeq, isMap as isYamlMap, LineCounter, parseDocument } from 'yaml';
import { DefinitionError } from '../definition-error.ts';
import type { Expression } from './expression.ts';
import { parseExpressions, type WrittenExpression } from './hcl.ts';
import type { ParsedArgument, ParsedBlock } from './read-module.ts';
import { translations } from './translation.ts';

/** A value of the JSON with the line that it stands on. */
type Placed = { readonly line: number } & (
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Placed[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Placed> }
);

/** How many names stand between a kind of block and its body (Terraform documentation, "JSON Configuration Syntax"). */
const labelsOf: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  variable: 1,
  output: 1,
  module: 1,
  provider: 1,
  locals: 0,
  terraform: 0,
};

/** Blocks inside of others that no translation tells of; everything else that is a map is an argument. */
const nested = [
  'lifecycle',
  'provisioner',
  'connection',
  'timeouts',
  'validation',
  'route_settings',
  'throttle',
];
const nestedIn: Readonly<Record<string, readonly string[]>> = {
  archive_file: ['source'],
  aws_api_gateway_integration: ['tls_config'],
  aws_api_gateway_method_settings: ['settings'],
  aws_apigatewayv2_integration: ['response_parameters'],
  aws_iam_policy_document: ['statement'],
  statement: ['principals', 'not_principals', 'condition'],
};

/** The blocks of a `.tf.json` file, `before` being the line before its first. Throws DefinitionError. */
export async function readJsonConfiguration(
  text: string,
  { file, before }: { file: string; before: number },
): Promise<ParsedBlock[]> {
  const root = placedJson(text, file);
  if (root.kind !== 'map')
    throw new DefinitionError('The file must hold a map of blocks.', { file, line: root.line });
  const templates = [...templatesIn(root)];
  const written = templates.map(
    ({ value, line }): WrittenExpression => ({ text: heredoc(value), line: before + line - 1 }),
  );
  const parsed = written.length === 0 ? [] : await parseExpressions(written, file);
  const trees = new Map(templates.map(({ value }, at) => [value, unwrapped(parsed[at] as Expression)]));
  const reader = new Reader(trees, before);
  return [...root.entries].flatMap(([type, body]) =>
    type === '//' ? [] : reader.blocks(body, { type, labels: [], deep: labelsOf[type] ?? 0 }),
  );
}

function placedJson(text: string, file: string): Placed {
  const lines = new LineCounter();
  try {
    JSON.parse(text);
  } catch {
    throw new DefinitionError("The file isn't valid JSON.", { file, line: null });
  }
  const { contents } = parseDocument(text, { schema: 'json', lineCounter: lines, logLevel: 'silent' });
  const placed = (node: unknown): Placed => {
    const start = (node as { range?: readonly number[] | null }).range?.[0] ?? 0;
    const { line } = lines.linePos(start);
    if (isYamlMap(node))
      return {
        kind: 'map',
        line,
        entries: new Map(
          node.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), placed(value)]),
        ),
      };
    if (isSeq(node)) return { kind: 'list', line, items: node.items.map(placed) };
    const value = isScalar(node) ? node.value : null;
    return { kind: 'scalar', line, value: value as string | number | boolean | null };
  };
  return placed(contents);
}

function* templatesIn(node: Placed): Generator<{ value: string; line: number }> {
  if (node.kind === 'scalar') {
    if (typeof node.value === 'string' && /[$%]\{/.test(node.value))
      yield { value: node.value, line: node.line };
  } else
    for (const child of node.kind === 'list' ? node.items : node.entries.values()) yield* templatesIn(child);
}

const marker = 'END_OF_JSON_TEXT';
const heredoc = (text: string): string => `<<${marker}\n${text}\n${marker}`;

/** Without the line break that a heredoc ends with; a text that is one `${…}` is its value, whatever its type. */
function unwrapped(tree: Expression): Expression {
  if (tree.kind !== 'template') return tree;
  const last = tree.parts.at(-1);
  if (last?.kind !== 'literal' || typeof last.value !== 'string') return tree;
  const text = last.value.replace(/\n$/, '');
  const parts = [...tree.parts.slice(0, -1), ...(text === '' ? [] : [{ ...last, value: text }])];
  const [first] = parts;
  return parts.length === 1 && first !== undefined && first.kind !== 'literal' ? first : { ...tree, parts };
}

interface Head {
  readonly type: string;
  readonly labels: readonly string[];
  /** How many labels are still to come. */
  readonly deep: number;
}

class Reader {
  private readonly trees: ReadonlyMap<string, Expression>;
  private readonly before: number;

  constructor(trees: ReadonlyMap<string, Expression>, before: number) {
    this.trees = trees;
    this.before = before;
  }

  blocks(node: Placed, { type, labels, deep }: Head): ParsedBlock[] {
    if (node.kind === 'list') return node.items.flatMap((item) => this.blocks(item, { type, labels, deep }));
    if (node.kind !== 'map') return [];
    if (deep === 0) return [this.block(node, { type, labels })];
    return [...node.entries]
      .filter(([name]) => name !== '//')
      .flatMap(([name, body]) => this.blocks(body, { type, labels: [...labels, name], deep: deep - 1 }));
  }

  private block(
    node: Extract<Placed, { kind: 'map' }>,
    { type, labels }: Pick<Head, 'type' | 'labels'>,
  ): ParsedBlock {
    const own = new Map<string, ParsedArgument>();
    const blocks: ParsedBlock[] = [];
    const line = this.before + node.line;
    for (const [name, value] of node.entries) {
      if (name === '//') continue;
      if (name === 'dynamic') blocks.push(...this.blocks(value, { type: name, labels: [], deep: 1 }));
      else if (isBlock(name, value, labels[0] ?? type))
        blocks.push(...this.blocks(value, { type: name, labels: [], deep: name === 'provisioner' ? 1 : 0 }));
      else own.set(name, { expression: this.expression(value, name), line: this.before + value.line });
    }
    return { type, labels, arguments: own, blocks, line };
  }

  private expression(node: Placed, name: string): Expression {
    const line = this.before + node.line;
    if (node.kind === 'list')
      return { kind: 'tuple', items: node.items.map((item) => this.expression(item, name)), line };
    if (node.kind === 'map') {
      const entries = [...node.entries].map(
        ([key, value]) =>
          [
            this.expression({ kind: 'scalar', value: key, line: node.line }, name),
            this.expression(value, name),
          ] as const,
      );
      return { kind: 'object', entries, line };
    }
    const tree = typeof node.value === 'string' ? this.trees.get(node.value) : undefined;
    if (tree !== undefined) return tree;
    const literal = { kind: 'literal', value: node.value, line } as const;
    // A text, as in HCL, where it names something.
    return typeof node.value === 'string' && ['depends_on', 'type'].includes(name)
      ? { kind: 'template', parts: [literal], line }
      : literal;
  }
}

function isBlock(name: string, value: Placed, owner: string): boolean {
  const isBody =
    value.kind === 'map' ||
    (value.kind === 'list' && value.items.length > 0 && value.items.every(({ kind }) => kind === 'map'));
  if (!isBody) return false;
  if (name === 'content' || nested.includes(name) || (nestedIn[owner] ?? []).includes(name)) return true;
  const rule = translations[owner]?.names[name];
  return typeof rule === 'object' && 'as' in rule && (rule.as === 'block' || rule.as === 'blocks');
}
