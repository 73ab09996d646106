import { studyCaches } from '../caching/study-cache.ts';
import type { CachingPlan } from '../plan/caching-plan.ts';
import { type Observation, observationsOf } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import { judgeCaching } from '../verdict/caching.ts';
import type { CachingDocument } from './documents.ts';

/** What a run of this plan comes to; without a run, of a plan that sends nothing. */
export function cachingDocument(plan: CachingPlan, run: Run | null): CachingDocument {
  return documentOf(plan, { run, observations: run === null ? null : observationsOf(run) });
}

/** The same from observations, whatever they are of. */
export function documentOf(
  plan: CachingPlan,
  { run, observations }: { readonly run: Run | null; readonly observations: readonly Observation[] | null },
): CachingDocument {
  const found = observations === null ? [] : studyCaches(plan, observations);
  const [first] = found;
  return {
    schemaVersion: 1,
    runId: plan.runId,
    ...judgeCaching(plan, run, found),
    hitRatio: first?.hitRatio ?? null,
    ttlSeconds: first?.ttlSeconds ?? null,
    keyedBy: first?.keyedBy ?? null,
    invalidation: first?.invalidation ?? null,
    routes: found.map((route, index) => {
      const { promise, deployed, freshBy, notVaried } = plan.studies[index] as CachingPlan['studies'][number];
      return { ...route, promise, deployed, freshBy, notVaried };
    }),
    uncached: plan.uncached,
  };
}
