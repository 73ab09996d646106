import type { Json } from '../contract/json.ts';
import { isRecord } from './answer.ts';

/** Where a body first departs from what was promised. */
export interface Difference {
  /** JSON pointer (RFC 6901); empty for the whole body. */
  readonly pointer: string;
  readonly expected: Json;
  /** `undefined`: there is nothing at that place. */
  readonly received: Json | undefined;
}

/** Objects are compared as subsets, lists whole, everything else exactly. `null`: the promise is kept. */
export function firstDifference(expected: Json, received: Json | undefined, pointer = ''): Difference | null {
  const different = { pointer, expected, received };
  if (Array.isArray(expected)) {
    if (!Array.isArray(received) || received.length !== expected.length) return different;
    return firstOf(expected.keys(), (index) =>
      firstDifference(expected[index] as Json, received[index] as Json, `${pointer}/${index}`),
    );
  }
  if (isRecord(expected)) {
    if (!isRecord(received)) return different;
    return firstOf(Object.keys(expected), (key) =>
      firstDifference(
        expected[key] as Json,
        Object.hasOwn(received, key) ? received[key] : undefined,
        `${pointer}/${escaped(key)}`,
      ),
    );
  }
  return Object.is(expected, received) || expected === received ? null : different;
}

function firstOf<K>(keys: Iterable<K>, differenceAt: (key: K) => Difference | null): Difference | null {
  for (const key of keys) {
    const difference = differenceAt(key);
    if (difference !== null) return difference;
  }
  return null;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
