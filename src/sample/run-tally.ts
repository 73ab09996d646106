import type { Plan } from '../plan/plan.ts';
import type { Run, RunCounts } from '../run/run.ts';
import { createHistogram, encodeHistogram, recordUs, shiftHistogram } from './histogram.ts';
import type { Progress } from './progress.ts';
import type { Sample } from './sample.ts';
import { createSeriesRecording } from './series-recording.ts';

/** What all samples of a run come to: counts, clocks, and a recording for each series. */
export interface RunTally {
  take(sample: Sample): void;
  received(iteration: number, bytes: number): void;
  unreadable(): void;
  progress(): Omit<Progress, 'dropped'>;
  finish(): Pick<Run, 'startedAt' | 'finishedAt' | 'clocks' | 'series'> & {
    counts: Omit<RunCounts, 'dropped'>;
  };
}

/** A run of up to an hour is kept by the second, a longer one in as many wider stretches. */
const mostStretches = 3600;
/** A second stays open for its answers this long; later ones are taken in as well, at some cost. */
const openSeconds = 5;

export function createRunTally(plan: Plan): RunTally {
  const series = plan.series.map(() => createSeriesRecording());
  const soFar = createHistogram();
  const counts = { started: 0, finished: 0, freshConnections: 0, unreadable: 0 };
  const clock = createRunClock();
  const stretchSeconds = Math.max(1, Math.ceil(plan.arrivals.durationSeconds / mostStretches));
  let errors = 0;
  let latestSecond = 0;

  return {
    take(sample) {
      const { request, intendedStartUs } = sample;
      const recording = series[request.series];
      if (recording === undefined) {
        counts.unreadable++;
        return;
      }
      counts.started = Math.max(counts.started, request.iteration + 1);
      counts.finished++;
      if (request.connectingUs > 0 || request.tlsUs > 0) counts.freshConnections++;
      if (request.failed) errors++;
      clock.see(sample);
      const responseUs = request.endUs - intendedStartUs;
      if (request.status !== 0) recordUs(soFar, responseUs - clock.calibrationUs());
      const sinceStartSeconds = (intendedStartUs - request.scheduleStartMs * 1000) / 1e6;
      const second = Math.floor(sinceStartSeconds / stretchSeconds) * stretchSeconds;
      recording.record(request, second, responseUs);
      if (second <= latestSecond) return;
      latestSecond = second;
      for (const each of series) each.closeBefore(second - openSeconds, clock.calibrationUs());
    },
    received(iteration, bytes) {
      const request = plan.requests[plan.order[iteration % plan.order.length] ?? -1];
      if (request !== undefined && Number.isFinite(bytes)) series[request.series]?.received(bytes);
    },
    unreadable() {
      counts.unreadable++;
    },
    progress() {
      const soFarMs = (percent: number) =>
        soFar.totalCount === 0 ? null : soFar.getValueAtPercentile(percent) / 1000;
      const { started, finished } = counts;
      return {
        started,
        finished,
        errors,
        p50Ms: soFarMs(50),
        p95Ms: soFarMs(95),
        elapsedSeconds: latestSecond,
      };
    },
    finish: () => ({
      ...clock.finish(),
      counts: { ...counts },
      series: series.map((recording) => recording.finish(clock.calibrationUs())),
    }),
  };
}

/** When the run was, and how late the generator itself was with its requests. */
function createRunClock() {
  const createdMs = Date.now();
  const startDelay = createHistogram();
  let smallestDelayUs = Number.POSITIVE_INFINITY;
  let scheduleStartMs = Number.POSITIVE_INFINITY;
  let lastEndUs = 0;
  const calibrationUs = () => (Number.isFinite(smallestDelayUs) ? smallestDelayUs : 0);
  return {
    calibrationUs,
    see({ request, intendedStartUs }: Sample): void {
      const delayUs = request.startUs - intendedStartUs;
      recordUs(startDelay, delayUs);
      smallestDelayUs = Math.min(smallestDelayUs, delayUs);
      scheduleStartMs = Math.min(scheduleStartMs, request.scheduleStartMs);
      lastEndUs = Math.max(lastEndUs, request.endUs);
    },
    finish() {
      const startMs = Number.isFinite(scheduleStartMs) ? scheduleStartMs : createdMs;
      return {
        startedAt: new Date(startMs).toISOString(),
        finishedAt: new Date(Math.max(startMs, lastEndUs / 1000)).toISOString(),
        clocks: {
          scheduleStartMs: startMs,
          calibrationMs: calibrationUs() / 1000,
          startDelay: encodeHistogram(shiftHistogram(startDelay, -calibrationUs())),
        },
      };
    },
  };
}
