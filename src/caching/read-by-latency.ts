import type { CachingStudy } from '../plan/caching-plan.ts';
import { median } from './estimate.ts';
import { evidence, fitMixture, type LatencyFit, logOf, shapeOf, slowerBy } from './latency-fit.ts';
import type { Sighting } from './sighting.ts';
import { type FittedStream, fitStream, isRegular } from './time-to-live.ts';
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
const fewestStream = 10;

/**
 * Hits by their latency. Requests with values that nobody asked for before are misses if the value is part of the key; how
 * long those take, and what the steady stream's usual answers take, tells one from the other; and since an entry lives
 * the same time each time, its misses come at regular intervals.
 */
export function readByLatency(study: CachingStudy, sightings: readonly Sighting[]): Reading {
  const stream = sightings.filter(({ purpose, expected }) => purpose.does === 'stream' && expected);
  const known = knownMisses(study, sightings, stream);
  const isProven = provenByRefusal(sightings);
  const atFloor = floorOf(sightings, stream);
  const start = startOf(stream, known);
  const fitted = start === null ? null : fitEntry(study, sightings, { start, known });
  const isShown = fitted !== null && (known.length > 0 || isPeriodic(study, { fitted, isProven }));
  if (!isShown || atFloor === 'above') return unread(study, sightings, { isProven, atFloor });
  const { parameters, refreshed, entry } = fitted;
  const first = firstVaried(sightings);
  return {
    told: 'latency',
    cached: true,
    hits: sightings.map((each) => probability(each, { ...fitted, first })),
    ttl: entry === null ? { value: null, low: lengthOf(stream), high: null } : entry.ttl,
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

/** What the usual answers and the surely slow ones say at first. */
function startOf(stream: readonly Sighting[], known: readonly Sighting[]): LatencyFit | null {
  if (stream.length < fewestStream) return null;
  const usual = stream.map(({ serviceMs }) => serviceMs);
  if (known.length > 0) {
    return {
      hits: shapeOf(usual.map(logOf)),
      misses: shapeOf(known.map(({ serviceMs }) => logOf(serviceMs))),
    };
  }
  const alone = startAlone(usual);
  return alone === null ? null : fitMixture(usual, alone);
}

/** The stream's entry over the whole run, as its requests' latencies and times show it together. */
interface FittedEntry {
  readonly fit: LatencyFit;
  readonly parameters: readonly ReadParameter[];
  readonly refreshed: RefreshOutcome;
  readonly entry: FittedStream | null;
  /** Whether a request for the entry was a hit. */
  readonly entryHits: ReadonlyMap<Sighting, boolean>;
}

const rounds = 4;
/** A longer stream shows nothing new. */
const mostFitted = 10_000;

/**
 * By turns: which requests are for the entry and which of them are misses by the likeliest time to live, and what hits and
 * misses take by that.
 */
function fitEntry(
  { parameters: names }: CachingStudy,
  sightings: readonly Sighting[],
  { start, known }: { start: LatencyFit; known: readonly Sighting[] },
): FittedEntry {
  let fit = start;
  for (let round = 0; ; round++) {
    const parameters = names.map((parameter) => readParameter(sightings, { parameter, fit }));
    const refreshed = readRefresh(sightings, fit);
    const members = sightings
      .filter((each) => isForEntry(each, parameters) && each.expected && each.status !== 403)
      .slice(0, mostFitted);
    const entry = fitStream(
      members.map((each) => ({
        sent: each.sentMs / 1000,
        received: each.receivedMs / 1000,
        evidence: evidence(fit, each.serviceMs),
        fills: each.purpose.does === 'refresh' && refreshed === 'refreshed',
      })),
      (2 * Math.exp(fit.hits.location + 2 * fit.hits.scale)) / 1000,
    );
    const entryHits = new Map(
      members.flatMap((each, index) => (entry === null ? [] : [[each, entry.hits[index] ?? true]])),
    );
    if (round === rounds) return { fit, parameters, refreshed, entry, entryHits };
    fit = refitted(fit, { entryHits, known });
  }
}

function isForEntry({ purpose }: Sighting, parameters: readonly ReadParameter[]): boolean {
  if (purpose.does !== 'vary') return purpose.does !== 'repeat' && purpose.does !== 'floor';
  return parameters.some(({ parameter, inKey }) => parameter === purpose.parameter && inKey === false);
}

const fewestRefitted = 4;

function refitted(
  fit: LatencyFit,
  { entryHits, known }: { entryHits: ReadonlyMap<Sighting, boolean>; known: readonly Sighting[] },
): LatencyFit {
  const logs = (isHit: boolean) =>
    [...entryHits].flatMap(([{ serviceMs }, hit]) => (hit === isHit ? logOf(serviceMs) : []));
  const misses = [
    ...logs(false),
    ...known.filter((each) => !entryHits.has(each)).map(({ serviceMs }) => logOf(serviceMs)),
  ];
  const hits = logs(true);
  return {
    hits: hits.length < fewestRefitted ? fit.hits : shapeOf(hits),
    misses: misses.length < fewestRefitted ? fit.misses : shapeOf(misses),
  };
}

/** Without a single known miss: the answers that are far above the usual ones, if some are. */
function startAlone(usual: readonly number[]): LatencyFit | null {
  const logs = usual.map(logOf);
  const hits = shapeOf(logs);
  const slow = logs.filter((log) => log > hits.location + Math.max(2.5 * hits.scale, Math.log(2)));
  return slow.length < 2 || slow.length * 2 > logs.length ? null : { hits, misses: shapeOf(slow) };
}

/** Slow answers alone show a cache only where they come at intervals. */
function isPeriodic(
  { promise }: CachingStudy,
  { fitted: { entry }, isProven }: { fitted: FittedEntry; isProven: boolean },
): boolean {
  if (entry === null || entry.ttl === null || entry.ttl.value === null) return false;
  const isForeseen = isProven || (promise !== null && Math.abs(entry.ttl.value - promise.ttlSeconds) < 1);
  return isRegular(entry.misses) && entry.misses.likely >= (isForeseen ? 3 : 4);
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

interface Known extends FittedEntry {
  /** The first sighting of each varied request. */
  readonly first: ReadonlySet<Sighting>;
}

/** What times say of a request weighs more than its latency where they say it of the others as well. */
const knowledge = { regular: 8, expected: 3 } as const;

function probability(sighting: Sighting, known: Known): number {
  const expected = expectedHit(sighting, known);
  if (expected === 'surely not') return 0;
  const { entry, entryHits, fit } = known;
  const isRegularEntry = entry?.ttl != null && isRegular(entry.misses);
  const weight = isRegularEntry && entryHits.has(sighting) ? knowledge.regular : knowledge.expected;
  const prior = expected === null ? 0 : expected ? weight : -weight;
  return 1 / (1 + Math.exp(-(prior + evidence(fit, sighting.serviceMs))));
}

function expectedHit(
  sighting: Sighting,
  { entryHits, parameters, refreshed, first }: Known,
): boolean | null | 'surely not' {
  const { purpose, status } = sighting;
  switch (purpose.does) {
    case 'stream':
    case 'keep':
      return entryHits.get(sighting) ?? true;
    case 'vary': {
      if (mayBeRefusal(status)) return 'surely not';
      const inKey = parameters.find(({ parameter }) => parameter === purpose.parameter)?.inKey ?? null;
      if (inKey === null) return null;
      return inKey ? !first.has(sighting) : (entryHits.get(sighting) ?? true);
    }
    case 'refresh':
      if (refreshed === 'refused') return 'surely not';
      return refreshed === 'unknown' ? null : (entryHits.get(sighting) ?? refreshed !== 'refreshed');
    case 'repeat':
    case 'floor':
      return 'surely not';
  }
}

function firstVaried(sightings: readonly Sighting[]): ReadonlySet<Sighting> {
  return new Set(firsts(sightings.filter(({ purpose }) => purpose.does === 'vary')));
}

function lengthOf(stream: readonly Sighting[]): number {
  return ((stream.at(-1)?.sentMs ?? 0) - (stream[0]?.receivedMs ?? 0)) / 1000;
}
