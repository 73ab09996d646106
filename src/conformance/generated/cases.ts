import fc from 'fast-check';
import type { Breakage, BrokenRequest } from './broken-requests.ts';

/** What is known of the requests that were sent: their titles, and whether each one failed. */
export type Outcomes = ReadonlyMap<string, boolean>;

/** Few enough that whoever writes no schema to a value doesn't wait for one that breaks it. */
const skips = 20;

/**
 * The requests of one breakage that should be sent now, at most `limit`. Without outcomes it is the first one; once that
 * is known to have failed, the next smaller ones of which nothing is known. Nothing, when there is nothing left to
 * learn. Pure: the generator runs again from the same seed and is told what is known, so that no state is kept.
 */
export function nextCases(
  breakage: Breakage,
  { seed, limit, outcomes = new Map() }: { seed: number; limit: number; outcomes?: Outcomes },
): BrokenRequest[] {
  const unknown = new Map<string, BrokenRequest>();
  const property = fc.property(breakage.requests, (request) => {
    fc.pre(request !== null);
    const failed = outcomes.get(request.title);
    if (failed === undefined) unknown.set(request.title, request);
    return failed !== true;
  });
  const found = fc.check(property, { seed, numRuns: 1, maxSkipsPerRun: skips });
  if (outcomes.size > 0 && !found.failed) return [];
  return [...unknown.values()].slice(0, limit);
}
