import type { EndpointType } from './target.ts';

/** A custom domain name of API Gateway, and where requests to it go. */
export interface CustomDomain {
  /** Lower case; may begin with `*.`. */
  readonly name: string;
  readonly endpointType: EndpointType | null;
  readonly routing: Routing;
  readonly mappings: readonly ApiMapping[];
  /** In the order in which they are tried; of REST APIs only. */
  readonly rules: readonly RoutingRule[];
}

/** What is looked at, in that order: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-routing-mode.html */
export type Routing = 'mappings' | 'rules' | 'rules, then mappings';

/** An API mapping, or a base path mapping as the older API has it. */
export interface ApiMapping {
  /** `null` where the older API told. */
  readonly id: string | null;
  /** Path without slashes at its ends, `orders/v1`; empty for the root. */
  readonly key: string;
  readonly apiId: string;
  /** `null`: the caller's path says it, behind the key; of REST APIs only. */
  readonly stage: string | null;
}

export interface RoutingRule {
  /** The lowest is tried first. */
  readonly priority: number;
  /** Any of them will do; `null`: any path does. */
  readonly basePaths: readonly string[] | null;
  /** Conditions as a person reads them: `x-version: v2*`. */
  readonly headers: readonly string[];
  readonly apiId: string;
  readonly stage: string;
  /** Whether the API sees the path without the base path. */
  readonly stripBasePath: boolean;
}

/** What a path of a custom domain leads to. */
export interface MappedStage {
  readonly apiId: string;
  /** `null`: it has to be the next segment of the path, and there is none. */
  readonly stage: string | null;
  /** Segments that belong to every URL of the stage. */
  readonly base: readonly string[];
  /** Segments behind them. */
  readonly rest: readonly string[];
}

/**
 * Where requests to a path go that carry no header of which a rule makes a condition: the first rule by priority whose base path the
 * path begins with, else the mapping with the longest key; whole segments, upper and lower case told apart.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html
 */
export function stageAt(domain: CustomDomain, segments: readonly string[]): MappedStage | null {
  return byRule(domain, segments) ?? byMapping(domain, segments);
}

/** The rules that would send requests to this path elsewhere, if they carried a header. */
export function rulesByHeader(domain: CustomDomain, segments: readonly string[]): RoutingRule[] {
  const rules = rulesOf(domain).filter((rule) => matchOf(rule, segments) !== null);
  const decided = rules.findIndex(({ headers }) => headers.length === 0);
  return (decided === -1 ? rules : rules.slice(0, decided)).filter(({ headers }) => headers.length > 0);
}

/** Segments under which a stage is called; `null` where the domain doesn't lead to it, or only with a header. */
export function segmentsTo(domain: CustomDomain, apiId: string, stage: string): readonly string[] | null {
  const byRules = rulesOf(domain).flatMap((rule) =>
    rule.apiId === apiId && rule.stage === stage
      ? (rule.basePaths ?? ['']).map((basePath) => segmentsOf(basePath))
      : [],
  );
  const byMappings = mappingsOf(domain).flatMap((mapping) =>
    mapping.apiId !== apiId
      ? []
      : mapping.stage === stage
        ? [segmentsOf(mapping.key)]
        : mapping.stage === null
          ? [[...segmentsOf(mapping.key), stage]]
          : [],
  );
  for (const segments of [...byRules, ...byMappings]) {
    const found = stageAt(domain, segments);
    // Another rule may come first.
    if (found !== null && found.apiId === apiId && found.stage === stage) return found.base;
  }
  return null;
}

export function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function byRule(domain: CustomDomain, segments: readonly string[]): MappedStage | null {
  for (const rule of rulesOf(domain)) {
    const match = rule.headers.length > 0 ? null : matchOf(rule, segments);
    if (match === null) continue;
    const base = rule.stripBasePath ? match : [];
    return { apiId: rule.apiId, stage: rule.stage, base, rest: segments.slice(base.length) };
  }
  return null;
}

function byMapping(domain: CustomDomain, segments: readonly string[]): MappedStage | null {
  const [mapping] = mappingsOf(domain)
    .filter(({ key }) => begins(segments, segmentsOf(key)))
    .sort((one, other) => segmentsOf(other.key).length - segmentsOf(one.key).length);
  if (mapping === undefined) return null;
  const { apiId, stage } = mapping;
  const key = segmentsOf(mapping.key);
  const rest = segments.slice(key.length);
  if (stage !== null) return { apiId, stage, base: key, rest };
  const [named = null, ...behind] = rest;
  return { apiId, stage: named, base: named === null ? key : [...key, named], rest: behind };
}

/** The base path of the rule that the path begins with; empty where any path does. */
function matchOf({ basePaths }: RoutingRule, segments: readonly string[]): readonly string[] | null {
  if (basePaths === null) return [];
  return basePaths.map(segmentsOf).find((basePath) => begins(segments, basePath)) ?? null;
}

function begins(segments: readonly string[], start: readonly string[]): boolean {
  return start.every((segment, index) => segments[index] === segment);
}

function rulesOf({ routing, rules }: CustomDomain): readonly RoutingRule[] {
  return routing === 'mappings' ? [] : rules;
}

function mappingsOf({ routing, mappings }: CustomDomain): readonly ApiMapping[] {
  return routing === 'rules' ? [] : mappings;
}
