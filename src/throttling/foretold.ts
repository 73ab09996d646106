import type { Phase } from '../plan/plan.ts';
import { roleOf } from '../plan/throttling-phases.ts';
import type { Attempts } from './attempts.ts';

interface Bucket {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/**
 * How far the numbers that such a bucket would have accepted are off, surge by surge and step by step, as a share of what was accepted.
 * A bucket that only parts most attempts rightly, as a faster one of a single token may, is far off at some rate of attempts.
 */
export function misforetold(attempts: Attempts, bucket: Bucket, phases: readonly Phase[]): number {
  const { atMs, accepted } = attempts;
  const foretold = answersOf(atMs, bucket);
  let seen = 0;
  let off = 0;
  for (const phase of phases) {
    if (roleOf(phase) !== 'surge' && roleOf(phase) !== 'step') continue;
    const fromMs = phase.fromSecond * 1000;
    const toMs = fromMs + phase.seconds * 1000;
    let more = 0;
    for (const [index, now] of atMs.entries()) {
      if (now < fromMs || now >= toMs) continue;
      seen += accepted[index] as number;
      more += (foretold[index] as number) - (accepted[index] as number);
    }
    off += Math.abs(more);
  }
  return off / Math.max(1, seen);
}

/** 1: accepted. The bucket is full before the first. */
function answersOf(atMs: Float64Array, { ratePerSecond, burst }: Bucket): Uint8Array {
  const answers = new Uint8Array(atMs.length);
  let missing = 0;
  let beforeMs = atMs[0] ?? 0;
  for (const [index, now] of atMs.entries()) {
    missing = Math.max(0, missing - ((now - beforeMs) * ratePerSecond) / 1000);
    beforeMs = now;
    if (missing > burst - 1) continue;
    answers[index] = 1;
    missing++;
  }
  return answers;
}
