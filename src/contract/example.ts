import type { ApiType, Example, Expectation, QueryValue, Route } from './contract.ts';
import { applies, pathParameters } from './route.ts';

export interface TitledExample {
  readonly title: string;
  readonly example: Example;
}

/** The route's examples for this API type, in the contract's order. */
export function examplesOf(route: Route, apiType: ApiType): TitledExample[] {
  return Object.entries(route.examples)
    .filter(([, example]) => applies(example, apiType))
    .map(([title, example]) => ({ title, example }));
}

/** What must come back from an API of this type. */
export function expectationFor(example: Example, apiType: ApiType): Expectation {
  const { expect } = example;
  return 'status' in expect ? expect : expect[apiType];
}

/**
 * The path of a request, percent-encoded (RFC 3986): `/` is encoded too, except in a greedy parameter.
 * Throws a `TypeError` where a parameter has no value.
 */
export function fillPath(pathTemplate: string, path: Example['path'] = {}): string {
  return pathParameters(pathTemplate).reduce((filled, { name, greedy }) => {
    const value = path[name];
    if (value === undefined) throw new TypeError(`no value for {${name}} of ${pathTemplate}`);
    const encoded = greedy
      ? String(value).split('/').map(encodeURIComponent).join('/')
      : encodeURIComponent(value);
    return filled.replace(greedy ? `{${name}+}` : `{${name}}`, () => encoded);
  }, pathTemplate);
}

/** `q=C%2B%2B&tag=a&tag=b`, without a question mark; a list becomes repeated keys, in order. */
export function encodeQuery(query: Example['query'] = {}): string {
  return Object.entries(query)
    .flatMap(([name, value]) => listed(value).map((one) => [name, String(one)] as const))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

function listed(value: QueryValue | readonly QueryValue[]): readonly QueryValue[] {
  return typeof value === 'object' ? value : [value];
}
