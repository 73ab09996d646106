import { type Buildable, Built, buildNode, mapNode } from '../built-node.ts';
import { DefinitionError } from '../definition-error.ts';
import type { MapNode, TemplateNode } from '../template-node.ts';
import { branches, inBranches, withEntry } from './branches.ts';
import { call, type Fields, field, ref } from './sam-template.ts';

const verbs = /^(get|put|post|delete|options|head|patch|x-amazon-apigateway-any-method)$/i;
const isNoKey = (scheme: string): boolean => scheme !== 'api_key';
const integrationKey = 'x-amazon-apigateway-integration';

/** Schemes that hold together, each with its scopes. */
export type SecurityRequirement = { readonly [scheme: string]: Buildable };

/** An OpenAPI document in the making: the one that the API is given, if any, and what events and settings add to it. */
export class DocumentDraft {
  private readonly root: Map<string, TemplateNode>;
  /** What stands at each path: a map, or `Fn::If` with maps in it. */
  private readonly paths: Map<string, TemplateNode>;
  private readonly line: number;
  /** Operations that events bring: their security is settled. */
  private readonly ofEvents = new Set<string>();
  /** By path, of each method that it has; `null`: always there. */
  private readonly conditions = new Map<string, (string | null)[]>();

  private readonly isGiven: boolean;
  private readonly file: string;
  /** Over the document's own operations: with a REST API's MergeDefinitions. An HTTP API's document keeps what it has. */
  private readonly eventsWin: boolean;

  constructor(
    given: Fields | null,
    skeleton: { readonly [key: string]: Buildable },
    { line, file, eventsWin }: { line: number; file: string; eventsWin: boolean },
  ) {
    this.isGiven = given !== null;
    this.file = file;
    this.eventsWin = eventsWin;
    const document = given ?? mapNode(line, skeleton);
    this.line = document.line;
    this.root = new Map(document.entries);
    const paths = document.entries.get('paths');
    this.paths = new Map(paths?.kind === 'map' ? paths.entries : []);
  }

  /** Puts `values` under a key of the document beside what it has there. */
  put(key: string, values: { readonly [key: string]: Buildable } | undefined): void {
    if (values === undefined || Object.keys(values).length === 0) return;
    const had = this.root.get(key);
    const own = Object.fromEntries(
      had?.kind === 'map' ? [...had.entries].map(([name, node]) => [name, new Built(node)]) : [],
    );
    this.root.set(key, mapNode(had?.line ?? this.line, { ...values, ...own }));
  }

  /** Puts `values` under a key of the document instead of what it has there. */
  set(key: string, values: { readonly [key: string]: Buildable }): void {
    if (Object.keys(values).length > 0) this.root.set(key, mapNode(this.line, values));
  }

  get(key: string): TemplateNode | undefined {
    return this.root.get(key);
  }

  /** Gives a path a method. Throws DefinitionError where two events give the same. */
  add(path: string, method: string, operation: Fields, condition: string | null = null): void {
    if (!this.isGiven && this.ofEvents.has(`${method} ${path}`))
      throw new DefinitionError(
        `Two events give the API ${method.startsWith('x-') ? 'ANY' : method.toUpperCase()} ${path}.`,
        { file: this.file, line: operation.line },
      );
    this.ofEvents.add(`${method} ${path}`);
    this.conditions.set(path, [...(this.conditions.get(path) ?? []), condition]);
    const item = this.paths.get(path) ?? mapNode(operation.line, {});
    const place = (map: MapNode<TemplateNode>): TemplateNode => {
      const whole = this.joined(map.entries.get(method), operation);
      return whole === null ? map : withEntry(map, method, under(condition, whole));
    };
    this.paths.set(path, inBranches(item, place));
  }

  /** What the document has of an operation together with what an event says of it; `null`: it stays as it is. */
  private joined(had: TemplateNode | undefined, operation: Fields): TemplateNode | null {
    if (!this.eventsWin && field(had, integrationKey) !== undefined) return null;
    const own = had?.kind === 'map' ? [...had.entries] : [];
    const pairs = this.eventsWin ? [...own, ...operation.entries] : [...operation.entries, ...own];
    return { ...operation, entries: new Map(pairs) };
  }

  /** Methods by path. */
  methods(): Map<string, string[]> {
    return new Map(
      [...this.paths].map(([path, item]) => [
        path,
        [...new Set(branches(item).flatMap(({ entries }) => [...entries.keys()]))].filter((key) =>
          verbs.test(key),
        ),
      ]),
    );
  }

  /**
   * Gives each path without an OPTIONS method the one that `make` makes for its methods (of `Fn::If`, the first
   * choice's: SAM writes them into both), under the condition that they share.
   */
  addPreflights(make: (methods: readonly string[]) => Fields): void {
    for (const [path, item] of this.paths) {
      const [first] = branches(item);
      const methods = [...(first?.entries.keys() ?? [])].filter((key) => verbs.test(key));
      const place = (map: MapNode<TemplateNode>): TemplateNode =>
        map.entries.has('options')
          ? map
          : withEntry(map, 'options', under(this.conditionOf(path), make(methods)));
      this.paths.set(path, inBranches(item, place));
    }
  }

  private conditionOf(path: string): string | null {
    const [first = null, ...others] = this.conditions.get(path) ?? [];
    return others.every((other) => other === first) ? first : null;
  }

  /**
   * Gives the operations of the document itself the security that they don't settle: one of the `authorizers` unless they have
   * one, or `NONE`; an API key unless they ask for one. With `any`, whatever scheme they have settles it.
   */
  secure(
    wanted: readonly SecurityRequirement[],
    { options, authorizers }: { options: boolean; authorizers: readonly string[] | 'any' },
  ): void {
    const guard = (operation: MapNode<TemplateNode>): TemplateNode => {
      if (!operation.entries.has(integrationKey)) return operation;
      const had = operation.entries.get('security');
      const own = had?.kind === 'list' ? had.items : [];
      const settled = own.flatMap((one) => (one.kind === 'map' ? [...one.entries.keys()] : []));
      const added = wanted.filter((one) => {
        if (authorizers === 'any') return settled.length === 0;
        const rivals = 'api_key' in one ? ['api_key'] : [...authorizers.filter(isNoKey), 'NONE'];
        return !settled.some((name) => rivals.includes(name));
      });
      if (added.length === 0) return operation;
      const security = [...own.map((one) => new Built<TemplateNode>(one)), ...added];
      return withEntry(operation, 'security', buildNode(operation.line, security));
    };
    for (const [path, item] of this.paths) {
      const isOpen = (method: string): boolean =>
        verbs.test(method) && (method !== 'options' || options) && !this.ofEvents.has(`${method} ${path}`);
      const guarded = ([method, operation]: [string, TemplateNode]): [string, TemplateNode] => [
        method,
        isOpen(method) ? inBranches(operation, guard) : operation,
      ];
      this.paths.set(
        path,
        inBranches(item, (map) => ({ ...map, entries: new Map([...map.entries].map(guarded)) })),
      );
    }
  }

  body(): Built<TemplateNode> {
    const paths = [...this.paths].map(([path, item]): [string, Buildable] => [path, new Built(item)]);
    const entries = new Map(this.root);
    entries.set('paths', mapNode(this.line, Object.fromEntries(paths)));
    return new Built<TemplateNode>({ kind: 'map', entries, keyLines: new Map(), line: this.line });
  }
}

function under(condition: string | null, node: TemplateNode): TemplateNode {
  if (condition === null) return node;
  const { line } = node;
  return call('Fn::If', [condition, new Built(node), ref('AWS::NoValue', line)], line).node;
}
