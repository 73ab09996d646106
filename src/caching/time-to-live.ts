import type { TimeToLive } from './estimate.ts';
import { median } from './estimate.ts';

/** What ages say: an entry this old (seconds) was still given out; one this old was replaced. */
export interface Ages {
  readonly alive: readonly number[];
  readonly expired: readonly number[];
}

/**
 * The time to live between the oldest entry that was given out and the youngest that wasn't any more. Where these
 * contradict each other, as in a cache that drops entries early, the interval holds all that was seen. `unseen` is what an
 * entry may be older than a client can see: the ways of the answer that filled it and of the request that asked for it.
 */
export function ttlOfAges({ alive, expired }: Ages, unseen: number): TimeToLive | null {
  const oldest = alive.reduce((most, age) => Math.max(most, age), 0);
  const youngest = expired.reduce((least, age) => Math.min(least, age), Number.POSITIVE_INFINITY);
  if (expired.length === 0) return alive.length === 0 ? null : { value: null, low: oldest, high: null };
  if (oldest <= youngest) return { value: (oldest + youngest) / 2, low: oldest, high: youngest + unseen };
  return {
    value: median(expired),
    low: Math.min(youngest, oldest),
    high: Math.max(oldest, ...expired) + unseen,
  };
}

/** One request of a steady stream for one entry, with how much likelier it is a hit than a miss (logarithm). Seconds. */
export interface StreamPoint {
  readonly sent: number;
  readonly received: number;
  readonly evidence: number;
  /** It has the entry made anew whatever its age. */
  readonly fills?: boolean;
}

export interface FittedStream {
  readonly ttl: TimeToLive;
  /** For each point: whether it is a hit by this time to live. */
  readonly hits: readonly boolean[];
  /** Misses by this time to live, and how many of them are likelier to be one by their latency too. */
  readonly misses: { readonly predicted: number; readonly likely: number };
}

const candidates = 3000;
/** Half the chi-square of 95 % with one degree of freedom: what a likelihood may fall behind the best one. */
const within = 1.92;
const sureEvidence = 2;

/**
 * The time to live under which a stream's latencies are likeliest: the first request fills the entry, it is given out until
 * its time is over, and so on. `null` where the stream begins on an
 * entry of unknown age and shows no miss.
 */
export function fitStream(points: readonly StreamPoint[], unseen = 0): FittedStream | null {
  // An entry that somebody else had made is of unknown age: nothing is known before the first miss.
  const isOld = (points[0]?.evidence ?? 0) > sureEvidence;
  const first = isOld ? points.findIndex(({ evidence }) => evidence < -sureEvidence) : 0;
  if (first === -1) return null;
  const rest = points.slice(first);
  const length = (rest.at(-1)?.sent ?? 0) - (rest[0]?.received ?? 0);
  if (!(length > 0)) return null;
  const step = Math.max(0.02, length / candidates);
  const tried = Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => (index + 1) * step);
  const scores = tried.map((ttl) => scoreOf(rest, predictedHits(rest, ttl)));
  const never = scoreOf(rest, predictedHits(rest, Number.POSITIVE_INFINITY));
  const best = scores.reduce((most, score) => Math.max(most, score), never);
  const likely = tried.filter((_, index) => (scores[index] ?? 0) >= best - within);
  const endless = never >= best - within;
  const low = likely[0] ?? length;
  const top = tried[scores.indexOf(best)];
  const bests = tried.filter((_, index) => scores[index] === best);
  const value = endless || top === undefined ? null : median(bests);
  const hits = predictedHits(rest, value ?? Number.POSITIVE_INFINITY);
  const misses = rest.filter((_, index) => !hits[index]);
  return {
    ttl:
      value === null
        ? { value: null, low: Math.min(low, length), high: null }
        : { value, low: Math.max(0, low - step), high: (likely.at(-1) ?? value) + unseen },
    hits: [...points.slice(0, first).map(() => true), ...hits],
    misses: {
      predicted: misses.length,
      likely: misses.filter(({ evidence }) => evidence < 0).length,
    },
  };
}

/** An entry is as old as the answer that filled it; a request that comes before that answer goes to the backend as well. */
export function predictedHits(points: readonly StreamPoint[], ttl: number): boolean[] {
  const fillings: number[] = [];
  let filled = Number.NEGATIVE_INFINITY;
  return points.map(({ sent, received, fills = false }) => {
    while (fillings.length > 0 && (fillings[0] as number) <= sent)
      filled = Math.max(filled, fillings.shift() as number);
    if (!fills && sent < filled + ttl && filled > Number.NEGATIVE_INFINITY) return true;
    fillings.push(received);
    return false;
  });
}

function scoreOf(points: readonly StreamPoint[], hits: readonly boolean[]): number {
  return points.reduce((sum, { evidence }, index) => sum + (hits[index] ? evidence : -evidence) / 2, 0);
}

/** What a client can't see of an entry's age, in seconds: an answer's way from the cache, and a request's to it. */
export function unseenAge(hitsMs: readonly number[]): number {
  const slow = hitsMs.toSorted((a, b) => a - b)[Math.floor(0.9 * hitsMs.length)] ?? 0;
  return (2 * slow) / 1000;
}
