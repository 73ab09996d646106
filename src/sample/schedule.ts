import type { ObservedRequest, Sample } from './sample.ts';

/** What a constant arrival rate intended, told from what k6 says of each iteration. */
export interface Schedule {
  drop(timeUs: number): void;
  place(request: ObservedRequest): Sample;
  readonly dropped: number;
}

/**
 * Arrival k was meant to start at the schedule's start + k × period. k6 numbers only the iterations that it started,
 * so the drops before one are added to its number. A drop belongs to the slot in which k6 noticed it, which is right
 * unless k6 was a whole period late.
 */
export function createSchedule(totalPerSecond: number): Schedule {
  // k6 cuts the period to whole nanoseconds.
  const periodUs = Math.floor(1e9 / totalPerSecond) / 1000;
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
      arrival = iteration + dropsBefore(startUs + (arrival + 1) * periodUs);
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
      const scheduleStartUs = request.scheduleStartMs * 1000;
      const arrival = drops.length === 0 ? request.iteration : arrivalOf(request.iteration, scheduleStartUs);
      return { request, arrival, intendedStartUs: scheduleStartUs + arrival * periodUs };
    },
    get dropped() {
      return drops.length;
    },
  };
}
