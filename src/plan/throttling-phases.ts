import type { PhaseWish } from './arrivals.ts';
import type { Phase } from './plan.ts';

/** What a throttle is thought to be, before anybody has looked: where load has to rise to find it. */
export interface LimitGuess {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** What a phase of a throttling run is for. The names in plan and report begin with it. */
export type PhaseRole = 'before' | 'promised' | 'surge' | 'rest' | 'step';

const seconds = {
  before: { least: 4, most: 20, arrivals: 40 },
  promised: { least: 2, most: 6, arrivals: 20 },
  /** Behind the moment in which the bucket should be empty. */
  empty: { least: 2, most: 12, tokens: 80 },
  step: { least: 0.4, most: 2, tokens: 5 },
} as const;
/** More where the bucket may hold a token or two, which only these tell apart. */
const steps = { usual: 12, smallBucket: 24, smallUpTo: 2 } as const;
const leastStep = 1.1;
/** No whole multiple of the guess: requests would come just when a token does, and chance would decide. */
const beside = 0.96;
const restShare = 0.2;
/** Times the time that a refill or a drain of the guessed bucket takes. */
const reserve = 1.25;
/** A bucket that takes longer to fill again is emptied once. */
const longestRefillSeconds = 30;

/**
 * Rest, rise, surge and recovery around a guess, as multiples of the guessed rate: half of it, next to all of it, then more,
 * up to `upTo` times. Each surge begins with a full bucket and goes on when it should be empty; rests let it fill
 * again and show when clients are served again. The steps at the end are of many rates, because at one constant rate
 * a small bucket refuses in a fixed rhythm, which many rates of throttle would explain.
 */
export function throttlingPhases({ ratePerSecond: rate, burst }: LimitGuess, upTo: number): PhaseWish[] {
  const top = upTo * beside;
  const refill = burst / rate;
  const surge = (times: number) => ({
    times,
    seconds: (reserve * refill) / (times - 1) + within(seconds.empty, seconds.empty.tokens / rate),
  });
  const rest = (refilled: boolean) => ({
    times: restShare,
    seconds: 1 + (refilled ? (reserve * refill) / (1 - restShare) : 0) + Math.min(4, 2 / (restShare * rate)),
  });
  const again = refill <= longestRefillSeconds && upTo > 1.5;
  const stepSeconds = within(seconds.step, seconds.step.tokens / rate);
  const count = burst <= steps.smallUpTo ? steps.smallBucket : steps.usual;
  const stepTimes = Array.from({ length: count }, (_, i) => top - ((top - leastStep) * i) / (count - 1));
  return wholeArrivals(rate, [
    { name: 'before', times: 0.5, seconds: within(seconds.before, seconds.before.arrivals / (rate / 2)) },
    { name: 'promised', times: beside, seconds: within(seconds.promised, seconds.promised.arrivals / rate) },
    { name: 'surge 1', ...surge(top) },
    ...(again
      ? [
          { name: 'rest 1', ...rest(true) },
          { name: 'surge 2', ...surge(1 + ((top - 1) / 2) * beside) },
          { name: 'rest 2', ...rest(true) },
        ]
      : []),
    ...stepTimes.map((times, i) => ({ name: `step ${i + 1}`, times, seconds: stepSeconds })),
    { name: `rest ${again ? 3 : 1}`, ...rest(false) },
  ]);
}

/** What a phase is for, by its name. */
export function roleOf({ name }: Pick<Phase, 'name'>): PhaseRole {
  return name.split(' ')[0] as PhaseRole;
}

function within({ least, most }: { readonly least: number; readonly most: number }, wished: number): number {
  return Math.min(most, Math.max(least, wished));
}

interface Wish {
  readonly name: string;
  readonly times: number;
  readonly seconds: number;
}

/** A phase lasts a whole number of its own periods, so that each has the arrivals of its rate. */
function wholeArrivals(rate: number, wishes: readonly Wish[]): PhaseWish[] {
  return wishes.map(({ name, times, seconds: wished }) => {
    const ratePerSecond = Math.max(0.001, Math.round(rate * times * 1000) / 1000);
    const arrivals = Math.max(1, Math.round(wished * ratePerSecond));
    return { name, seconds: Math.round((arrivals / ratePerSecond) * 1000) / 1000, ratePerSecond };
  });
}
