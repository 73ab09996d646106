import { median, type TimeToLive } from './estimate.ts';
import { fillingsOf, likeliest, missesOf, type StreamPoint } from './filling-chain.ts';

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

export interface FittedStream {
  /** `null`: latencies and times agree on none. */
  readonly ttl: TimeToLive | null;
  /** For each point: whether it is a hit by this time to live. */
  readonly hits: readonly boolean[];
  /** Misses by this time to live, and how many of them are likelier to be one by their latency too. */
  readonly misses: { readonly predicted: number; readonly likely: number };
}

/** Seconds between times to live that are tried, unless the stream is long. */
const finest = 0.02;
const mostTried = 20_000;
/** Half the chi-square of 95 % with one degree of freedom: what a likelihood may fall behind the best one. */
const within = 1.92;
const sureEvidence = 2;

/**
 * The time to live under which latencies and times of a stream are likeliest together: the first request fills the entry, it
 * is given out until its time is over, the next request fills it again, and so on. `unseen` is by how much an entry may be
 * older than a client sees (seconds). `null` where the stream begins on an entry of unknown age and shows no miss.
 */
export function fitStream(points: readonly StreamPoint[], unseen = 0): FittedStream | null {
  // An entry that somebody else had made is of unknown age: nothing is known before the first miss.
  const isOld = (points[0]?.evidence ?? 0) > sureEvidence;
  const first = isOld ? points.findIndex(({ evidence }) => evidence < -sureEvidence) : 0;
  if (first === -1) return null;
  const rest = points.slice(first);
  const length = (rest.at(-1)?.sent ?? 0) - (rest[0]?.received ?? 0);
  if (!(length > 0)) return null;
  const step = Math.max(finest, length / mostTried);
  const tried = Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => (index + 1) * step);
  const fillings = fillingsOf(rest);
  const chains = tried.map((ttl) => ({ ttl, ...likeliest(fillings, { ttl, unseen }) }));
  const never = likeliest(fillings, { ttl: Number.POSITIVE_INFINITY, unseen });
  const best = Math.max(never.score, highest(chains));
  const likely = chains.filter(({ score }) => score >= best - within);
  const bests = likely.filter(({ score }) => score === best);
  const isEndless = never.score >= best - within;
  const [any] = bests;
  const value = isEndless || any === undefined ? null : median(bests.map(({ ttl }) => ttl));
  const misses = missesOf(fillings, {
    ttl: value === null ? Number.POSITIVE_INFINITY : (any?.ttl ?? value),
    unseen,
  });
  return {
    ttl:
      value === null
        ? { value, low: Math.min(likely[0]?.ttl ?? length, length), high: null }
        : any === undefined || !isRegular(any)
          ? null
          : {
              value,
              low: Math.max(0, (likely[0]?.ttl ?? value) - step),
              high: (likely.at(-1)?.ttl ?? value) + unseen,
            },
    hits: points.map((_, index) => !misses.has(index - first)),
    misses: {
      predicted: misses.size,
      likely: [...misses].filter((index) => (rest[index]?.evidence ?? 0) < 0).length,
    },
  };
}

const regularShare = 0.8;

/** What a time to live calls a miss has to look like one: else it is noise that it fits. */
export function isRegular({ predicted, likely }: { predicted: number; likely: number }): boolean {
  return likely >= predicted * regularShare;
}

function highest(chains: readonly { readonly score: number }[]): number {
  return chains.reduce((most, { score }) => Math.max(most, score), Number.NEGATIVE_INFINITY);
}

/** What a client can't see of an entry's age, in seconds: an answer's way from the cache, and a request's to it. */
export function unseenAge(hitsMs: readonly number[]): number {
  const slow = hitsMs.toSorted((a, b) => a - b)[Math.floor(0.9 * hitsMs.length)] ?? 0;
  return (2 * slow) / 1000;
}
