import type { CachingStudy } from '../plan/caching-plan.ts';
import { type FittedEntry, fitEntry, knownMisses, startsOf, surely } from './entry-fit.ts';
import { median } from './estimate.ts';
import { evidence, slowerBy } from './latency-fit.ts';
import type { Sighting } from './sighting.ts';
import { isRegular } from './time-to-live.ts';
import { firsts, mayBeRefusal, type Reading, refreshByStatus, repeatsOf, variedBy } from './told.ts';

const fewestFloor = 8;
const fewestPeriodic = { proven: 3, alone: 5 } as const;

/**
 * Hits by their latency. Requests with values that nobody asked for before are misses if the value is part of the key; how
 * long those take, and what the steady stream's usual answers take, tells one from the other; and since an entry lives
 * the same time each time, its misses come at regular intervals.
 */
export function readByLatency(study: CachingStudy, sightings: readonly Sighting[]): Reading {
  const stream = sightings.filter(({ purpose, expected }) => purpose.does === 'stream' && expected);
  const misses = knownMisses(study, sightings, stream);
  const isProven = provenByRefusal(sightings);
  const atFloor = floorOf(sightings, stream);
  const fitted = startsOf(stream, misses)
    .map((start) => fitEntry(study, sightings, { start, known: misses }))
    .find((one) => misses.length > 0 || isPeriodic(one, isProven));
  if (fitted === undefined || atFloor === 'above') return unread(study, sightings, { isProven, atFloor });
  const { parameters, refreshed, entry } = fitted;
  const known = {
    ...fitted,
    first: firstVaried(sightings),
    before: earlierVaried(sightings),
    leaning: leaningOf(sightings, fitted),
  };
  const isDoubtful = (each: Sighting) =>
    entry?.ttl == null && isForStream(each) && evidence(fitted.fit, each.serviceMs) < 0;
  return {
    told: 'latency',
    cached: true,
    hits: sightings.map((each) =>
      isDoubtful(each) ? 0.5 : entry?.ttl == null && isForStream(each) ? 1 : probability(each, known),
    ),
    doubtful: sightings.filter(isDoubtful).length,
    ttl: entry === null ? { value: null, low: lengthOf(stream), high: null } : entry.ttl,
    parameters,
    refreshed,
    repeats: repeatsOf(sightings).map(({ repeat }) => ({ ...repeat, cached: null })),
    notes: [],
  };
}

const isForStream = ({ purpose }: Sighting) => purpose.does === 'stream' || purpose.does === 'keep';

/** Slow answers alone show a cache only where they come at intervals; fewer do where a refusal has shown one. */
function isPeriodic({ entry }: FittedEntry, isProven: boolean): boolean {
  if (entry?.ttl == null || entry.ttl.value === null) return false;
  return entry.misses.likely >= (isProven ? fewestPeriodic.proven : fewestPeriodic.alone);
}

/** Only a stage with a cache refuses or ignores a request to refresh it with a word about it. */
function provenByRefusal(sightings: readonly Sighting[]): boolean {
  const told = refreshByStatus(sightings);
  return told === 'refused' || told === 'ignored-with-warning';
}

/** Where the stream's usual answers lie against those that the gateway gives by itself, without calling anything. */
function floorOf(sightings: readonly Sighting[], stream: readonly Sighting[]): 'above' | 'near' | 'unknown' {
  const floor = sightings.filter(({ purpose, status }) => purpose.does === 'floor' && mayBeRefusal(status));
  if (floor.length < fewestFloor || stream.length === 0) return 'unknown';
  const own = floor.map(({ serviceMs }) => serviceMs);
  const usual = stream.map(({ serviceMs }) => serviceMs);
  const apart = median(usual) > 2 * median(own) + 5 && slowerBy(usual, own) > surely;
  return apart && quantile(usual, 0.1) > quantile(own, 0.75) ? 'above' : 'near';
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;
}

function unread(
  study: CachingStudy,
  sightings: readonly Sighting[],
  { isProven, atFloor }: { isProven: boolean; atFloor: 'above' | 'near' | 'unknown' },
): Reading {
  const notCached = !isProven && atFloor === 'above';
  return {
    told: notCached ? 'latency' : 'nothing',
    cached: isProven ? true : notCached ? false : null,
    hits: sightings.map(() => 0),
    doubtful: 0,
    ttl: null,
    parameters: study.parameters.map((parameter) => ({ parameter, inKey: null, values: 0 })),
    refreshed: refreshByStatus(sightings) ?? 'unknown',
    repeats: repeatsOf(sightings).map(({ repeat }) => ({ ...repeat, cached: null })),
    notes: [],
  };
}

