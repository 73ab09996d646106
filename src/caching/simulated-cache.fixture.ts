import type { CachingPlan } from '../plan/caching-plan.ts';
import { mulberry32 } from '../plan/order.ts';
import type { Observation } from '../run/observation.ts';

/** A stage cache as it should be found out. */
export interface SimulatedCache {
  /** 0: nothing is cached. */
  readonly ttlSeconds: number;
  readonly keyedBy: readonly string[];
  readonly refresh: 'refreshed' | 'ignored' | 'ignored-with-warning' | 'refused';
  /** Milliseconds, from a number between 0 and 1. */
  readonly hitMs: (random: () => number) => number;
  readonly missMs: (random: () => number) => number;
  readonly floorMs?: (random: () => number) => number;
  readonly marked: boolean;
  /** Whose entry is there already when the run begins, and since when (seconds). */
  readonly oldEntrySeconds?: number;
  readonly seed?: number;
}

export interface SimulatedObservation extends Observation {
  readonly hit: boolean;
}

/** What k6 would see of a plan's requests to such a cache, and what really happened. */
export function simulate(plan: CachingPlan, cache: SimulatedCache): SimulatedObservation[] {
  const random = mulberry32(cache.seed ?? 7);
  const entries = new Map<string, { mark: string; from: number; until: number }[]>();
  let invocations = 0;
  const keyOf = (request: number) => {
    const purpose = plan.purposes[request];
    if (purpose?.does === 'vary' && cache.keyedBy.includes(purpose.parameter))
      return `${purpose.study} ${purpose.parameter}=${purpose.value}`;
    return String(purpose?.study);
  };
  if (cache.oldEntrySeconds !== undefined) {
    const until = (cache.ttlSeconds - cache.oldEntrySeconds) * 1000;
    for (const study of plan.studies.keys()) entries.set(String(study), [{ mark: 'old', from: -1, until }]);
  }
  const period = 1000 / plan.arrivals.ratePerSecond;
  return plan.targets.flatMap(({ order, offsetSeconds }, target) =>
    order.map((request, arrival): SimulatedObservation => {
      const purpose = plan.purposes[request];
      const sentMs = offsetSeconds * 1000 + arrival * period + random() * 2;
      const does = purpose?.does ?? 'floor';
      const common = {
        target,
        request,
        arrival,
        intendedMs: sentMs,
        sentMs,
        status: 200,
        refusal: null,
        warned: false,
        fresh: false,
      };
      const own = does !== 'floor' && does !== 'repeat';
      if (does === 'floor') {
        const serviceMs = (cache.floorMs ?? cache.hitMs)(random);
        return { ...common, status: 403, serviceMs, mark: null, hit: false } as SimulatedObservation;
      }
      const refreshing = does === 'refresh';
      if (refreshing && cache.refresh === 'refused' && cache.ttlSeconds > 0) {
        return {
          ...common,
          status: 403,
          serviceMs: cache.hitMs(random),
          mark: null,
          hit: false,
        } as SimulatedObservation;
      }
      const kept = entries.get(keyOf(request)) ?? [];
      const entry = kept.filter(({ from }) => from <= sentMs).toSorted((a, b) => b.from - a.from)[0];
      const hit =
        own && entry !== undefined && sentMs < entry.until && !(refreshing && cache.refresh === 'refreshed');
      const warned = refreshing && cache.refresh === 'ignored-with-warning' && cache.ttlSeconds > 0;
      const serviceMs = hit ? cache.hitMs(random) : cache.missMs(random);
      const mark = hit ? entry.mark : `m${++invocations}`;
      if (!hit && own && cache.ttlSeconds > 0) {
        const from = sentMs + serviceMs;
        entries.set(keyOf(request), [...kept, { mark, from, until: from + cache.ttlSeconds * 1000 }]);
      }
      return { ...common, serviceMs, warned, mark: cache.marked ? mark : null, hit } as SimulatedObservation;
    }),
  );
}

export function lognormalMs(medianMs: number, p99Ms: number) {
  const sigma = Math.log(p99Ms / medianMs) / 2.3263478740408408;
  return (random: () => number): number =>
    medianMs * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}
