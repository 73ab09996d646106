import type { Estimate } from '../statistics/estimate.ts';
import { type Attempts, acceptedWhileRefusing } from './attempts.ts';
import { type Border, borderAt, halfChiSquared } from './border.ts';
import { reach } from './search.ts';

/** Rate and burst of one token bucket that counts exactly. */
export interface ExactFit {
  readonly ratePerSecond: Estimate;
  readonly burst: Estimate;
  /** How blurred the border between accepted and refused is, in tokens: what one bucket doesn't explain. */
  readonly blur: number;
}

/**
 * Fits one bucket: of the right rate, a border at burst − 1 missing tokens parts accepted from refused attempts. Rate,
 * border and its blur are those of the greatest likelihood; the intervals are those of the profile likelihood
 * (Pawitan, "In All Likelihood", 3.4). `null` where too little was refused.
 */
export function fitExactBucket(attempts: Attempts): ExactFit | null {
  const around = acceptedWhileRefusing(attempts);
  if (around === null) return null;
  const first = scan(attempts, around);
  const known = new Map<number, Border>();
  let like = first;
  const at = (ratePerSecond: number): Border => {
    const border = known.get(ratePerSecond) ?? borderAt(attempts, ratePerSecond, { like, every: 1 });
    if (border.loss < (known.get(like.ratePerSecond)?.loss ?? Number.POSITIVE_INFINITY)) like = border;
    known.set(ratePerSecond, border);
    return border;
  };
  const best = climb(at, at(first.ratePerSecond));
  const rate = best.ratePerSecond;
  const falls = (to: number) => at(to).loss - best.loss - halfChiSquared;
  const least = rate / Math.exp(reach((by) => falls(rate / Math.exp(by)), 1e-5, 1));
  const most = rate * Math.exp(reach((by) => falls(rate * Math.exp(by)), 1e-5, 1));
  const middle = Math.sqrt(least * most);
  const tokens = tokensOf(attempts);
  const doubt = leastDoubt + wholeTokens / tokens;
  const [low, high] = [least * (1 - doubt), most * (1 + doubt)];
  return {
    ratePerSecond: { value: middle, low, high },
    burst: burstOf([least, rate, middle, most].map(at)),
    blur: best.blur,
  };
}

/** Enough to see which of many rates is the best. */
const looked = 1500;

/**
 * The best of many rates: what was accepted beside refusals, give or take a few tokens, where the valley of a bucket of two tokens and more
 * is narrow, and up to twice as much, since a bucket of one token may lose half of what it regains at a constant rate of attempts.
 */
function scan(attempts: Attempts, around: number): Border {
  const every = Math.max(1, Math.floor(attempts.atMs.length / looked));
  const far = Array.from({ length: 49 }, (_, i) => around * 0.85 * 1.02 ** i);
  const coarse = bestOf(far.map((rate) => borderAt(attempts, rate, { like: null, every })));
  // Half a token more or less over the whole run: a large burst has a valley for each whole number.
  const step = Math.min(0.0005, 0.5 / tokensOf(attempts));
  const beside = (middle: number, like: Border | null) =>
    Array.from({ length: 41 }, (_, i) => borderAt(attempts, middle * (1 + (i - 20) * step), { like, every }));
  return bestOf([...beside(coarse.ratePerSecond, coarse), ...beside(around, null)]);
}

function bestOf(borders: readonly Border[]): Border {
  return borders.reduce((best, border) => (border.loss < best.loss ? border : best));
}

function tokensOf({ accepted }: Attempts): number {
  return accepted.reduce((sum, one) => sum + one, 0);
}

/** The rate of the least loss near a first one, by ever smaller steps. */
function climb(at: (rate: number) => Border, from: Border): Border {
  let best = from;
  for (let step = 0.008; step > 1e-5; step /= 3) {
    for (let moved = true, moves = 0; moved && moves < 30; moves++) {
      const { loss: least, ratePerSecond } = best;
      const better = [at(ratePerSecond / (1 + step)), at(ratePerSecond * (1 + step))].find(
        ({ loss }) => loss < least - 1e-9,
      );
      moved = better !== undefined;
      best = better ?? best;
    }
  }
  return best;
}

/** No rate is known more exactly than to this many tokens over the whole run, nor is a large burst. */
const wholeTokens = 1.5;
/** Nor than to a thousandth: requests that overtake each other move the border by more than their likelihood says (by simulation). */
const leastDoubt = 0.001;
const largeBurst = 10;

/** A whole number at least 1. The border is at burst − 1 missing tokens. */
function burstOf(borders: readonly Border[]): Estimate {
  const slack = 1 + Math.max(...borders.map(({ place }) => place)) > largeBurst ? wholeTokens : 0.25;
  const low = Math.max(1, Math.ceil(1 + Math.min(...borders.map((border) => border.low)) - slack));
  const high = Math.max(low, Math.floor(1 + Math.max(...borders.map((border) => border.high)) + slack));
  const places = borders.map(({ place }) => place);
  const middle = Math.round(1 + (Math.min(...places) + Math.max(...places)) / 2);
  return { value: Math.min(high, Math.max(low, middle)), low, high };
}
