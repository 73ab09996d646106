import { doubleOf, JavaDouble } from './double.ts';
import { isEqual, isMap, type JavaList, type JavaMap, listOf, MapEntry, numberOf, printed } from './java.ts';

type Method<Target> = (target: Target, ...given: unknown[]) => unknown;
type Methods<Target> = ReadonlyMap<string, Method<Target>>;

const text = (value: unknown) => printed(value);
const whole = (value: unknown) => Math.trunc(numberOf(value) ?? 0);

/** Java's regular expressions and JavaScript's agree on what templates use. Throws where one can't be read. */
function pattern(source: unknown, flags: string): RegExp {
  return new RegExp(text(source), flags);
}

/** `$1` and `\$` mean in a replacement what they mean in Java. */
const replacement = (given: unknown) =>
  text(given).replace(/\\(.)/g, (_, sign) => (sign === '$' ? '$$' : sign));

const strings: Methods<string> = new Map<string, Method<string>>(
  Object.entries({
    length: (it: string) => it.length,
    isEmpty: (it: string) => it.length === 0,
    isBlank: (it: string) => it.trim().length === 0,
    toLowerCase: (it: string) => it.toLowerCase(),
    toUpperCase: (it: string) => it.toUpperCase(),
    trim: (it: string) => it.trim(),
    strip: (it: string) => it.trim(),
    contains: (it: string, part) => it.includes(text(part)),
    startsWith: (it: string, part) => it.startsWith(text(part)),
    endsWith: (it: string, part) => it.endsWith(text(part)),
    indexOf: (it: string, part, from) => it.indexOf(text(part), whole(from)),
    lastIndexOf: (it: string, part) => it.lastIndexOf(text(part)),
    charAt: (it: string, index) => it.charAt(whole(index)),
    concat: (it: string, other) => it + text(other),
    equalsIgnoreCase: (it: string, other) => it.toLowerCase() === text(other).toLowerCase(),
    compareTo: (it: string, other) => (it < text(other) ? -1 : it > text(other) ? 1 : 0),
    matches: (it: string, regex) => pattern(`^(?:${text(regex)})$`, '').test(it),
    replace: (it: string, part, by) => it.replaceAll(text(part), () => text(by)),
    replaceAll: (it: string, regex, by) => it.replace(pattern(regex, 'g'), replacement(by)),
    replaceFirst: (it: string, regex, by) => it.replace(pattern(regex, ''), replacement(by)),
    substring,
    subSequence: substring,
    split,
    repeat: (it: string, times) => it.repeat(Math.min(whole(times), 10_000)),
    toCharArray: (it: string) => listOf([...it]),
    intern: (it: string) => it,
    // Of Integer and its kin, which templates reach through any number.
    parseInt: (_: string, digits) => numberOf(digits),
    valueOf: (_: string, value: unknown) => text(value),
  } satisfies Record<string, Method<string>>),
);

function substring(it: string, start: unknown, end?: unknown): string {
  const [from, to] = [whole(start), end === undefined ? it.length : whole(end)];
  if (from < 0 || to > it.length || from > to)
    throw new Error(`substring(${from}, ${to}) of ${it.length} characters`);
  return it.slice(from, to);
}

/** Java drops empty parts at the end unless a limit says otherwise. */
function split(it: string, regex: unknown, limit?: unknown): JavaList {
  const most = limit === undefined ? 0 : whole(limit);
  const parts: string[] = [];
  let start = 0;
  for (const match of it.matchAll(pattern(regex, 'g'))) {
    if (most > 0 && parts.length === most - 1) break;
    if (match[0] === '' && (match.index === 0 || match.index === it.length)) continue;
    parts.push(it.slice(start, match.index));
    start = match.index + match[0].length;
  }
  parts.push(it.slice(start));
  if (most === 0) while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return listOf(parts);
}

const lists: Methods<unknown[]> = new Map<string, Method<unknown[]>>(
  Object.entries({
    size: (it: unknown[]) => it.length,
    length: (it: unknown[]) => it.length,
    isEmpty: (it: unknown[]) => it.length === 0,
    get: (it: unknown[], index) => it[whole(index)],
    getFirst: (it: unknown[]) => it[0],
    getLast: (it: unknown[]) => it.at(-1),
    set: (it: unknown[], index, value) => it.splice(whole(index), 1, value)[0],
    add: (it: unknown[], first, second) => {
      if (second === undefined) it.push(first);
      else it.splice(whole(first), 0, second);
      return second === undefined ? true : null;
    },
    addAll: (it: unknown[], others) => {
      if (Array.isArray(others)) it.push(...others);
      return Array.isArray(others);
    },
    remove: (it: unknown[], what) => {
      if (typeof what === 'number') return it.splice(what, 1)[0];
      const at = it.findIndex((one) => isEqual(one, what));
      if (at >= 0) it.splice(at, 1);
      return at >= 0;
    },
    clear: (it: unknown[]) => {
      it.length = 0;
      return null;
    },
    contains: (it: unknown[], value) => it.some((one) => isEqual(one, value)),
    containsAll: (it: unknown[], others) =>
      Array.isArray(others) && others.every((value) => it.some((one) => isEqual(one, value))),
    indexOf: (it: unknown[], value) => it.findIndex((one) => isEqual(one, value)),
    subList: (it: unknown[], from, to) => listOf(it.slice(whole(from), whole(to))),
    iterator: (it: unknown[]) => it,
    toArray: (it: unknown[]) => it,
  } satisfies Record<string, Method<unknown[]>>),
);

