import type { Plan } from '../plan/plan.ts';
import type { Run, RunCounts } from '../run/run.ts';
import { createHistogram, encodeHistogram, mergeHistograms, recordUs, shiftHistogram } from './histogram.ts';
import type { Progress } from './progress.ts';
import type { Sample } from './sample.ts';
import { createSeriesRecording } from './series-recording.ts';

/** What all samples of a run come to: counts, clocks, and a recording for each series. */
export interface RunTally {
  take(sample: Sample): void;
  /** `arrival` is counted from the first measured one; those before are of the warm-up. */
  received(arrival: { readonly target: number; readonly arrival: number }, bytes: number): void;
  unreadable(): void;
  progress(): Omit<Progress, 'started' | 'dropped'>;
  finish(): Pick<Run, 'startedAt' | 'finishedAt' | 'clocks' | 'series'> & {
    counts: Omit<RunCounts, 'started' | 'dropped' | 'droppedByTarget'>;
  };
}

/** A run of up to an hour is kept by the second, a longer one in as many wider stretches. */
const mostStretches = 3600;
/** A second stays open for its answers this long; later ones are taken in as well, at some cost. */
const openSeconds = 5;

export function createRunTally(plan: Plan): RunTally {
  const series = plan.series.map(() => createSeriesRecording());
  const soFar = createHistogram();
  const counts = { finished: 0, freshConnections: 0, unreadable: 0 };
  const targetOf = plan.series.map(({ target }) => plan.targets.findIndex((one) => one.target === target));
  const clock = createRunClock(plan.targets.length);
  const calibrationUs = (series: number) => clock.calibrationUs(targetOf[series] ?? 0);
  const stretchSeconds = Math.max(1, Math.ceil(plan.arrivals.durationSeconds / mostStretches));
  let errors = 0;
  let latestSecond = 0;

  return {
    take(sample) {
      const { request, intendedStartUs, sinceStartUs } = sample;
      const recording = series[request.series];
      if (recording === undefined) {
        counts.unreadable++;
        return;
      }
      counts.finished++;
      if (request.connectingUs > 0 || request.tlsUs > 0) counts.freshConnections++;
      if (request.failed) errors++;
      clock.see(sample);
      const responseUs = request.endUs - intendedStartUs;
      if (request.status !== 0) recordUs(soFar, responseUs - calibrationUs(request.series));
      const second = Math.floor(sinceStartUs / 1e6 / stretchSeconds) * stretchSeconds;
      recording.record(request, second, responseUs);
      if (second <= latestSecond) return;
      latestSecond = second;
      for (const [index, each] of series.entries()) {
        each.closeBefore(second - openSeconds, calibrationUs(index));
      }
    },
    received({ target, arrival }, bytes) {
      const { order = [] } = plan.targets[target] ?? {};
      const request = plan.requests[order[arrival % order.length] ?? -1];
      if (request !== undefined && Number.isFinite(bytes)) series[request.series]?.received(bytes);
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
    finish: () => ({
      ...clock.finish(),
      counts: { ...counts },
      series: series.map((recording, index) => recording.finish(calibrationUs(index))),
    }),
  };
}

/** When the run was, and how late the generator itself was with its requests, by target. */
function createRunClock(targets: number) {
  const createdMs = Date.now();
  const delays = Array.from({ length: targets }, () => ({
    histogram: createHistogram(),
    smallestUs: Number.POSITIVE_INFINITY,
  }));
  let startUs = Number.POSITIVE_INFINITY;
  let lastEndUs = 0;
  const calibrationUs = (target: number) => {
    const smallestUs = delays[target]?.smallestUs ?? Number.POSITIVE_INFINITY;
    return Number.isFinite(smallestUs) ? smallestUs : 0;
  };
  return {
    calibrationUs,
    see({ request, intendedStartUs, sinceStartUs }: Sample): void {
      const delay = delays[request.target];
      if (delay === undefined) return;
      const delayUs = request.startUs - intendedStartUs;
      recordUs(delay.histogram, delayUs);
      delay.smallestUs = Math.min(delay.smallestUs, delayUs);
      startUs = Math.min(startUs, intendedStartUs - sinceStartUs);
      lastEndUs = Math.max(lastEndUs, request.endUs);
    },
    finish() {
      const startMs = Number.isFinite(startUs) ? Math.round(startUs / 1000) : createdMs;
      const calibrated = delays.map(({ histogram }, target) =>
        shiftHistogram(histogram, -calibrationUs(target)),
      );
      return {
        startedAt: new Date(startMs).toISOString(),
        finishedAt: new Date(Math.max(startMs, lastEndUs / 1000)).toISOString(),
        clocks: {
          scheduleStartMs: startMs,
          calibrationMs: delays.map((_, target) => calibrationUs(target) / 1000),
          startDelay: encodeHistogram(mergeHistograms(calibrated)),
        },
      };
    },
  };
}
