import { DefinitionError } from './definition-error.ts';
import { plain } from './intrinsics.ts';
import { flagOf, type MapNode, type ResolvedNode, scalarText } from './template-node.ts';

/** A resource's evaluated properties, or a map inside them, read by name and type. Throws DefinitionError at the property's line. */
export class Properties {
  readonly owner: string;
  private readonly node: MapNode<ResolvedNode>;
  private readonly file: string;

  constructor(node: MapNode<ResolvedNode>, place: { owner: string; file: string }) {
    this.node = node;
    this.owner = place.owner;
    this.file = place.file;
  }

  names(): string[] {
    return [...this.node.entries.keys()];
  }

  has(name: string): boolean {
    const node = this.node.entries.get(name);
    return node !== undefined && !(node.kind === 'scalar' && node.value === null);
  }

  line(name?: string): number {
    return (name === undefined ? undefined : this.node.keyLines.get(name)) ?? this.node.line;
  }

  /** Where a property is, for a warning. */
  at(name: string): { readonly line: number; readonly property: string } {
    return { line: this.line(name), property: name };
  }

  fail(name: string | undefined, message: string, next: readonly string[] = []): DefinitionError {
    return new DefinitionError(message, { file: this.file, line: this.line(name), next });
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw this.fail(undefined, `${this.owner} needs the property ${name}.`);
    return value;
  }

  text(name: string): string | undefined {
    const node = this.node.entries.get(name);
    if (node === undefined || !this.has(name)) return undefined;
    if (node.kind !== 'scalar') throw this.wrong(name, 'a text');
    return scalarText(node);
  }

  /** A text that must be one of those given. */
  oneOf<const T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = allowed.find((one) => one === value);
    if (found === undefined)
      throw this.fail(name, `${name} of ${this.owner} must be one of ${allowed.join(', ')}, not ${value}.`);
    return found;
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value.trim() === '' || Number.isNaN(Number(value))) throw this.wrong(name, 'a number');
    return Number(value);
  }

  flag(name: string): boolean {
    const value = this.text(name);
    const flag = value === undefined ? false : flagOf(value);
    if (flag === null) throw this.wrong(name, 'true or false');
    return flag;
  }

  texts(name: string): string[] {
    const node = this.node.entries.get(name);
    if (node === undefined || !this.has(name)) return [];
    if (node.kind === 'scalar') return [scalarText(node)];
    if (node.kind !== 'list') throw this.wrong(name, 'a list of texts');
    return node.items.map((item) => {
      if (item.kind !== 'scalar') throw this.wrong(name, 'a list of texts');
      return scalarText(item);
    });
  }

  textMap(name: string): Record<string, string> {
    const node = this.node.entries.get(name);
    if (node === undefined || !this.has(name)) return {};
    if (node.kind !== 'map') throw this.wrong(name, 'a map of texts');
    const entries = [...node.entries].map(([key, value]) => {
      if (value.kind !== 'scalar') throw this.wrong(name, 'a map of texts');
      return [key, value.value === null ? '' : scalarText(value)];
    });
    return Object.fromEntries(entries);
  }

  flagMap(name: string): Record<string, boolean> {
    return Object.fromEntries(
      Object.entries(this.textMap(name)).map(([key, value]) => [key, flagOf(value) ?? false]),
    );
  }

  /** `[{ Key, Value }]` as a record, the way CloudFormation writes tags; a plain map, as API Gateway v2 does, too. */
  tags(name: string): Record<string, string> {
    if (this.node.entries.get(name)?.kind === 'map') return this.textMap(name);
    return Object.fromEntries(
      this.objects(name).map((tag) => [tag.required('Key'), tag.text('Value') ?? '']),
    );
  }

  object(name: string): Properties | undefined {
    const node = this.node.entries.get(name);
    if (node === undefined || !this.has(name)) return undefined;
    if (node.kind !== 'map') throw this.wrong(name, 'a map');
    return new Properties(node, { owner: `${name} of ${this.owner}`, file: this.file });
  }

  objects(name: string): Properties[] {
    const node = this.node.entries.get(name);
    if (node === undefined || !this.has(name)) return [];
    if (node.kind !== 'list') throw this.wrong(name, 'a list of maps');
    return node.items.map((item) => {
      if (item.kind !== 'map') throw this.wrong(name, 'a list of maps');
      return new Properties(item, { owner: `${name} of ${this.owner}`, file: this.file });
    });
  }

  /** The property as plain data, JSON Schemas and policies for instance. */
  plain(name: string): unknown {
    return plain(this.node.entries.get(name));
  }

  /** The property as it stands, with its lines. */
  nodeOf(name: string): ResolvedNode | undefined {
    return this.node.entries.get(name);
  }

  isText(name: string): boolean {
    return this.node.entries.get(name)?.kind === 'scalar';
  }

  private wrong(name: string, wanted: string): DefinitionError {
    return this.fail(name, `${name} of ${this.owner} must be ${wanted}.`);
  }
}
