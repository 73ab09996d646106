import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors/usage-error.ts';
import type { Plan } from '../plan/plan.ts';
import type { ConnectionMeasurement } from '../run/connections.ts';
import type {
  ClassMeasurement,
  ColdStarts,
  FunctionTime,
  Run,
  RunEnd,
  SecondMeasurement,
  SeriesMeasurement,
} from '../run/run.ts';
import { mergeEncoded } from '../sample/histogram.ts';

/**
 * One run of several that executed parts of the same plan at the same time (k6's execution segments): what one
 * recorder would have written of all their requests. Histograms are added bucket by bucket, so percentiles are exactly
 * those of one run.
 *
 * @throws UsageError for no run, runs of different plans (naming both and where they differ), runs that began more
 * than a second apart, and runs that keep answers one by one.
 */
export function mergeRuns(runs: readonly Run[]): Run {
  const [first, ...others] = runs;
  if (first === undefined) throw new UsageError('There is no run to merge.', 'Name at least one.');
  for (const other of others) refuseDifferent(first, other);
  const keeping = runs.find(({ observations, pairs }) => observations !== undefined || pairs !== undefined);
  if (others.length > 0 && keeping !== undefined) {
    throw new UsageError(
      `Run ${keeping.runId} keeps every answer by itself, and such runs are no parts of one.`,
      'Only runs of latency can be merged.',
    );
  }
  return {
    ...first,
    startedAt: runs.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    finishedAt:
      runs
        .map(({ finishedAt }) => finishedAt)
        .sort()
        .at(-1) ?? first.finishedAt,
    ended: worstEnd(runs),
    counts: {
      ...(sumOf(runs.map(({ counts: { droppedByTarget, ...counts } }) => counts)) as Omit<
        Run['counts'],
        'droppedByTarget'
      >),
      droppedByTarget: first.counts.droppedByTarget.map((_, target) =>
        total(runs, ({ counts }) => counts.droppedByTarget[target]),
      ),
    },
    clocks: {
      scheduleStartMs: Math.min(...runs.map(({ clocks }) => clocks.scheduleStartMs)),
      calibrationMs: first.clocks.calibrationMs.map((_, target) =>
        Math.min(...runs.map(({ clocks }) => clocks.calibrationMs[target] ?? Number.POSITIVE_INFINITY)),
      ),
      startDelay: merged(runs.map(({ clocks }) => clocks.startDelay)),
      steppedMs: Math.max(...runs.map(({ clocks }) => clocks.steppedMs)),
    },
    series: first.series.map((_, index) => mergeSeries(runs.flatMap(({ series }) => series[index] ?? []))),
    connections: first.connections.map((_, target) =>
      mergeConnections(runs.flatMap(({ connections }) => connections[target] ?? [])),
    ),
  };
}

const mostApartMs = 1000;

function refuseDifferent(first: Run, other: Run): void {
  const names = `Runs ${first.runId} and ${other.runId}`;
  const different = differences(first.plan, other.plan);
  if (different.length > 0) {
    throw new UsageError(
      `${names} executed different plans: ${different.join(', ')} differ.`,
      'Merge runs of one plan, or compare them instead.',
    );
  }
  const apartMs = Math.abs(first.clocks.scheduleStartMs - other.clocks.scheduleStartMs);
  if (apartMs > mostApartMs) {
    throw new UsageError(
      `${names} began ${(apartMs / 1000).toFixed(1)} s apart, so they are no parts of one run.`,
      'Runs that followed each other can be compared.',
    );
  }
}

function differences(plan: Plan, other: Plan): string[] {
  const keys = new Set([...Object.keys(plan), ...Object.keys(other)]);
  keys.delete('runId');
  return [...keys].filter(
    (key) => !isDeepStrictEqual(Reflect.get(plan, key) as unknown, Reflect.get(other, key) as unknown),
  );
}

const ends = [
  'completed',
  'interrupted',
  'stopped',
  'generator-failed',
] as const satisfies readonly RunEnd['kind'][];

function worstEnd(runs: readonly Run[]): RunEnd {
  const [worst] = runs.map(({ ended }) => ended).sort((a, b) => ends.indexOf(b.kind) - ends.indexOf(a.kind));
  return worst ?? { kind: 'completed' };
}

