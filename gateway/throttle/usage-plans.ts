import type { ApiKey, Throttle, UsagePlan } from '../model.ts';
import type { Bucket } from './bucket.ts';
import { exactBucket, type NewBucket } from './buckets.ts';
import { createQuotaMeter, type QuotaMeter } from './quota.ts';

/** Whose call it is, where a key lets it in. */
export interface KeyHolder {
  readonly apiKey: string;
  readonly apiKeyId: string;
}

export type Admission = KeyHolder | 'no-such-key' | 'throttled' | 'quota-exceeded';

/** A call as usage plans see it. */
export interface KeyedCall {
  readonly apiId: string;
  readonly stage: string;
  /** Path template and verb of its method, `/users/{id}/GET`: what plans throttle by. */
  readonly methodKey: string;
  /** `undefined` where the caller shows no key. */
  readonly key: string | undefined;
  readonly nowMs: number;
}

/** The keys and usage plans of all stacks. */
export interface UsagePlans {
  admit(call: KeyedCall): Admission;
  /** Calls of a key that count against its plan's quota in the current period. */
  used(planId: string, keyId: string, nowMs: number): number;
}

interface PlannedKey {
  readonly holder: KeyHolder;
  readonly methods: ReadonlyMap<string, Throttle>;
  readonly methodBuckets: Map<string, Bucket>;
  readonly newBucket: (throttle: Throttle, route: string | null) => Bucket;
  /** Shared by all stages of the plan. */
  readonly bucket: Bucket | null;
  readonly quota: QuotaMeter | null;
}

/**
 * Checks keys against plans: a key opens a stage where it is enabled and in a plan of that stage. Limits and quotas
 * hold for each key of a plan, over all of the plan's stages (AWS documentation, "Usage plans and API keys for REST APIs").
 */
export function createUsagePlans(
  keys: readonly ApiKey[],
  plans: readonly UsagePlan[],
  makeBucket: NewBucket = exactBucket,
): UsagePlans {
  const byStage = new Map<string, Map<string, PlannedKey>>();
  const meters = new Map<string, QuotaMeter>();
  for (const plan of plans) {
    for (const key of keys) {
      if (!key.enabled || !plan.keyIds.includes(key.id)) continue;
      const holder = { apiKey: key.value, apiKeyId: key.id };
      const newBucket = bucketsOf(plan, makeBucket);
      const bucket = plan.throttle === null ? null : newBucket(plan.throttle, null);
      const quota = plan.quota === null ? null : createQuotaMeter(plan.quota);
      if (quota !== null) meters.set(`${plan.id}/${key.id}`, quota);
      for (const { apiId, stage, methods } of plan.apiStages) {
        const place = `${apiId}/${stage}`;
        const planned = byStage.get(place) ?? new Map<string, PlannedKey>();
        byStage.set(place, planned);
        // AWS allows a key one plan per stage; the first one counts.
        if (planned.has(key.value)) continue;
        const throttles = new Map(Object.entries(methods));
        planned.set(key.value, {
          holder,
          methods: throttles,
          methodBuckets: new Map(),
          newBucket,
          bucket,
          quota,
        });
      }
    }
  }
  return {
    admit({ apiId, stage, methodKey, key, nowMs }) {
      const planned = key === undefined ? undefined : byStage.get(`${apiId}/${stage}`)?.get(key);
      if (planned === undefined) return 'no-such-key';
      if (planned.quota?.usedUp(nowMs)) return 'quota-exceeded';
      if (bucketOf(planned, methodKey)?.take(nowMs) === false) return 'throttled';
      planned.quota?.count(nowMs);
      return planned.holder;
    },
    used: (planId, keyId, nowMs) => meters.get(`${planId}/${keyId}`)?.used(nowMs) ?? 0,
  };
}

/** A plan's buckets count as those of its first API. */
function bucketsOf({ apiStages: [first] }: UsagePlan, makeBucket: NewBucket): PlannedKey['newBucket'] {
  return (throttle, route) =>
    makeBucket(throttle, first === undefined ? null : { apiId: first.apiId, route });
}

/** A limit for the method replaces that of the whole plan. */
function bucketOf(planned: PlannedKey, methodKey: string): Bucket | null {
  const throttle = planned.methods.get(methodKey);
  if (throttle === undefined) return planned.bucket;
  const known = planned.methodBuckets.get(methodKey);
  if (known !== undefined) return known;
  const verbAt = methodKey.lastIndexOf('/');
  const route = `${methodKey.slice(verbAt + 1)} ${methodKey.slice(0, verbAt)}`;
  const bucket = planned.newBucket(throttle, route);
  planned.methodBuckets.set(methodKey, bucket);
  return bucket;
}
