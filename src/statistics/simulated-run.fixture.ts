import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { Objectives } from '../contract/contract.ts';
import type { PlannedSeries, PlannedTarget } from '../plan/plan.ts';
import type { ConnectionMeasurement } from '../run/connections.ts';
import type { Run, SecondMeasurement, SeriesMeasurement } from '../run/run.ts';
import { groupBy } from './grouping.ts';

/** Numbers from 0 (inclusive) to 1 that only the seed decides (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal values (Box & Muller). */
export function normals(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Lognormal milliseconds by their median and 99th percentile. */
export function lognormal(random: () => number, medianMs: number, p99Ms: number): () => number {
  const normal = normals(random);
  const sigma = Math.log(p99Ms / medianMs) / 2.3263478740408408;
  return () => medianMs * Math.exp(sigma * normal());
}

/** Milliseconds → histogram as a run holds it. */
export function histogramOf(valuesMs: readonly number[]): string {
  const histogram = build();
  for (const value of valuesMs) histogram.recordValue(Math.round(value * 1000));
  return encodeIntoCompressedBase64(histogram);
}

/** What one request of a simulation came to; without `ms` there was no answer. */
export interface Outcome {
  readonly second: number;
  readonly ms: number | null;
  readonly status?: number;
}

export interface SimulatedSeries {
  readonly target: string;
  readonly route: string;
  readonly objectives?: Objectives;
  readonly outcomes: readonly Outcome[];
}

export interface SimulatedRun {
  readonly series: readonly SimulatedSeries[];
  readonly ended?: Run['ended'];
  readonly counts?: Partial<Run['counts']>;
  readonly expected?: number;
}

/** `count` requests over `durationSeconds` to one route, all answered with 200. */
export function steady(count: number, durationSeconds: number, latency: () => number): Outcome[] {
  return Array.from({ length: count }, (_, index) => ({
    second: Math.floor((index * durationSeconds) / count),
    ms: latency(),
  }));
}

function measurementOf(outcomes: readonly Outcome[]): SeriesMeasurement {
  const failed = outcomes.filter(({ ms, status }) => ms === null || (status ?? 200) !== 200);
  const answered = outcomes.filter(({ ms }) => ms !== null);
  const times = answered.map(({ ms }) => ms as number);
  const byStatus: Record<string, number> = {};
  for (const { status = 200 } of answered) byStatus[status] = (byStatus[status] ?? 0) + 1;
  const unanswered = outcomes.length - answered.length;
  return {
    count: outcomes.length,
    errors: failed.length,
    byStatus,
    byErrorCode: unanswered > 0 ? { 1220: unanswered } : {},
    bytesReceived: answered.length * 180,
    service: histogramOf(times.map((ms) => ms * 0.98)),
    response: histogramOf(times),
    byClass: {},
    coldStarts: { marked: false, count: 0, inWarmUp: 0, service: histogramOf([]), firstCall: null },
    otherMediaTypes: {},
    redirectedTo: {},
    seconds: secondsOf(outcomes),
  };
}

function secondsOf(outcomes: readonly Outcome[]): SecondMeasurement[] {
  const bySecond = groupBy(outcomes, ({ second }) => second);
  return [...bySecond.entries()]
    .sort(([a], [b]) => a - b)
    .map(([second, group]) => {
      const times = group.flatMap(({ ms }) => (ms === null ? [] : [ms]));
      return {
        second,
        count: group.length,
        errors: group.filter(({ ms, status }) => ms === null || (status ?? 200) !== 200).length,
        apart: 0,
        service: histogramOf(times.map((ms) => ms * 0.98)),
        response: histogramOf(times),
      };
    });
}

/** A run as the recorder would have written it: real histograms of made-up requests. */
export function simulatedRun({ series, ended, counts, expected }: SimulatedRun): Run {
  const names = [...new Set(series.map(({ target }) => target))];
  const total = series.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
  const seconds = series.flatMap(({ outcomes }) => outcomes.map(({ second }) => second));
  const last = seconds.reduce((most, second) => Math.max(most, second), 0);
  const durationSeconds = last + 1;
  return {
    schemaVersion: 2,
    runId: '2026-03-02T10-15-00-abcd',
    tool: { gatewright: '0.1.0', k6: '2.2.0', node: '20.20.2' },
    machine: { platform: 'linux-x64', cpus: 2, runner: null, region: null, busy: null },
    plan: {
      schemaVersion: 1,
      runId: '2026-03-02T10-15-00-abcd',
      scenario: 'latency',
      arrivals: {
        ratePerSecond: total / durationSeconds / Math.max(1, names.length),
        totalPerSecond: total / durationSeconds,
        phases: [
          {
            name: 'steady',
            fromSecond: 0,
            seconds: durationSeconds,
            ratePerSecond: total / durationSeconds / Math.max(1, names.length),
          },
        ],
        durationSeconds,
        virtualUsers: 40,
        toleratedStallSeconds: 2,
        expected: expected ?? total,
        seed: 1,
      },
      warmUp: { arrivals: 40, ratePerSecond: 10, seconds: 4 },
      observe: false,
      timeoutSeconds: 31,
      targets: names.map((name) => ({
        ...plannedTarget(name),
        order: series.flatMap(({ target }, index) => (target === name ? [index] : [])),
      })),
      series: series.map(
        ({ target, route, objectives }): PlannedSeries => ({ target, route, objectives: objectives ?? {} }),
      ),
      requests: series.map(({ route }, index) => ({
        series: index,
        method: route.split(' ')[0] as string,
        url: `https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/dev${route.split(' ')[1]}`,
        headers: {},
        secretHeaders: {},
        body: null,
        expectStatus: [200],
      })),
    },
    startedAt: '2026-03-02T10:15:00.000Z',
    finishedAt: '2026-03-02T10:15:32.000Z',
    ended: ended ?? { kind: 'completed' },
    counts: {
      started: total,
      dropped: 0,
      droppedByTarget: names.map((_, index) => (index === 0 ? (counts?.dropped ?? 0) : 0)),
      finished: total,
      freshConnections: 0,
      unreadable: 0,
      ...counts,
    },
    clocks: {
      scheduleStartMs: 1772446500000,
      calibrationMs: names.map(() => 0.21),
      steppedMs: 0,
      startDelay: histogramOf([0.1, 0.1, 0.4]),
    },
    series: series.map(({ outcomes }) => measurementOf(outcomes)),
    connections: names.map(() => openedBeforehand),
  };
}

const openedBeforehand: ConnectionMeasurement = {
  opened: 0,
  openedInWarmUp: 40,
  service: histogramOf([]),
  response: histogramOf([]),
  connecting: histogramOf([12.1, 12.4]),
  tls: histogramOf([25.3, 26]),
  waiting: histogramOf([3.2, 1.1]),
  connectFloorMs: 12.1,
  protocols: { 'HTTP/2.0 tls1.3': 40 },
};

function plannedTarget(target: string): Omit<PlannedTarget, 'order'> {
  const apiType = target.includes(':http') ? 'http' : 'rest';
  return {
    target,
    apiType,
    invokeUrl: `https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com${apiType === 'rest' ? '/dev' : ''}`,
    stage: apiType === 'rest' ? 'dev' : '$default',
    region: 'eu-west-1',
    contract: 'my-api',
    offsetSeconds: 0,
    warmUp: [],
  };
}
