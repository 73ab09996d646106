import type { LatencyPlan, PlannedSeries } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import { type GeneratorEnding, runEndOf } from '../run/run-end.ts';
import { createClockWatch } from './clock-watch.ts';
import type { Recorder } from './recorder.ts';
import { createRequestReader, type Tags } from './request-reader.ts';
import { createRunTally } from './run-tally.ts';
import type { ObservedRequest, Sample } from './sample.ts';
import type { SampleWatch } from './sample-watch.ts';
import { createScriptSchedule } from './script-schedule.ts';

/** Names beyond these are taken together: a script that tags no name has one a URL. */
const mostNames = 100;
export const otherNames = 'every other name';

export interface ScriptRecording {
  /** Of nothing but its targets: what is sent only shows as it comes. */
  readonly plan: LatencyPlan;
  /** What the contracts promise of a route, where a name is one. */
  objectivesOf(target: string, route: string): PlannedSeries['objectives'];
  /** Iterations a second of the scenarios with a constant arrival rate. */
  readonly perSecond: { readonly [scenario: string]: number };
}

export interface ScriptRecorder extends Recorder {
  /** Iterations that are over, and those of them that ended in an exception, which k6 doesn't mind. */
  thrown(): { readonly iterations: number; readonly exceptions: number };
}

/**
 * Records a person's own script: the names of its requests are the routes, and the plan of the run is made of what was
 * seen. Where nobody knows when its requests were meant to start, they count from when they were sent.
 */
export function createScriptRecorder(
  { plan, objectivesOf, perSecond }: ScriptRecording,
  watch?: SampleWatch,
): ScriptRecorder {
  const names = new Map<string, number>();
  const series: PlannedSeries[] = [];
  const slots = { ...plan, series: Array.from({ length: mostNames + 1 }, () => placeholder(plan)) };
  const tally = createRunTally(slots);
  const clockWatch = createClockWatch();
  const schedule = createScriptSchedule(perSecond);
  /** Of the rows that are being read. */
  let scenario = '';
  let iterations = 0;
  let exceptions = 0;
  let dropping = '';
  const started = plan.targets.map(() => 0);
  let dropped = 0;
  let firstUs: number | null = null;
  let lastUs = 0;

  const seriesOf = (target: number, tags: Tags): number => {
    const { target: name = '', invokeUrl = '' } = plan.targets[target] ?? {};
    const own = tags.name.startsWith(invokeUrl) ? tags.name.slice(invokeUrl.length) || '/' : tags.name;
    const route = names.size < mostNames || names.has(`${target} ${own}`) ? own : otherNames;
    const key = `${target} ${route}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    if (series.length > mostNames) return mostNames;
    names.set(key, series.length);
    return series.push({ target: name, route, objectives: objectivesOf(name, route) }) - 1;
  };
  const place = (request: ObservedRequest): Sample => {
    firstUs ??= request.startUs;
    lastUs = Math.max(lastUs, request.endUs);
    const arrival = started[request.target] ?? 0;
    started[request.target] = arrival + 1;
    const sinceStartUs = Math.max(0, request.startUs - firstUs);
    const intendedStartUs = schedule.intendedStartUs(scenario, request);
    return { request, arrival, intendedStartUs, sinceStartUs };
  };
  const reader = createRequestReader(
    {
      onRequest(request) {
        const sample = place(request);
        if (watch?.see(sample) !== 'hold') tally.take(sample);
        for (const released of watch?.released() ?? []) tally.take(released);
      },
      onDropped(_target, timeUs) {
        dropped++;
        schedule.drop(dropping, timeUs);
      },
      onReceived(ended, bytes) {
        watch?.received(ended.target, bytes);
        iterations++;
        if (/(?:^|&)x=1(?:&|$)/.test(ended.metadata)) exceptions++;
      },
      onUnreadable: tally.unreadable,
    },
    {
      request(tags) {
        const target = Number(/(?:^|&)target=(\d+)(?:&|$)/.exec(tags.extra)?.[1] ?? Number.NaN);
        // Those of setup() and teardown() belong to no scenario.
        if (tags.scenario === '' || plan.targets[target] === undefined) return null;
        // The request before is read to its end by now.
        scenario = tags.scenario;
        return { series: seriesOf(target, tags), target };
      },
      target(tags) {
        dropping = tags.scenario;
        return tags.scenario === '' ? null : 0;
      },
    },
  );
  const thrown = () => ({ iterations, exceptions });
  const total = () => started.reduce((sum, count) => sum + count, 0);
  return {
    thrown,
    write(chunk) {
      clockWatch.look();
      reader.write(chunk);
    },
    progress: () => ({ ...tally.progress(), started: total(), dropped }),
    finish(ending: GeneratorEnding): Omit<Run, 'tool' | 'machine'> {
      reader.end();
      for (const released of watch?.end() ?? []) tally.take(released);
      clockWatch.look();
      const { counts, clocks, series: measured, ...rest } = tally.finish();
      const seconds = firstUs === null ? 0 : Math.max(0.001, (lastUs - firstUs) / 1e6);
      // What the script left alone was not asked for.
      const called = plan.targets.flatMap((_, target) => (started[target] === 0 ? [] : [target]));
      const kept = called.length === 0 ? [0] : called;
      const only = <T>(all: readonly T[]): T[] => kept.flatMap((target) => all[target] ?? []);
      return {
        schemaVersion: 2,
        runId: plan.runId,
        plan: asSent(
          {
            ...plan,
            targets: only(plan.targets),
            series,
            ...(schedule.isKnown() && total() > 0 ? { scheduled: true as const } : {}),
          },
          { requests: total() + dropped, seconds },
        ),
        ended: runEndOf(ending),
        counts: {
          ...counts,
          started: total(),
          dropped,
          droppedByTarget: kept.map((_, index) => (index === 0 ? dropped : 0)),
        },
        clocks: { ...clocks, calibrationMs: only(clocks.calibrationMs), steppedMs: clockWatch.steppedMs() },
        series: measured.slice(0, series.length),
        ...rest,
        connections: only(rest.connections ?? []),
      };
    },
  };
}

const placeholder = ({ targets }: LatencyPlan): PlannedSeries => ({
  target: targets[0]?.target ?? '',
  route: '',
  objectives: {},
});

/** The plan that would have sent what was seen. */
function asSent(
  plan: LatencyPlan,
  seen: { readonly requests: number; readonly seconds: number },
): LatencyPlan {
  const totalPerSecond = seen.seconds === 0 ? 0 : Math.round((seen.requests / seen.seconds) * 1000) / 1000;
  const ratePerSecond = Math.round((totalPerSecond / plan.targets.length) * 1000) / 1000;
  const durationSeconds = Math.round(seen.seconds * 1000) / 1000;
  return {
    ...plan,
    arrivals: {
      ...plan.arrivals,
      ratePerSecond,
      totalPerSecond,
      durationSeconds,
      phases: [{ name: 'steady', fromSecond: 0, seconds: durationSeconds, ratePerSecond }],
      expected: seen.requests,
    },
  };
}
