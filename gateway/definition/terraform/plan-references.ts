import { attributeValue } from './attributes.ts';
import type { ConfiguredModule, PlanDocument, PlannedResource } from './plan-document.ts';
import { isList, isMap, type Value, type ValueMap } from './value.ts';
import type { Known, Nested, World } from './world.ts';

/** A reference of a plan's configuration, and the attribute of a resource that it leads to. */
export interface Candidate {
  readonly target: PlannedResource;
  readonly attribute: string;
}

/** Finds what the references in a plan's configuration lead to, through modules too. Local values aren't in a plan. */
export class PlanReferences {
  private readonly document: PlanDocument;

  constructor(document: PlanDocument) {
    this.document = document;
  }

  /** `key` is that of the instance that refers: one made by the same `for_each` is meant for it. */
  candidates(
    references: readonly string[],
    { prefix, key }: { prefix: string; key: string | number | null },
  ): Candidate[] {
    return references.flatMap((reference) => this.candidatesOf(reference, { prefix, key }, 0));
  }

  private candidatesOf(
    reference: string,
    from: { prefix: string; key: string | number | null },
    depth: number,
  ): Candidate[] {
    if (depth > 20) return [];
    const [root = '', name = '', third = ''] = reference.split(/[.[]/);
    const module = this.moduleAt(from.prefix);
    if (root === 'module') {
      const attribute = reference.split('.').at(-1) ?? '';
      const inner = module?.calls.get(name)?.module.outputs.get(attribute) ?? [];
      const prefix = `${from.prefix}${reference.slice(0, reference.lastIndexOf('.'))}.`;
      return inner.flatMap((one) => this.candidatesOf(one, { prefix, key: from.key }, depth + 1));
    }
    if (root === 'var' && from.prefix !== '') {
      const outer = parentPrefix(from.prefix);
      const call = this.moduleAt(outer)?.calls.get(callName(from.prefix));
      const inner = referencesOf(call?.expressions[name]);
      return inner.flatMap((one) => this.candidatesOf(one, { prefix: outer, key: from.key }, depth + 1));
    }
    const isData = root === 'data';
    const [type, label] = isData ? [name, third] : [root, name];
    const attribute = /^(?:data\.)?[\w-]+\.[\w-]+(?:\[[^\]]*\])?\.(\w+)/.exec(reference)?.[1];
    if (attribute === undefined) return [];
    const all = this.document.resources.filter(
      (one) =>
        one.prefix === from.prefix &&
        one.type === type &&
        one.name === label &&
        (one.mode === 'data') === isData,
    );
    const index = /\[("?)([^\]"]*)\1\]/.exec(reference)?.[2] ?? from.key;
    const target = all.find((one) => String(one.index) === String(index)) ?? all[0];
    return target === undefined ? [] : [{ target, attribute }];
  }

  /** The configuration of the module at a prefix such as `module.api["x"].`. */
  moduleAt(prefix: string): ConfiguredModule | null {
    const names = [...prefix.matchAll(/module\.([\w-]+)/g)].map(([, name = '']) => name);
    return names.reduce<ConfiguredModule | null>(
      (module, name) => module?.calls.get(name)?.module ?? null,
      this.document.configuration,
    );
  }
}

const modulePattern = /module\.[\w-]+(?:\[[^\]]*\])?\.$/;

const parentPrefix = (prefix: string) => prefix.replace(modulePattern, '');

const callName = (prefix: string) => /module\.([\w-]+)(?:\[[^\]]*\])?\.$/.exec(prefix)?.[1] ?? '';

/** The references of an expression and of everything inside it. */
export function referencesOf(expression: Value | undefined): string[] {
  if (expression === undefined || expression === null || typeof expression !== 'object') return [];
  if (isList(expression)) return expression.flatMap(referencesOf);
  const own = (expression as ValueMap).references;
  if (isList(own ?? null)) return (own as readonly Value[]).filter((one) => typeof one === 'string');
  return Object.values(expression).flatMap(referencesOf);
}

/** A planned resource as expressions see it. */
export function knownOf({ address, type, values }: PlannedResource): Known {
  return { address, type, line: 1, ...nestedOf(values) };
}

function nestedOf(values: ValueMap): Nested {
  return {
    argument: (name) => values[name] ?? undefined,
    nested: (type) => {
      const blocks = values[type];
      return isList(blocks ?? null) ? (blocks as readonly Value[]).filter(isMap).map(nestedOf) : [];
    },
  };
}

/** What an argument would be that is known only after apply, from what its expression refers to. */
export function afterApply(
  argument: string,
  candidates: readonly Candidate[],
  world: World,
): Value | undefined {
  const value = ({ target, attribute }: Candidate, name = attribute) =>
    attributeValue(knownOf(target), name, world);
  const lambda = candidates.find(({ target }) => /^aws_lambda_(function|alias)$/.test(target.type));
  if (/(^|_)uri$/.test(argument) && lambda !== undefined) return value(lambda, 'invoke_arn');
  if (argument === 'source_arn') {
    const api = candidates.find(({ target }) =>
      /^aws_api_gateway_rest_api$|^aws_apigatewayv2_api$/.test(target.type),
    );
    // Of the text around the reference a plan says nothing: the whole API is let in.
    if (api !== undefined) return `${String(value(api, 'execution_arn'))}/*`;
  }
  const [first] = candidates;
  if (first === undefined) return undefined;
  if (argument === 'target') return `integrations/${String(value(first))}`;
  return value(first);
}
