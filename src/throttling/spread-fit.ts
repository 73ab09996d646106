import { mulberry32 } from '../plan/order.ts';
import type { Phase } from '../plan/plan.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { type Attempts, acceptedWhileRefusing } from './attempts.ts';
import { regress } from './regression.ts';
import { heldTogether, type SpreadLimit, simulate } from './spread-buckets.ts';
import { summaryOf, windowsOf } from './summary.ts';

/** Rate and burst of a limit that is kept by several nodes, or in lumps. */
export interface SpreadFit {
  readonly ratePerSecond: Estimate;
  readonly burst: Estimate;
}

export interface SpreadFitOptions {
  readonly phases: readonly Phase[];
  /** Mean of what requests are on their way until they are decided, at most. */
  readonly transitMs: number;
  readonly seed: number;
}

/** Attempts that are simulated in each of three rounds, about, and limits that they are simulated of. */
const budget = 1e7;
const draws = { least: 600, most: 1500 } as const;

/**
 * Which limits would have answered as this one did, by simulation: limits of many rates, bursts, numbers of nodes and
 * lags meet the same attempts, and those whose answers come to the same numbers are kept (approximate Bayesian
 * computation, with predictions of the parameters as summary: Fearnhead & Prangle 2012; corrected by local regression:
 * Beaumont, Zhang & Balding 2002). Where different limits answer alike, the intervals hold them all.
 */
export function fitSpreadBuckets(seen: Attempts, options: SpreadFitOptions): SpreadFit | null {
  const around = acceptedWhileRefusing(seen);
  if (around === null) return null;
  const random = mulberry32(options.seed);
  const windows = windowsOf(options.phases);
  const observed = summaryOf(seen, windows);
  const count = Math.min(draws.most, Math.max(draws.least, Math.floor(budget / seen.atMs.length)));
  let box: Box = {
    rate: [Math.log(around * 0.85), Math.log(around * 2.2)],
    burst: [0, Math.log(mostBurst(seen, around))],
  };
  for (const kept of [0.15, 0.15, 0.2]) {
    const drawn = Array.from({ length: count }, () => {
      const limit = draw(box, options.transitMs, random);
      return { limit, summary: summaryOf(simulate(seen, limit, random), windows) };
    });
    const near = nearest(drawn, observed, kept);
    if (kept === 0.2) return conclude(near, { observed, around });
    box = boxAround(near, box);
  }
  return null;
}

/** Logarithms. */
interface Box {
  readonly rate: readonly [number, number];
  readonly burst: readonly [number, number];
}

interface Draw {
  readonly limit: SpreadLimit;
  readonly summary: readonly number[];
}

/** No bucket can hold more than was accepted beyond its rate. */
function mostBurst({ atMs, accepted }: Attempts, rate: number): number {
  let most = 1;
  let level = 0;
  for (let index = 1; index < atMs.length; index++) {
    const passed = (((atMs[index] as number) - (atMs[index - 1] as number)) * rate) / 1000;
    level = Math.max(0, level - passed * 0.8) + (accepted[index] as number);
    most = Math.max(most, level);
  }
  return most * 1.5 + 3;
}

const nodeCounts = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16];

function draw(box: Box, transitMs: number, random: () => number): SpreadLimit {
  const within = ([low, high]: readonly [number, number]) => Math.exp(low + (high - low) * random());
  const ratePerSecond = within(box.rate);
  const nodes = nodeCounts[Math.floor(random() * nodeCounts.length)] as number;
  return {
    ratePerSecond,
    burst: Math.max(1, within(box.burst)),
    nodes,
    lagMs: drawLag((1000 * nodes) / ratePerSecond, random),
    transitMs: transitMs * random(),
  };
}

const mostLagMs = 1000;
const wholeShares = [1 / 4, 1 / 3, 1 / 2, 1, 2, 3, 4, 5];
/** More than a rounding error, so that such a lump is a whole token, or so many lumps are. */
const slightlyMore = 1 + 1e-6;

/**
 * Tokens one by one, or in lumps of any size, or in lumps that come to whole tokens: a node that holds little loses none of these,
 * and much of others.
 * @param tokenMs how long a node takes for a token.
 */
function drawLag(tokenMs: number, random: () => number): number {
  const kind = random();
  if (kind < 0.3) return 0;
  const whole = wholeShares[Math.floor(random() * wholeShares.length)] as number;
  if (kind < 0.6 && tokenMs * whole <= mostLagMs) return tokenMs * whole * slightlyMore;
  return 10 * (mostLagMs / 10) ** random();
}

const parameters = [
  ({ ratePerSecond }: SpreadLimit) => Math.log(ratePerSecond),
  ({ burst }: SpreadLimit) => Math.log(burst),
  (limit: SpreadLimit) => Math.log(heldTogether(limit)),
  ({ nodes }: SpreadLimit) => Math.log(nodes),
  ({ lagMs }: SpreadLimit) => Math.log(lagMs + 5),
];

