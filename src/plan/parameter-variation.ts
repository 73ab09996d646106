import { createHash } from 'node:crypto';
import { soundValue } from '../conformance/generated/sound-value.ts';
import { authsOf } from '../contract/auth.ts';
import type { Example, ParameterPromise } from '../contract/contract.ts';
import type { JsonSchema } from '../contract/json.ts';
import { type ContractRoute, pathParameters } from '../contract/route.ts';

/** A value of a parameter; a fresh one is made up for this run, so that nobody else has asked for it. */
export interface Variation {
  readonly value: string | number | boolean;
  readonly fresh: boolean;
}

/** Without a mark each value only makes it likelier, so that more of them are needed. */
const most = { marked: 6, unmarked: 10, known: 2 } as const;

/**
 * Every parameter that a cache key could hold, as contracts name them (`path.id`, `query.q`, `header.accept`): those of
 * the path, of the examples, of `request`, and those that somebody calls a key.
 */
export function parametersOf(
  { route, pathTemplate }: ContractRoute,
  examples: readonly Example[],
  keys: readonly string[],
): string[] {
  const { request = {} } = route;
  const names = [
    ...pathParameters(pathTemplate).map(({ name }) => `path.${name}`),
    ...keys,
    ...[...examples, request].flatMap(({ query = {}, headers = {} }) => [
      ...Object.keys(query).map((name) => `query.${name}`),
      ...Object.keys(headers).map((name) => `header.${name}`),
    ]),
  ];
  return [...new Map(names.map((name) => [canonical(name), name])).keys()];
}

/** Header names don't depend on case: all of them in lower case. */
export function canonical(parameter: string): string {
  return parameter.startsWith('header.') ? parameter.toLowerCase() : parameter;
}

/** Why a parameter can't be varied, or `null` where it can. */
export function whyNotVaried({ route }: ContractRoute, parameter: string): string | null {
  const secret = authsOf(route).some(({ header }) => `header.${header ?? ''}`.toLowerCase() === parameter);
  return secret ? 'it holds the credentials' : null;
}

export interface VariationWish {
  readonly parameter: string;
  /** What the value stands in. */
  readonly base: Example;
  readonly examples: readonly Example[];
  readonly seed: string;
  /** Answers have a mark of their invocation. */
  readonly marked: boolean;
}

/**
 * Values for one parameter beside the example's own: such as its schema allows, else such as look like its own, and what
 * other examples have. The same for the same seed.
 */
export function variationsOf(
  { route }: ContractRoute,
  { parameter, base, examples, seed, marked }: VariationWish,
): Variation[] {
  const wanted = marked ? most.marked : most.unmarked;
  const own = ownValue(base, parameter);
  const known = examples
    .flatMap((example) => ownValue(example, parameter) ?? [])
    .filter((value) => String(value) !== String(own ?? ''));
  const schema = schemaOf(route.request ?? {}, parameter);
  const numbers = Array.from({ length: wanted * 3 }, (_, index) => index);
  const fresh = numbers.flatMap((number): Variation[] => {
    const hash = createHash('sha256').update(`${seed} ${parameter} ${number}`).digest();
    const free = schema === null || isFreeText(schema);
    const value = free ? madeUp(own, hash) : soundValue(schema, hash.readUInt32BE(0));
    if (typeof value === 'object' || value === undefined) return [];
    return [{ value, fresh: schema === null || !isChoice(schema) }];
  });
  const distinct = (all: readonly Variation[]) => [
    ...new Map(all.map((each) => [String(each.value), each])).values(),
  ];
  return [
    ...distinct(fresh)
      .filter(({ value }) => String(value) !== String(own ?? '') && String(value) !== '')
      .slice(0, wanted),
    ...distinct(known.map((value) => ({ value, fresh: false }))).slice(0, most.known),
  ];
}

/** Whether a made-up value is surely one that the route takes: its schema says so. */
export function allowsMadeUp({ route }: ContractRoute, parameter: string): boolean {
  const schema = schemaOf(route.request ?? {}, parameter);
  return schema !== null && !isChoice(schema);
}

/** The example with another value of one parameter. */
export function withValue(example: Example, parameter: string, value: Variation['value']): Example {
  const { place, key } = partsOf(parameter);
  const text = typeof value === 'boolean' ? String(value) : value;
  if (place === 'path') return { ...example, path: { ...example.path, [key]: text } };
  if (place === 'query') return { ...example, query: { ...example.query, [key]: value } };
  const others = Object.entries(example.headers ?? {}).filter(([name]) => name.toLowerCase() !== key);
  return { ...example, headers: { ...Object.fromEntries(others), [key]: String(value) } };
}

function ownValue(example: Example, parameter: string): Variation['value'] | undefined {
  const { place, key } = partsOf(parameter);
  const { path = {}, query = {}, headers = {} } = example;
  if (place === 'path') return path[key];
  if (place === 'query') {
    const value = query[key];
    return typeof value === 'object' ? value[0] : value;
  }
  return Object.entries(headers).find(([name]) => name.toLowerCase() === key)?.[1];
}

function partsOf(parameter: string): { place: string; key: string } {
  const dot = parameter.indexOf('.');
  return { place: parameter.slice(0, dot), key: parameter.slice(dot + 1) };
}

function schemaOf(
  request: { [place in 'path' | 'query' | 'headers']?: { readonly [name: string]: ParameterPromise } },
  parameter: string,
): JsonSchema | null {
  const { place, key } = partsOf(parameter);
  const promised = request[place === 'path' ? 'path' : place === 'query' ? 'query' : 'headers'] ?? {};
  const found = Object.entries(promised).find(([name]) =>
    place === 'header' ? name.toLowerCase() === key : name === key,
  );
  return found === undefined || typeof found[1].schema === 'boolean' ? null : found[1].schema;
}

function isFreeText(schema: JsonSchema): boolean {
  return typeof schema === 'boolean' ||
    Object.keys(schema).every((word) => word === 'type' || word === 'description')
    ? typeof schema === 'boolean' || schema.type === 'string'
    : false;
}

function isChoice(schema: JsonSchema): boolean {
  return typeof schema !== 'boolean' && ('enum' in schema || 'const' in schema || schema.type === 'boolean');
}

/** Of the kind of the example's own value, so that it isn't refused for its looks. */
function madeUp(own: Variation['value'] | undefined, hash: Buffer): string | number {
  const isNumber = typeof own === 'number' || (typeof own === 'string' && /^\d+$/.test(own));
  return isNumber
    ? 100_000 + (hash.readUInt32BE(0) % 900_000)
    : `gatewright-${hash.toString('hex').slice(0, 8)}`;
}
