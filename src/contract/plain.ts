import type { Mistake } from './shape.ts';
import { member, wrong } from './shape.ts';

/** What of a value JSON can't hold: a contract is data, the same for the gate, for k6's plan and in a file. */
export function notPlain(value: unknown, path: string, above: readonly unknown[] = []): Mistake[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number')
    return Number.isFinite(value) ? [] : [wrong(path, `is ${value}, which JSON can't hold.`)];
  if (value === undefined) return [wrong(path, 'is undefined.', 'Leave the key out.')];
  if (typeof value !== 'object') return [wrong(path, `is a ${typeof value}, but a contract is plain data.`)];
  if (above.includes(value)) return [wrong(path, 'contains itself, but a contract is plain data.')];
  if (!Array.isArray(value) && !isPlainObject(value))
    return [
      wrong(path, `is a ${value.constructor?.name ?? 'special object'}, but a contract is plain data.`),
    ];
  return Object.entries(value).flatMap(([key, one]) => notPlain(one, member(path, key), [...above, value]));
}

/** Objects of another realm count too: their prototype is an `Object.prototype`, just not ours. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
