import type { Run } from '../run/run.ts';
import { count, plural } from '../statistics/figures.ts';

/** The two clocks, explained in one sentence of two lines. */
export const bothClocks = [
  'Response time counts from when a request was due by the schedule, so it holds the wait that a stall',
  'causes; service time counts from when the request was really sent.',
] as const;

/** Said where there are errors: a quick refusal makes a percentile look good. */
export const errorsIncluded = 'Percentiles are of all answered requests, answers with an error among them.';

/** `600 requests, 20 a second to each of 2 targets for 15 s, with k6 2.2.0`. */
export function loadInWords({ plan, counts, tool }: Run): string {
  const { ratePerSecond, durationSeconds } = plan.arrivals;
  const targets = plan.targets.length;
  const to = targets === 1 ? 'to one target' : `to each of ${targets} targets`;
  return `${plural(counts.started, 'request')}, ${rate(ratePerSecond)} a second ${to} for ${count(durationSeconds)} s, with k6 ${tool.k6}`;
}

/** A rate a second, without the noise of a division. */
export function rate(perSecond: number): string {
  return count(Number(perSecond.toFixed(3)));
}
