import type { Attempts } from './attempts.ts';

/**
 * A limit that is kept by several nodes, as services at this scale do it: each holds and regains its share, a request
 * meets one of them by chance, and tokens may come in lumps. How API Gateway does it isn't published; its limits are
 * "applied on a best-effort basis" (AWS documentation, "Throttle requests to your REST APIs").
 */
export interface SpreadLimit {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly nodes: number;
  /** Milliseconds between lumps; 0: tokens come one by one. */
  readonly lagMs: number;
  /** Mean of what a request is on its way until it is decided. */
  readonly transitMs: number;
}

/** What such a limit would have answered to the same attempts: the times of decisions, in order, and the answers. */
export function simulate(
  { atMs }: Pick<Attempts, 'atMs'>,
  limit: SpreadLimit,
  random: () => number,
): Attempts {
  const decided = inTransit(atMs, limit.transitMs, random);
  const { nodes, lagMs } = limit;
  const perMs = limit.ratePerSecond / nodes / 1000;
  const most = heldTogether(limit) / nodes;
  const tokens = new Float64Array(nodes).fill(most);
  const filledMs = new Float64Array(nodes).fill(Number.NEGATIVE_INFINITY);
  const startMs = random() * lagMs;
  const accepted = new Uint8Array(decided.length);
  const heldUp = new Uint8Array(decided.length);
  for (let index = 0; index < decided.length; index++) {
    const node = nodes === 1 ? 0 : Math.floor(random() * nodes);
    let now = decided[index] as number;
    if (lagMs > 0) {
      const offset = startMs + (lagMs * node) / nodes;
      now = Math.floor((now - offset) / lagMs) * lagMs + offset;
    }
    const left = Math.min(most, (tokens[node] as number) + (now - (filledMs[node] as number)) * perMs);
    filledMs[node] = now;
    const takes = left >= 1 - 1e-9;
    accepted[index] = takes ? 1 : 0;
    tokens[node] = takes ? left - 1 : left;
  }
  return { atMs: decided, accepted, heldUp };
}

/** Most tokens that all nodes hold together: the burst, or more where a node's share is less than a token or a lump. */
export function heldTogether({ ratePerSecond, burst, nodes, lagMs }: SpreadLimit): number {
  return Math.max(nodes, burst, (ratePerSecond * lagMs) / 1000);
}

/** Requests that are close together overtake each other: nearly in order, so sorted by insertion. */
function inTransit(atMs: Float64Array, meanMs: number, random: () => number): Float64Array {
  const decided = new Float64Array(atMs.length);
  for (let index = 0; index < atMs.length; index++) {
    const at = (atMs[index] as number) + 2 * meanMs * random();
    let place = index;
    while (place > 0 && (decided[place - 1] as number) > at) {
      decided[place] = decided[place - 1] as number;
      place--;
    }
    decided[place] = at;
  }
  return decided;
}
