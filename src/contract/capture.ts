import type { ApiType, CaptureSource, Contract, Example } from './contract.ts';
import { examplesOf } from './example.ts';
import type { Json } from './json.ts';
import { routesOf } from './route.ts';

/** Values that answers gave, by the names that examples use. */
export interface Captured {
  readonly [name: string]: string | number | boolean;
}

export interface Capturer {
  readonly route: string;
  readonly example: string;
}

const placeholder = /\{\{([A-Za-z_][\w-]*)\}\}/g;

/** Names that stand as `{{name}}` anywhere in this value, keys of objects left out. */
export function placeholdersIn(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(placeholder)].map(([, name = '']) => name);
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(placeholdersIn))];
}

/** What of an example goes out, or says what comes back. */
export function placeholdersOf(example: Example): string[] {
  const { path, query, headers, body, invalidBody, expect } = example;
  return placeholdersIn({ path, query, headers, body, invalidBody, expect });
}

/** Which example captures each name, for an API of this type. */
export function capturersOf(contract: Contract, apiType: ApiType): ReadonlyMap<string, Capturer> {
  return new Map(
    routesOf(contract, apiType).flatMap(({ key, route }) =>
      examplesOf(route, apiType).flatMap(({ title, example }) =>
        Object.keys(example.capture ?? {}).map((name) => [name, { route: key, example: title }] as const),
      ),
    ),
  );
}

/** `{{name}}` replaced by its value; a text that is nothing else becomes the value itself, a number for example. */
export function fillIn<T>(value: T, captured: Captured): T {
  return filled(value, captured) as T;
}

function filled(value: unknown, captured: Captured): unknown {
  if (typeof value === 'string') return filledText(value, captured);
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, captured));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, captured)]));
}

function filledText(text: string, captured: Captured): string | number | boolean {
  const whole = /^\{\{([A-Za-z_][\w-]*)\}\}$/.exec(text)?.[1];
  if (whole !== undefined && Object.hasOwn(captured, whole)) return captured[whole] ?? text;
  return text.replaceAll(placeholder, (as, name: string) =>
    Object.hasOwn(captured, name) ? String(captured[name]) : as,
  );
}

/** What a capture reads of an answer. */
export interface CapturedFrom {
  /** The body, parsed; `undefined` where it is no JSON. */
  readonly json: Json | undefined;
  header(name: string): string | null;
}

export type Found =
  | { readonly value: string | number | boolean }
  /** Why there is none, as the end of a sentence. */
  | { readonly missing: string };

/** The value that a capture finds in an answer. */
export function findCaptured(source: CaptureSource, answer: CapturedFrom): Found {
  const { from, match } = typeof source === 'string' ? { from: source, match: undefined } : source;
  const found = from.startsWith('header.') ? inHeader(from, answer) : inBody(from, answer);
  if ('missing' in found || match === undefined) return found;
  const value = new RegExp(match).exec(String(found.value));
  if (value === null) return { missing: `${from} doesn't match ${match}` };
  return { value: value[1] ?? value[0] };
}

function inHeader(from: string, { header }: CapturedFrom): Found {
  const name = from.slice('header.'.length);
  const value = header(name);
  return value === null ? { missing: `the answer has no header ${name}` } : { value };
}

function inBody(pointer: string, { json }: CapturedFrom): Found {
  if (json === undefined) return { missing: 'the body is not JSON' };
  const value = valueAt(json, pointer);
  if (value === undefined) return { missing: `the body has nothing at ${pointer}` };
  if (typeof value === 'object') return { missing: `${pointer} of the body is neither a text nor a number` };
  return { value };
}

/** What a JSON pointer (RFC 6901) leads to; `undefined` where it leads nowhere. */
export function valueAt(json: Json, pointer: string): Json | undefined {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<Json | undefined>((at, step) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    return (at as { readonly [key: string]: Json })[step];
  }, json);
}
