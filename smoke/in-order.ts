export interface Ordered {
  readonly id: string;
  /** Ids of what has to be done before; what isn't among the items is no reason to wait. */
  readonly after?: readonly string[];
}

/**
 * Works on all items, several at a time, in their order as far as what they wait for allows. Each lane of work is
 * told its number. Rejects with the first error; whoever waits in a circle is taken in order after all others.
 */
export async function inOrder<T extends Ordered>(
  items: readonly T[],
  lanes: number,
  work: (item: T, lane: number) => Promise<void>,
): Promise<void> {
  const known = new Set(items.map(({ id }) => id));
  const done = new Set<string>();
  const waiting = [...items];
  let busy = 0;
  let failed = false;
  let wake: () => void = () => undefined;
  let change = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const tell = () => {
    wake();
    change = new Promise((resolve) => {
      wake = resolve;
    });
  };
  const ready = ({ after = [] }: T) => after.every((id) => done.has(id) || !known.has(id));
  const next = (): T | null => {
    const index = waiting.findIndex(ready);
    if (index === -1 && busy > 0) return null;
    return waiting.splice(Math.max(index, 0), 1)[0] ?? null;
  };
  const lane = async (number: number) => {
    while (waiting.length > 0 && !failed) {
      const item = next();
      if (item === null) {
        await change;
        continue;
      }
      busy += 1;
      try {
        await work(item, number);
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        busy -= 1;
        done.add(item.id);
        tell();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, (_, number) => lane(number)));
}
