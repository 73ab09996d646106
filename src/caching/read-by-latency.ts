import type { CachingStudy } from '../plan/caching-plan.ts';
import { median } from './estimate.ts';
import { evidence, fitMixture, type LatencyFit, logOf, shapeOf, slowerBy } from './latency-fit.ts';
import type { Sighting } from './sighting.ts';
import { type FittedStream, fitStream } from './time-to-live.ts';
import {
  firsts,
  mayBeRefusal,
  type Reading,
  type ReadParameter,
  type RefreshOutcome,
  refreshByStatus,
  refusedNote,
  repeatsOf,
  variedBy,
} from './told.ts';

/** Standard deviations of a rank sum that chance doesn't reach. */
const surely = 3.1;
/** Logarithm of how much likelier several answers together have to be of one kind. */
const decisive = 4;
const fewestFloor = 8;

/**
 * Hits by their latency. Requests with values that nobody asked for before are misses if the value is part of the key; how
 * long those take, and what the steady stream's usual answers take, tells one from the other; and since an entry lives
 * the same time each time, its misses come at regular intervals.
 */
export function readByLatency(study: CachingStudy, sightings: readonly Sighting[]): Reading {
  const stream = sightings.filter(({ purpose, expected }) => purpose.does === 'stream' && expected);
  const known = knownMisses(study, sightings, stream);
  const { fit, fitted } = fitOf(study, stream, known);
  const proven = provenByRefusal(sightings);
  const atFloor = floorOf(sightings, stream);
  if (fit === null || atFloor === 'above') return unread(study, sightings, { proven, atFloor });
  const parameters = study.parameters.map((parameter) => readParameter(sightings, { parameter, fit }));
  const refreshed = readRefresh(sightings, fit);
  const first = new Set(firsts(sightings.filter(({ purpose }) => purpose.does === 'vary')));
  const streamHits = new Map(stream.map((each, index) => [each, fitted?.hits[index]]));
  return {
    told: 'latency',
    cached: true,
    hits: sightings.map((each) => probability(each, { fit, streamHits, parameters, refreshed, first })),
    ttl: fitted?.ttl ?? { value: null, low: lengthOf(stream), high: null },
    parameters,
    refreshed,
    repeats: repeatsOf(sightings).map(({ repeat }) => ({ ...repeat, cached: null })),
    notes: [],
  };
}

/** Answers that are surely slower than the stream's: those to new values of one parameter, or to `max-age=0`. */
function knownMisses(
  { parameters }: CachingStudy,
  sightings: readonly Sighting[],
  stream: readonly Sighting[],
): Sighting[] {
  const usual = stream.map(({ serviceMs }) => serviceMs);
  const groups = [
    ...parameters.map((parameter) =>
      firsts(variedBy(sightings, parameter)).filter(
        ({ purpose, status }) => purpose.does === 'vary' && purpose.fresh && !mayBeRefusal(status),
      ),
    ),
    sightings.filter(({ purpose, status }) => purpose.does === 'refresh' && status !== 403),
  ];
  return groups
    .filter(
      (group) =>
        group.length >= 3 &&
        slowerBy(
          group.map(({ serviceMs }) => serviceMs),
          usual,
        ) > surely,
    )
    .flat();
}

function fitOf(
  study: CachingStudy,
  stream: readonly Sighting[],
  known: readonly Sighting[],
): { fit: LatencyFit | null; fitted: FittedStream | null } {
  if (stream.length < 10) return { fit: null, fitted: null };
  const usual = stream.map(({ serviceMs }) => serviceMs);
  const misses = known.map(({ serviceMs }) => serviceMs);
  const start = misses.length > 0 ? startOf(usual, misses) : startAlone(usual);
  if (start === null) return { fit: null, fitted: null };
  const fit = fitMixture(usual, start, misses);
  const fitted = fitStream(
    stream.map(({ sentMs, receivedMs, serviceMs }) => ({
      sent: sentMs / 1000,
      received: receivedMs / 1000,
      evidence: evidence(fit, serviceMs),
    })),
  );
  if (misses.length > 0) return { fit, fitted };
  return isRegular(study, fitted) ? { fit, fitted } : { fit: null, fitted: null };
}

function startOf(usual: readonly number[], misses: readonly number[]): LatencyFit {
  return { hits: shapeOf(usual.map(logOf)), misses: shapeOf(misses.map(logOf)) };
}

/** Without a single known miss: the answers that are far above the usual ones. */
function startAlone(usual: readonly number[]): LatencyFit | null {
  const logs = usual.map(logOf);
  const hits = shapeOf(logs);
  const slow = logs.filter((log) => log > hits.location + Math.max(5 * hits.scale, Math.log(2)));
  return slow.length < 2 || slow.length * 2 > logs.length ? null : { hits, misses: shapeOf(slow) };
}

