import type { Result } from '../conformance/result.ts';
import type { ApiType } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import type { Judgement } from '../verdict/verdict.ts';

/** What `discover --json` prints, and `runs/targets.json`. */
export interface TargetsDocument {
  readonly schemaVersion: 1;
  readonly targets: readonly Target[];
}

/** What `smoke --json` prints, and `runs/RUN-ID/smoke.json`. */
export interface SmokeDocument extends Judgement {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly results: readonly Result[];
}

/** A percentile with its 95 % interval, or the number of samples that one would need. */
export type Percentile =
  | { readonly value: number; readonly low: number; readonly high: number }
  | { readonly value: null; readonly needed: number };

/** Milliseconds on one clock. `route: '*'` is all routes of a target together. */
export interface LatencySeries {
  readonly target: string;
  readonly apiType: ApiType;
  readonly route: string;
  readonly clock: 'service' | 'response';
  readonly count: number;
  readonly errorRate: number;
  readonly percentiles: { readonly [name in PercentileName]: Percentile };
  readonly maxMs: number | null;
}

export type PercentileName = 'p50' | 'p90' | 'p95' | 'p99' | 'p99.9';

/** What `latency --json` prints, and `runs/RUN-ID/latency.json`. */
export interface LatencyDocument extends Judgement {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly series: readonly LatencySeries[];
}