const maps: Methods<JavaMap> = new Map<string, Method<JavaMap>>(
  Object.entries({
    size: (it: JavaMap) => Object.keys(it).length,
    isEmpty: (it: JavaMap) => Object.keys(it).length === 0,
    get: (it: JavaMap, key) => member(it, text(key)),
    getOrDefault: (it: JavaMap, key, otherwise) =>
      Object.hasOwn(it, text(key)) ? member(it, text(key)) : otherwise,
    put: (it: JavaMap, key, value) => {
      const before = member(it, text(key));
      assign(it, text(key), value);
      return before;
    },
    putAll: (it: JavaMap, other) => {
      if (isMap(other)) for (const [key, value] of Object.entries(other)) assign(it, key, value);
      return null;
    },
    remove: (it: JavaMap, key) => {
      const before = member(it, text(key));
      delete it[text(key)];
      return before;
    },
    clear: (it: JavaMap) => {
      for (const key of Object.keys(it)) delete it[key];
      return null;
    },
    containsKey: (it: JavaMap, key) => Object.hasOwn(it, text(key)),
    containsValue: (it: JavaMap, value) => Object.values(it).some((one) => isEqual(one, value)),
    keySet: (it: JavaMap) => listOf(Object.keys(it)),
    values: (it: JavaMap) => listOf(Object.values(it)),
    entrySet: (it: JavaMap) => listOf(Object.entries(it).map(([key, value]) => new MapEntry(key, value))),
  } satisfies Record<string, Method<JavaMap>>),
);

const numbers: Methods<number> = new Map<string, Method<number>>(
  Object.entries({
    intValue: (it: number) => Math.trunc(it),
    longValue: (it: number) => Math.trunc(it),
    doubleValue: (it: number) => doubleOf(it),
    parseInt: (_: number, digits) => numberOf(digits),
    valueOf: (_: number, digits: unknown) => numberOf(digits),
    compareTo: (it: number, other) => Math.sign(it - (numberOf(other) ?? 0)),
  } satisfies Record<string, Method<number>>),
);

const entries: Methods<MapEntry> = new Map<string, Method<MapEntry>>([
  ['getKey', (it) => it.key],
  ['getValue', (it) => it.value],
]);

/** Calls a method as Java has it on a value of this kind; `null` where there is none or nothing to call it on. */
export function call(target: unknown, name: string, given: readonly unknown[]): unknown {
  if (target === null || target === undefined) return null;
  if (isMap(target) && typeof member(target, name) === 'function')
    return (member(target, name) as (...given: unknown[]) => unknown)(...given);
  if (name === 'toString') return printed(target);
  if (name === 'equals') return typeof target === typeof given[0] && isEqual(target, given[0]);
  if (name === 'hashCode') return hashOf(printed(target));
  if (typeof target === 'string') return strings.get(name)?.(target, ...given) ?? null;
  if (target instanceof JavaDouble) return numbers.get(name)?.(target.value, ...given) ?? null;
  if (typeof target === 'number') return numbers.get(name)?.(target, ...given) ?? null;
  if (Array.isArray(target)) return lists.get(name)?.(target, ...given) ?? null;
  if (target instanceof MapEntry) return entries.get(name)?.(target, ...given) ?? null;
  return isMap(target) ? (maps.get(name)?.(target, ...given) ?? null) : null;
}

/** `$it.name`: a key of a map, or what a getter of that name gives. */
export function property(target: unknown, name: string): unknown {
  if (target instanceof MapEntry) return name === 'key' ? target.key : name === 'value' ? target.value : null;
  if (isMap(target)) return member(target, name);
  return name === 'empty' ? call(target, 'isEmpty', []) : null;
}

/** `$it[index]`. */
export function item(target: unknown, index: unknown): unknown {
  if (Array.isArray(target)) return target.at(whole(index));
  return isMap(target) ? member(target, text(index)) : null;
}

/** Sets a key of a map or an index of a list; nothing else has any. */
export function assign(target: unknown, key: string, value: unknown): void {
  if (Array.isArray(target)) {
    if (whole(key) >= 0 && whole(key) < target.length) target[whole(key)] = value;
  } else if (isMap(target) && key !== '__proto__') target[key] = value;
}

function member(map: JavaMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : null;
}

/** String.hashCode of Java. */
function hashOf(value: string): number {
  let hash = 0;
  for (let at = 0; at < value.length; at += 1) hash = (Math.imul(hash, 31) + value.charCodeAt(at)) | 0;
  return hash;
}
