import type { EnvironmentCandidate, SeriesMeasurement } from '../run/run.ts';
import { type Distribution, distributionOf, valueAtRank } from './distribution.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** What speaks for cold starts on a route that no mark tells of. */
export interface PossibleColdStarts {
  /** Requests that no environment may have been free for. */
  readonly raised: number;
  readonly mostInFlight: number;
  /** Those of them that took longer than the route's others do, and were overtaken; in order of time. */
  readonly likely: readonly EnvironmentCandidate[];
}

/**
 * Of runs without any cold start, so many name one where latencies are independent, and some more where they hang together (by simulation
 * at most three in a hundred).
 */
const falseShare = 0.01;

/**
 * Which candidates were cold starts, by latency. Whether a request raised the number in flight was settled before it was sent, so without
 * cold starts it takes what any other of the route takes, and its rank among these is a p-value; of these, those are named that Benjamini and
 * Hochberg's procedure names ("Controlling the false discovery rate", 1995). A target that stands still makes whole rows of
 * requests slow, and raises the number in flight itself: so a candidate also has to be overtaken, long before its answer, by one
 * that started later. Who came after a pause has nobody to overtake it.
 *
 * `null` where nothing was kept, as a mark tells of cold starts or the run is of an older version.
 */
export function possibleColdStarts({ coldStarts, service }: SeriesMeasurement): PossibleColdStarts | null {
  const { needs } = coldStarts;
  if (needs === undefined) return null;
  const { raised, mostInFlight, candidates } = needs;
  const all = distributionOf([service]);
  if (all.count === 0) return { raised, mostInFlight, likely: [] };
  const usualMs = valueAtRank(all, Math.ceil(all.count / 2)) / 1000;
  const ranked = candidates
    .filter((one) => one.afterIdle || isOvertaken(one, usualMs))
    .map((one) => ({ one, p: shareAsSlow(one, all, candidates) }))
    .toSorted((a, b) => a.p - b.p);
  const named = ranked.findLastIndex(
    ({ p }, index) =>
      p <= (falseShare * (index + 1)) / candidates.length || isCrowd(p, index + 1, candidates.length),
  );
  const likely = ranked.slice(0, named + 1).map(({ one }) => one);
  return { raised, mostInFlight, likely: likely.toSorted((a, b) => a.atMs - b.atMs) };
}

/** Fewer hang together by one slow moment. */
const smallestCrowd = 4;
/** Of those that a crowd is named for, so many may be none. */
const strangersInCrowd = 0.1;

/**
 * Whether more of the candidates are that slow than would be if they were as the others. The others may hold cold starts, too (a gateway
 * that lets requests wait for a process starts some later than the number in flight says), so that no single one stands out from them.
 */
function isCrowd(share: number, slow: number, candidates: number): boolean {
  if (slow < smallestCrowd || share * candidates > strangersInCrowd * slow) return false;
  const byChance = incompleteBeta(share, slow, candidates - slow + 1);
  return byChance <= falseShare / candidates;
}

/** Half-way between what the route usually takes and what this one took. */
function isOvertaken({ overtakenMs, serviceMs }: EnvironmentCandidate, usualMs: number): boolean {
  return overtakenMs !== null && overtakenMs <= (serviceMs + usualMs) / 2;
}

function shareAsSlow(
  { serviceMs }: EnvironmentCandidate,
  all: Distribution,
  candidates: readonly EnvironmentCandidate[],
): number {
  // As wide as a bucket.
  const leastUs = serviceMs * 999;
  const first = all.highest.findIndex((highest) => highest >= leastUs);
  const asSlow = first === -1 ? 0 : all.count - (first === 0 ? 0 : (all.cumulative[first - 1] as number));
  const others = candidates.filter((one) => one.serviceMs * 1000 >= leastUs).length;
  return (1 + Math.max(0, asSlow - others)) / (1 + Math.max(0, all.count - candidates.length));
}
