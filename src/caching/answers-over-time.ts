import type { CachingPlan, CachingStudy } from '../plan/caching-plan.ts';
import type { Observation } from '../run/observation.ts';
import { isBase, isOfRoute, sightingsOf } from './sighting.ts';
import { readingOf, sure } from './study-cache.ts';

/** One answer of a studied route, and what it was taken for. */
export interface JudgedAnswer {
  /** Since the first measured arrival. */
  readonly sentMs: number;
  readonly serviceMs: number;
  readonly from: 'cache' | 'function' | 'unsure';
  /** Of the steady stream, so that a miss is a moment at which its entry was filled (anew). */
  readonly stream: boolean;
}

/** Every expected answer of a study's route, in the order in which it was sent: what its latencies and times to live are made of. */
export function answersOverTime(
  plan: Pick<CachingPlan, 'requests' | 'purposes'> & { readonly studies: readonly CachingStudy[] },
  observations: readonly Observation[],
  study: number,
): JudgedAnswer[] {
  const studied = plan.studies[study];
  if (studied === undefined) return [];
  const sightings = sightingsOf(plan, observations, study);
  const { hits, cached } = readingOf(studied, sightings);
  return sightings.flatMap((each, index): JudgedAnswer[] => {
    if (!isOfRoute(each) || !each.expected) return [];
    const { sentMs, serviceMs } = each;
    return [{ sentMs, serviceMs, stream: isBase(each), from: fromOf(cached === null ? null : hits[index]) }];
  });
}

function fromOf(hit: number | null | undefined): JudgedAnswer['from'] {
  if (hit === null || hit === undefined) return 'unsure';
  if (hit >= sure) return 'cache';
  return hit <= 1 - sure ? 'function' : 'unsure';
}
