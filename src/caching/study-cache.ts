import type { CachingPlan, CachingStudy, RefreshCaller } from '../plan/caching-plan.ts';
import type { Observation } from '../run/observation.ts';
import { type Estimate, exactly, type TimeToLive } from './estimate.ts';
import { type HitLatency, hitLatency } from './latency-difference.ts';
import { readByLatency } from './read-by-latency.ts';
import { markOf, readByMark } from './read-by-mark.ts';
import { isBase, isOfRoute, type Sighting, sightingsOf } from './sighting.ts';
import type { Reading, ReadParameter, ReadRepeat, RefreshOutcome, Told } from './told.ts';

/** What a run shows of the cache of one route. */
export interface RouteCache {
  readonly target: string;
  readonly route: string;
  readonly told: Told;
  /** `null`: it can't be said. */
  readonly cached: boolean | null;
  /** Answers on this route, of every purpose. */
  readonly answers: number;
  /** Of the stream's answers, those with another status than the example promises. */
  readonly unexpected: {
    readonly answers: number;
    readonly of: number;
    readonly statuses: readonly number[];
  };
  /** Share of the route's answers that came out of the cache; `null` where that can't be said. */
  readonly hitRatio: Estimate | null;
  readonly ttlSeconds: TimeToLive | null;
  /** Parameters that are part of the key, as far as they were varied. */
  readonly keyedBy: readonly string[] | null;
  readonly parameters: readonly ReadParameter[];
  readonly invalidation: Invalidation;
  readonly latencyMs: HitLatency | null;
  readonly repeats: readonly ReadRepeat[];
  readonly notes: readonly string[];
}

/** What becomes of `Cache-Control: max-age=0` by who sends it; `null`: nobody did. */
export type Invalidation = { readonly [C in RefreshCaller]: RefreshOutcome | null };

/** The studies of a plan, from its run's observations. */
export function studyCaches(plan: CachingPlan, observations: readonly Observation[]): RouteCache[] {
  return plan.studies.map((study, index) => studyCache(study, sightingsOf(plan, observations, index)));
}

export function studyCache(study: CachingStudy, sightings: readonly Sighting[]): RouteCache {
  const mark = markOf(sightings);
  const reading = readingOf(study, sightings);
  const { told, cached, parameters, refreshed } = reading;
  const base = sightings.filter(isBase);
  const unexpected = base.filter(({ expected }) => !expected);
  const callers = new Set(
    sightings.flatMap(({ purpose }) => (purpose.does === 'refresh' ? [purpose.caller] : [])),
  );
  return {
    target: study.target,
    route: study.route,
    told,
    cached,
    answers: sightings.filter(isOfRoute).length,
    unexpected: {
      answers: unexpected.length,
      of: base.length,
      statuses: [...new Set(unexpected.map(({ status }) => status))],
    },
    hitRatio: ratioOf(reading, sightings),
    ttlSeconds: reading.ttl,
    keyedBy:
      cached === true && parameters.every(({ inKey }) => inKey !== null)
        ? parameters.flatMap(({ parameter, inKey }) => (inKey ? [parameter] : []))
        : null,
    parameters: cached === false ? parameters.map((each) => ({ ...each, inKey: null })) : parameters,
    invalidation: {
      anybody: callers.has('anybody') ? refreshed : null,
      credentials: callers.has('credentials') ? refreshed : null,
    },
    latencyMs: latencyOf(reading, sightings),
    repeats: reading.repeats,
    notes: [...markNotes(study, mark), ...reading.notes, ...freshNotes(study, told)],
  };
}

/** By mark where one changes, else by latency. */
export function readingOf(study: CachingStudy, sightings: readonly Sighting[]): Reading {
  return markOf(sightings) === 'changes' ? readByMark(study, sightings) : readByLatency(study, sightings);
}

/** Share of the answers. */
const mostDoubt = 0.02;
const missesLikeHits = 1.25;

function ratioOf(
  { hits, doubtful, told, cached, parameters }: Reading,
  sightings: readonly Sighting[],
): Estimate | null {
  const own = hits.filter((_, index) => isOfRoute(sightings[index] as Sighting));
  if (cached === null || told === 'nothing' || own.length === 0) return null;
  // Whatever these are, and some misses that look like hits, the ratio is nearer to its middle than this.
  const doubt = (missesLikeHits * doubtful) / 2;
  if (doubt > mostDoubt * own.length) return null;
  const value = own.reduce((sum, each) => sum + each, 0) / own.length;
  if (told === 'mark' || !cached) return exactly(value);
  const spread = own.reduce((sum, each) => sum + each * (1 - each), 0);
  // One answer more or less at the least: the latencies of no answer are beyond doubt.
  const undecided = parameters.reduce((sum, { inKey, values }) => sum + (inKey === null ? values : 0), 0);
  const margin = (1.96 * Math.sqrt(spread) + 1 + undecided + doubt) / own.length;
  return { value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) };
}

/** From here on a hit, and as far from 1 a miss. */
export const sure = 0.9;

function latencyOf({ hits }: Reading, sightings: readonly Sighting[]): HitLatency | null {
  const ofKind = (isKind: (hit: number) => boolean) =>
    sightings.flatMap((each, index) =>
      isOfRoute(each) && each.expected && isKind(hits[index] ?? 0) ? each.serviceMs : [],
    );
  return hitLatency(
    ofKind((hit) => hit >= sure),
    ofKind((hit) => hit <= 1 - sure),
  );
}

function markNotes({ mark }: CachingStudy, found: ReturnType<typeof markOf>): string[] {
  if (mark === null || found === 'changes') return [];
  return [
    found === 'missing'
      ? `the contract names a mark of each invocation (${mark}), and the answers don't have it`
      : `all answers have the same mark (${mark}), so it tells nothing: it doesn't change with each invocation, or nothing ever left the cache`,
  ];
}

function freshNotes({ freshBy }: CachingStudy, told: Told): string[] {
  return told === 'nothing' || freshBy !== null
    ? []
    : ["the stream asks for the example's own values, which other clients may ask for too"];
}