/** Slow answers alone show a cache only where they come at intervals, three times at least. */
function isRegular({ promise }: CachingStudy, fitted: FittedStream | null): boolean {
  if (fitted === null || fitted.ttl.value === null) return false;
  const { shown, explained } = fitted.misses;
  const predicted = fitted.hits.filter((hit) => !hit).length;
  const asPromised = promise !== null && Math.abs(fitted.ttl.value - promise.ttlSeconds) < 1;
  return explained >= shown * 0.8 && explained >= predicted * 0.8 && explained >= (asPromised ? 2 : 3);
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
  { proven, atFloor }: { proven: boolean; atFloor: 'above' | 'near' | 'unknown' },
): Reading {
  const notCached = !proven && atFloor === 'above';
  return {
    told: notCached ? 'latency' : 'nothing',
    cached: proven ? true : notCached ? false : null,
    hits: sightings.map(() => 0),
    ttl: null,
    parameters: study.parameters.map((parameter) => ({ parameter, inKey: null, values: 0 })),
    refreshed: refreshByStatus(sightings) ?? 'unknown',
    repeats: repeatsOf(sightings).map(({ repeat }) => ({ ...repeat, cached: null })),
    notes: [],
  };
}

function readParameter(
  sightings: readonly Sighting[],
  { parameter, fit }: { parameter: string; fit: LatencyFit },
): ReadParameter {
  const varied = firsts(variedBy(sightings, parameter));
  const fresh = varied.filter(({ purpose }) => purpose.does === 'vary' && purpose.fresh);
  const judged = fresh.filter(({ status }) => !mayBeRefusal(status));
  const sum = judged.reduce((total, { serviceMs }) => total + evidence(fit, serviceMs), 0);
  const common = { parameter, values: judged.length };
  if (judged.length === 0) {
    const because =
      varied.length === 0
        ? 'none of its values was answered'
        : fresh.length === 0
          ? 'it has no value that nobody else may have asked for: a mark would tell'
          : refusedNote(fresh.map(({ status }) => status));
    return { ...common, inKey: null, because };
  }
  if (Math.abs(sum) < decisive)
    return { ...common, inKey: null, because: 'hits and misses take too much alike' };
  return { ...common, inKey: sum < 0 };
}

function readRefresh(sightings: readonly Sighting[], fit: LatencyFit): RefreshOutcome {
  const told = refreshByStatus(sightings);
  if (told !== null) return told;
  const sum = sightings
    .filter(({ purpose }) => purpose.does === 'refresh')
    .reduce((total, { serviceMs }) => total + evidence(fit, serviceMs), 0);
  if (Math.abs(sum) < decisive) return 'unknown';
  return sum < 0 ? 'refreshed' : 'ignored';
}

interface Known {
  readonly fit: LatencyFit;
  readonly streamHits: ReadonlyMap<Sighting, boolean | undefined>;
  readonly parameters: readonly ReadParameter[];
  readonly refreshed: RefreshOutcome;
  /** The first sighting of each varied request. */
  readonly first: ReadonlySet<Sighting>;
}

/** What is known of a request beside its latency weighs as much as one latency that is clear. */
const knowledge = 3;

function probability(sighting: Sighting, known: Known): number {
  const expected = expectedHit(sighting, known);
  if (expected === 'surely not') return 0;
  const prior = expected === null ? 0 : expected ? knowledge : -knowledge;
  return 1 / (1 + Math.exp(-(prior + evidence(known.fit, sighting.serviceMs))));
}

function expectedHit(
  sighting: Sighting,
  { streamHits, parameters, refreshed, first }: Known,
): boolean | null | 'surely not' {
  const { purpose, status } = sighting;
  switch (purpose.does) {
    case 'stream':
    case 'keep':
      return streamHits.get(sighting) ?? true;
    case 'vary': {
      const read = parameters.find(({ parameter }) => parameter === purpose.parameter);
      if (mayBeRefusal(status)) return 'surely not';
      if (read?.inKey === undefined || read.inKey === null) return null;
      return !(read.inKey && first.has(sighting));
    }
    case 'refresh':
      if (refreshed === 'refused') return 'surely not';
      return refreshed === 'unknown' ? null : refreshed !== 'refreshed';
    case 'repeat':
    case 'floor':
      return 'surely not';
  }
}

function lengthOf(stream: readonly Sighting[]): number {
  return ((stream.at(-1)?.sentMs ?? 0) - (stream[0]?.receivedMs ?? 0)) / 1000;
}
