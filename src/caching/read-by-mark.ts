import type { CachingStudy } from '../plan/caching-plan.ts';
import { evidence, logOf, shapeOf, slowerBy } from './latency-fit.ts';
import { isBase, type Sighting } from './sighting.ts';
import { type Ages, ttlOfAges, unseenAge } from './time-to-live.ts';
import {
  firsts,
  mayBeRefusal,
  type Reading,
  type ReadParameter,
  type ReadRepeat,
  type RefreshOutcome,
  refreshByStatus,
  refusedNote,
  repeatsOf,
  variedBy,
} from './told.ts';

const fewestMarked = 0.9;

/** Whether answers can be told by their marks: enough of the stream's have one, and it is not always the same. */
export function markOf(sightings: readonly Sighting[]): 'changes' | 'missing' | 'constant' {
  const answered = sightings.filter((each) => isBase(each) && each.expected);
  const marked = answered.filter(({ mark }) => mark !== null);
  if (marked.length === 0 || marked.length < answered.length * fewestMarked) return 'missing';
  return new Set(sightings.flatMap(({ mark }) => mark ?? [])).size === 1 ? 'constant' : 'changes';
}

/**
 * Hits by the mark that changes with each invocation: of all answers with one mark, the first to be asked for was made by
 * the invocation, and the others come out of the cache. What somebody else's request had made is told by its latency.
 */
export function readByMark(study: CachingStudy, sightings: readonly Sighting[]): Reading {
  const makers = makersOf(sightings);
  const strangers = madeByOthers(study, sightings, makers);
  const isHit = (each: Sighting) =>
    each.mark !== null && (makers.get(each.mark) !== each || strangers.has(each.mark));
  const parameters = study.parameters.map((parameter) => readParameter(sightings, parameter));
  const shared = new Set(parameters.flatMap(({ parameter, inKey }) => (inKey === false ? [parameter] : [])));
  const entry = sightings.filter(
    (each) =>
      each.mark !== null &&
      (isBase(each) ||
        (each.purpose.does === 'vary' && shared.has(each.purpose.parameter)) ||
        each.purpose.does === 'refresh'),
  );
  const base = sightings.filter((each) => isBase(each) && each.mark !== null);
  const cached = base.some(isHit);
  return {
    told: 'mark',
    cached,
    hits: sightings.map((each) => Number(isHit(each))),
    doubtful: 0,
    ttl: cached
      ? ttlOfAges(
          agesOf(entry, { makers, strangers, isHit }),
          unseenAge(sightings.filter(isHit).map(({ serviceMs }) => serviceMs)),
        )
      : null,
    parameters,
    refreshed: readRefresh(sightings, cached),
    repeats: repeatsOf(sightings).map(
      ({ repeat, own }): ReadRepeat => ({ ...repeat, cached: sharedMark(own) }),
    ),
    notes: [
      ...(strangers.size > 0
        ? [
            `${strangers.size === 1 ? 'an entry was' : `${strangers.size} entries were`} there before this run asked: other clients, or an earlier run, use the same cache`,
          ]
        : []),
    ],
  };
}

/** Mark → the sighting whose invocation made it. */
function makersOf(sightings: readonly Sighting[]): Map<string, Sighting> {
  const makers = new Map<string, Sighting>();
  for (const each of sightings) if (each.mark !== null && !makers.has(each.mark)) makers.set(each.mark, each);
  return makers;
}

const fewestForLatency = { hits: 10, misses: 5 };
/** An entry from before the run is nothing unusual; one that somebody else fills in its midst is. */
const surelyQuick = { atFirst: 2.5, later: 5 } as const;

