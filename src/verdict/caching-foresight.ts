import type { CachingPlan, CachingStudy } from '../plan/caching-plan.ts';
import { formatDuration } from '../plan/duration.ts';
import { bound } from '../statistics/figures.ts';

/** What a caching run can't tell because it is too short for it, with the duration that would do. */
export function cachingForesight({ studies, arrivals }: CachingPlan): string[] {
  return studies.flatMap((study) => {
    const { target, route, assumedTtl, streamSeconds } = study;
    const { seconds, from } = assumedTtl;
    if (from === 'nobody') {
      return [
        `nobody says how long ${target} ${route} is cached: this run can measure up to ${bound(Math.floor(streamSeconds))} s to live, and --duration makes it more.`,
      ];
    }
    if (streamSeconds > seconds * longEnough) return [];
    return [
      `${target} ${route} is to be cached for ${bound(seconds)} s, and this run looks for ${bound(Math.floor(streamSeconds))} s: it can tell that nothing expires until then, and the rest, but not when. --duration ${enough(study, arrivals.durationSeconds)} would tell.`,
    ];
  });
}

const longEnough = 1.05;

function enough({ assumedTtl, streamSeconds }: CachingStudy, durationSeconds: number): string {
  const besides = Math.max(0, durationSeconds - streamSeconds);
  return formatDuration(Math.ceil(assumedTtl.seconds * 1.15 + besides + 2));
}
