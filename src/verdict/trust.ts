import type { Run } from '../run/run.ts';
import { bound, plural, share } from '../statistics/figures.ts';
import { measuredRoutes } from '../statistics/latency-series.ts';
import { samplesNeeded } from '../statistics/order-statistics.ts';
import { type Moment, timeline } from '../statistics/timeline.ts';
import { answeredFromElsewhere, vacuousObjectives } from './answer-doubts.ts';
import { lateGenerator, steppedClock } from './generator-doubts.ts';

/**
 * Why a run can't be trusted as a measurement, in sentences, worst first; empty if it can.
 * What it shows, good or bad, then says nothing about the target.
 */
export function doubts(run: Run): string[] {
  return [...loadDoubts(run), ...freshConnections(run)];
}

/** The same where it doesn't matter whether a request had to open its connection. */
export function loadDoubts(run: Run): string[] {
  return [
    ...howItEnded(run),
    ...whatIsMissing(run),
    ...hardlyMeasured(run),
    ...lostTargets(run),
    ...droppedArrivals(run),
    ...missedRate(run),
    ...unfinished(run),
    ...unreadable(run),
    ...lateGenerator(run),
    ...steppedClock(run),
    ...answeredFromElsewhere(run),
    ...vacuousObjectives(run),
  ];
}

/**
 * The doubts that hold for a study of single answers too, whose figures need neither every arrival nor a steady state: an
 * early end, a target that was lost, a load that wasn't sent.
 */
export function doubtsAboutAnswers(run: Run): string[] {
  return [
    ...howItEnded(run),
    ...whatIsMissing(run),
    ...lostTargets(run),
    ...manyDropped(run),
    ...unreadable(run),
  ];
}

const mostDroppedShare = 0.1;

function manyDropped(run: Run): string[] {
  return run.counts.dropped > mostDroppedShare * run.plan.arrivals.expected ? droppedArrivals(run) : [];
}

function howItEnded({ ended, plan, counts, startedAt, finishedAt }: Run): string[] {
  if (ended.kind === 'generator-failed') {
    const kept = counts.finished === 0 ? '' : ': the figures until then are kept, and are partial';
    if (ended.exitCode === null) return [`${ended.message}${kept}`];
    return [`k6 failed with exit code ${ended.exitCode}: ${ended.message}${kept}`];
  }
  if (ended.kind === 'completed') return [];
  // What a failing target answered is the measurement.
  if (ended.kind === 'stopped') {
    return ended.because === 'failing-target' || ended.because === 'threshold'
      ? []
      : [`${ended.message}: the figures until then are kept, and are partial`];
  }
  if (counts.finished === 0) return ['the run was interrupted before its first measured answer'];
  const passed = Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
  return [
    `the run was interrupted, with its last answer after ${passed} s of ${bound(plan.arrivals.durationSeconds)} s: its figures are kept, and are partial`,
  ];
}

function whatIsMissing(run: Run): string[] {
  if (run.ended.kind === 'interrupted' && run.counts.finished === 0) return [];
  if (run.counts.started === 0) return ['nothing was measured: k6 started no request after the warm-up'];
  if (run.series.every(({ count }) => count === 0)) return ['nothing was measured: no request was finished'];
  return run.plan.targets
    .filter(({ target }) => measuredRoutes(run, target).every(({ measurement }) => measurement.count === 0))
    .map(({ target }) => `nothing was measured of ${target}: none of its requests was finished`);
}

/** Too few answers for any statement about latency; a target that answered nothing is said elsewhere. */
function hardlyMeasured(run: Run): string[] {
  const needed = samplesNeeded(50);
  return run.plan.targets.flatMap(({ target }) => {
    const routes = measuredRoutes(run, target);
    const requests = routes.reduce((sum, { measurement }) => sum + measurement.count, 0);
    const answered = requests - unansweredBy(run, target);
    if (answered === 0 || answered >= needed) return [];
    return [
      `only ${plural(answered, 'request')} to ${target} ${answered === 1 ? 'was' : 'were'} answered, too few for any percentile: even a p50 needs ${needed}`,
    ];
  });
}

/** A stretch without answers is put down to chance down to this probability. */
const chance = 0.001;
const fewestUnanswered = 3;

