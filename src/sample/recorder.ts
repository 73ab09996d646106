import type { Plan } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import { type GeneratorEnding, runEndOf } from '../run/run-end.ts';
import type { Progress } from './progress.ts';
import { createRequestReader } from './request-reader.ts';
import { createRunTally } from './run-tally.ts';
import { createSchedule } from './schedule.ts';

/** Turns the generator's output into a run while it comes. */
export interface Recorder {
  /** Bytes of k6's CSV output (times in microseconds), cut anywhere. */
  write(chunk: Buffer): void;
  progress(): Progress;
  /** The run as far as it was measured, whatever its end; the caller adds what made it. */
  finish(ending: GeneratorEnding): Omit<Run, 'tool' | 'machine'>;
}

/** The scenario that counts: load/ names it so. */
const measuredScenario = 'measured';

/**
 * Two clocks. Service time is what k6 calls the duration: sending, waiting, receiving. Response time counts from the
 * intended start, so that an arrival that had to wait for a stalled target or generator shows its wait (coordinated
 * omission: https://github.com/giltene/wrk2). Since k6 tells the schedule's start in whole milliseconds and needs a
 * moment itself to begin, the smallest delay of the run is taken off every response time.
 */
export function createRecorder(plan: Plan): Recorder {
  const schedule = createSchedule(plan.arrivals.totalPerSecond);
  const tally = createRunTally(plan);
  const reader = createRequestReader(measuredScenario, {
    onRequest: (request) => tally.take(schedule.place(request)),
    onDropped: (timeUs) => schedule.drop(timeUs),
    onReceived: tally.received,
    onUnreadable: tally.unreadable,
  });
  return {
    write: reader.write,
    progress: () => ({ ...tally.progress(), dropped: schedule.dropped }),
    finish(ending) {
      reader.end();
      const { counts, ...measured } = tally.finish();
      return {
        schemaVersion: 1,
        runId: plan.runId,
        plan,
        ended: runEndOf(ending),
        counts: { ...counts, dropped: schedule.dropped },
        ...measured,
      };
    },
  };
}
