import { isHarmless, type PlannedExchange } from './exchange.ts';

/**
 * What uses the same captured value keeps the contract's order as far as that matters: what only reads goes together, what
 * changes or removes waits for the reads before it, and the reads after it wait for that.
 */
export function inContractOrder(planned: readonly PlannedExchange[]): PlannedExchange[] {
  const changed = new Map<string, string>();
  const readSince = new Map<string, string[]>();
  return planned.map((exchange) => {
    const { id, target, uses = [], after = [] } = exchange;
    if (uses.length === 0) return exchange;
    const before = uses.flatMap((name) => {
      const key = `${target} ${name}`;
      const last = changed.get(key);
      const reads = readSince.get(key) ?? [];
      if (isHarmless(exchange)) {
        readSince.set(key, [...reads, id]);
        return last === undefined ? [] : [last];
      }
      changed.set(key, id);
      readSince.set(key, []);
      return last === undefined ? reads : [last, ...reads];
    });
    return before.length === 0 ? exchange : { ...exchange, after: [...new Set([...after, ...before])] };
  });
}

/** The exchanges together with those of `all` that they wait for, by however long a way; in the order of `all`. */
export function withCapturers(
  wanted: readonly PlannedExchange[],
  all: readonly PlannedExchange[],
): PlannedExchange[] {
  const byId = new Map(all.map((exchange) => [exchange.id, exchange]));
  const needed = new Map<string, PlannedExchange>();
  const ahead = wanted.flatMap(({ after = [] }) => after);
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const exchange = byId.get(id);
    if (exchange === undefined || needed.has(id)) continue;
    needed.set(id, exchange);
    ahead.push(...(exchange.after ?? []));
  }
  const present = new Set(wanted.map(({ id }) => id));
  const missing = all.filter(({ id }) => needed.has(id) && !present.has(id));
  return [...missing, ...wanted];
}
