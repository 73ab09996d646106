import { type Batch, batchSeconds } from './batches.ts';
import { type Distribution, mergedDistribution } from './distribution.ts';
import type { Buckets } from './encoded-histogram.ts';
import { normals } from './simulated-run.fixture.ts';

/**
 * A way in which latencies come about, with the percentile that an interval of one run is to hold: of the process
 * over endlessly many such runs, which for a drift is the mixture over the run's time.
 */
export interface LatencyProcess {
  readonly name: string;
  /** Milliseconds of each arrival, in the order of time. */
  run(random: () => number, load: Load): Float64Array;
  /** Share of latencies at or below so many milliseconds, in closed form or by quadrature. */
  share(ms: number): number;
}

export interface Load {
  readonly ratePerSecond: number;
  readonly seconds: number;
}

/** A run's values as its histograms by second would hold them, without the detour of writing and reading those. */
export function measuredRun(
  process: LatencyProcess,
  random: () => number,
  load: Load,
): { readonly distribution: Distribution; readonly batches: readonly Batch[] } {
  const latencies = process.run(random, load);
  const size = batchSeconds(load.seconds) * load.ratePerSecond;
  const batches = Array.from({ length: Math.ceil(latencies.length / size) }, (_, number) => {
    const histogram = bucketsOf(latencies.subarray(number * size, (number + 1) * size));
    const count = histogram.counts.reduce((sum, each) => sum + each, 0);
    return { number, count, histograms: [histogram] };
  });
  return { distribution: mergedDistribution(batches.flatMap(({ histograms }) => histograms)), batches };
}

/** Milliseconds in the buckets of an HdrHistogram of whole microseconds with three significant digits. */
export function bucketsOf(valuesMs: ArrayLike<number>): Buckets {
  const sorted = Float64Array.from(valuesMs, (ms) => Math.round(ms * 1000)).sort();
  const lowest: number[] = [];
  const highest: number[] = [];
  const counts: number[] = [];
  for (const us of sorted) {
    const width = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, us))) - 10);
    const bucket = Math.floor(us / width) * width;
    if (lowest.at(-1) === bucket) {
      counts[counts.length - 1] = (counts.at(-1) as number) + 1;
      continue;
    }
    lowest.push(bucket);
    highest.push(bucket + width - 1);
    counts.push(1);
  }
  return { lowest, highest, counts };
}

const medianMs = 20;
/** Lognormal with a median of 20 ms and a p99 of 80 ms. */
const sigma = Math.log(80 / medianMs) / 2.3263478740408408;

function latencyOf(normal: number): number {
  return medianMs * Math.exp(sigma * normal);
}

function lognormalShare(ms: number): number {
  return ms <= 0 ? 0 : normalShare(Math.log(ms / medianMs) / sigma);
}

/** Φ by Simpson's rule: 14 digits, without a table. */
function normalShare(z: number): number {
  if (z < -9) return 0;
  if (z > 9) return 1;
  return 0.5 + average((u) => Math.exp(-((u * z) ** 2) / 2)) * (z / Math.sqrt(2 * Math.PI));
}

/** Mean of a smooth function over 0–1. */
function average(f: (u: number) => number, steps = 200): number {
  let sum = f(0) + f(1);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * f(i / steps);
  return sum / (3 * steps);
}

/** Where the process has this percentile, by bisection. */
export function truePercentile({ share }: LatencyProcess, percent: number): number {
  let low = 0;
  let high = 100_000;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (share(middle) < percent / 100) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export const independent: LatencyProcess = {
  name: 'independent',
  run(random, { ratePerSecond, seconds }) {
    const normal = normals(random);
    return Float64Array.from({ length: ratePerSecond * seconds }, () => latencyOf(normal()));
  },
  share: lognormalShare,
};

/** Every latency grows by this factor, evenly, from the first second to the last. */
export function drift(factor: number): LatencyProcess {
  return {
    name: `drift to ×${factor}`,
    run(random, load) {
      const latencies = independent.run(random, load);
      return latencies.map((ms, index) => ms * (1 + ((factor - 1) * index) / latencies.length));
    },
    share: (ms) => average((u) => lognormalShare(ms / (1 + (factor - 1) * u))),
  };
}

/** Logarithms follow an autoregression of first order from arrival to arrival. */
export function autoregressive(correlation: number): LatencyProcess {
  return {
    name: `AR(1) of ${correlation}`,
    run(random, { ratePerSecond, seconds }) {
      const normal = normals(random);
      const fresh = Math.sqrt(1 - correlation ** 2);
      let state = normal();
      return Float64Array.from({ length: ratePerSecond * seconds }, () => {
        state = correlation * state + fresh * normal();
        return latencyOf(state);
      });
    },
    share: lognormalShare,
  };
}

/**
 * The target stands still at random moments, for exponential times, and requests wait until it goes on.
 * A wait exceeds w where a stall began u ago and lasts longer than u + w, and stalls begin as a Poisson process: so
 * it is at most w with probability exp(−mean / every × exp(−w / mean)).
 */
export function stalls({ everySeconds, meanMs }: { everySeconds: number; meanMs: number }): LatencyProcess {
  const busy = meanMs / (everySeconds * 1000);
  const waitShare = (ms: number) => (ms < 0 ? 0 : Math.exp(-busy * Math.exp(-ms / meanMs)));
  return {
    name: `stalls of ${meanMs} ms every ${everySeconds} s`,
    run(random, load) {
      const own = independent.run(random, load);
      const exponential = (mean: number) => -Math.log(1 - random()) * mean;
      // Long enough before the run that what began earlier is over.
      let next = -50 * meanMs + exponential(everySeconds * 1000);
      let until = Number.NEGATIVE_INFINITY;
      return own.map((ms, index) => {
        const now = (index * 1000) / load.ratePerSecond;
        while (next <= now) {
          until = Math.max(until, next + exponential(meanMs));
          next += exponential(everySeconds * 1000);
        }
        return ms + Math.max(0, until - now);
      });
    },
    // Over the own latency's quantiles, far into its tail.
    share: (ms) =>
      average((u) => lognormalDensity(16 * u - 8) * 16 * waitShare(ms - latencyOf(16 * u - 8)), 4000),
  };
}

function lognormalDensity(normal: number): number {
  return Math.exp(-(normal ** 2) / 2) / Math.sqrt(2 * Math.PI);
}