interface Near extends Draw {
  readonly weight: number;
}

/** Draws whose predicted parameters are nearest to those predicted from what was seen. */
function nearest(draws: readonly Draw[], observed: readonly number[], share: number): Near[] {
  const rows = draws.map(({ summary }) => summary);
  const { predict } = regress(
    rows,
    parameters.map((parameter) => draws.map(({ limit }) => parameter(limit))),
  );
  const aim = predict(observed);
  const predicted = rows.map(predict);
  const spreads = aim.map((_, p) => varianceOf(predicted.map((values) => values[p] as number)));
  const distances = predicted.map((values) =>
    values.reduce((sum, value, p) => sum + (value - (aim[p] as number)) ** 2 / (spreads[p] || 1), 0),
  );
  const order = distances
    .map((_, index) => index)
    .sort((a, b) => (distances[a] as number) - (distances[b] as number));
  const kept = order.slice(0, Math.ceil(draws.length * share));
  const farthest = distances[kept.at(-1) ?? 0] as number;
  return kept.map((index) => ({
    ...(draws[index] as Draw),
    // Epanechnikov.
    weight: Math.max(1e-3, 1 - (distances[index] as number) / farthest),
  }));
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function boxAround(near: readonly Draw[], { rate, burst }: Box): Box {
  const around = (values: number[], [low, high]: readonly [number, number]): [number, number] => {
    const sorted = values.sort((a, b) => a - b);
    const least = sorted[Math.floor(sorted.length * 0.005)] as number;
    const most = sorted[Math.ceil(sorted.length * 0.995) - 1] as number;
    const room = 0.15 * (most - least) + 0.01;
    return [Math.max(low, least - room), Math.min(high, most + room)];
  };
  return {
    rate: around(
      near.map(({ limit }) => Math.log(limit.ratePerSecond)),
      rate,
    ),
    burst: around(
      near.map(({ limit }) => Math.log(limit.burst)),
      burst,
    ),
  };
}

interface Observed {
  readonly observed: readonly number[];
  /** What was accepted a second beside refusals. */
  readonly around: number;
}

function conclude(near: readonly Near[], { observed, around }: Observed): SpreadFit {
  const values = parameters.slice(0, 3).map((parameter) => near.map(({ limit }) => parameter(limit)));
  const { predict } = regress(
    near.map(({ summary }) => summary),
    values,
    near.map(({ weight }) => weight),
  );
  const aim = predict(observed);
  const predicted = near.map(({ summary }) => predict(summary));
  const hidden = isHidden(near);
  const [rate, burst, held] = values.map((of, p) =>
    quantiles(
      near.map(({ weight }, index) => ({
        value: (of[index] as number) + (aim[p] as number) - (predicted[index]?.[p] as number),
        weight,
      })),
      hidden ? tails.hidden : tails.seen,
    ),
  ) as [Estimate, Estimate, Estimate];
  const whole = {
    low: hidden ? 1 : Math.max(1, Math.floor(burst.low + 0.02)),
    // No burst is larger than what the nodes hold together, and where it is smaller nobody sees it.
    high: Math.max(1, Math.ceil(held.high - 0.02)),
  };
  const value = Math.min(whole.high, Math.max(whole.low, Math.round(held.value)));
  // Nodes that hold little may lose much of their rate, or nothing.
  const low = hidden ? Math.min(rate.low, around * (1 - roughly)) : rate.low;
  return { ratePerSecond: { ...rate, low }, burst: { value, ...whole } };
}

const hiddenShare = 0.05;
const roughly = 0.03;
/** Shares of the kept limits beyond either end of an interval. */
const tails = { seen: 0.025, hidden: 0.005 } as const;

/** Whether limits answer like this one that hold more than their burst, as a token a node or a lump is more: then it may be any smaller one. */
function isHidden(near: readonly Near[]): boolean {
  const weightOf = (some: readonly Near[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const hidden = near.filter(({ limit }) => heldTogether(limit) > 1.05 * limit.burst);
  return weightOf(hidden) > hiddenShare * weightOf(near);
}

function quantiles(
  samples: readonly { readonly value: number; readonly weight: number }[],
  tail: number,
): Estimate {
  const sorted = samples.toSorted((a, b) => a.value - b.value);
  const all = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const at = (share: number) => {
    let sum = 0;
    for (const { value, weight } of sorted) {
      sum += weight;
      if (sum >= share * all) return Math.exp(value);
    }
    return Math.exp(sorted.at(-1)?.value ?? 0);
  };
  return { value: at(0.5), low: at(tail), high: at(1 - tail) };
}
