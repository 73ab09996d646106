import { createHistogram, encodeHistogram, mergeHistograms, recordUs, shiftHistogram } from './histogram.ts';
import type { Sample } from './sample.ts';

/** When the run was, and how late the generator itself was with its requests, by target. */
export function createRunClock(targets: number) {
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