function lostTargets(run: Run): string[] {
  return run.plan.targets.flatMap(({ target }) => {
    // Known from the whole run; its seconds are only unpacked where there is something to look for.
    if (unansweredBy(run, target) < fewestUnanswered) return [];
    const lost = lostAt(timeline(run, target));
    if (lost === null) return [];
    const { second, unanswered } = lost;
    return [
      second === 0
        ? `${target} never answered: none of its ${plural(unanswered, 'request')} was answered`
        : `${target} was lost at second ${second}: from then to the end none of its ${plural(unanswered, 'request')} was answered`,
    ];
  });
}

function unansweredBy(run: Run, target: string): number {
  const codes = measuredRoutes(run, target).flatMap(({ measurement }) =>
    Object.values(measurement.byErrorCode),
  );
  return codes.reduce((sum, times) => sum + times, 0);
}

/**
 * The second from which a target answered nothing until the end. A few missing answers at the end of a run that
 * misses many of them are no loss: the stretch has to be improbable at the rate of missing answers before it.
 */
function lostAt(moments: readonly Moment[]): { second: number; unanswered: number } | null {
  const answered = moments.findLastIndex(({ count, unanswered }) => unanswered < count);
  const silent = moments.slice(answered + 1);
  const unanswered = silent.reduce((sum, moment) => sum + moment.unanswered, 0);
  const [first] = silent;
  if (first === undefined || unanswered < fewestUnanswered) return null;
  const before = moments.slice(0, answered + 1);
  const requests = before.reduce((sum, { count }) => sum + count, 0);
  const missing = before.reduce((sum, moment) => sum + moment.unanswered, 0);
  const shareMissing = requests === 0 ? 0 : (missing + 1) / (requests + 2);
  return shareMissing ** unanswered <= chance ? { second: first.second, unanswered } : null;
}

/** Each target has virtual users of its own, so who loses arrivals is who was slow. */
function droppedArrivals({ counts, plan }: Run): string[] {
  const { expected, virtualUsers } = plan.arrivals;
  const each = expected / plan.targets.length;
  return plan.targets.flatMap(({ target }, index) => {
    const dropped = counts.droppedByTarget[index] ?? 0;
    if (dropped === 0) return [];
    return [
      `${dropped} of ${each} arrivals at ${target} ${dropped === 1 ? 'was' : 'were'} dropped, as all ${virtualUsers} virtual users were waiting for its answers: its slowest moments are not in the figures`,
    ];
  });
}

const tolerance = { share: 0.01, arrivals: 2 };

function isOff(actual: number, expected: number): boolean {
  const off = Math.abs(actual - expected);
  return off > tolerance.share * expected && off > tolerance.arrivals;
}

/** Not said again where a dropped arrival or an early end already explains it. */
function missedRate({ counts, plan, ended }: Run): string[] {
  const { expected, durationSeconds } = plan.arrivals;
  if (ended.kind !== 'completed' || counts.started === 0) return [];
  if (!isOff(counts.started + counts.dropped, expected)) return [];
  const perSecond = (arrivals: number) => (arrivals / durationSeconds).toFixed(1);
  return [
    `k6 started ${counts.started} arrivals instead of ${expected} (${perSecond(counts.started)} a second instead of ${perSecond(expected)}): the load was not the one asked for`,
  ];
}

/** What never finished is what was slowest. */
function unfinished({ counts, ended }: Run): string[] {
  if (ended.kind !== 'completed' || !isOff(counts.finished, counts.started)) return [];
  return [
    `${counts.started - counts.finished} of ${counts.started} requests that were started never finished`,
  ];
}

function unreadable({ counts }: Run): string[] {
  if (!isOff(counts.started - counts.unreadable, counts.started)) return [];
  return [
    `${counts.unreadable} of ${counts.started} requests couldn't be read from k6's output and are in no figure`,
  ];
}

const freshLimit = { share: 0.05, connections: 5 };

/**
 * A handful of connections that had to be opened again is no sign of anything in a short run, nor is one for each that
 * was lost with its request: that is an error, and said as one.
 */
function freshConnections(run: Run): string[] {
  const { counts, plan } = run;
  const lost = plan.targets.reduce((sum, { target }) => sum + unansweredBy(run, target), 0);
  const beyond = counts.freshConnections - lost;
  const fresh = beyond / Math.max(1, counts.finished);
  if (fresh <= freshLimit.share || beyond <= freshLimit.connections) return [];
  return [
    `${share(counts.freshConnections / counts.finished)} of the requests opened a new connection (5 % is the limit): they are kept apart, and what is left is no steady state`,
  ];
}
