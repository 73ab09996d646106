import { spikeName } from '../plan/load-shape.ts';
import type { Plan } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import { count, ms, plural } from '../statistics/figures.ts';
import { clocksOf } from '../statistics/latency-series.ts';

/** The two clocks, explained in one sentence of two lines. */
export const bothClocks = [
  'Response time counts from when a request was due by the schedule, so it holds the wait that a stall',
  'causes; service time counts from when the request was really sent.',
] as const;

/** What the clocks of a run mean. */
export function clocksInWords({ plan }: Run): readonly string[] {
  if (clocksOf(plan).length > 1) return bothClocks;
  return [
    'Service time counts from when a request was really sent. Response time is not told: it takes scenarios of a',
    'constant arrival rate whose iterations make one request each to know when a request was meant to start.',
  ];
}

/** Said where there are errors: a quick refusal makes a percentile look good. */
export const errorsIncluded = 'Percentiles are of all answered requests, answers with an error among them.';

/** `600 requests, 20 a second to each of 2 targets for 15 s, with k6 2.2.0`. */
export function loadInWords({ plan, counts, tool }: Run): string {
  const { durationSeconds } = plan.arrivals;
  if ('script' in plan && plan.script !== undefined) {
    return `${plural(counts.started, 'request')} of ${plan.script}, ${rate(plan.arrivals.totalPerSecond)} a second for ${count(durationSeconds)} s, with k6 ${tool.k6}`;
  }
  const targets = plan.targets.length;
  const to = targets === 1 ? 'to one target' : `to each of ${targets} targets`;
  return `${plural(counts.started, 'request')}, ${rateInWords(plan)} a second ${to} for ${count(durationSeconds)} s, with k6 ${tool.k6}`;
}

/** `20`, `in 5 steps from 10 to 50`, `20, and 200 in between,`: what goes before "a second". */
export function rateInWords({ arrivals: { phases, ratePerSecond } }: Plan): string {
  const first = phases[0]?.ratePerSecond ?? ratePerSecond;
  const last = phases.at(-1)?.ratePerSecond ?? ratePerSecond;
  if (phases.length < 2) return rate(ratePerSecond);
  return phases.some(({ name }) => name === spikeName)
    ? `${rate(first)} with a spike of ${rate(ratePerSecond)}`
    : `in ${phases.length} steps from ${rate(first)} to ${rate(last)}`;
}

/** `60.7–81.2`, or `60.7–≥518` where the end is only the slowest request and no limit. */
export function intervalInWords({
  low,
  high,
  bounded,
}: {
  low: number;
  high: number;
  bounded: boolean;
}): string {
  return `${ms(low)}–${bounded ? '' : '≥'}${ms(high)}`;
}

/** A rate a second, without the noise of a division. */
export function rate(perSecond: number): string {
  return count(Number(perSecond.toFixed(3)));
}
