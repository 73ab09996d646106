import type { Json } from '../../contract/json.ts';
import { isRecord } from '../answer.ts';

/** Takes the place out of the value. */
export const absent = Symbol('absent');

export function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function below(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value with another one at the pointer's place; the objects and lists on the way are copies. */
export function withValueAt(base: Json, pointer: string, value: Json | typeof absent): Json {
  return replaced(base, keysOf(pointer), value);
}

function replaced(base: Json, keys: readonly string[], value: Json | typeof absent): Json {
  const [key, ...others] = keys;
  if (key === undefined) return value === absent ? null : value;
  if (Array.isArray(base)) {
    return (base as readonly Json[]).map((one, index) =>
      String(index) === key ? replaced(one, others, value) : one,
    );
  }
  const fields = isRecord(base) ? base : {};
  if (others.length === 0 && value === absent) {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
  }
  return { ...fields, [key]: replaced(fields[key] ?? {}, others, value) };
}
