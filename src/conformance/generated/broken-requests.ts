import fc from 'fast-check';
import type { ApiType, ParameterPromise, RequestPromise } from '../../contract/contract.ts';
import type { Json, JsonSchema } from '../../contract/json.ts';
import { parameterValue } from '../../contract/parameter-value.ts';
import type { ContractRoute } from '../../contract/route.ts';
import { isRecord } from '../answer.ts';
import { type Broken, type BrokenPart, brokenInWords } from './broken.ts';
import { brokenValues } from './broken-values.ts';
import { absent, keysOf, withValueAt } from './pointer.ts';
import {
  fits,
  headersWithout,
  type Parts,
  parameterText,
  requestPromiseOf,
  takesBody,
} from './sound-request.ts';
import { soundValue } from './sound-value.ts';

/** One way to break a route's promise, with the requests that do; the arbitrary shrinks to the smallest of them. */
export interface Breakage {
  readonly broken: Broken;
  /** `null` where what came out isn't broken after all: it is passed over, not searched on for. */
  readonly requests: fc.Arbitrary<BrokenRequest | null>;
}

export interface BrokenRequest {
  readonly parts: Parts;
  /** Names the request among all of its route. */
  readonly title: string;
}

/**
 * Every way to break what the route promises of its requests. Each request differs from the sound one in that alone,
 * and ajv agrees that it is broken.
 */
export function breakagesOf(route: ContractRoute, apiType: ApiType, sound: Parts): Breakage[] {
  const promise = requestPromiseOf(route, apiType);
  if (promise === null) return [];
  const parameters = (['query', 'headers', 'path'] as const).flatMap((part) =>
    Object.entries(
      (part === 'headers' ? headersWithout(promise.headers, route) : promise[part]) ?? {},
    ).flatMap(([name, one]) => parameterBreakages(sound, { part, name, promise: one })),
  );
  return [...(takesBody(route) ? bodyBreakages(promise, sound) : []), ...parameters];
}

function bodyBreakages({ body: schema, bodyRequired }: RequestPromise, sound: Parts): Breakage[] {
  if (schema === undefined) return [];
  const base = sound.body ?? soundValue(schema, 1);
  if (base === undefined) return [];
  const { body: _, ...others } = sound;
  const unread: Breakage = {
    broken: { part: 'body', rule: 'content-type', place: '' },
    requests: fc.constant({
      parts: {
        ...others,
        headers: { ...others.headers, 'content-type': 'text/plain' },
        invalidBody: 'gatewright',
      },
      title: 'a body that is text and says so: gatewright',
    }),
  };
  const empty: Breakage = {
    broken: { part: 'body', rule: 'empty', place: '' },
    requests: fc.constant({
      parts: { ...others, headers: { 'content-type': 'application/json', ...others.headers } },
      title: 'a body that is missing',
    }),
  };
  return [
    malformed(others, base),
    ...(bodyRequired === false ? [] : [empty]),
    unread,
    ...schemaBreakages(schema, others, base),
  ];
}

/** JSON that breaks off: the shorter, the simpler. */
function malformed(others: Parts, base: Json): Breakage {
  const text = JSON.stringify(isRecord(base) || Array.isArray(base) ? base : { value: base });
  return {
    broken: { part: 'body', rule: 'malformed', place: '' },
    requests: fc.integer({ min: 1, max: text.length - 1 }).map((length) => {
      const cut = text.slice(0, length);
      return { parts: { ...others, invalidBody: cut }, title: `a body that is not JSON: ${shortened(cut)}` };
    }),
  };
}

function schemaBreakages(schema: JsonSchema, others: Parts, base: Json): Breakage[] {
  return brokenValues(schema, base).map(({ rule, pointer, values }) => {
    const broken: Broken = { part: 'body', rule, place: pointer };
    const requests = fc.tuple(fc.subarray(droppable(base, pointer)), values).map(([kept, value]) => {
      const smaller = only(base, kept, pointer);
      const body = withValueAt(smaller, pointer, value);
      if (!fits(schema, smaller) || fits(schema, body)) return null;
      return {
        parts: { ...others, body },
        title: `${brokenInWords(broken)}: ${shortened(JSON.stringify(body))}`,
      };
    });
    return { broken, requests };
  });
}

/** What may go so that the request gets smaller: the body's own properties, but for the one on the way to the place. */
function droppable(base: Json, pointer: string): string[] {
  const [own] = keysOf(pointer);
  return isRecord(base) ? Object.keys(base).filter((name) => name !== own) : [];
}

function only(base: Json, kept: readonly string[], pointer: string): Json {
  if (!isRecord(base)) return base;
  const [own] = keysOf(pointer);
  return Object.fromEntries(Object.entries(base).filter(([name]) => name === own || kept.includes(name)));
}

interface Parameter {
  readonly part: Exclude<BrokenPart, 'body'>;
  readonly name: string;
  readonly promise: ParameterPromise;
}

function parameterBreakages(sound: Parts, { part, name, promise }: Parameter): Breakage[] {
  const { schema, required } = promise;
  const given: { readonly [name: string]: unknown } = sound[part] ?? {};
  const key = Object.keys(given).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
  const values = brokenValues(schema, soundValue(schema, 1) ?? '');
  const ways = values.filter(({ pointer, rule }) => pointer === '' && rule !== 'null');
  return [
    ...(required === true && part !== 'path' ? [missingParameter(sound, part, key)] : []),
    ...ways.map(({ rule, values: arbitrary }): Breakage => {
      const broken: Broken = { part, rule, place: name };
      const requests = arbitrary.map((made) => {
        const value = made === absent ? null : parameterText(made);
        if (value === null || !fitForSending(part, value)) return null;
        if (fits(schema, parameterValue(value, schema))) return null;
        return {
          parts: { ...sound, [part]: { ...given, [key]: part === 'query' ? value : String(value) } },
          title: `${brokenInWords(broken)}: ${shortened(String(value))}`,
        };
      });
      return { broken, requests };
    }),
  ];
}

/** Text, so that it can stand in a path or header; a list only in a query. */
function fitForSending(part: BrokenPart, value: unknown): boolean {
  return typeof value === 'object' ? part === 'query' : !['', '.', '..'].includes(String(value));
}

function missingParameter(sound: Parts, part: 'query' | 'headers', key: string): Breakage {
  const broken: Broken = { part, rule: 'missing', place: key };
  const given = Object.entries(sound[part] ?? {}).filter(([name]) => name !== key);
  return {
    broken,
    requests: fc.constant({
      parts: { ...sound, [part]: Object.fromEntries(given) },
      title: brokenInWords(broken),
    }),
  };
}

const longest = 80;

/** Cut where it is long; a mark of the whole then keeps titles apart. */
function shortened(text: string): string {
  if (text.length <= longest) return text;
  let mark = 5381;
  for (const character of text) mark = (mark * 33 + (character.codePointAt(0) ?? 0)) % 2 ** 32;
  return `${text.slice(0, longest)}… (${text.length} characters, ${mark.toString(36)})`;
}
