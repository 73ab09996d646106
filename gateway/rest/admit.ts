import { type Call, headerOf, type Surroundings } from '../call.ts';
import type { RestApi, RestMethod } from '../model.ts';
import type { Bucket } from '../throttle/bucket.ts';
import type { ThrottledBy } from '../truth/observation.ts';
import { createAuthorize } from './authorize.ts';
import { type Fault, faults } from './errors.ts';
import type { RestRequest } from './request.ts';
import { createResourcePolicy } from './resource-policy.ts';
import type { IntegrationResult } from './respond.ts';
import type { MethodPlace } from './route.ts';

export type Refusal = IntegrationResult | Fault;
/** Refuses a request before it is validated, or lets it pass with `null`. */
export type Gate = (request: RestRequest) => Refusal | null | Promise<Refusal | null>;

/**
 * Who may call a method, and how often: resource policy → authorizer → API key with its plan → throttle of the method
 * → the account's (AWS documentation, "Throttle requests to your REST APIs"). `null`: nothing stands before it.
 */
export function createAdmission(
  api: RestApi,
  surroundings: Surroundings,
): (method: RestMethod, place: MethodPlace) => Gate | null {
  const policy = createResourcePolicy(api, surroundings);
  const authorize = createAuthorize(api, surroundings);
  return (method, place) => {
    const gates = [
      policy(method),
      authorize(method),
      method.apiKeyRequired ? keyGate(api, place, surroundings) : null,
      throttleGate(api, place, surroundings),
    ].filter((gate) => gate !== null);
    return gates.length === 0 ? null : inOrder(gates);
  };
}

/** Waits only for gates that take time. */
function inOrder(gates: readonly Gate[]): Gate {
  return (request) => {
    for (const [index, gate] of gates.entries()) {
      const refusal = gate(request);
      if (refusal instanceof Promise)
        return refusal.then((late) => late ?? inOrder(gates.slice(index + 1))(request));
      if (refusal !== null) return refusal;
    }
    return null;
  };
}

/** Path template and verb, as usage plans name a method. */
const methodKey = ({ resourcePath, httpMethod }: MethodPlace): string => `${resourcePath}/${httpMethod}`;

function keyGate(api: RestApi, place: MethodPlace, { usagePlans, now, fineNow = now }: Surroundings): Gate {
  const keyOf =
    api.apiKeySource === 'HEADER'
      ? ({ call }: RestRequest) => headerOf(call.headers, 'x-api-key')
      : ({ caller }: RestRequest) => caller.usageIdentifierKey;
  const key = methodKey(place);
  return (request) => {
    const admission = usagePlans.admit({
      apiId: api.id,
      stage: request.stage.name,
      methodKey: key,
      key: keyOf(request),
      nowMs: fineNow(),
    });
    switch (admission) {
      case 'no-such-key':
        return faults.apiKey;
      case 'quota-exceeded':
        return throttled(request.call, 'quota');
      case 'throttled':
        return throttled(request.call, 'plan');
      default:
        request.caller = { ...request.caller, identity: { ...request.caller.identity, ...admission } };
        return null;
    }
  };
}

/** A setting for all methods gives each of them a bucket of its own (AWS documentation, "Stage-level throttling"). */
function throttleGate(api: RestApi, place: MethodPlace, surroundings: Surroundings): Gate | null {
  const { accountBucket, newBucket, now, fineNow = now } = surroundings;
  const route = `${place.httpMethod} ${place.resourcePath}`;
  const byStage = new Map<string, { readonly bucket: Bucket; readonly by: ThrottledBy }>();
  for (const stage of api.stages) {
    const setting = stage.throttling.find(
      ({ resourcePath, httpMethod }) =>
        (resourcePath === '/*' || resourcePath === place.resourcePath) &&
        (httpMethod === '*' || httpMethod === place.httpMethod),
    );
    if (setting === undefined) continue;
    const by = setting.resourcePath === '/*' && setting.httpMethod === '*' ? 'stage' : 'method';
    byStage.set(stage.name, { bucket: newBucket(setting.throttle, { apiId: api.id, route }), by });
  }
  if (byStage.size === 0 && accountBucket === null) return null;
  return (request) => {
    const nowMs = fineNow();
    const own = byStage.get(request.stage.name);
    if (own?.bucket.take(nowMs) === false) return throttled(request.call, own.by);
    return accountBucket?.take(nowMs) === false ? throttled(request.call, 'account') : null;
  };
}

function throttled({ observation }: Call, by: ThrottledBy): Fault {
  if (observation !== null) observation.throttledBy = by;
  return by === 'quota' ? faults.quotaExceeded : faults.throttled;
}
