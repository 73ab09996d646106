import { spikeName } from '../plan/load-shape.ts';
import type { Phase } from '../plan/plan.ts';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { decodeHistogram, encodeHistogram, mergeHistograms } from '../sample/histogram.ts';
import { type LatencySeries, latencySeries } from '../statistics/latency-series.ts';
import { type ObjectiveOutcome, objectiveOutcomes } from './objectives.ts';

/** An objective's outcome, and in which phase where several are judged each by itself. */
export type JudgedOutcome = ObjectiveOutcome & { readonly phase: Phase | null };

/**
 * Every objective where it holds: over a whole run at one rate; beside the spike, since a promise is about the load that
 * it was made for and the spike shows what comes of more; at each step of a ramp, since each is a steady load.
 * `series` are those of the whole run.
 */
export function judgedOutcomes(run: Run, series: readonly LatencySeries[]): JudgedOutcome[] {
  const { phases } = run.plan.arrivals;
  const judged = judgedTogether(phases);
  return judged.flatMap((together) => {
    const whole = together.length === phases.length;
    const view = whole ? run : during(run, together);
    const [phase = null] = judged.length > 1 ? together : [];
    const outcomes = objectiveOutcomes(view, whole ? series : latencySeries(view));
    return outcomes.map((outcome) => ({ ...outcome, phase }));
  });
}

/** Phases that objectives are held against, those of one judgement together. */
export function judgedTogether(phases: readonly Phase[]): (readonly Phase[])[] {
  if (phases.length < 2) return [phases];
  const beside = phases.filter(({ name }) => name !== spikeName);
  return beside.length < phases.length ? [beside] : phases.map((phase) => [phase]);
}

/** The run as if only these phases of it had been measured; statuses and causes stay those of the whole. */
function during(run: Run, phases: readonly Phase[]): Run {
  const within = (second: number) =>
    phases.some(({ fromSecond, seconds }) => second >= fromSecond && second < fromSecond + seconds);
  return { ...run, series: run.series.map((measurement) => part(measurement, within)) };
}

function part(measurement: SeriesMeasurement, within: (second: number) => boolean): SeriesMeasurement {
  const seconds = measurement.seconds.filter(({ second }) => within(second));
  const merged = (clock: 'service' | 'response') =>
    encodeHistogram(mergeHistograms(seconds.map((each) => decodeHistogram(each[clock]))));
  return {
    ...measurement,
    seconds,
    count: seconds.reduce((sum, { count }) => sum + count, 0),
    errors: seconds.reduce((sum, { errors }) => sum + errors, 0),
    service: merged('service'),
    response: merged('response'),
  };
}

/** Of a ramp's outcomes, for each objective the one at the lowest rate: more load only breaks it further. */
export function atLowestRate<O extends JudgedOutcome>(outcomes: readonly O[]): O[] {
  const first = new Map<string, O>();
  for (const outcome of outcomes.toSorted((a, b) => rateOf(a) - rateOf(b))) {
    const key = [outcome.target, outcome.route, 'percentile' in outcome ? outcome.percentile : ''].join(' ');
    if (!first.has(key)) first.set(key, outcome);
  }
  return [...first.values()];
}

function rateOf({ phase }: JudgedOutcome): number {
  return phase?.ratePerSecond ?? 0;
}
