import { mulberry32 } from '../plan/order.ts';
import type { TrueLimit } from './simulated-limit.fixture.ts';

/** Whether a request at this time, in milliseconds and never before the last one, finds a token. */
export type SimulatedBucket = (nowMs: number) => boolean;

/** Lets a token's rounding errors add up to no token. */
const slackMs = 1e-6;

/**
 * A token bucket told by when it would be full again: a request is let through while that is less than a whole
 * bucket away (the virtual scheduling algorithm of ITU-T I.371), which shares nothing with the gateway's way of counting
 * tokens.
 */
function fullAgain({ ratePerSecond, burst }: { ratePerSecond: number; burst: number }): SimulatedBucket {
  const tokenMs = 1000 / ratePerSecond;
  let fullAtMs = Number.NEGATIVE_INFINITY;
  return (nowMs) => {
    const from = Math.max(fullAtMs, nowMs);
    if (from - nowMs > (burst - 1) * tokenMs + slackMs) return false;
    fullAtMs = from + tokenMs;
    return true;
  };
}

/** One bucket, or several nodes with a share each that a request meets by chance and that are refilled at intervals. */
export function simulatedBucket(
  { ratePerSecond, burst, nodes = 1, lagMs = 0 }: TrueLimit,
  seed: number,
): SimulatedBucket {
  if (nodes === 1 && lagMs === 0) return fullAgain({ ratePerSecond, burst });
  const random = mulberry32(seed);
  const share = ratePerSecond / nodes;
  const held = Math.max(1, burst / nodes, (share * lagMs) / 1000);
  const all = Array.from({ length: nodes }, () => fullAgain({ ratePerSecond: share, burst: held }));
  return (nowMs) => {
    const node = Math.floor(random() * nodes);
    const offsetMs = (lagMs * node) / nodes;
    const refilledMs = lagMs === 0 ? nowMs : Math.floor((nowMs - offsetMs) / lagMs) * lagMs + offsetMs;
    return all[node]?.(refilledMs) ?? false;
  };
}
