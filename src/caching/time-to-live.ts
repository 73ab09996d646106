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

/** What would follow if a request filled the entry, by the request's index. */
interface Filling {
  readonly sent: number;
  /** When the entry has the last answer of those that were under way together. */
  readonly filled: number;
  /** Requests that come before the first answer is back go to the backend as well. */
  readonly misses: readonly number[];
  /** Evidence against these being misses, and how many are likelier to be one. */
  readonly cost: number;
  readonly likely: number;
  /** The next request that has the entry made anew whatever its age. */
  readonly renewed: number;
}

function fillingsOf(points: readonly StreamPoint[]): Filling[] {
  let renewed = points.length;
  return points
    .map((point, index): Filling => {
      const misses = [index];
      let filled = point.received;
      for (let next = index + 1; (points[next]?.sent ?? Number.POSITIVE_INFINITY) < point.received; next++) {
        misses.push(next);
        filled = Math.max(filled, points[next]?.received ?? filled);
      }
      const cost = misses.reduce((sum, miss) => sum + (points[miss]?.evidence ?? 0), 0);
      const likely = misses.filter((miss) => (points[miss]?.evidence ?? 0) < 0).length;
      return { sent: point.sent, filled, misses, cost, likely, renewed: points.length };
    })
    .reverse()
    .map((filling, backwards) => {
      const index = points.length - 1 - backwards;
      const known = { ...filling, renewed };
      if (points[index]?.fills) renewed = index;
      return known;
    })
    .reverse();
}

/**
 * The likeliest chain of fillings from the first request on. Each is the first request after the end of the one before; where
 * one comes so close to that end that a client can't tell, it may be that one or the next.
 */
function likeliest(fillings: readonly Filling[], rule: Rule): Omit<Link, 'next'> {
  return chainOf(fillings, rule).get(0) ?? { score: 0, predicted: 0, likely: 0 };
}

function missesOf(fillings: readonly Filling[], rule: Rule): ReadonlySet<number> {
  const chain = chainOf(fillings, rule);
  const misses = new Set<number>();
  for (let at: number | null = 0; at !== null; at = chain.get(at)?.next ?? null) {
    for (const miss of fillings[at]?.misses ?? []) misses.add(miss);
  }
  return misses;
}

interface Rule {
  readonly ttl: number;
  readonly unseen: number;
}

/** What follows a filling at best: the score of all from it on, and how many misses these are. */
interface Link {
  readonly score: number;
  readonly predicted: number;
  readonly likely: number;
  readonly next: number | null;
}

const end: Link = { score: 0, predicted: 0, likely: 0, next: null };

function chainOf(fillings: readonly Filling[], rule: Rule): ReadonlyMap<number, Link> {
  const known = new Map<number, Link>();
  const stack = [0];
  while (stack.length > 0) {
    const index = stack.at(-1) as number;
    const filling = fillings[index];
    if (filling === undefined || known.has(index)) {
      stack.pop();
      continue;
    }
    const next = followers(fillings, filling, rule);
    const open = next.filter((one) => !known.has(one));
    if (open.length > 0) {
      stack.push(...open);
      continue;
    }
    known.set(index, linked(filling, { next, known }));
    stack.pop();
  }
  return known;
}

function linked(
  { cost, misses, likely }: Filling,
  { next, known }: { next: readonly number[]; known: ReadonlyMap<number, Link> },
): Link {
  let best: number | null = null;
  for (const one of next)
    if (best === null || (known.get(one) ?? end).score > (known.get(best) ?? end).score) best = one;
  const rest = best === null ? end : (known.get(best) ?? end);
  return {
    score: rest.score - cost,
    predicted: rest.predicted + misses.length,
    likely: rest.likely + likely,
    next: best,
  };
}

/** Requests that may be the next to fill the entry; none where none comes after its end. */
function followers(
  fillings: readonly Filling[],
  { filled, renewed, misses }: Filling,
  { ttl, unseen }: Rule,
): number[] {
  const behind = (misses.at(-1) ?? 0) + 1;
  const first = Math.max(behind, firstFrom(fillings, filled + ttl - unseen));
  const found: number[] = [];
  for (let index = first; index < fillings.length && index <= renewed; index++) {
    found.push(index);
    if ((fillings[index]?.sent ?? 0) > filled + ttl + unseen) break;
  }
  if (found.length === 0 && renewed < fillings.length && renewed >= behind) found.push(renewed);
  return found;
}

/** The first request that is sent at this time or later. */
function firstFrom(fillings: readonly Filling[], time: number): number {
  let low = 0;
  let high = fillings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((fillings[middle]?.sent ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a client can't see of an entry's age, in seconds: an answer's way from the cache, and a request's to it. */
export function unseenAge(hitsMs: readonly number[]): number {
  const slow = hitsMs.toSorted((a, b) => a - b)[Math.floor(0.9 * hitsMs.length)] ?? 0;
  return (2 * slow) / 1000;
}
