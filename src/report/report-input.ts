import type { Target } from '../discovery/target.ts';
import type { Run } from '../run/run.ts';
import type { ComparisonDocument } from './comparison-document.ts';
import type { CachingDocument, LatencyDocument, SmokeDocument, ThrottlingDocument } from './documents.ts';

/** What a report is made of: a gate, a measurement, or both. A measurement is its run and the document about it. */
export interface ReportInput {
  readonly runId: string;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly targets: readonly Target[];
  readonly smoke?: SmokeDocument | undefined;
  readonly run?: Run | undefined;
  readonly latency?: LatencyDocument | undefined;
  readonly caching?: CachingDocument | undefined;
  readonly throttling?: ThrottlingDocument | undefined;
  readonly comparison?: ComparisonDocument | undefined;
}
