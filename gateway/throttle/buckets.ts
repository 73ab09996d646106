import { seedOf } from '../disturbance/random.ts';
import type { Throttle } from '../model.ts';
import { type Bucket, createBucket } from './bucket.ts';
import { createSpreadBucket, type Spread } from './spread.ts';

/** What a throttle limits, as rules name it. */
export interface ThrottledPlace {
  readonly apiId: string;
  /** `null`: more than one route. */
  readonly route: string | null;
}

/** Makes the bucket of a throttle. `place` is `null` for that of the whole account. */
export type NewBucket = (throttle: Throttle, place: ThrottledPlace | null) => Bucket;

/** How imperfect buckets are, which may change. */
export interface Imperfection {
  readonly seed: number;
  /** Another number whenever buckets are to begin anew, full. */
  readonly throttling: number;
  /** `null`: not at all. */
  spreadAt(place: ThrottledPlace | null): Spread | null;
}

export const exactBucket: NewBucket = (throttle) => createBucket(throttle);

/** Makes buckets that are as imperfect as they are told to be, from one call to the next. */
export function imperfectBuckets(imperfection: Imperfection): NewBucket {
  let made = 0;
  return (throttle, place) => {
    const ordinal = made++;
    let throttling = Number.NaN;
    let bucket = createBucket(throttle);
    return {
      take(nowMs) {
        if (throttling !== imperfection.throttling) {
          throttling = imperfection.throttling;
          const spread = imperfection.spreadAt(place);
          const seed = seedOf(imperfection.seed, `${place?.apiId} ${place?.route} ${ordinal}`);
          bucket =
            spread === null ? createBucket(throttle) : createSpreadBucket(throttle, { ...spread, seed });
        }
        return bucket.take(nowMs);
      },
    };
  };
}
