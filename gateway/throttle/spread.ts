import { seededRandom } from '../disturbance/random.ts';
import type { Throttle } from '../model.ts';
import { type Bucket, createBucket } from './bucket.ts';

/**
 * How a throttle is imperfect, as API Gateway's are: its limits are "applied on a best-effort basis and should be
 * thought of as targets rather than guaranteed request ceilings" (AWS documentation, "Throttle requests to your REST
 * APIs"). How AWS does it isn't published; several nodes that each know only their share is what such services do.
 */
export interface Spread {
  /** So many share the limit; each request meets one of them by chance. */
  readonly nodes: number;
  /** Tokens come at once for each such interval, milliseconds, instead of one by one. */
  readonly lagMs: number;
}

/**
 * A bucket of several: each node holds its share of the burst and gains its share of the rate, when its interval ends.
 * A node holds at least one token, and what it gains in an interval, so that in the long run the rate is the one that
 * was asked for, wherever requests are many enough to find every node. No more than that pass at once.
 */
export function createSpreadBucket(
  { ratePerSecond, burst }: Throttle,
  { nodes, lagMs, seed }: Spread & { readonly seed: number },
): Bucket {
  if (ratePerSecond <= 0 || burst < 1) return { take: () => false };
  const random = seededRandom(seed);
  const share = {
    ratePerSecond: ratePerSecond / nodes,
    burst: nodeBurst({ ratePerSecond, burst }, { nodes, lagMs }),
  };
  const buckets = Array.from({ length: nodes }, (_, node) => ({
    bucket: createBucket(share),
    offsetMs: (lagMs * node) / nodes,
  }));
  return {
    take(nowMs) {
      const met = buckets[Math.floor(random() * nodes)];
      if (met === undefined) return false;
      const refilledMs =
        lagMs === 0 ? nowMs : Math.floor((nowMs - met.offsetMs) / lagMs) * lagMs + met.offsetMs;
      return met.bucket.take(refilledMs);
    },
  };
}

/** Most tokens that a node holds. */
export function nodeBurst({ ratePerSecond, burst }: Throttle, { nodes, lagMs }: Spread): number {
  return Math.max(1, burst / nodes, ((ratePerSecond / nodes) * lagMs) / 1000);
}
