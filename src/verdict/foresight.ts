import { requestsPerSeries } from '../plan/describe-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { samplesNeededIn } from '../statistics/design-effect.ts';
import { count } from '../statistics/figures.ts';
import { type PercentileName, percentOf } from '../statistics/latency-series.ts';
import { latencyObjectives } from './objectives.ts';

/**
 * What a plan can be known not to tell before anything is sent: objectives whose routes get too few requests
 * for an interval. A line for each percentile, with the duration that would do.
 */
export function foreseenDoubts(plan: Plan): string[] {
  const { durationSeconds } = plan.arrivals;
  const planned = requestsPerSeries(plan);
  const short = new Map<PercentileName, { routes: number; fewest: number; needed: number }>();
  for (const [index, { objectives }] of plan.series.entries()) {
    const samples = planned[index] ?? 0;
    for (const { percentile } of latencyObjectives(objectives)) {
      const needed = samplesNeededIn(percentOf(percentile), durationSeconds);
      if (samples >= needed) continue;
      const known = short.get(percentile) ?? { routes: 0, fewest: samples, needed };
      short.set(percentile, {
        ...known,
        routes: known.routes + 1,
        fewest: Math.min(known.fewest, samples),
      });
    }
  }
  return [...short].map(([percentile, { routes, fewest, needed }]) => {
    const seconds = enoughSeconds(
      percentOf(percentile),
      Math.max(fewest, 1) / durationSeconds,
      durationSeconds,
    );
    return `${routes} ${routes === 1 ? 'objective' : 'objectives'} on ${percentile} can't be decided: ${count(needed)} samples a route are needed, and the rarest gets ${count(fewest)}. --duration ${seconds}s would do.`;
  });
}

/** From `seconds` on, how long a route at this rate takes to its samples; a longer schedule may need some more of them. */
function enoughSeconds(percent: number, ratePerSecond: number, seconds: number): number {
  const longer = Math.ceil(samplesNeededIn(percent, seconds) / ratePerSecond);
  return longer <= seconds ? seconds : enoughSeconds(percent, ratePerSecond, longer);
}
