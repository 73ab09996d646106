import type { ColdStarts, EnvironmentNeeds } from '../run/run.ts';
import { createHistogram, encodeHistogram, recordUs } from './histogram.ts';
import type { ObservedRequest } from './sample.ts';

/** The cold starts of a route, as far as they are known. `marked`: its contract names what tells them. */
export function createColdStartRecording(marked: boolean) {
  const service = createHistogram();
  let count = 0;
  let inWarmUp = 0;
  let first: ObservedRequest | null = null;
  return {
    measured({ serviceUs }: ObservedRequest): void {
      count++;
      recordUs(service, serviceUs);
    },
    /** The warm-up's first request of the route is told by its number: others may be answered before it. */
    beforehand(request: ObservedRequest, cold: boolean): void {
      if (first === null || request.iteration < first.iteration) first = request;
      if (!cold || request.status === 0) return;
      inWarmUp++;
      recordUs(service, request.serviceUs);
    },
    finish(needs?: EnvironmentNeeds): ColdStarts {
      const firstCall =
        first === null || first.status === 0
          ? null
          : { serviceMs: first.serviceUs / 1000, status: first.status };
      const known = { marked, count, inWarmUp, service: encodeHistogram(service), firstCall };
      return marked || needs === undefined ? known : { ...known, needs };
    },
  };
}