function mergeSeries(parts: readonly SeriesMeasurement[]): SeriesMeasurement {
  const functionTimes = parts.flatMap(({ functionTime }) => functionTime ?? []);
  const foreignPages = total(parts, ({ foreignPages: pages = 0 }) => pages);
  return {
    count: total(parts, ({ count }) => count),
    errors: total(parts, ({ errors }) => errors),
    byStatus: sumOf(parts.map(({ byStatus }) => byStatus)),
    byErrorCode: sumOf(parts.map(({ byErrorCode }) => byErrorCode)),
    bytesReceived: total(parts, ({ bytesReceived }) => bytesReceived),
    ...mergeClocks(parts),
    byClass: mergeClasses(parts.map(({ byClass }) => byClass)),
    coldStarts: mergeColdStarts(parts.map(({ coldStarts }) => coldStarts)),
    ...(functionTimes.length === 0 ? {} : { functionTime: mergeFunctionTimes(functionTimes) }),
    otherMediaTypes: sumOf(parts.map(({ otherMediaTypes }) => otherMediaTypes)),
    redirectedTo: sumOf(parts.map(({ redirectedTo }) => redirectedTo)),
    ...(foreignPages === 0 ? {} : { foreignPages }),
    seconds: mergeSeconds(parts.flatMap(({ seconds }) => seconds)),
  };
}

function mergeSeconds(parts: readonly SecondMeasurement[]): SecondMeasurement[] {
  const bySecond = new Map<number, SecondMeasurement[]>();
  for (const part of parts) bySecond.set(part.second, [...(bySecond.get(part.second) ?? []), part]);
  return [...bySecond]
    .sort(([a], [b]) => a - b)
    .map(([second, group]) => ({
      second,
      count: total(group, ({ count }) => count),
      errors: total(group, ({ errors }) => errors),
      apart: total(group, ({ apart }) => apart),
      ...mergeClocks(group),
    }));
}

function mergeClasses(parts: readonly SeriesMeasurement['byClass'][]): SeriesMeasurement['byClass'] {
  const classes = new Set(parts.flatMap((part) => Object.keys(part)));
  const ofClass = (name: string): ClassMeasurement => {
    const group = parts.flatMap((part) => part[name] ?? []);
    return { count: total(group, ({ count }) => count), ...mergeClocks(group) };
  };
  return Object.fromEntries([...classes].map((name) => [name, ofClass(name)]));
}

function mergeColdStarts(parts: readonly ColdStarts[]): ColdStarts {
  return {
    marked: parts.some(({ marked }) => marked),
    count: total(parts, ({ count }) => count),
    inWarmUp: total(parts, ({ inWarmUp }) => inWarmUp),
    service: merged(parts.map(({ service }) => service)),
    firstCall: parts.find(({ firstCall }) => firstCall !== null)?.firstCall ?? null,
  };
}

function mergeFunctionTimes(parts: readonly FunctionTime[]): FunctionTime {
  return {
    count: total(parts, ({ count }) => count),
    function: merged(parts.map((part) => part.function)),
    gateway: merged(parts.map((part) => part.gateway)),
  };
}

function mergeConnections(parts: readonly ConnectionMeasurement[]): ConnectionMeasurement {
  const sentAgain = total(parts, ({ sentAgain: times = 0 }) => times);
  const floors = parts.flatMap(({ connectFloorMs }) => connectFloorMs ?? []);
  return {
    opened: total(parts, ({ opened }) => opened),
    openedInWarmUp: total(parts, ({ openedInWarmUp }) => openedInWarmUp),
    ...mergeClocks(parts),
    connecting: merged(parts.map(({ connecting }) => connecting)),
    tls: merged(parts.map(({ tls }) => tls)),
    waiting: merged(parts.map(({ waiting }) => waiting)),
    ...(sentAgain === 0 ? {} : { sentAgain }),
    connectFloorMs: floors.length === 0 ? null : Math.min(...floors),
    protocols: sumOf(parts.map(({ protocols }) => protocols)),
  };
}

interface BothClocks {
  readonly service: string;
  readonly response: string;
}

function mergeClocks(parts: readonly BothClocks[]): BothClocks {
  return {
    service: merged(parts.map(({ service }) => service)),
    response: merged(parts.map(({ response }) => response)),
  };
}

function merged(encoded: readonly string[]): string {
  return mergeEncoded(encoded);
}

function total<Item>(items: readonly Item[], of: (item: Item) => number | undefined): number {
  return items.reduce((sum, item) => sum + (of(item) ?? 0), 0);
}

function sumOf(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}
