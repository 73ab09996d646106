import type { Plan } from '../plan/plan.ts';
import type { Clocks, Run, RunCounts } from '../run/run.ts';
import type { AnswerNotes } from './answer-notes.ts';
import { createColdStartSorting } from './cold-start-sorting.ts';
import { createConnectionRecording, isFresh } from './connection-recording.ts';
import { createEnvironmentWatch } from './environment-watch.ts';
import { createHistogram, recordUs } from './histogram.ts';
import type { Progress } from './progress.ts';
import { createRunClock } from './run-clock.ts';
import type { Sample } from './sample.ts';
import { createSeriesRecording } from './series-recording.ts';

/** What all samples of a run come to: counts, clocks, and a recording for each series and target. */
export interface RunTally {
  /** A sample of the warm-up (`arrival` below 0) or a measured one. */
  take(sample: Sample): void;
  /** An iteration is over: its bytes, and what its answer told of itself. */
  ended(iteration: Iteration, bytes: number, notes: AnswerNotes): void;
  unreadable(): void;
  progress(): Omit<Progress, 'started' | 'dropped'>;
  finish(): Pick<Run, 'startedAt' | 'finishedAt' | 'series' | 'connections'> & {
    clocks: Omit<Clocks, 'steppedMs'>;
    counts: Omit<RunCounts, 'started' | 'dropped' | 'droppedByTarget'>;
  };
}

export interface Iteration {
  readonly target: number;
  readonly iteration: number;
}

/** A run of up to an hour is kept by the second, a longer one in as many wider stretches. */
const mostStretches = 3600;
/** A second stays open for its answers this long; later ones are taken in as well, at some cost. */
const openSeconds = 5;

export function createRunTally(plan: Plan): RunTally {
  const marked = plan.series.map((_, index) =>
    plan.requests.some(({ series, marks }) => series === index && marks?.coldStart !== undefined),
  );
  const series = marked.map((isMarked) => createSeriesRecording(isMarked, plan.lookEvery));
  const connections = plan.targets.map(() => createConnectionRecording());
  const environments =
    plan.scenario === 'latency' && plan.script === undefined ? plan.targets.map(createEnvironmentWatch) : [];
  const soFar = createHistogram();
  const counts = { finished: 0, freshConnections: 0, unreadable: 0 };
  const targetOf = plan.series.map(({ target }) => plan.targets.findIndex((one) => one.target === target));
  const clock = createRunClock(plan.targets.length);
  const calibrationUs = (index: number) => clock.calibrationUs(targetOf[index] ?? 0);
  const stretchSeconds = Math.max(1, Math.ceil(plan.arrivals.durationSeconds / mostStretches));
  let errors = 0;
  let latestSecond = 0;

  const beforehand = (sample: Sample, cold: boolean) => {
    environments[sample.request.target]?.take(sample, false);
    if (isFresh(sample)) connections[sample.request.target]?.opened(sample);
    series[sample.request.series]?.beforehand(sample.request, cold);
  };

  const take = (sample: Sample, cold: boolean) => {
    const { request, intendedStartUs, sinceStartUs } = sample;
    const recording = series[request.series];
    if (recording === undefined) {
      counts.unreadable++;
      return;
    }
    counts.finished++;
    const fresh = isFresh(sample);
    environments[request.target]?.take(sample, !fresh);
    if (fresh) {
      counts.freshConnections++;
      connections[request.target]?.opened(sample);
    } else connections[request.target]?.reused(sample);
    if (request.failed) errors++;
    clock.see(sample);
    const responseUs = request.endUs - intendedStartUs;
    if (request.status !== 0) recordUs(soFar, responseUs - calibrationUs(request.series));
    const second = Math.floor(sinceStartUs / 1e6 / stretchSeconds) * stretchSeconds;
    recording.record(request, { second, responseUs, apart: cold ? 'cold-start' : fresh ? 'fresh' : null });
    if (second <= latestSecond) return;
    latestSecond = second;
    for (const [index, each] of series.entries())
      each.closeBefore(second - openSeconds, calibrationUs(index));
  };

  const sorting = createColdStartSorting((sample, cold) =>
    sample.arrival < 0 ? beforehand(sample, cold) : take(sample, cold),
  );

  return {
    take: (sample) => sorting.take(sample, marked[sample.request.series] === true),
    ended({ target, iteration }, bytes, notes) {
      if (notes.protocol !== null) connections[target]?.spoke(notes.protocol);
      const index = seriesOf(plan, { target, iteration });
      sorting.ended({ target, iteration }, notes.coldStart, marked[index] === true);
      if (iteration >= plan.warmUp.arrivals && Number.isFinite(bytes)) series[index]?.ended(bytes, notes);
    },
    unreadable() {
      counts.unreadable++;
    },
    progress() {
      const soFarMs = (percent: number) =>
        soFar.totalCount === 0 ? null : soFar.getValueAtPercentile(percent) / 1000;
      return {
        finished: counts.finished,
        errors,
        p50Ms: soFarMs(50),
        p95Ms: soFarMs(95),
        elapsedSeconds: latestSecond,
      };
    },
    finish() {
      sorting.finish();
      const needs = new Map(environments.flatMap((watch) => [...watch.finish()]));
      return {
        ...clock.finish(),
        counts: { ...counts },
        series: series.map((recording, index) => recording.finish(calibrationUs(index), needs.get(index))),
        connections: connections.map((recording, target) => recording.finish(clock.calibrationUs(target))),
      };
    },
  };
}

/** Of the request that load/schedule.ts chose for it; -1 where the plan has none. */
function seriesOf({ targets, requests, warmUp }: Plan, { target, iteration }: Iteration): number {
  const { order = [], warmUp: before = [] } = targets[target] ?? {};
  const measured = iteration - warmUp.arrivals;
  const request = measured >= 0 ? order[measured % order.length] : before[iteration % before.length];
  return requests[request ?? -1]?.series ?? -1;
}
