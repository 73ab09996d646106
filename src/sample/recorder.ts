import type { Plan } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import { type GeneratorEnding, runEndOf } from '../run/run-end.ts';
import { createHistogram, encodeHistogram, recordUs, shiftHistogram } from './histogram.ts';
import { createRequestReader } from './request-reader.ts';
import type { Sample } from './sample.ts';
import { createSchedule } from './schedule.ts';
import { createSeriesRecording } from './series-recording.ts';

/** Turns the generator's output into a run while it comes. */
export interface Recorder {
  /** Bytes of k6's CSV output (times in microseconds), cut anywhere. */
  write(chunk: Buffer): void;
  progress(): Progress;
  /** The run as far as it was measured, whatever its end; the caller adds what made it. */
  finish(ending: GeneratorEnding): Omit<Run, 'tool' | 'machine'>;
}

/** Where a run stands. Percentiles are of response time over all series from the start, `null` before the first answer. */
export interface Progress {
  readonly started: number;
  readonly finished: number;
  readonly dropped: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Of the schedule: the intended start of the latest arrival that is answered. */
  readonly elapsedSeconds: number;
}

/** The scenario that counts: load/ names it so. */
const measuredScenario = 'measured';
/** A run of up to an hour is kept by the second, a longer one in as many wider stretches. */
const mostStretches = 3600;
/** A second stays open for its answers this long; later ones are taken in as well, at some cost. */
const openSeconds = 5;

/**
 * Two clocks. Service time is what k6 calls the duration: sending, waiting, receiving. Response time counts from the
 * intended start, so that an arrival that had to wait for a stalled target or generator shows its wait (coordinated
 * omission: https://github.com/giltene/wrk2). Since k6 tells the schedule's start in whole milliseconds and needs a
 * moment itself to begin, the smallest delay of the run is taken off every response time.
 */
export function createRecorder(plan: Plan): Recorder {
  const createdMs = Date.now();
  const schedule = createSchedule(plan.arrivals.totalPerSecond);
  const stretchSeconds = Math.max(1, Math.ceil(plan.arrivals.durationSeconds / mostStretches));
  const series = plan.series.map(() => createSeriesRecording());
  const soFar = createHistogram();
  const startDelay = createHistogram();
  const counts = { started: 0, finished: 0, freshConnections: 0, unreadable: 0 };
  let errors = 0;
  let firstStartMs = Number.POSITIVE_INFINITY;
  let lastEndUs = 0;
  let latestSecond = 0;
  let smallestDelayUs = Number.POSITIVE_INFINITY;

  const take = ({ request, intendedStartUs }: Sample) => {
    const recording = series[request.series];
    if (recording === undefined) {
      counts.unreadable++;
      return;
    }
    counts.started = Math.max(counts.started, request.iteration + 1);
    counts.finished++;
    if (request.connectingUs > 0 || request.tlsUs > 0) counts.freshConnections++;
    if (request.failed) errors++;
    firstStartMs = Math.min(firstStartMs, request.scheduleStartMs);
    lastEndUs = Math.max(lastEndUs, request.endUs);
    const delayUs = request.startUs - intendedStartUs;
    smallestDelayUs = Math.min(smallestDelayUs, delayUs);
    recordUs(startDelay, delayUs);
    const responseUs = request.endUs - intendedStartUs;
    if (request.status !== 0) recordUs(soFar, responseUs - smallestDelayUs);
    const sinceStartSeconds = (intendedStartUs - request.scheduleStartMs * 1000) / 1e6;
    const second = Math.floor(sinceStartSeconds / stretchSeconds) * stretchSeconds;
    recording.record(request, second, responseUs);
    if (second > latestSecond) {
      latestSecond = second;
      for (const each of series) each.closeBefore(second - openSeconds, smallestDelayUs);
    }
  };

  const reader = createRequestReader(measuredScenario, {
    onRequest: (request) => take(schedule.place(request)),
    onDropped: (timeUs) => schedule.drop(timeUs),
    onReceived(iteration, bytes) {
      const request = plan.requests[plan.order[iteration % plan.order.length] ?? -1];
      if (request !== undefined && Number.isFinite(bytes)) series[request.series]?.received(bytes);
    },
    onUnreadable: () => {
      counts.unreadable++;
    },
  });

  return {
    write: reader.write,
    progress: () => ({
      started: counts.started,
      finished: counts.finished,
      dropped: schedule.dropped,
      errors,
      p50Ms: soFar.totalCount === 0 ? null : soFar.getValueAtPercentile(50) / 1000,
      p95Ms: soFar.totalCount === 0 ? null : soFar.getValueAtPercentile(95) / 1000,
      elapsedSeconds: latestSecond,
    }),
    finish(ending) {
      reader.end();
      const calibrationUs = counts.finished === 0 ? 0 : smallestDelayUs;
      const scheduleStartMs = counts.finished === 0 ? createdMs : firstStartMs;
      return {
        schemaVersion: 1,
        runId: plan.runId,
        plan,
        startedAt: new Date(scheduleStartMs).toISOString(),
        finishedAt: new Date(Math.max(scheduleStartMs, lastEndUs / 1000)).toISOString(),
        ended: runEndOf(ending),
        counts: { ...counts, dropped: schedule.dropped },
        clocks: {
          scheduleStartMs,
          calibrationMs: calibrationUs / 1000,
          startDelay: encodeHistogram(shiftHistogram(startDelay, -calibrationUs)),
        },
        series: series.map((recording) => recording.finish(calibrationUs)),
      };
    },
  };
}
