import type { CachingStudy } from '../plan/caching-plan.ts';
import { evidence, type LatencyFit, logOf, shapeOf, slowerBy } from './latency-fit.ts';
import type { Sighting } from './sighting.ts';
import { type FittedStream, fitStream } from './time-to-live.ts';
import {
  firsts,
  mayBeRefusal,
  type ReadParameter,
  type RefreshOutcome,
  refreshByStatus,
  refusedNote,
  variedBy,
} from './told.ts';

/** Standard deviations of a rank sum that chance doesn't reach. */
export const surely = 3.1;

/** Answers that are surely slower than the stream's: those to new values of one parameter, or to `max-age=0`. */
export function knownMisses(
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

/** Logarithm of how much likelier several answers together have to be of one kind. */
const decisive = 4;
const fewestStream = 10;

/** Without a known miss, how far above the usual an answer has to be for one, in scales: where none is far, some may be less. */
const farAbove = [5, 3.5, 2.5] as const;

/** What the usual answers and the surely slow ones say at first: one beginning, or some to try one after another. */
export function startsOf(stream: readonly Sighting[], known: readonly Sighting[]): LatencyFit[] {
  if (stream.length < fewestStream) return [];
  const logs = stream.map(({ serviceMs }) => logOf(serviceMs));
  const hits = shapeOf(logs);
  if (known.length > 0) return [{ hits, misses: shapeOf(known.map(({ serviceMs }) => logOf(serviceMs))) }];
  return farAbove.flatMap((scales) => {
    const slow = logs.filter((log) => log > hits.location + Math.max(scales * hits.scale, Math.log(2)));
    return slow.length < 2 || slow.length * 2 > logs.length ? [] : [{ hits, misses: shapeOf(slow) }];
  });
}

/** The stream's entry over the whole run, as its requests' latencies and times show it together. */
export interface FittedEntry {
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
export function fitEntry(
  { parameters: names, assumedTtl }: CachingStudy,
  sightings: readonly Sighting[],
  { start, known }: { start: LatencyFit; known: readonly Sighting[] },
): FittedEntry {
  let fit = start;
  const foreseen = assumedTtl.from === 'nobody' ? null : assumedTtl.seconds;
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
      { unseen: (2 * Math.exp(fit.hits.location + 2 * fit.hits.scale)) / 1000, foreseen },
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

const fewestRefitted = 3;

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
