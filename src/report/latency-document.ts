import type { Run } from '../run/run.ts';
import { latencySeries, phaseSeries } from '../statistics/latency-series.ts';
import { secondSeries } from '../statistics/second-series.ts';
import { judgeLatency } from '../verdict/latency.ts';
import type { LatencyDocument } from './documents.ts';

/** Everything that a latency run says: its verdict, and its statistics as a whole, by phase and by second. */
export function latencyDocument(run: Run): LatencyDocument {
  const series = latencySeries(run);
  return {
    schemaVersion: 1,
    runId: run.runId,
    ...judgeLatency(run, series),
    series,
    phases: phaseSeries(run),
    seconds: secondSeries(run),
  };
}
