import { relative, resolve } from 'node:path';
import { didYouMean } from '../near.ts';
import { evaluate, type Scope, walk } from './evaluate.ts';
import type { Expression, Path } from './expression.ts';
import type { Instance } from './instance.ts';
import { Once } from './once.ts';
import type { Module, ParsedBlock } from './read-module.ts';
import { addressOf, type Keyed, located, repetitionsOf } from './repetition.ts';
import { Resources } from './resources.ts';
import { asFlag, type Value, type ValueMap } from './value.ts';
import { convertTo } from './variable-type.ts';
import type { World } from './world.ts';

/** The modules that a configuration is made of, by folder. */
export type Modules = ReadonlyMap<string, Module>;

export interface Call {
  /** `module.NAME.` before every address, empty for the root. */
  readonly prefix: string;
  /** What the caller sets, or the person for the root. */
  readonly given: ReadonlyMap<string, { readonly value: () => Value; readonly line: number | null }>;
}

/** One module of a configuration with its variables, evaluated as far as somebody asks. Throws DefinitionError. */
export class Configuration implements Scope {
  readonly folder: string;
  readonly module: Module;
  private readonly call: Call;
  private readonly modules: Modules;
  private readonly world: World;
  private readonly once: Once;
  private readonly resources: Resources;
  private readonly children = new Map<ParsedBlock, readonly Keyed<Configuration>[]>();

  constructor(module: Module, call: Call, { modules, world }: { modules: Modules; world: World }) {
    this.module = module;
    this.call = call;
    this.modules = modules;
    this.world = world;
    this.folder = world.folder;
    this.once = new Once((line, message) => this.fail(line, message));
    this.resources = new Resources(this, { prefix: call.prefix, once: this.once, world });
  }

  fail(line: number, message: string, next: readonly string[] = []): Error {
    return this.world.document.fail(line, message, next);
  }

  render(template: string, names: Readonly<Record<string, Value>>): string {
    return this.world.render(template, names);
  }

  resolve(path: Path, line: number): Value {
    const [root, name = '', ...rest] = path.map(String);
    switch (root) {
      case 'var':
        return walk(this.variable(name, line), path.slice(2));
      case 'local':
        return walk(this.local(name, line), path.slice(2));
      case 'path':
        return this.pathNamed(name, line);
      case 'terraform':
        return name === 'workspace' ? 'default' : false;
      case 'module':
        return this.childValue(name, path.slice(2), line);
      case 'data':
        return this.resources.value('data', [name, rest[0] ?? ''], { path: path.slice(3), line });
      case 'each':
      case 'count':
      case 'self':
        throw this.fail(
          line,
          `${root}.${name} has a meaning only in a block with ${root === 'each' ? 'for_each' : root}.`,
        );
      default:
        return this.resources.value('resource', [String(root), name], { path: path.slice(2), line });
    }
  }

  evaluate(expression: Expression): Value {
    return evaluate(expression, this);
  }

  blocksOf(type: string): readonly ParsedBlock[] {
    return this.module.blocks.filter((block) => block.type === type);
  }

  /** The block that declares this, `resource`, `aws_lambda_function`, `hello` for instance. */
  declared(type: string, ...labels: string[]): ParsedBlock | undefined {
    return this.blocksOf(type).find((block) => labels.every((label, at) => block.labels[at] === label));
  }

  localNamed(name: string): Expression | undefined {
    for (const block of this.blocksOf('locals')) {
      const found = block.arguments.get(name);
      if (found !== undefined) return found.expression;
    }
    return undefined;
  }

  variable(name: string, line: number): Value {
    const block = this.declared('variable', name);
    if (block === undefined)
      throw this.fail(line, `There is no variable ${name}.`, didYouMean(name, this.labels('variable')));
    return this.once.get(`var.${name}`, block.line, () => {
      const given = this.call.given.get(name);
      const fallback = block.arguments.get('default')?.expression;
      if (given === undefined && fallback === undefined)
        throw this.fail(block.line, `The variable ${name} has no default and was given no value.`, [
          `Give it one: --var ${name}=…, or write it into terraform.tfvars.`,
        ]);
      const value = given?.value() ?? (fallback === undefined ? null : evaluate(fallback, this));
      const type = block.arguments.get('type')?.expression;
      const converted = type === undefined ? value : located(this, block.line, () => convertTo(type, value));
      this.once.set(`var.${name}`, converted);
      this.validate(block, name);
      return converted;
    });
  }

