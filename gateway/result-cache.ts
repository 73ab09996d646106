/** Results of an authorizer by what identified the caller, for a time. */
export interface ResultCache<Result> {
  get(key: string, nowMs: number): Result | undefined;
  set(key: string, result: Result, nowMs: number): void;
}

/** Callers that a cache remembers; beyond it, the oldest are forgotten. */
const mostEntries = 10_000;

/** @param ttlMs 0: nothing is remembered. */
export function createResultCache<Result>(ttlMs: number): ResultCache<Result> {
  const entries = new Map<
    string,
    { readonly result: Result; readonly sinceMs: number; readonly untilMs: number }
  >();
  return {
    get(key, nowMs) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      // What was put in later than now is of a clock that has been set back.
      if (nowMs >= entry.sinceMs && nowMs < entry.untilMs) return entry.result;
      entries.delete(key);
      return undefined;
    },
    set(key, result, nowMs) {
      if (ttlMs <= 0) return;
      const [oldest] = entries.size < mostEntries ? [] : entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(key, { result, sinceMs: nowMs, untilMs: nowMs + ttlMs });
    },
  };
}