interface Known extends FittedEntry {
  /** The first sighting of each varied request. */
  readonly first: ReadonlySet<Sighting>;
  readonly before: ReadonlyMap<Sighting, Sighting>;
  /** By parameter: evidence of all its values together, which are hits all of them or none. */
  readonly leaning: ReadonlyMap<string, number>;
}

function leaningOf(
  sightings: readonly Sighting[],
  { fit, parameters }: FittedEntry,
): ReadonlyMap<string, number> {
  return new Map(
    parameters.map(({ parameter }) => [
      parameter,
      firsts(variedBy(sightings, parameter))
        .filter(({ status }) => !mayBeRefusal(status))
        .reduce((sum, { serviceMs }) => sum + evidence(fit, serviceMs), 0),
    ]),
  );
}

/** What times say of a request weighs more than its latency where they say it of the others as well. */
const knowledge = { regular: 8, expected: 3 } as const;

function probability(sighting: Sighting, known: Known): number {
  const expected = expectedHit(sighting, known);
  if (expected === 'surely not') return 0;
  if (expected === null && sighting.purpose.does === 'vary' && known.first.has(sighting)) {
    return 1 / (1 + Math.exp(-(known.leaning.get(sighting.purpose.parameter) ?? 0)));
  }
  const { entry, entryHits, fit } = known;
  const isRegularEntry = entry?.ttl != null && isRegular(entry.misses);
  const weight = isRegularEntry && entryHits.has(sighting) ? knowledge.regular : knowledge.expected;
  const prior = expected === null ? 0 : expected ? weight : -weight;
  return 1 / (1 + Math.exp(-(prior + evidence(fit, sighting.serviceMs))));
}

function expectedHit(sighting: Sighting, known: Known): boolean | null | 'surely not' {
  const { purpose, status } = sighting;
  const { entryHits, parameters, refreshed, first } = known;
  switch (purpose.does) {
    case 'stream':
    case 'keep':
      return entryHits.get(sighting) ?? true;
    case 'vary': {
      if (mayBeRefusal(status)) return 'surely not';
      const inKey = parameters.find(({ parameter }) => parameter === purpose.parameter)?.inKey ?? null;
      // Asked for again soon, it is a hit whether it shares the stream's entry or has one of its own.
      if (inKey === null) return first.has(sighting) ? null : again(sighting, known);
      // Nobody asked for a value of this run alone before: however quick its answer was, it was none of the cache's.
      if (inKey && purpose.fresh && first.has(sighting)) return 'surely not';
      if (inKey) return first.has(sighting) ? false : again(sighting, known);
      return entryHits.get(sighting) ?? true;
    }
    case 'refresh':
      if (refreshed === 'refused') return 'surely not';
      return refreshed === 'unknown' ? null : (entryHits.get(sighting) ?? refreshed !== 'refreshed');
    case 'repeat':
    case 'floor':
      return 'surely not';
  }
}

/** An entry of its own is as old as the time since it was asked for before: `null` where nobody knows whether that is too old. */
function again(sighting: Sighting, { before, entry }: Known): boolean | null | 'surely not' {
  const asked = before.get(sighting);
  const ttl = entry?.ttl ?? null;
  if (asked === undefined || ttl === null) return null;
  const age = (sighting.sentMs - asked.receivedMs) / 1000;
  if (age < ttl.low) return true;
  return ttl.high !== null && age > ttl.high ? 'surely not' : null;
}

/** Of each varied request that was sent more than once, the one before. */
function earlierVaried(sightings: readonly Sighting[]): ReadonlyMap<Sighting, Sighting> {
  const last = new Map<number, Sighting>();
  const before = new Map<Sighting, Sighting>();
  for (const each of sightings) {
    if (each.purpose.does !== 'vary') continue;
    const earlier = last.get(each.request);
    if (earlier !== undefined) before.set(each, earlier);
    last.set(each.request, each);
  }
  return before;
}

function firstVaried(sightings: readonly Sighting[]): ReadonlySet<Sighting> {
  return new Set(firsts(sightings.filter(({ purpose }) => purpose.does === 'vary')));
}

function lengthOf(stream: readonly Sighting[]): number {
  return ((stream.at(-1)?.sentMs ?? 0) - (stream[0]?.receivedMs ?? 0)) / 1000;
}