  private validate(block: ParsedBlock, name: string): void {
    for (const rule of block.blocks.filter(({ type }) => type === 'validation')) {
      const condition = rule.arguments.get('condition')?.expression;
      if (condition === undefined || asFlag(evaluate(condition, this))) continue;
      const message = rule.arguments.get('error_message')?.expression;
      const why = message === undefined ? 'it is refused' : String(evaluate(message, this));
      throw this.fail(block.line, `The value of the variable ${name} is refused: ${why}`);
    }
  }

  local(name: string, line: number): Value {
    const expression = this.localNamed(name);
    if (expression === undefined) {
      const names = this.blocksOf('locals').flatMap((block) => [...block.arguments.keys()]);
      throw this.fail(line, `There is no local value ${name}.`, didYouMean(name, names));
    }
    return this.once.get(`local.${name}`, expression.line, () => evaluate(expression, this));
  }

  output(name: string, line: number): Value {
    const block = this.declared('output', name);
    const value = block?.arguments.get('value')?.expression;
    if (value === undefined)
      throw this.fail(line, `The module has no output ${name}.`, didYouMean(name, this.labels('output')));
    return this.once.get(`output.${name}`, value.line, () => evaluate(value, this));
  }

  /** The instances of a resource or data block: one, or those that `count` or `for_each` make. */
  instancesOf(block: ParsedBlock): readonly Keyed<Instance>[] {
    return this.resources.instancesOf(block);
  }

  /** The modules that a `module` block calls. */
  childrenOf(block: ParsedBlock): readonly Keyed<Configuration>[] {
    const existing = this.children.get(block);
    if (existing !== undefined) return existing;
    const name = block.labels[0] ?? '';
    const module = this.modules.get(moduleKey(this.module, block));
    if (module === undefined) throw this.fail(block.line, `The module ${name} could not be read.`);
    const made = repetitionsOf(block, this, this.once).map(({ key, names }) => {
      const given = new Map(
        [...block.arguments]
          .filter(([argument]) => !callArguments.includes(argument))
          .map(([argument, { expression, line }]) => [
            argument,
            { line, value: () => evaluate(expression, this, names) },
          ]),
      );
      const prefix = `${addressOf(`${this.call.prefix}module.${name}`, key)}.`;
      return {
        key,
        made: new Configuration(module, { prefix, given }, { modules: this.modules, world: this.world }),
      };
    });
    this.children.set(block, made);
    return made;
  }

  private childValue(name: string, path: Path, line: number): Value {
    const block = this.declared('module', name);
    if (block === undefined)
      throw this.fail(line, `There is no module ${name}.`, didYouMean(name, this.labels('module')));
    const all = this.childrenOf(block).map(({ key, made }) => ({ key, outputs: made.outputs(line) }));
    const [first] = all;
    if (first !== undefined && first.key === null) return walk(first.outputs, path);
    const isMany = block.arguments.has('for_each');
    const values = all.map(({ key, outputs }) => [String(key), outputs] as const);
    return walk(isMany ? Object.fromEntries(values) : values.map(([, outputs]) => outputs), path);
  }

  /** All outputs, each evaluated when it is looked at. */
  private outputs(line: number): ValueMap {
    const whole: Record<string, Value> = {};
    for (const name of this.labels('output'))
      Object.defineProperty(whole, name, { enumerable: true, get: () => this.output(name, line) });
    return whole;
  }

  private pathNamed(name: string, line: number): Value {
    if (name === 'module') return relative(this.folder, this.module.folder) || '.';
    if (name === 'root') return '.';
    if (name === 'cwd') return this.folder;
    throw this.fail(line, `There is no path.${name}; there are path.module, path.root and path.cwd.`);
  }

  undeclared(kind: 'resource' | 'data', address: string, line: number): Error {
    const known = this.blocksOf(kind).map(({ labels }) => labels.join('.'));
    const what = kind === 'data' ? `data source ${address}` : `resource ${address}`;
    return this.fail(line, `There is no ${what} in the configuration.`, didYouMean(address, known));
  }

  labels(type: string): string[] {
    return this.blocksOf(type).map(({ labels }) => labels[0] ?? '');
  }
}

const callArguments = ['source', 'version', 'providers', 'count', 'for_each', 'depends_on'];

/** Folder that a module block's `source` names, or the source itself where it isn't a local path. */
export function moduleKey(module: Module, block: ParsedBlock): string {
  const source = block.arguments.get('source')?.expression;
  const part = source?.kind === 'template' && source.parts.length === 1 ? source.parts[0] : source;
  const text = part?.kind === 'literal' ? String(part.value) : '';
  return /^\.{1,2}\//.test(text) ? resolve(module.folder, text) : text;
}
