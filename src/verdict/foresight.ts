import { requestsPerSeries } from '../plan/describe-plan.ts';
import type { Phase, Plan } from '../plan/plan.ts';
import { samplesNeededIn } from '../statistics/design-effect.ts';
import { count } from '../statistics/figures.ts';
import { type PercentileName, percentOf } from '../statistics/latency-series.ts';
import { cachingForesight } from './caching-foresight.ts';
import { judgedTogether } from './judged-phases.ts';
import { latencyObjectives } from './objectives.ts';

/**
 * What a plan can be known not to tell before anything is sent: objectives whose routes get too few requests
 * for an interval. A line for each percentile, with the duration that would do.
 */
export function foreseenDoubts(plan: Plan): string[] {
  if (plan.scenario === 'caching') return cachingForesight(plan);
  const stretch = leastJudged(plan.arrivals);
  const planned = requestsPerSeries(plan);
  const short = new Map<PercentileName, { routes: number; fewest: number; needed: number }>();
  for (const [index, { objectives }] of plan.series.entries()) {
    const samples = Math.floor((planned[index] ?? 0) * stretch.share);
    for (const { percentile } of latencyObjectives(objectives)) {
      const needed = samplesNeededIn(percentOf(percentile), stretch.seconds);
      if (samples >= needed) continue;
      const known = short.get(percentile) ?? { routes: 0, fewest: samples, needed };
      short.set(percentile, {
        ...known,
        routes: known.routes + 1,
        fewest: Math.min(known.fewest, samples),
      });
    }
  }
  const { phases } = plan.arrivals;
  const slowest = Math.max(...phases.map(({ ratePerSecond }) => ratePerSecond));
  return [...short].map(([percentile, { routes, fewest, needed }]) => {
    const { seconds } = stretch;
    // A rate of less than one request in this time was rounded up.
    const rate = Math.min(Math.max(fewest, 1) / seconds, slowest);
    const enough = enoughSeconds(percentOf(percentile), rate, seconds);
    const inAll = Math.ceil((plan.arrivals.durationSeconds * enough) / seconds);
    return `${routes} ${routes === 1 ? 'objective' : 'objectives'} on ${percentile} can't be decided${stretch.where}: ${count(needed)} samples a route are needed, and the rarest gets ${count(fewest)}. --duration ${inAll}s would do.`;
  });
}

interface Stretch {
  readonly seconds: number;
  /** Of all arrivals. */
  readonly share: number;
  readonly where: string;
}

/** Of what objectives are held against, the part with the fewest arrivals. */
function leastJudged({ phases }: Plan['arrivals']): Stretch {
  const arrivals = (some: readonly Phase[]) =>
    some.reduce((sum, { seconds, ratePerSecond }) => sum + seconds * ratePerSecond, 0);
  const judged = judgedTogether(phases);
  const [least = phases] = judged.toSorted((a, b) => arrivals(a) - arrivals(b));
  const [first] = least;
  return {
    seconds: least.reduce((sum, { seconds }) => sum + seconds, 0),
    share: arrivals(least) / arrivals(phases),
    where: judged.length > 1 ? ` at ${first?.ratePerSecond} a second (${first?.name})` : '',
  };
}

/** From `seconds` on, how long a route at this rate takes to its samples; a longer schedule may need some more of them. */
function enoughSeconds(percent: number, ratePerSecond: number, seconds: number): number {
  const longer = Math.ceil(samplesNeededIn(percent, seconds) / ratePerSecond);
  return longer <= seconds ? seconds : enoughSeconds(percent, ratePerSecond, longer);
}
