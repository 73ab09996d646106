/** What an expression evaluates to. Sets are lists without repetition. */
export type Value = string | number | boolean | null | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [name: string]: Value;
}

/** What is wrong with a value, without the place; whoever knows the place adds it. */
export class ValueMistake extends Error {
  override readonly name = 'ValueMistake';
}

export const isMap = (value: Value): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export function nounOf(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (isMap(value)) return 'a map';
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : String(value);
}

/** Texts, numbers and booleans turn into each other where one of them is wanted (Terraform: "Type Conversion"). */
export function asText(value: Value): string {
  if (value === null || typeof value === 'object')
    throw new ValueMistake(`a text is wanted, not ${nounOf(value)}`);
  return String(value);
}

export function asNumber(value: Value): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number))
    throw new ValueMistake(`a number is wanted, not ${nounOf(value)}`);
  return number;
}

export function asFlag(value: Value): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new ValueMistake(`true or false is wanted, not ${nounOf(value)}`);
}

export function asList(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new ValueMistake(`a list is wanted, not ${nounOf(value)}`);
}

export function asMap(value: Value): ValueMap {
  if (isMap(value)) return value;
  throw new ValueMistake(`a map is wanted, not ${nounOf(value)}`);
}

export function same(a: Value, b: Value): boolean {
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, at) => same(item, b[at] ?? null));
  if (isMap(a) && isMap(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && same(a[name] ?? null, b[name] ?? null))
    );
  }
  return a === b;
}

export function distinct(values: readonly Value[]): Value[] {
  return values.filter((value, at) => values.findIndex((other) => same(other, value)) === at);
}

/** A map without a prototype to fall into; names in order, as Terraform keeps them. */
export function mapOf(entries: Iterable<readonly [string, Value]>): ValueMap {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(sorted);
}

/** The value with every text in it replaced, but for the names of maps. */
export function withTexts(value: Value, replace: (text: string) => string): Value {
  if (isList(value)) return value.map((one) => withTexts(one, replace));
  if (isMap(value)) return mapOf(Object.entries(value).map(([name, one]) => [name, withTexts(one, replace)]));
  return typeof value === 'string' ? replace(value) : value;
}

/** As Go's encoder writes it, which `jsonencode` uses: names in order, `<`, `>` and `&` escaped. */
export function toJson(value: Value): string {
  return JSON.stringify(inOrder(value)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function inOrder(value: Value): Value {
  if (isList(value)) return value.map(inOrder);
  return isMap(value) ? mapOf(Object.entries(value).map(([name, one]) => [name, inOrder(one)])) : value;
}
