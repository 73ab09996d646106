import type { Plan } from '../plan/plan.ts';
import { timetableOfTarget } from '../plan/timetable.ts';
import type { Run } from '../run/run.ts';
import { type GeneratorEnding, runEndOf } from '../run/run-end.ts';
import { answerNotes } from './answer-notes.ts';
import { createClockWatch } from './clock-watch.ts';
import { createObserving } from './observing.ts';
import { createPairing } from './pairing.ts';
import type { Progress } from './progress.ts';
import { createRequestReader } from './request-reader.ts';
import { createRunTally } from './run-tally.ts';
import type { Sample } from './sample.ts';
import type { SampleWatch } from './sample-watch.ts';
import { createSchedule } from './schedule.ts';

/** Turns the generator's output into a run while it comes. */
export interface Recorder {
  /** Bytes of k6's CSV output (times in microseconds), cut anywhere. */
  write(chunk: Buffer): void;
  progress(): Progress;
  /** The run as far as it was measured, whatever its end; the caller adds what made it. */
  finish(ending: GeneratorEnding): Omit<Run, 'tool' | 'machine'>;
}

/**
 * Two clocks. Service time is what k6 calls the duration: sending, waiting, receiving. Response time counts from the
 * intended start, so that an arrival that had to wait for a stalled target or generator shows its wait (coordinated
 * omission: https://github.com/giltene/wrk2). Since k6 tells the schedule's start in whole milliseconds and needs a
 * moment itself to begin, the smallest delay of each target's schedule is taken off its response times.
 */
export function createRecorder(plan: Plan, watch?: SampleWatch): Recorder {
  const schedules = plan.targets.map((_, target) => createSchedule(timetableOfTarget(plan, target)));
  const observing = plan.observe ? createObserving(plan) : null;
  const pairing = plan.scenario === 'comparison' ? createPairing(plan) : null;
  const tally = createRunTally(plan);
  const clockWatch = createClockWatch();
  const take = (sample: Sample) => {
    tally.take(sample);
    if (sample.arrival < 0) return;
    observing?.take(sample);
    pairing?.take(sample);
  };
  const reader = createRequestReader({
    onRequest(request) {
      const sample = schedules[request.target]?.place(request);
      if (sample === undefined) tally.unreadable();
      else if (watch?.see(sample) !== 'hold') take(sample);
      for (const released of watch?.released() ?? []) take(released);
    },
    onDropped: (target, timeUs) => schedules[target]?.drop(timeUs),
    onReceived(ended, bytes) {
      watch?.received(ended.target, bytes);
      const notes = answerNotes(ended.metadata);
      tally.ended(ended, bytes, notes);
      observing?.note(ended, notes);
      pairing?.note({ target: ended.target, arrival: ended.iteration - plan.warmUp.arrivals }, notes);
    },
    onUnreadable: tally.unreadable,
  });
  const arrivals = () => {
    const counts = schedules.map((schedule) => schedule.counts());
    return {
      started: counts.reduce((sum, { started }) => sum + started, 0),
      dropped: counts.reduce((sum, { dropped }) => sum + dropped, 0),
      droppedByTarget: counts.map(({ dropped }) => dropped),
    };
  };
  return {
    write(chunk) {
      clockWatch.look();
      reader.write(chunk);
    },
    progress() {
      const { started, dropped } = arrivals();
      return { ...tally.progress(), started, dropped };
    },
    finish(ending) {
      reader.end();
      for (const released of watch?.end() ?? []) take(released);
      clockWatch.look();
      const { counts, clocks, ...measured } = tally.finish();
      return {
        schemaVersion: 2,
        runId: plan.runId,
        plan,
        ended: runEndOf(ending),
        counts: { ...arrivals(), ...counts },
        clocks: { ...clocks, steppedMs: clockWatch.steppedMs() },
        ...measured,
        ...(observing === null ? {} : { observations: observing.finish() }),
        ...(pairing === null ? {} : { pairs: pairing.finish() }),
      };
    },
  };
}
