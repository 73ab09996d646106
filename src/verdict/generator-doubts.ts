import type { Run } from '../run/run.ts';
import { bucketAtRank, type Distribution, distributionOf } from '../statistics/distribution.ts';
import { count, ms, share } from '../statistics/figures.ts';
import { nearestRank } from '../statistics/percentile.ts';

/** Below this a late start can't be told from what any machine does now and then. */
const lateMs = 25;
const lateShareOfService = 0.2;
const latePercent = 95;
const fewest = 20;

/** A machine that has been this busy all along had nothing left for a generator to begin on time. */
const noneLeft = 0.97;
/** On such a one; below this its answers are read in time, too (measured with programs beside k6 that take all CPUs). */
const starved = { lateMs: 10, shareOfService: 0.1, latePercent: 99 };

/**
 * A generator that has no CPU left starts requests late, and what they wait then stands in the response times as if the
 * target had caused it; answers it reads late, too, which stands in the service times. A busy machine by itself is no doubt: what counts is
 * that requests were late.
 */
export function lateGenerator(run: Run): string[] {
  const delay = distributionOf([run.clocks.startDelay]);
  const service = distributionOf(run.series.map((each) => each.service));
  if (delay.count < fewest || service.count === 0) return [];
  const late = at(delay, latePercent);
  if (late > lateMs && late > lateShareOfService * at(service, latePercent)) {
    return [
      `k6 itself was late: ${100 - latePercent} % of the requests started more than ${ms(late)} ms after they were due${busyInWords(run)}, and that wait is in the response times; ${cure}`,
    ];
  }
  const latest = at(delay, starved.latePercent);
  const isLate = latest > starved.lateMs && latest > starved.shareOfService * at(service, 50);
  if ((run.machine.busy?.mean ?? 0) < noneLeft || !isLate) return [];
  return [
    `k6 was short of CPU: ${100 - starved.latePercent} % of the requests started more than ${ms(latest)} ms after they were due${busyInWords(run)}, and answers may have been read as late, which makes service times longer than they were; ${cure}`,
  ];
}

const cure = 'measure from a machine with more CPU, or at a lower --rate';

function busyInWords({ machine: { busy, cpus } }: Run): string {
  if (busy === null) return '';
  return ` (its ${cpus === 1 ? 'CPU was' : `${count(cpus)} CPUs were`} ${share(busy.most)} busy at the most, ${share(busy.mean)} on average)`;
}

/** A step of the clock moves every request after it, in the schedule and in its response time. */
export function steppedClock({ clocks: { steppedMs } }: Run): string[] {
  if (steppedMs === 0) return [];
  return [
    `this machine's clock was set during the run, by ${ms(steppedMs)} ms: response times before and after don't belong together`,
  ];
}

function at(distribution: Distribution, percent: number): number {
  const bucket = bucketAtRank(distribution, nearestRank(percent, distribution.count));
  return (distribution.highest[bucket] as number) / 1000;
}
