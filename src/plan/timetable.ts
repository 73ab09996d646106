import type { Turns } from './comparison-plan.ts';
import type { Arrivals, Phase, WarmUp } from './plan.ts';

/** When each arrival of a target is due, warm-up included, counted in microseconds from the start of its schedule. */
export interface Timetable {
  readonly warmUpArrivals: number;
  /** Where the first phase begins. */
  readonly measuredFromUs: number;
  /** The arrival's number is counted from 0, the warm-up's first. Beyond the end the last rate goes on. */
  dueUs(arrival: number): number;
  /** Index into the plan's phases of an arrival behind the warm-up. */
  phaseOf(arrival: number): number;
}

export interface Timed {
  readonly arrivals: Pick<Arrivals, 'phases'>;
  readonly warmUp: WarmUp;
}

/**
 * A constant rate is k6's `constant-arrival-rate`: arrival k at k periods, each cut to whole nanoseconds. Phases of
 * several rates are its `ramping-arrival-rate`: arrival k where the integral of the rate reaches k + 1
 * (https://github.com/grafana/k6, lib/executor/ramping_arrival_rate.go). The warm-up then takes half a period more,
 * so that arrivals stand in the middle of their slots and no phase begins or ends on one.
 */
export function timetableOf({ arrivals: { phases }, warmUp }: Timed): Timetable {
  const [only, ...others] = phases;
  return only !== undefined && others.length === 0
    ? constantTimetable(only.ratePerSecond, warmUp.arrivals)
    : phasedTimetable(phases, warmUp);
}

/**
 * The timetable of one target of a plan. In a comparison the one of a pair that goes second is due half a period later.
 */
export function timetableOfTarget(plan: Timed & { readonly turns?: Turns }, target: number): Timetable {
  const timetable = timetableOf(plan);
  const { turns } = plan;
  if (turns === undefined) return timetable;
  const { first, gapSeconds } = turns;
  return {
    ...timetable,
    dueUs: (arrival) =>
      timetable.dueUs(arrival) + (first[arrival % first.length] === target ? 0 : gapSeconds * 1e6),
  };
}

function constantTimetable(ratePerSecond: number, warmUpArrivals: number): Timetable {
  const periodUs = Math.floor(1e9 / ratePerSecond) / 1000;
  return {
    warmUpArrivals,
    measuredFromUs: warmUpArrivals * periodUs,
    dueUs: (arrival) => arrival * periodUs,
    phaseOf: () => 0,
  };
}

interface Stage {
  readonly fromUs: number;
  /** Integral of the rate up to here. */
  readonly before: number;
  readonly ratePerUs: number;
}

function phasedTimetable(phases: readonly Phase[], warmUp: WarmUp): Timetable {
  const stages: Stage[] = [];
  let fromUs = 0;
  let before = 0;
  for (const { seconds, ratePerSecond } of [warmUp, ...phases]) {
    const ratePerUs = ratePerSecond / 1e6;
    stages.push({ fromUs, before, ratePerUs });
    fromUs += seconds * 1e6;
    before += seconds * ratePerSecond;
  }
  const stageOf = (reached: number) => {
    const last = stages.findLastIndex((stage) => stage.before < reached && stage.ratePerUs > 0);
    return Math.max(last, 0);
  };
  return {
    warmUpArrivals: warmUp.arrivals,
    measuredFromUs: warmUp.seconds * 1e6,
    dueUs(arrival) {
      const stage = stages[stageOf(arrival + 1)] as Stage;
      return stage.fromUs + (arrival + 1 - stage.before) / stage.ratePerUs;
    },
    phaseOf: (arrival) => Math.max(stageOf(arrival + 1) - 1, 0),
  };
}

/** How long a warm-up of several phases takes: to the middle between its last arrival and the first measured one. */
export function phasedWarmUpSeconds(arrivals: number, ratePerSecond: number): number {
  return Math.round(((arrivals + 0.5) / ratePerSecond) * 1e6) / 1e6;
}

/** Measured arrivals of each phase at one target. */
export function arrivalsPerPhase(phases: readonly Phase[]): number[] {
  const [only, ...others] = phases;
  // The last arrival starts before the end: at 0.5/s, 3 s hold the arrivals at 0 s and 2 s.
  if (only !== undefined && others.length === 0) return [Math.ceil(only.ratePerSecond * only.seconds - 1e-9)];
  let integral = 0;
  let before = 0;
  return phases.map(({ ratePerSecond, seconds }) => {
    integral += ratePerSecond * seconds;
    const upTo = Math.floor(integral + 0.5 + 1e-6);
    const here = upTo - before;
    before = upTo;
    return here;
  });
}
