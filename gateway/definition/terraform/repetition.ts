import { itemsOf, type Names } from './body.ts';
import type { Scope } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import type { Once } from './once.ts';
import type { ParsedBlock } from './read-module.ts';
import { asNumber, ValueMistake } from './value.ts';

/** `key` is null where a block stands for one alone. */
export interface Keyed<T> {
  readonly key: string | number | null;
  readonly made: T;
}

/** How often a block stands, by its `count` or `for_each`, and what `count` and `each` are in it. */
export function repetitionsOf(
  block: ParsedBlock,
  scope: Scope,
  once: Once,
): { key: string | number | null; names: Names }[] {
  const [count, each] = [block.arguments.get('count'), block.arguments.get('for_each')];
  const label = block.labels.join('.');
  const value = (name: string, given: NonNullable<typeof count>) =>
    once.get(`${name} of ${label}`, given.line, () => evaluate(given.expression, scope));
  if (count !== undefined)
    return located(scope, count.line, () =>
      Array.from({ length: asNumber(value('count', count)) }, (_, index) => ({
        key: index,
        names: { count: { index } },
      })),
    );
  if (each === undefined) return [{ key: null, names: {} }];
  return located(scope, each.line, () =>
    itemsOf(value('for_each', each)).map(([key, one]) => ({
      key: String(key),
      names: { each: { key: String(key), value: one } },
    })),
  );
}

/** Gives a mistake in a value the place that it belongs to. */
export function located<T>(scope: Pick<Scope, 'fail'>, line: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ValueMistake)) throw error;
    throw scope.fail(line, `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`);
  }
}

/** `aws_sqs_queue.q[0]`, `aws_sqs_queue.q["red"]`. */
export function addressOf(base: string, key: string | number | null): string {
  if (key === null) return base;
  return `${base}[${typeof key === 'number' ? key : JSON.stringify(key)}]`;
}
