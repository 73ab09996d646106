import type { Call, Surroundings } from '../call.ts';
import type { HttpApi, HttpRoute } from '../model.ts';
import type { Bucket } from '../throttle/bucket.ts';
import type { ThrottledBy } from '../truth/observation.ts';
import { createAuthorize } from './authorize.ts';
import { type Fault, faults } from './errors.ts';
import type { HttpRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';

export type Refusal = IntegrationResult | Fault;
/** Refuses a request before its integration, or lets it pass with `null`. */
export type Gate = (request: HttpRequest) => Refusal | null | Promise<Refusal | null>;

/**
 * Who may call a route, and how often: authorizer → throttle of the route → the account's
 * (AWS documentation, "Throttle requests to your HTTP APIs"). `null`: nothing stands before it.
 */
export function createAdmission(api: HttpApi, surroundings: Surroundings): (route: HttpRoute) => Gate | null {
  const authorize = createAuthorize(api, surroundings);
  return (route) => {
    const authorizer = authorize(route);
    const throttle = throttleGate(api, route, surroundings);
    if (authorizer === null || throttle === null) return authorizer ?? throttle;
    return (request) => {
      const refusal = authorizer(request);
      if (refusal instanceof Promise) return refusal.then((late) => late ?? throttle(request));
      return refusal ?? throttle(request);
    };
  };
}

/** Each route has a bucket of its own, also where its limit is the stage's default. */
function throttleGate(
  api: HttpApi,
  { routeKey }: HttpRoute,
  { accountBucket, newBucket, now, fineNow = now }: Surroundings,
): Gate | null {
  const byStage = new Map<string, { readonly bucket: Bucket; readonly by: ThrottledBy }>();
  for (const { name, routeThrottling, defaultThrottle } of api.stages) {
    const own = routeThrottling[routeKey];
    const throttle = own ?? defaultThrottle;
    if (throttle === null) continue;
    const bucket = newBucket(throttle, { apiId: api.id, route: routeKey });
    byStage.set(name, { bucket, by: own === undefined ? 'stage' : 'route' });
  }
  if (byStage.size === 0 && accountBucket === null) return null;
  return (request) => {
    const nowMs = fineNow();
    const own = byStage.get(request.paths.stage.name);
    if (own?.bucket.take(nowMs) === false) return throttled(request.call, own.by);
    return accountBucket?.take(nowMs) === false ? throttled(request.call, 'account') : null;
  };
}

function throttled({ observation }: Call, by: ThrottledBy): Fault {
  if (observation !== null) observation.throttledBy = by;
  return faults.throttled;
}
