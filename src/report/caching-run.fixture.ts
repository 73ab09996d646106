import { planOf, shop, sound } from '../caching/shop.fixture.ts';
import { type SimulatedCache, simulate } from '../caching/simulated-cache.fixture.ts';
import { type Observations, refusals } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import { simulatedRun, steady } from '../statistics/simulated-run.fixture.ts';

/** A caching run as the recorder would have written it, of a cache that is known. */
export function cachingRun(change: Partial<SimulatedCache> = {}): Run {
  const plan = planOf(shop());
  const seen = simulate(plan, { ...sound, ...change }).toSorted((a, b) => a.intendedMs - b.intendedMs);
  const marks = [...new Set(seen.flatMap(({ mark }) => mark ?? []))];
  const us = (ms: number) => Math.round(ms * 1000);
  const observations: Observations = {
    leftOut: 0,
    target: seen.map(({ target }) => target),
    request: seen.map(({ request }) => request),
    arrival: seen.map(({ arrival }) => arrival),
    intendedUs: seen.map(({ intendedMs }) => us(intendedMs)),
    sentUs: seen.map(({ sentMs }) => us(sentMs)),
    serviceUs: seen.map(({ serviceMs }) => us(serviceMs)),
    status: seen.map(({ status }) => status),
    refusal: seen.map(({ refusal }) => refusals.indexOf(refusal)),
    mark: seen.map(({ mark }) => (mark === null ? -1 : marks.indexOf(mark))),
    marks,
    warned: seen.map(({ warned }) => Number(warned)),
    fresh: seen.map(() => 0),
  };
  const run = simulatedRun({
    series: plan.series.map(({ target, route }) => ({
      target,
      route,
      outcomes: steady(seen.length, plan.arrivals.durationSeconds, () => 5),
    })),
    expected: plan.arrivals.expected,
  });
  return { ...run, runId: plan.runId, plan, observations };
}
