import { type Batch, batchSeconds, countAbove } from './batches.ts';
import { samplesNeeded, studentDeviations, tailDeviations } from './order-statistics.ts';

/**
 * How much more, or less, the share of values above a limit varies from run to run than if the values were
 * independent: 1 is independent, 4 makes four values worth one.
 *
 * A run is cut into batches in the order of time, and the values above the limit are counted in each. What the
 * counts have too much against the run's share is followed over time: a cubic trend is taken off, since a drift is
 * the same in every run like this one and no chance; the rest is taken for an autoregression of first order, whose
 * long-run variance is set against the binomial one. Dependence within a batch needs no model: it is in the counts.
 *
 * Sources: Kish, "Survey Sampling" (design effect); Woodruff, J. American Statistical Association 47 (1952), and
 * Korn & Graubard, Survey Methodology 24 (1998) (from there to an interval); Andrews & Monahan, Econometrica 60
 * (1992) (long-run variance by an autoregression); Satterthwaite, Biometrics Bulletin 2 (1946) (degrees of freedom).
 */
export interface DesignEffect {
  readonly effect: number;
  /** How well the effect itself is known. */
  readonly degreesOfFreedom: number;
}

/** With fewer batches too little can be told of dependence, and values are taken for independent. */
export const fewestBatches = 20;

/** Values that the percentile's neighbourhood is worth as independent ones, uncertainty of that included. */
export function effectiveSamples(count: number, { effect, degreesOfFreedom }: DesignEffect): number {
  return (count / effect) * (tailDeviations / studentDeviations(degreesOfFreedom)) ** 2;
}

/**
 * Values that a run of so many batches has to bring for a percentile's interval to exist, if they prove independent:
 * somewhat more than `samplesNeeded`, as that they are has to be learned from the same run.
 */
export function samplesNeededOver(percent: number, batches: number): number {
  if (batches < fewestBatches) return samplesNeeded(percent);
  const learned = { effect: 1, degreesOfFreedom: freedom(batches) };
  return Math.ceil(samplesNeeded(percent) / effectiveSamples(1, learned));
}

/** The same for a schedule of this many seconds. */
export function samplesNeededIn(percent: number, durationSeconds: number): number {
  return samplesNeededOver(percent, Math.ceil(durationSeconds / batchSeconds(durationSeconds)));
}

/** Bounds of what is believed of so few batches. */
const least = { effect: 0.25, correlation: -0.3, degreesOfFreedom: 3 } as const;
const mostCorrelation = 0.95;

/**
 * Of the share of values above the bucket that begins at this many microseconds.
 * @throws RangeError with fewer than `fewestBatches`.
 */
export function designEffect(batches: readonly Batch[], bucket: number): DesignEffect {
  const size = batches.length;
  if (size < fewestBatches) throw new RangeError(`${size} batches tell nothing of dependence`);
  const above = batches.map((batch) => countAbove(batch, bucket));
  const count = sum(batches.map((batch) => batch.count));
  const share = sum(above) / count;
  if (share === 0 || share === 1) return { effect: 1, degreesOfFreedom: freedom(size) };
  const excess = batches.map((batch, index) => (above[index] as number) - share * batch.count);
  const rest = withoutTrend(excess, trendDegree(size));
  const squares = sum(rest.map((each) => each * each));
  const binomial = count * share * (1 - share);
  const correlation = lagCorrelation(rest, squares);
  const longRun = ((squares / freedom(size)) * (1 + correlation)) / (1 - correlation);
  const effect = Math.max(least.effect, (longRun * size) / binomial);
  // The effect is a ratio of two estimates; what each batch adds to its relative error.
  const errors = excess.map((each, index) => {
    const ofVariance = ((rest[index] as number) ** 2 * size) / Math.max(squares, Number.MIN_VALUE) - 1;
    return ofVariance - (((1 - 2 * share) * size) / binomial) * each;
  });
  const relativeVariance = sum(errors.map((each) => each * each)) / size ** 2;
  return { effect, degreesOfFreedom: knownTo(relativeVariance, correlation, size) };
}

/**
 * The relative variance of a long-run variance by an autoregression is three times that of the variance alone where
 * values are independent, and more where they aren't.
 */
function knownTo(relativeVariance: number, correlation: number, size: number): number {
  const positive = Math.max(0, correlation);
  const ofCorrelation = (4 * positive * (1 + positive)) / ((1 - positive) * size);
  const known = 2 / (3 * (relativeVariance + ofCorrelation));
  return Math.max(least.degreesOfFreedom, Math.min(freedom(size), known));
}

function trendDegree(batches: number): number {
  return Math.min(3, Math.floor(batches / 10));
}

function freedom(batches: number): number {
  return batches - 1 - trendDegree(batches);
}

/** At lag 1, without the bias that estimating a trend of this degree gives it: (1 + d + (3 + d) ρ) / n at first order. */
function lagCorrelation(rest: readonly number[], squares: number): number {
  if (squares === 0) return 0;
  const products = sum(rest.slice(1).map((each, index) => each * (rest[index] as number)));
  const raw = products / squares;
  const degree = trendDegree(rest.length);
  const corrected = raw + (1 + degree + (3 + degree) * raw) / rest.length;
  return Math.min(mostCorrelation, Math.max(least.correlation, corrected));
}

/** What a polynomial of this degree in time leaves, by least squares on orthogonal polynomials. */
function withoutTrend(values: readonly number[], degree: number): number[] {
  let rest = [...values];
  const basis: (readonly number[])[] = [];
  for (let power = 0; power <= degree; power++) {
    let shape = rest.map((_, index) => ((index + 0.5) / values.length - 0.5) ** power);
    for (const earlier of basis) shape = without(shape, earlier);
    basis.push(shape);
    rest = without(rest, shape);
  }
  return rest;
}

function without(values: readonly number[], shape: readonly number[]): number[] {
  const along =
    sum(values.map((each, index) => each * (shape[index] as number))) / sum(shape.map((each) => each ** 2));
  return values.map((each, index) => each - along * (shape[index] as number));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
