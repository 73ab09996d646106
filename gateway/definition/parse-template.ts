import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { DefinitionError } from './definition-error.ts';
import { type Includes, includesOf } from './include.ts';
import { isLoop } from './loops.ts';
import { didYouMean } from './near.ts';
import {
  type FunctionName,
  functionNames,
  ruleFunctionNames,
  type ScalarNode,
  type TemplateNode,
} from './template-node.ts';

const fromFolder = includesOf(parseTemplate);

const shortForm = (name: FunctionName): string => `!${name.replace('Fn::', '')}`;

/** More values than a template of CloudFormation's largest size (1 MB) has; aliases that multiply end here. */
const mostNodes = 400_000;

/**
 * Reads a template, YAML or JSON, without evaluating anything.
 * Throws DefinitionError on bad syntax, an unknown function or tag, and aliases that multiply.
 */
export function parseTemplate(text: string, file: string, includes: Includes = fromFolder): TemplateNode {
  refuseBombs(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    const kind = file.endsWith('.json') ? 'JSON' : 'YAML';
    throw new DefinitionError(`The template isn't valid ${kind}: ${firstSentence(error.message)}`, {
      file,
      line,
    });
  }
  return new Reader({ document, lines, file, includes }).read(document.contents);
}

/** CloudFormation takes no larger template (AWS CloudFormation quotas). */
const mostBytes = 1_000_000;
/** Far beyond what a person or a generator nests, far below what overflows a parser. */
const deepest = 500;

function refuseBombs(text: string, file: string): void {
  if (Buffer.byteLength(text) > mostBytes)
    throw new DefinitionError('The template is larger than 1 MB, which CloudFormation refuses.', {
      file,
      line: null,
    });
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > deepest)
      throw new DefinitionError('The template is nested too deeply.', { file, line: null });
  }
  const steps = /^[ \t]*(?:[-?:][ \t]+){200}/m;
  if (steps.test(text)) throw new DefinitionError('The template is nested too deeply.', { file, line: null });
}

const firstSentence = (text: string) => text.split('\n')[0]?.replace(/:$/, '') ?? text;

interface Reading {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly file: string;
  readonly includes: Includes;
}

class Reader {
  private readonly targets: ReadonlyMap<Alias, unknown>;
  private readonly lines: LineCounter;
  private readonly file: string;
  private count = 0;
  /** What the aliases being read stand for. */
  private readonly open = new Set<unknown>();
  private line = 1;
  private readonly root: unknown;
  /** What may be called where it reads. */
  private callable: readonly FunctionName[] = functionNames;

  private readonly includes: Includes;

  constructor({ document, lines, file, includes }: Reading) {
    this.targets = aliasTargets(document);
    this.root = document.contents;
    this.lines = lines;
    this.file = file;
    this.includes = includes;
  }

  read(node: unknown): TemplateNode {
    this.count += 1;
    if (this.count > mostNodes) {
      throw new DefinitionError(`The template has more than ${mostNodes} values; its aliases multiply.`, {
        file: this.file,
        line: this.line,
      });
    }
    if (isAlias(node)) return this.readAlias(node);
    const line = this.lineOf(node);
    this.line = line;
    const tag = typeof node === 'object' && node !== null && 'tag' in node ? node.tag : undefined;
    const plain = this.readPlain(node, line);
    if (typeof tag !== 'string' || !tag.startsWith('!') || tag === '!') return plain;
    if (tag === '!Transform') return this.includes(plain, { file: this.file, line });
    const name = this.callable.find((known) => shortForm(known) === tag);
    if (name === undefined) throw this.unknown(tag, line, this.callable.map(shortForm));
    return { kind: 'call', name, argument: name === 'Fn::GetAtt' ? splitAttribute(plain) : plain, line };
  }

  private readAlias(alias: Alias): TemplateNode {
    const target = this.targets.get(alias);
    if (target === undefined || this.open.has(target))
      throw new DefinitionError(`The alias *${alias.source} stands for a value that holds it.`, {
        file: this.file,
        line: this.lineOf(alias),
      });
    this.open.add(target);
    const node = this.read(target);
    this.open.delete(target);
    return node;
  }

