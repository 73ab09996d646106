import type { Phase } from '../plan/plan.ts';
import { roleOf } from '../plan/throttling-phases.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { type Attempts, acceptedWhileRefusing } from './attempts.ts';
import { deficits } from './deficit.ts';
import { type ExactFit, fitExactBucket } from './exact-fit.ts';
import { misforetold } from './foretold.ts';
import type { MetThrottle } from './met-throttle.ts';
import { fitSpreadBuckets } from './spread-fit.ts';

/** What a run tells of a limit. */
export type Limit =
  /** `counting`: as one exact bucket, or less evenly, as by several nodes or in lumps. */
  | {
      readonly kind: 'found';
      readonly rate: Estimate;
      readonly burst: Estimate;
      readonly counting: 'exact' | 'spread';
    }
  /** Refused from the beginning on, at half of the guess: no bucket was ever seen full. */
  | { readonly kind: 'below'; readonly rate: Estimate }
  /** Next to nothing was refused. What was accepted beyond `sentPerSecond` is the least that a burst would have to be. */
  | { readonly kind: 'above'; readonly sentPerSecond: number; readonly refused: number }
  /** Hardly anything was accepted. */
  | { readonly kind: 'closed'; readonly accepted: number; readonly attempts: number };

export interface LimitOptions {
  readonly phases: readonly Phase[];
  readonly seed: number;
}

/** Refusals from which on a limit is fitted. */
const fewestRefusals = 20;
/** Of the requests at half of the guess. */
const refusedBefore = 0.1;
const leastAccepted = 5;

/** `met` on the clock of the phases: 0 is the first measured arrival. */
export function limitOf(met: MetThrottle, options: LimitOptions): Limit {
  const { attempts, transitMs } = met;
  const refused = count(attempts, 0);
  const accepted = count(attempts, 1);
  if (refused < fewestRefusals) {
    return { kind: 'above', sentPerSecond: highestRate(attempts, options.phases), refused };
  }
  if (accepted < leastAccepted) return { kind: 'closed', accepted, attempts: accepted + refused };
  const around = acceptedWhileRefusing(attempts);
  if (around === null) return { kind: 'closed', accepted, attempts: accepted + refused };
  if (isBelow(attempts, options.phases, around)) {
    return { kind: 'below', rate: roughRate(around) };
  }
  const exact = fitExactBucket(attempts);
  if (exact !== null && isOneBucket(exact, met, options.phases)) {
    return { kind: 'found', rate: withTransit(exact), burst: exact.burst, counting: 'exact' };
  }
  const spread = fitSpreadBuckets(attempts, { ...options, transitMs: 2 * transitMs });
  if (spread === null) return { kind: 'below', rate: roughRate(around) };
  return { kind: 'found', rate: spread.ratePerSecond, burst: spread.burst, counting: 'spread' };
}

/** Share of what was accepted that one bucket foretells too much or too little, at most. */
const mostMisforetold = 0.05;

/** Whether the attempts are answered as by one bucket, and by this one. */
function isOneBucket(
  { ratePerSecond, burst, blur }: ExactFit,
  { attempts, transitMs }: MetThrottle,
  phases: readonly Phase[],
): boolean {
  const bucket = { ratePerSecond: ratePerSecond.value, burst: burst.value };
  return (
    blur <= blurOfTransit(bucket.ratePerSecond, transitMs) &&
    misforetold(attempts, bucket, phases) <= mostMisforetold
  );
}

/**
 * Tokens that are taken or regained while requests overtake each other: by simulation, one bucket is blurred by that much or less, and
 * lumps of tokens or several nodes by half a token and more.
 */
function blurOfTransit(ratePerSecond: number, transitMs: number): number {
  return 0.05 + (ratePerSecond * transitMs) / 1000;
}

/** Share of the blur that a bucket of one token seems slower by, at most: by simulation. */
const lateness = 0.3;
/** Clocks by which services count are no coarser, as a rule. */
const clockMs = 1;
/** Scale of the logistic transition, as a share of the width of an even one. */
const scaleOfEven = 0.13;
/** What is left of a blur as an error, beyond two ticks of such a clock: seen on machines with far too much to do. */
const leftOfBlur = 0.1;

/**
 * Of a bucket of one token, each time between two accepted requests counts by itself. Those are accepted that took long on their way: that
 * makes the rate look smaller, the more so the more their order is blurred. And a clock of whole milliseconds gives a token when one of
 * them begins, so that it may be up to half of one sooner or later than it seems, as far as the blur leaves room for such a clock.
 */
function withTransit({ ratePerSecond, burst, blur }: ExactFit): Estimate {
  if (burst.value > 1) return ratePerSecond;
  const { low, high } = ratePerSecond;
  const later = high / (1 - Math.min(0.2, lateness * blur));
  const blurMs = (1000 * blur) / (scaleOfEven * ratePerSecond.value);
  const doubtMs = Math.min(clockMs, blurMs) / 2 + leftOfBlur * Math.max(0, blurMs - 2 * clockMs);
  const within = (rate: number, byMs: number) => 1000 / (1000 / rate + byMs);
  return {
    value: Math.sqrt(low * later),
    low: within(low, doubtMs),
    high: Math.max(later, within(high, -Math.min(doubtMs, 400 / high))),
  };
}

function count({ accepted }: Attempts, which: 0 | 1): number {
  return accepted.reduce((sum, one) => sum + (one === which ? 1 : 0), 0);
}

/** What is accepted beside refusals is the rate, or less: down to half of it where a bucket of one token waits for attempts. */
function roughRate(around: number): Estimate {
  return { value: around, low: around * 0.95, high: around * 2 };
}

/** Whether requests are refused that come at half of the guess, and no more than that is ever accepted for long. */
function isBelow(attempts: Attempts, phases: readonly Phase[], around: number): boolean {
  const before = phases.find((phase) => roleOf(phase) === 'before');
  if (before === undefined || around > 1.1 * before.ratePerSecond) return false;
  const untilMs = (before.fromSecond + before.seconds) * 1000;
  const answers = attempts.accepted.filter((_, index) => (attempts.atMs[index] as number) < untilMs);
  return answers.filter((one) => one === 0).length > refusedBefore * answers.length;
}

/** Of the phases, as it was really sent. */
function highestRate({ atMs }: Attempts, phases: readonly Phase[]): number {
  return phases.reduce((most, { fromSecond, seconds }) => {
    const sent = atMs.filter((at) => at >= fromSecond * 1000 && at < (fromSecond + seconds) * 1000).length;
    return Math.max(most, sent / seconds);
  }, 0);
}

/**
 * The most that was accepted beyond a rate at any time: a bucket of this rate holds that much or more, since within t seconds
 * at most burst + rate × t pass.
 */
export function acceptedBeyond(attempts: Attempts, ratePerSecond: number): number {
  const met = deficits(attempts, ratePerSecond);
  return met.reduce(
    (most, deficit, index) =>
      attempts.accepted[index] === 1 ? Math.max(most, Math.max(0, deficit) + 1) : most,
    0,
  );
}
