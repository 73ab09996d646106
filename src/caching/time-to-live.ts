import { median, type TimeToLive } from './estimate.ts';
import { fillingsOf, type Link, likeliest, missesOf, type StreamPoint } from './filling-chain.ts';

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
  /** For each point: whether it is a hit by this time to live, or by the likeliest one where none is credible. */
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

interface FitOptions {
  /** By how much an entry may be older than a client sees, seconds. */
  readonly unseen: number;
  /** The time to live that somebody promises, seconds. */
  readonly foreseen: number | null;
}

/**
 * The time to live under which latencies and times of a stream are likeliest together: the first request fills the entry, it
 * is given out until its time is over, the next request fills it again, and so on. `null` where the stream begins on an
 * entry of unknown age and shows no miss.
 */
export function fitStream(
  points: readonly StreamPoint[],
  { unseen, foreseen }: FitOptions,
): FittedStream | null {
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
  const missesAt = (ttl: number) => missesOf(fillings, { ttl, unseen });
  const isCredible = (chain: Chain, share: number) =>
    isRegular(chain) && byChance(rest, { misses: missesAt(chain.ttl), chain }) * share < mostChance;
  const near = chains.filter(({ ttl }) => foreseen !== null && Math.abs(ttl - foreseen) <= 1);
  const found = bestOf(chains, never) ?? null;
  const foreseenOne = bestOf(near, never);
  const isForeseen = foreseenOne !== null && isCredible(foreseenOne.best, Math.min(1, 2 / length));
  const isAsLikely = (foreseenOne?.best.score ?? 0) > (found?.best.score ?? 0) - chanceHits;
  const chosen =
    isForeseen && isAsLikely
      ? foreseenOne
      : found !== null && isCredible(found.best, 1) && !isPart(found.best, chains)
        ? found
        : isForeseen
          ? foreseenOne
          : null;
  const misses = missesAt((chosen ?? found)?.best.ttl ?? Number.POSITIVE_INFINITY);
  return {
    ttl:
      chosen != null
        ? { value: chosen.value, low: Math.max(0, chosen.low - step), high: chosen.high + unseen }
        : found === null
          ? { value: null, low: endless(chains, { never, length }), high: null }
          : null,
    hits: points.map((_, index) => !misses.has(index - first)),
    misses: {
      predicted: misses.size,
      likely: [...misses].filter((index) => (rest[index]?.evidence ?? 0) < 0).length,
    },
  };
}

type Chain = Omit<Link, 'next'> & { readonly ttl: number };

/** The likeliest of these, with those that are about as likely; `null` where an entry that never ends is. */
function bestOf(chains: readonly Chain[], never: Omit<Link, 'next'>) {
  const score = chains.reduce((most, each) => Math.max(most, each.score), Number.NEGATIVE_INFINITY);
  if (never.score >= score - within) return null;
  const likely = chains.filter((each) => each.score >= score - within);
  const bests = likely.filter((each) => each.score === score);
  const [best] = bests;
  if (best === undefined) return null;
  return {
    best,
    value: median(bests.map(({ ttl }) => ttl)),
    low: likely[0]?.ttl ?? best.ttl,
    high: likely.at(-1)?.ttl ?? best.ttl,
  };
}

/** The least time to live that the stream doesn't speak against. */
function endless(
  chains: readonly Chain[],
  { never, length }: { never: Omit<Link, 'next'>; length: number },
): number {
  const best = chains.reduce((most, { score }) => Math.max(most, score), never.score);
  return Math.min(chains.find(({ score }) => score >= best - within)?.ttl ?? length, length);
}

/**
 * By so much, as the logarithm of a likelihood, a half or a third of the true time to live may seem likelier: a hit or two that were slow by
 * chance at its times are enough where misses are hardly slower.
 */
const chanceHits = 5;

/** Whether twice or three times as long is about as likely. */
function isPart({ ttl, score }: Chain, chains: readonly Chain[]): boolean {
  return chains.some(
    (other) =>
      other.score > score - chanceHits &&
      [2, 3].some((times) => Math.abs(other.ttl - times * ttl) < times * nearPart),
  );
}

/** Seconds. */
const nearPart = 0.25;

const regularShare = 0.8;
const mostChance = 0.05;
/** Logarithm of how much likelier than a hit an answer is a miss. */
const slowEvidence = 1;

/** What a time to live calls a miss has to look like one: else it is noise that it fits. */
export function isRegular({ predicted, likely }: { predicted: number; likely: number }): boolean {
  return likely >= predicted * regularShare;
}

/**
 * How many chains of so many fillings chance alone would make: hits that look like misses, which a busy machine makes of
 * some, may come at regular intervals too. The first of them may be anywhere, the further ones have to be in their places, as many as
 * look like misses in this chain.
 */
function byChance(
  points: readonly StreamPoint[],
  { misses, chain }: { misses: ReadonlySet<number>; chain: Chain },
): number {
  const isSlow = ({ evidence }: StreamPoint) => evidence < -slowEvidence;
  const unexplained = points.filter((point, index) => !misses.has(index) && isSlow(point)).length;
  const slow = [...misses].filter((index) => isSlow(points[index] as StreamPoint)).length;
  const places = Math.max(0, chain.fillings - 2);
  const likely = Math.max(0, Math.min(slow, chain.fillings) - 2);
  return unexplained * atLeast(likely, places, unexplained / points.length);
}

/** The probability of so many successes or more in so many trials. */
function atLeast(successes: number, trials: number, probability: number): number {
  let sum = 0;
  let ways = 1;
  for (let count = 0; count <= trials; count++) {
    if (count > 0) ways *= (trials - count + 1) / count;
    if (count >= successes) sum += ways * probability ** count * (1 - probability) ** (trials - count);
  }
  return sum;
}

/** What a client can't see of an entry's age, in seconds: an answer's way from the cache, and a request's to it. */
export function unseenAge(hitsMs: readonly number[]): number {
  const slow = hitsMs.toSorted((a, b) => a - b)[Math.floor(0.9 * hitsMs.length)] ?? 0;
  return (2 * slow) / 1000;
}