  private readPlain(node: unknown, line: number): TemplateNode {
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.read(item)), line };
    if (isMap(node)) return this.readMap(node, line);
    if (!isScalar(node)) return { kind: 'scalar', value: null, line };
    const value = scalarOf(node.value, node.source);
    const isDecimal = typeof value === 'number' && /^-?\d+\.\d+$/.test(node.source ?? '');
    return isDecimal && node.source !== String(value)
      ? { kind: 'scalar', value, written: node.source as string, line }
      : { kind: 'scalar', value, line };
  }

  private readMap(map: YAMLMap, line: number): TemplateNode {
    const entries = new Map<string, TemplateNode>();
    const keyLines = new Map<string, number>();
    for (const pair of map.items as Pair[]) {
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : String(pair.key);
      keyLines.set(key, this.lineOf(pair.key, line));
      const isRules = key === 'Rules' && map === this.root;
      if (isRules) this.callable = [...functionNames, ...ruleFunctionNames];
      entries.set(key, this.read(pair.value));
      if (isRules) this.callable = functionNames;
    }
    this.include(entries, keyLines);
    return this.callIn(entries, keyLines) ?? { kind: 'map', entries, keyLines, line };
  }

  /** What `Fn::Transform` includes stands beside the entries around it, which come first. */
  private include(entries: Map<string, TemplateNode>, keyLines: Map<string, number>): void {
    const transform = entries.get('Fn::Transform');
    if (transform === undefined) return;
    const line = keyLines.get('Fn::Transform') ?? transform.line;
    entries.delete('Fn::Transform');
    keyLines.delete('Fn::Transform');
    const included = this.includes(transform, { file: this.file, line });
    if (included.kind !== 'map')
      throw new DefinitionError('What AWS::Include names holds no map.', { file: this.file, line });
    for (const [key, value] of included.entries) if (!entries.has(key)) entries.set(key, value);
    for (const [key, at] of included.keyLines) if (!keyLines.has(key)) keyLines.set(key, at);
  }

  /** `{ "Fn::Sub": … }` and `{ "Ref": … }` as a call; `{ "Condition": … }` is one only where a condition is meant. */
  private callIn(entries: Map<string, TemplateNode>, keyLines: Map<string, number>): TemplateNode | null {
    const [first] = entries;
    if (first === undefined || entries.size !== 1) return null;
    const [key, value] = first;
    const line = keyLines.get(key) ?? value.line;
    if (key === 'Ref') return { kind: 'call', name: 'Ref', argument: value, line };
    if (!key.startsWith('Fn::') || isLoop(key)) return null;
    const name = this.callable.find((known) => known === key);
    if (name === undefined) throw this.unknown(key, line, this.callable);
    return { kind: 'call', name, argument: name === 'Fn::GetAtt' ? splitAttribute(value) : value, line };
  }

  private unknown(name: string, line: number, known: Iterable<string>): DefinitionError {
    return new DefinitionError(`${name} isn't a function of CloudFormation that this gateway evaluates.`, {
      file: this.file,
      line,
      next: didYouMean(name, known),
    });
  }

  private lineOf(node: unknown, otherwise = this.line): number {
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    return Array.isArray(range) ? this.lines.linePos(range[0]).line : otherwise;
  }
}

/** What each alias stands for, found once: an anchor may be given again, and counts from there on. */
function aliasTargets(document: Document.Parsed): Map<Alias, unknown> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<Alias, unknown>();
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/** An account id or a zip code keeps its leading zeros. */
function scalarOf(value: unknown, source: string | undefined): ScalarNode['value'] {
  if (typeof value === 'number' && source !== undefined && /^0\d/.test(source)) return source;
  if (
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    /^\d+$/.test(source)
  )
    return source;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}

/** `Table.Arn` → `[Table, Arn]`; a nested stack's `Child.Outputs.Url` keeps its second dot. */
function splitAttribute(node: TemplateNode): TemplateNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const dot = node.value.indexOf('.');
  if (dot < 0) return node;
  const part = (value: string): ScalarNode => ({ kind: 'scalar', value, line: node.line });
  return {
    kind: 'list',
    items: [part(node.value.slice(0, dot)), part(node.value.slice(dot + 1))],
    line: node.line,
  };
}
