import { formatDuration } from './duration.ts';
import type { Plan, PlannedTarget } from './plan.ts';
import { plannedRequests } from './plan-load.ts';
import { arrivalsPerPhase } from './timetable.ts';

/** What a plan would send, as lines for a person. */
export function describePlan(plan: Plan): string[] {
  const { arrivals, targets, timeoutSeconds } = plan;
  const { measured, warmUp } = plannedRequests(plan);
  const each =
    targets.length === 1 ? '' : ` (${arrivals.ratePerSecond} for each of ${targets.length} targets)`;
  const counts = requestsPerSeries(plan);
  return [
    `${whole(measured)} request${measured === 1 ? '' : 's'} in ${formatDuration(arrivals.durationSeconds)}: ${arrivals.phases.length === 1 ? '' : 'up to '}${arrivals.totalPerSecond} a second${each}${arrivals.phases.length === 1 ? ', constant' : ''}`,
    ...phaseLines(plan),
    ...(warmUp === 0
      ? []
      : [
          `${whole(warmUp)} more before, over ${formatDuration(Math.round(plan.warmUp.seconds * 10) / 10)} at ${arrivals.phases.length === 1 ? 'the same rate' : `${plan.warmUp.ratePerSecond} a second`}, to open ${arrivals.virtualUsers} connections${targets.length === 1 ? '' : ' to each target'}`,
        ]),
    `an answer that takes more than ${timeoutSeconds} s counts as an error; stalls up to ${arrivals.toleratedStallSeconds} s delay no request`,
    ...targets.flatMap((target) => [
      `${target.target}  ${target.invokeUrl}${placeOf(target)}`,
      ...plan.series.flatMap(({ target: name, route }, index) =>
        name === target.target ? [`  ${whole(counts[index] ?? 0).padStart(8)}  ${route}`] : [],
      ),
    ]),
  ];
}

/** `spike: 200 a second for each target, 6s from 12s on`. */
function phaseLines({ arrivals: { phases }, targets }: Plan): string[] {
  if (phases.length < 2) return [];
  const counts = arrivalsPerPhase(phases);
  const longest = Math.max(...phases.map(({ name }) => name.length));
  return phases.map(
    ({ name, fromSecond, seconds, ratePerSecond }, index) =>
      `  ${name.padEnd(longest)}  ${ratePerSecond} a second for ${formatDuration(seconds)}${fromSecond === 0 ? '' : `, from ${formatDuration(fromSecond)} on`}: ${whole((counts[index] ?? 0) * targets.length)} requests`,
  );
}

/** Measured requests of each series, in the plan's order. */
export function requestsPerSeries({ arrivals, targets, requests, series }: Plan): number[] {
  const counts = series.map(() => 0);
  for (const { order } of targets) {
    const each = arrivals.expected / targets.length;
    const cycles = Math.floor(each / order.length);
    const rest = each % order.length;
    for (const [place, request] of order.entries()) {
      const index = requests[request]?.series ?? 0;
      counts[index] = (counts[index] ?? 0) + cycles + (place < rest ? 1 : 0);
    }
  }
  return counts;
}

function placeOf({ stage, region }: PlannedTarget): string {
  const place = [stage === null ? null : `stage ${stage}`, region].filter((part) => part !== null);
  return place.length === 0 ? '' : `  (${place.join(', ')})`;
}

function whole(count: number): string {
  return count.toLocaleString('en-US');
}
