import { atLeast, between, fixed, type TerraformFunction } from './terraform-function.ts';
import {
  asFlag,
  asList,
  asMap,
  asNumber,
  asText,
  distinct,
  isList,
  isMap,
  mapOf,
  same,
  type Value,
  ValueMistake,
} from './value.ts';

const byText = (a: Value, b: Value) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
const set = (values: readonly Value[]) => distinct(values).sort(byText);
const has = (list: readonly Value[], wanted: Value) => list.some((one) => same(one, wanted));

export const collectionFunctions: Readonly<Record<string, TerraformFunction>> = {
  alltrue: fixed(1, ([list]) => asList(list).every(asFlag)),
  anytrue: fixed(1, ([list]) => asList(list).some(asFlag)),
  chunklist: fixed(2, ([list, size]) => {
    const [items, most] = [asList(list), Math.max(1, asNumber(size))];
    return Array.from({ length: Math.ceil(items.length / most) }, (_, at) =>
      items.slice(at * most, (at + 1) * most),
    );
  }),
  coalesce: atLeast(1, (given) => {
    const found = given.find((one) => one !== null && one !== '');
    if (found === undefined) throw new ValueMistake('every argument is null or empty');
    return found;
  }),
  coalescelist: atLeast(1, (given) => given.map(asList).find((list) => list.length > 0) ?? []),
  compact: fixed(1, ([list]) => asList(list).filter((one) => one !== null && one !== '')),
  concat: atLeast(1, (given) => given.flatMap(asList)),
  contains: fixed(2, ([list, wanted]) => has(asList(list), wanted)),
  distinct: fixed(1, ([list]) => distinct(asList(list))),
  element: fixed(2, ([list, index]) => {
    const items = asList(list);
    if (items.length === 0) throw new ValueMistake('the list is empty');
    const at = asNumber(index) % items.length;
    return items.at(at) ?? null;
  }),
  flatten: fixed(1, ([list]) => flatten(asList(list))),
  index: fixed(2, ([list, wanted]) => {
    const at = asList(list).findIndex((one) => same(one, wanted));
    if (at < 0) throw new ValueMistake('the value is not in the list');
    return at;
  }),
  keys: fixed(1, ([map]) => Object.keys(asMap(map)).sort()),
  length: fixed(1, ([value]) => {
    if (typeof value === 'string') return [...value].length;
    return isMap(value) ? Object.keys(value).length : asList(value).length;
  }),
  list: atLeast(0, (given) => [...given]),
  lookup: between(2, 3, ([map, key, otherwise]) => {
    const found = asMap(map);
    if (Object.hasOwn(found, asText(key))) return found[asText(key)] ?? null;
    if (otherwise === undefined)
      throw new ValueMistake(`there is no ${JSON.stringify(asText(key))} in the map`);
    return otherwise;
  }),
  map: atLeast(0, (given) =>
    mapOf(
      Array.from({ length: Math.floor(given.length / 2) }, (_, at) => [
        asText(given[at * 2] ?? null),
        given[at * 2 + 1] ?? null,
      ]),
    ),
  ),
  matchkeys: fixed(3, ([values, keys, wanted]) =>
    asList(values).filter((_, at) => has(asList(wanted), asList(keys)[at] ?? null)),
  ),
  merge: atLeast(0, (given) =>
    mapOf(new Map(given.filter((one) => one !== null).flatMap((one) => Object.entries(asMap(one))))),
  ),
  one: fixed(1, ([list]) => {
    const items = asList(list);
    if (items.length > 1)
      throw new ValueMistake(`the list has ${items.length} items, and at most one is allowed`);
    return items[0] ?? null;
  }),
  range: between(1, 3, (given) => {
    const [a, b, c] = given.map(asNumber);
    const [from, to] = b === undefined ? [0, a ?? 0] : [a ?? 0, b];
    const by = c ?? (to < from ? -1 : 1);
    const count = Math.max(0, Math.ceil((to - from) / by));
    if (!Number.isFinite(count) || count > 1024)
      throw new ValueMistake('the range has more than 1024 numbers');
    return Array.from({ length: count }, (_, at) => from + at * by);
  }),
  reverse: fixed(1, ([list]) => [...asList(list)].reverse()),
  setintersection: atLeast(1, ([first, ...rest]) =>
    set(asList(first).filter((one) => rest.every((other) => has(asList(other), one)))),
  ),
  setproduct: atLeast(1, (given) =>
    given
      .map(asList)
      .reduce<Value[][]>((rows, list) => rows.flatMap((row) => list.map((one) => [...row, one])), [[]]),
  ),
  setsubtract: fixed(2, ([a, b]) => set(asList(a).filter((one) => !has(asList(b), one)))),
  setunion: atLeast(1, (given) => set(given.flatMap(asList))),
  slice: fixed(3, ([list, from, to]) => asList(list).slice(asNumber(from), asNumber(to))),
  sort: fixed(1, ([list]) => asList(list).map(asText).sort()),
  sum: fixed(1, ([list]) => asList(list).reduce<number>((total, one) => total + asNumber(one), 0)),
  tolist: fixed(1, ([list]) => (list === null ? null : asList(list))),
  tomap: fixed(1, ([map]) => (map === null ? null : asMap(map))),
  toset: fixed(1, ([list]) => (list === null ? null : set(asList(list)))),
  transpose: fixed(1, ([map]) => {
    const turned = new Map<string, Value[]>();
    for (const [name, list] of Object.entries(asMap(map)))
      for (const one of asList(list)) turned.set(asText(one), [...(turned.get(asText(one)) ?? []), name]);
    return mapOf(turned);
  }),
  values: fixed(1, ([map]) =>
    Object.keys(asMap(map))
      .sort()
      .map((name) => asMap(map)[name] ?? null),
  ),
  zipmap: fixed(2, ([keys, values]) => {
    const items = asList(values);
    return mapOf(asList(keys).map((key, at) => [asText(key), items[at] ?? null]));
  }),
};

function flatten(list: readonly Value[]): Value[] {
  return list.flatMap((one) => (isList(one) ? flatten(one) : [one]));
}
