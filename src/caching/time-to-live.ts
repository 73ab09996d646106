import type { TimeToLive } from './estimate.ts';
import { median } from './estimate.ts';

/** What ages say: an entry this old (seconds) was still given out; one this old was replaced. */
export interface Ages {
  readonly alive: readonly number[];
  readonly expired: readonly number[];
}

/**
 * The time to live between the oldest entry that was given out and the youngest that wasn't any more. Where these
 * contradict each other, as in a cache that drops entries early, the interval holds all that was seen.
 */
export function ttlOfAges({ alive, expired }: Ages): TimeToLive | null {
  const oldest = alive.reduce((most, age) => Math.max(most, age), 0);
  const youngest = expired.reduce((least, age) => Math.min(least, age), Number.POSITIVE_INFINITY);
  if (expired.length === 0) return alive.length === 0 ? null : { value: null, low: oldest, high: null };
  if (oldest <= youngest) return { value: (oldest + youngest) / 2, low: oldest, high: youngest };
  return { value: median(expired), low: Math.min(youngest, oldest), high: Math.max(oldest, ...expired) };
}

/** One request of a steady stream for one entry, with how much likelier it is a hit than a miss (logarithm). Seconds. */
export interface StreamPoint {
  readonly sent: number;
  readonly received: number;
  readonly evidence: number;
}

export interface FittedStream {
  readonly ttl: TimeToLive;
  /** For each point: whether it is a hit by this time to live. */
  readonly hits: readonly boolean[];
  /** Misses that the evidence shows, and how many of them come when this time to live says. */
  readonly misses: { readonly shown: number; readonly explained: number };
}

const candidates = 3000;
/** Half the chi-square of 95 % with one degree of freedom: what a likelihood may fall behind the best one. */
const within = 1.92;
const sureEvidence = 2;

/**
 * The time to live under which a stream's latencies are likeliest: the first request fills the entry, it is given out until
 * its time is over, and so on. `null` where the stream begins on an entry of unknown age and shows no miss.
 */
export function fitStream(points: readonly StreamPoint[]): FittedStream | null {
  const first = points.findIndex(({ evidence }) => evidence < -sureEvidence);
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
  const shown = rest.map(({ evidence }) => evidence < -sureEvidence);
  return {
    ttl:
      value === null
        ? { value: null, low: Math.min(low, length), high: null }
        : { value, low: Math.max(0, low - step), high: likely.at(-1) ?? value },
    hits: [...points.slice(0, first).map(() => true), ...hits],
    misses: {
      shown: shown.filter(Boolean).length,
      explained: shown.filter((each, index) => each && !hits[index]).length,
    },
  };
}

/** An entry is as old as the answer that filled it; a request that comes before that answer goes to the backend as well. */
export function predictedHits(points: readonly StreamPoint[], ttl: number): boolean[] {
  const fillings: number[] = [];
  let filled = Number.NEGATIVE_INFINITY;
  return points.map(({ sent, received }) => {
    while (fillings.length > 0 && (fillings[0] as number) <= sent)
      filled = Math.max(filled, fillings.shift() as number);
    if (sent < filled + ttl && filled > Number.NEGATIVE_INFINITY) return true;
    fillings.push(received);
    return false;
  });
}

function scoreOf(points: readonly StreamPoint[], hits: readonly boolean[]): number {
  return points.reduce((sum, { evidence }, index) => sum + (hits[index] ? evidence : -evidence) / 2, 0);
}
