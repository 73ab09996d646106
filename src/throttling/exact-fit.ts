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
  const known = new Map<number, Border>();
  let like: Border | null = null;
  const at = (ratePerSecond: number): Border => {
    const border = known.get(ratePerSecond) ?? borderAt(attempts, ratePerSecond, like);
    known.set(ratePerSecond, border);
    return border;
  };
  // A bucket of one token at a constant rate of attempts may waste up to half of what it regains.
  for (let factor = 0.85; factor < 2.1; factor *= 1.02) {
    const border = at(around * factor);
    if (border.loss < (bestOf(known)?.loss ?? Number.POSITIVE_INFINITY)) like = border;
  }
  like = bestOf(known);
  const best = climb(at, like as Border);
  like = best;
  const rate = best.ratePerSecond;
  const falls = (to: number) => at(to).loss - best.loss - halfChiSquared;
  const low = rate / Math.exp(reach((by) => falls(rate / Math.exp(by)), 1e-5, 1));
  const high = rate * Math.exp(reach((by) => falls(rate * Math.exp(by)), 1e-5, 1));
  const middle = Math.sqrt(low * high);
  return {
    ratePerSecond: { value: middle, low, high },
    burst: burstOf([low, rate, middle, high].map(at)),
    blur: best.blur,
  };
}

function bestOf(known: ReadonlyMap<number, Border>): Border | null {
  let best: Border | null = null;
  for (const border of known.values()) if (best === null || border.loss < best.loss) best = border;
  return best;
}

/** The rate of the least loss near a first one, by ever smaller steps. */
function climb(at: (rate: number) => Border, from: Border): Border {
  let best = from;
  for (let step = 0.008; step > 1e-5; step /= 3) {
    for (let moved = true; moved; ) {
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

/** A whole number at least 1. The border is at burst − 1 missing tokens. */
function burstOf(borders: readonly Border[]): Estimate {
  const low = Math.max(1, Math.ceil(1 + Math.min(...borders.map((border) => border.low)) - 0.25));
  const high = Math.max(low, Math.floor(1 + Math.max(...borders.map((border) => border.high)) + 0.25));
  const places = borders.map(({ place }) => place);
  const middle = Math.round(1 + (Math.min(...places) + Math.max(...places)) / 2);
  return { value: Math.min(high, Math.max(low, middle)), low, high };
}