/** Marks that this run saw for the first time in an answer as quick as a hit: another client's request was the miss. */
function madeByOthers(
  { freshBy }: CachingStudy,
  sightings: readonly Sighting[],
  makers: ReadonlyMap<string, Sighting>,
): ReadonlySet<string> {
  const first = [...makers].map(([mark, maker]) => ({ mark, maker }));
  const hits = sightings.flatMap((each) =>
    each.mark !== null && makers.get(each.mark) !== each ? each.serviceMs : [],
  );
  const misses = first.map(({ maker }) => maker.serviceMs);
  if (hits.length < fewestForLatency.hits || misses.length < fewestForLatency.misses) return new Set();
  if (slowerBy(misses, hits) < 3) return new Set();
  const fit = { hits: shapeOf(hits.map(logOf)), misses: shapeOf(misses.map(logOf)) };
  if (fit.misses.location - fit.hits.location < 2 * (fit.hits.scale + fit.misses.scale)) return new Set();
  const [earliest] = sightings;
  const mayBeOld = ({ purpose }: Sighting) =>
    freshBy === null && (purpose.does === 'stream' || purpose.does === 'keep')
      ? true
      : purpose.does === 'vary' && !purpose.fresh;
  return new Set(
    first
      .filter(
        ({ maker }) =>
          mayBeOld(maker) &&
          evidence(fit, maker.serviceMs) > (maker === earliest ? surelyQuick.atFirst : surelyQuick.later),
      )
      .map(({ mark }) => mark),
  );
}

interface Marked {
  readonly makers: ReadonlyMap<string, Sighting>;
  readonly strangers: ReadonlySet<string>;
  readonly isHit: (each: Sighting) => boolean;
}

/** Ages in seconds at which the stream's entry was given out, and at which a request found it expired. */
function agesOf(entry: readonly Sighting[], { makers, strangers, isHit }: Marked): Ages {
  const alive: number[] = [];
  const expired: number[] = [];
  for (const [index, each] of entry.entries()) {
    if (isHit(each)) {
      const maker = makers.get(each.mark ?? '');
      if (maker !== undefined && !strangers.has(each.mark ?? ''))
        alive.push((each.sentMs - maker.receivedMs) / 1000);
    } else if (each.purpose.does !== 'refresh') {
      const before = lastAnswered(entry, { index });
      const maker = makers.get(before?.mark ?? '');
      if (maker === undefined || strangers.has(before?.mark ?? '')) continue;
      expired.push((each.sentMs - maker.receivedMs) / 1000);
    }
  }
  return { alive, expired };
}

/** A value that shares a mark with the stream's entry shares the entry. */
function readParameter(sightings: readonly Sighting[], parameter: string): ReadParameter {
  const base = new Set(sightings.filter(isBase).flatMap(({ mark }) => mark ?? []));
  const varied = firsts(variedBy(sightings, parameter));
  const judged = varied.filter(({ mark, status }) => mark !== null || !mayBeRefusal(status));
  const shares = judged.filter(({ mark }) => mark !== null && base.has(mark)).length;
  const statuses = varied.map(({ status }) => status);
  if (judged.length === 0)
    return {
      parameter,
      inKey: null,
      values: 0,
      because: varied.length === 0 ? 'none of its values was answered' : refusedNote(statuses),
    };
  return { parameter, inKey: shares * 2 < judged.length, values: judged.length };
}

function readRefresh(sightings: readonly Sighting[], cached: boolean): RefreshOutcome {
  const told = refreshByStatus(sightings);
  if (told !== null) return told;
  if (!cached) return 'unknown';
  const votes = sightings.flatMap((each, index): RefreshOutcome[] => {
    if (each.purpose.does !== 'refresh' || each.mark === null) return [];
    const before = lastAnswered(sightings, { index, isMeant: isBase });
    return [before?.mark === each.mark ? 'ignored' : 'refreshed'];
  });
  const ignored = votes.filter((vote) => vote === 'ignored').length;
  if (votes.length === 0 || ignored * 2 === votes.length) return 'unknown';
  return ignored * 2 > votes.length ? 'ignored' : 'refreshed';
}

/** The same request again and again: `null` where its answers have no mark. */
function sharedMark(own: readonly Sighting[]): boolean | null {
  const marks = own.flatMap(({ mark }) => mark ?? []);
  return marks.length < 2 ? null : new Set(marks).size < marks.length;
}

/** The last one before this that was answered when this was sent. */
function lastAnswered(
  sightings: readonly Sighting[],
  { index, isMeant = () => true }: { index: number; isMeant?: (each: Sighting) => boolean },
): Sighting | undefined {
  const atMs = sightings[index]?.sentMs ?? 0;
  for (let at = index - 1; at >= 0; at--) {
    const each = sightings[at];
    if (each !== undefined && each.receivedMs <= atMs && isMeant(each)) return each;
  }
  return undefined;
}
