import type { Example, QueryValue, Route } from '../contract/contract.ts';
import type { Json } from '../contract/json.ts';
import { pathParameters } from '../contract/route.ts';
import type { OperationPlace } from './reader.ts';
import type { Body, Parameter } from './request.ts';

interface Known {
  readonly parameters: readonly Parameter[];
  readonly body: Body | null;
  readonly responses: Route['responses'];
}

/** A request of the document's own values; `null` where one that has to be there is missing. */
export function exampleOf(
  { path }: OperationPlace,
  { parameters, body, responses }: Known,
): { readonly example: Example | null; readonly lacks: readonly string[] } {
  const values = (at: Parameter['in']) =>
    parameters.flatMap((one) =>
      one.in === at && one.required && one.value !== undefined ? [[one.name, one.value] as const] : [],
    );
  const scalar = ([name, value]: readonly [string, Json]) =>
    [name, typeof value === 'object' ? JSON.stringify(value) : value] as const;
  const given = Object.fromEntries(values('path').map(scalar));
  const names = pathParameters(path).map(({ name }) => name);
  const lacks = [
    ...names.filter((name) => !usable(given[name])).map((name) => `path.${name}`),
    ...parameters
      .filter((one) => one.in !== 'path' && one.required && one.value === undefined)
      .map((one) => `${one.in}.${one.name}`),
    ...(body?.required === true && body.value === undefined ? ['the body'] : []),
  ];
  if (lacks.length > 0) return { example: null, lacks };
  const query = Object.fromEntries(values('query').map(([name, value]) => [name, queryValue(value)]));
  const headers = Object.fromEntries(
    values('header').map(([name, value]) => [name, String(scalar([name, value])[1])]),
  );
  const status = Number(
    Object.keys(responses)
      .toSorted()
      .find((one) => one >= '200' && one < '400') ?? 200,
  );
  return {
    lacks: [],
    example: {
      ...(names.length === 0
        ? {}
        : { path: Object.fromEntries(names.map((name) => [name, given[name] as string])) }),
      ...(Object.keys(query).length === 0 ? {} : { query }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(body?.value === undefined ? {} : { body: body.value }),
      expect: { status },
    },
  };
}

function usable(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && value !== '' && value !== '.' && value !== '..')
  );
}

function queryValue(value: Json): QueryValue | readonly QueryValue[] {
  const one = (each: Json): QueryValue => (typeof each === 'object' ? JSON.stringify(each) : each);
  return Array.isArray(value) ? value.map(one) : one(value);
}
