import type { HeaderLine } from '../call.ts';
import { isSendable } from '../header-rules.ts';
import type { RestIntegration } from '../model.ts';
import type { QueryPair } from '../query.ts';
import { type ListMapping, readListMapping } from './mapping.ts';
import type { RestRequest } from './request.ts';
import type { TemplateContext } from './template-variables.ts';

/** Request parameters as an integration gets them. */
export interface MappedParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly QueryPair[];
  readonly headers: readonly HeaderLine[];
}

type Place = 'path' | 'querystring' | 'header';

interface ParameterMapping {
  readonly place: Place;
  readonly name: string;
  readonly values: ListMapping;
}

/** Evaluates an integration's request parameters; those without a value are left out (recorded from AWS). */
export function compileRequestMapping(
  parameters: Readonly<Record<string, string>>,
): (request: RestRequest, context?: TemplateContext) => MappedParameters {
  const mappings = Object.entries(parameters).flatMap(([target, expression]): ParameterMapping[] => {
    const groups = /^integration\.request\.(?<place>path|querystring|header)\.(?<name>.+)$/.exec(
      target,
    )?.groups;
    if (groups?.name === undefined) return [];
    return [{ place: groups.place as Place, name: groups.name, values: readListMapping(expression) }];
  });
  return (request, context) => {
    const path: Record<string, string> = {};
    const query: QueryPair[] = [];
    const headers: HeaderLine[] = [];
    for (const { place, name, values } of mappings) {
      const found = values(request).filter((value) => value !== '');
      if (found.length === 0) continue;
      if (place === 'path') path[name] = found.join(',');
      else if (place === 'header') headers.push([name, found.join(',')]);
      else query.push(...found.map((value): QueryPair => [name, value]));
    }
    return context === undefined ? { path, query, headers } : overridden({ path, query, headers }, context);
  };
}

/** What a template sets in `$context.requestOverride` wins over the mapping of the same name. */
function overridden(mapped: MappedParameters, context: TemplateContext): MappedParameters {
  const requestOverride: Partial<Record<Place, unknown>> = context.requestOverride ?? {};
  const header = texts(requestOverride.header);
  const querystring = texts(requestOverride.querystring);
  const names = new Set(header.map(([name]) => name.toLowerCase()));
  const queryNames = new Set(querystring.map(([name]) => name));
  return {
    path: { ...mapped.path, ...Object.fromEntries(texts(requestOverride.path)) },
    query: [...mapped.query.filter(([name]) => !queryNames.has(name)), ...querystring],
    headers: [...mapped.headers.filter(([name]) => !names.has(name.toLowerCase())), ...header],
  };
}

function texts(override: unknown): (readonly [string, string])[] {
  if (typeof override !== 'object' || override === null) return [];
  return Object.entries(override).flatMap(([name, value]): (readonly [string, string])[] => {
    if (value === null || value === undefined) return [];
    return Array.isArray(value) ? value.map((one) => [name, String(one)]) : [[name, String(value)]];
  });
}

/** Headers that no mapping may set: every request with one of them fails (recorded from AWS). */
const forbidden = ['content-length', 'transfer-encoding', 'x-amzn-trace-id', 'x-amzn-apigateway-api-id'];
const forbiddenForLambda = [
  ...forbidden,
  'authorization',
  'connection',
  'expect',
  'proxy-authenticate',
  'te',
];

const forbiddenHeaders: Readonly<Record<RestIntegration['type'], ReadonlySet<string>>> = {
  AWS: new Set(forbiddenForLambda),
  AWS_PROXY: new Set(forbiddenForLambda),
  HTTP: new Set(forbidden),
  HTTP_PROXY: new Set(forbidden),
  MOCK: new Set(),
  UNSUPPORTED: new Set(),
};

/** The name of a header that must not be mapped, or can't be sent; `null`: all are fine. */
export function forbiddenHeader(
  type: RestIntegration['type'],
  headers: readonly HeaderLine[],
): string | null {
  const names = forbiddenHeaders[type];
  const wrong = headers.find((line) => names.has(line[0].toLowerCase()) || !isSendable(line));
  return wrong?.[0] ?? null;
}
