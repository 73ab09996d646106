import type { Attempts } from './attempts.ts';
import { deficits } from './deficit.ts';
import { leastBetween, reach } from './search.ts';

/** Where, at one rate, a number of missing tokens best parts accepted from refused attempts. */
export interface Border {
  readonly ratePerSecond: number;
  readonly place: number;
  /** Places that are about as likely lie between these. */
  readonly low: number;
  readonly high: number;
  /** Scale of the logistic transition from accepted to refused, in tokens. */
  readonly blur: number;
  /** Negative logarithm of the likelihood. */
  readonly loss: number;
}

/** Half of the 95 % quantile of χ² with one degree of freedom. */
export const halfChiSquared = 1.92;

const blurs = [0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];
/** An attempt that was held up on its way unseen is no more unlikely than e^-6. */
const mostLoss = 6;

export interface BorderOptions {
  /** The border of a rate nearby, where to begin. */
  readonly like: Border | null;
  /** Only every so many attempts are looked at; 1: all. */
  readonly every: number;
}

/**
 * The border of the greatest likelihood. Requests overtake each other on their way, so it is blurred, and single ones
 * that were held up count for no more than a few.
 */
export function borderAt(attempts: Attempts, ratePerSecond: number, { like, every }: BorderOptions): Border {
  const met = deficits(attempts, ratePerSecond);
  const lossAt = (place: number, blur: number) => lossOf(attempts, met, { place, blur, every });
  const tried = new Map<number, { readonly place: number; readonly loss: number }>();
  const around = like?.place ?? middleOf(attempts, met);
  // Over some ten seconds without a rest, another rate misses that many tokens more or less.
  const moved = like === null ? 0 : Math.abs(ratePerSecond - like.ratePerSecond) * 10;
  const at = (step: number) => {
    const blur = blurs[step] as number;
    const known = tried.get(step);
    if (known !== undefined) return known;
    const width = like === null ? 20 * blur + 2 : 4 * blur + 0.6 + moved;
    const best = leastBetween(
      (x) => lossAt(x, blur),
      Math.max(0, around - width),
      Math.max(0, around) + width,
    );
    // A burst is a whole number, and no less than one.
    const found = [Math.floor(best), Math.ceil(best)]
      .map((place) => ({ place, loss: lossAt(place, blur) }))
      .reduce((a, b) => (b.loss < a.loss ? b : a));
    tried.set(step, found);
    return found;
  };
  let step = like === null ? 9 : blurs.indexOf(like.blur);
  while (step > 0 && at(step - 1).loss < at(step).loss) step--;
  while (step < blurs.length - 1 && at(step + 1).loss < at(step).loss) step++;
  const blur = blurs[step] as number;
  const { place, loss } = at(step);
  const falls = (x: number) => lossAt(x, blur) - loss - halfChiSquared;
  return {
    ratePerSecond,
    place,
    low: Math.max(0, place - reach((by) => falls(place - by), blur / 4)),
    high: place + reach((by) => falls(place + by), blur / 4),
    blur,
    loss,
  };
}

interface Tried {
  readonly place: number;
  readonly blur: number;
  readonly every: number;
}

function lossOf({ accepted, heldUp }: Attempts, met: Float64Array, { place, blur, every }: Tried): number {
  let sum = 0;
  for (let index = 0; index < met.length; index += every) {
    if (heldUp[index] === 1) continue;
    const beyond = ((met[index] as number) - place) / blur;
    const wrong = accepted[index] === 1 ? beyond : -beyond;
    if (wrong > mostLoss) sum += mostLoss;
    else if (wrong > -16) sum += Math.log1p(Math.exp(wrong));
  }
  return sum;
}

/** Between the deficits of most refused attempts and those of most accepted ones that met any. */
function middleOf({ accepted }: Attempts, met: Float64Array): number {
  const refused = met.filter((_, index) => accepted[index] === 0).sort();
  const taken = met.filter((_, index) => accepted[index] === 1).sort();
  const low = refused[Math.floor(refused.length * 0.1)] ?? 0;
  const high = taken[Math.floor(taken.length * 0.95)] ?? 0;
  return (low + high) / 2;
}
