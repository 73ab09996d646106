import { intrinsicFunctions, mistake, text } from './intrinsic-functions.ts';
import type { ResolvedNode, TemplateNode } from './template-node.ts';

/** What the functions of a template look names up in. Each throws DefinitionError for a name that isn't there. */
export interface Scope {
  readonly file: string;
  readonly region: string;
  ref(name: string, line: number): ResolvedNode | undefined;
  attribute(logicalId: string, attribute: string, line: number): string;
  condition(name: string, line: number): boolean;
  mapping(path: MappingPath, line: number): ResolvedNode | undefined;
  importValue(name: string, line: number): string;
  stackOutput(stackName: string, output: string, line: number): string;
}

export interface MappingPath {
  readonly map: string;
  readonly top: string;
  readonly second: string;
}

/**
 * The value of a node once every intrinsic function in it is evaluated; `undefined` is `AWS::NoValue`,
 * which lists and maps leave out. Semantics: AWS CloudFormation User Guide, "Intrinsic function reference".
 */
export function evaluate(node: TemplateNode, scope: Scope): ResolvedNode | undefined {
  switch (node.kind) {
    case 'scalar':
      return node;
    case 'list':
      return {
        ...node,
        items: node.items.map((item) => evaluate(item, scope)).filter((item) => item !== undefined),
      };
    case 'map': {
      const entries = new Map<string, ResolvedNode>();
      for (const [key, value] of node.entries) {
        const resolved = evaluate(value, scope);
        if (resolved !== undefined) entries.set(key, resolved);
      }
      return { ...node, entries };
    }
    case 'call':
      return intrinsicFunctions[node.name](node, scope);
  }
}

/** Whether the condition holds; `name` is what its own line calls it. */
export function holds(node: TemplateNode, scope: Scope): boolean {
  if (node.kind === 'map' && node.entries.size === 1) {
    const named = node.entries.get('Condition');
    if (named !== undefined) return scope.condition(text(named, scope, 'Condition'), node.line);
  }
  if (node.kind === 'call') {
    const value = evaluate(node, scope);
    if (value?.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
    if (value?.kind === 'scalar' && (value.value === 'true' || value.value === 'false'))
      return value.value === 'true';
  }
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  throw mistake(node, scope, 'A condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition.');
}

/** A resolved node as plain data. */
export function plain(node: ResolvedNode | undefined): unknown {
  if (node === undefined) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]));
}
