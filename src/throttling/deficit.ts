import type { Attempts } from './attempts.ts';

/**
 * How many tokens a bucket of this rate lacked when each attempt came: an accepted one takes a token, time gives them
 * back until none is missing. It needs no burst, since a bucket of burst b accepts exactly while at most b − 1 are
 * missing: of the true rate, every accepted attempt met a smaller deficit than every refused one.
 *
 * A deficit below zero is kept as such: by so much a refused attempt says that the rate is too high.
 */
export function deficits({ atMs, accepted }: Attempts, ratePerSecond: number): Float64Array {
  const perMs = ratePerSecond / 1000;
  const met = new Float64Array(atMs.length);
  let missing = 0;
  let takenMs = atMs[0] ?? 0;
  for (let index = 0; index < atMs.length; index++) {
    const now = atMs[index] as number;
    const left = missing - (now - takenMs) * perMs;
    met[index] = left;
    if (accepted[index] === 0) continue;
    missing = Math.max(0, left) + 1;
    takenMs = now;
  }
  return met;
}
