import type { Run } from '../../src/run/run.ts';
import { decodeHistogram } from '../../src/sample/histogram.ts';
import { createRecorder } from '../../src/sample/recorder.ts';
import { latencySeries } from '../../src/statistics/latency-series.ts';
import { longPlan } from './long-plan.ts';

/** What came of standard input, on standard output. */
export interface Recorded {
  readonly cpuSeconds: number;
  readonly residentMb: number;
  readonly gigabytes: number;
  readonly run: { readonly megabytes: number };
  readonly counts: {
    readonly finished: number;
    readonly errors: number;
    readonly inHistograms: number;
    readonly inSeconds: number;
    readonly unreadable: number;
    readonly p99Ms: number;
  };
}

const recorder = createRecorder(longPlan);
let bytes = 0;
for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
  bytes += chunk.length;
  recorder.write(chunk);
}
const run = recorder.finish({ kind: 'completed' });
const { user, system } = process.cpuUsage();
const megabytes = JSON.stringify(run).length / 2 ** 20;
const residentMb = process.resourceUsage().maxRSS / 1024;
const total = (of: (series: Run['series'][number]) => number) =>
  run.series.reduce((sum, series) => sum + of(series), 0);
const service = latencySeries(run as Run).find(({ clock, route }) => clock === 'service' && route === '*');
process.stdout.write(
  JSON.stringify({
    cpuSeconds: (user + system) / 1e6,
    residentMb,
    gigabytes: bytes / 1e9,
    run: { megabytes },
    counts: {
      finished: run.counts.finished,
      errors: total(({ errors }) => errors),
      inHistograms: total(({ service }) => decodeHistogram(service).totalCount),
      inSeconds: total(({ seconds }) => seconds.reduce((sum, { count }) => sum + count, 0)),
      unreadable: run.counts.unreadable,
      p99Ms: service?.percentiles.p99.value ?? Number.NaN,
    },
  } satisfies Recorded),
);
