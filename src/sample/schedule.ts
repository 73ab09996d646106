import type { Timetable } from '../plan/timetable.ts';
import type { ObservedRequest, Sample } from './sample.ts';

/** What the plan intended of one target, told from what k6 says of each iteration. */
export interface Schedule {
  drop(timeUs: number): void;
  place(request: ObservedRequest): Sample;
  /** Arrivals behind the warm-up: those that started, as far as known, and those that were dropped. */
  counts(): { readonly started: number; readonly dropped: number };
}

/**
 * Where the timetable says that each arrival was meant to start. k6 numbers only the iterations that it started, so the
 * drops before one are added to its number. A drop belongs to the slot in which k6 noticed it, which is right unless k6
 * was a whole period late.
 */
export function createSchedule({ warmUpArrivals, measuredFromUs, dueUs }: Timetable): Schedule {
  let scheduleStartUs: number | null = null;
  let iterations = 0;
  let seen = 0;
  let seenMeasured = 0;
  /** In order of time. */
  const drops: number[] = [];
  const dropsBefore = (timeUs: number) => {
    let low = 0;
    let high = drops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((drops[middle] as number) < timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const arrivalOf = (iteration: number, startUs: number) => {
    let arrival = iteration;
    for (let before = -1; before !== arrival; ) {
      before = arrival;
      arrival = iteration + dropsBefore(startUs + dueUs(arrival + 1));
    }
    return arrival;
  };
  return {
    drop(timeUs) {
      const place = dropsBefore(timeUs);
      if (place === drops.length) drops.push(timeUs);
      else drops.splice(place, 0, timeUs);
    },
    place(request) {
      const startUs = request.scheduleStartMs * 1000;
      scheduleStartUs = startUs;
      iterations = Math.max(iterations, request.iteration + 1);
      const place = drops.length === 0 ? request.iteration : arrivalOf(request.iteration, startUs);
      const arrival = place - warmUpArrivals;
      seen++;
      if (arrival >= 0) seenMeasured++;
      return {
        request,
        arrival,
        intendedStartUs: startUs + dueUs(place),
        sinceStartUs: dueUs(place) - measuredFromUs,
      };
    },
    counts() {
      const beforehand = scheduleStartUs === null ? 0 : dropsBefore(scheduleStartUs + dueUs(warmUpArrivals));
      const behindWarmUp = iterations - (warmUpArrivals - beforehand);
      // A generator that is many periods late blurs the warm-up's end: no more started than came back or is still out.
      const unseen = iterations - seen;
      return {
        started: Math.max(seenMeasured, Math.min(behindWarmUp, seenMeasured + unseen)),
        dropped: drops.length - beforehand,
      };
    },
  };
}
