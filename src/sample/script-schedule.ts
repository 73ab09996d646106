import { timetableOf } from '../plan/timetable.ts';
import type { ObservedRequest } from './sample.ts';
import { createSchedule, type Schedule } from './schedule.ts';

/** When the requests of a person's own script were meant to start, as far as its scenarios tell. */
export interface ScriptSchedule {
  /** Microseconds since the epoch; where nobody knows, when it was sent. */
  intendedStartUs(scenario: string, request: ObservedRequest): number;
  drop(scenario: string, timeUs: number): void;
  /** Whether it was known of every request so far. */
  isKnown(): boolean;
}

/** Iterations that a second request may still come of. */
const remembered = 10_000;

/**
 * A scenario with a constant arrival rate says when each iteration was meant to start, and so when its only request was;
 * of any other scenario, and of a second request of an iteration, nobody knows.
 */
export function createScriptSchedule(perSecond: { readonly [scenario: string]: number }): ScriptSchedule {
  const schedules = new Map<string, Schedule>(
    Object.entries(perSecond).map(([scenario, ratePerSecond]) => [scenario, scheduleAt(ratePerSecond)]),
  );
  const seen = new Set<string>();
  let known = true;
  return {
    intendedStartUs(scenario, request) {
      const schedule = schedules.get(scenario);
      const iteration = `${scenario} ${request.iteration}`;
      if (schedule === undefined || seen.has(iteration)) {
        known = false;
        return request.startUs;
      }
      seen.add(iteration);
      if (seen.size > remembered) for (const oldest of seen) if (seen.delete(oldest)) break;
      return schedule.place(request).intendedStartUs;
    },
    drop: (scenario, timeUs) => schedules.get(scenario)?.drop(timeUs),
    isKnown: () => known,
  };
}

function scheduleAt(ratePerSecond: number): Schedule {
  return createSchedule(
    timetableOf({
      arrivals: { phases: [{ name: 'steady', fromSecond: 0, seconds: 0, ratePerSecond }] },
      warmUp: { arrivals: 0, ratePerSecond, seconds: 0 },
    }),
  );
}
