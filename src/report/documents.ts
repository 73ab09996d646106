import type { TimeToLive } from '../caching/estimate.ts';
import type { Invalidation, RouteCache } from '../caching/study-cache.ts';
import type { LeftBehind } from '../conformance/not-made.ts';
import type { Result } from '../conformance/result.ts';
import type { LeftOut, Scope } from '../conformance/scope.ts';
import type { ApiType } from '../contract/contract.ts';
import type { Saving, TierChange } from '../cost/comparison.ts';
import type { CostCurve } from '../cost/curve.ts';
import type { ChargeName } from '../cost/tariff.ts';
import type { Target } from '../discovery/target.ts';
import type { CachingStudy, Uncached } from '../plan/caching-plan.ts';
import type { Estimate } from '../statistics/estimate.ts';
import type { LatencySeries, PhaseSeries } from '../statistics/latency-series.ts';
import type { SecondSeries } from '../statistics/second-series.ts';
import type { StudiedThrottle } from '../throttling/study.ts';
import type { Judgement } from '../verdict/verdict.ts';

/** What `local --json` prints. */
export interface LocalDocument {
  readonly schemaVersion: 1;
  /** The local gateway's AWS endpoint, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly stacks: readonly LocalStack[];
  readonly warnings: readonly LocalWarning[];
}

export interface LocalStack {
  readonly name: string;
  readonly outputs: { readonly [key: string]: string };
  readonly apis: readonly {
    readonly apiType: ApiType;
    readonly name: string;
    readonly stage: string;
    readonly invokeUrl: string;
  }[];
}

export interface LocalWarning {
  readonly file: string;
  readonly line: number | null;
  readonly resource: string;
  readonly message: string;
}

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
  /** How much the run was allowed to provoke. */
  readonly scope?: Scope;
  /** Of generated requests: the same seed makes the same ones. */
  readonly seed?: number;
  /** Planned, and not sent at this scope. */
  readonly leftOut?: readonly LeftOut[];
  /** Created by the run, and still there. */
  readonly leftBehind?: readonly LeftBehind[];
  /** Origins of the AWS endpoints of emulators that answered in AWS's place. */
  readonly emulators?: readonly string[];
  /** Of the targets of which something could be read. */
  readonly deployments?: readonly {
    readonly target: string;
    readonly stage: string;
    readonly deploymentId: string | null;
    /** ISO 8601. */
    readonly deployedAt: string | null;
    readonly canary: { readonly deploymentId: string | null; readonly percentTraffic: number } | null;
    /** What could not be read, and why: a sentence each. */
    readonly unread: readonly string[];
  }[];
  /** Targets that no contract is for: tested as far as no example is needed. */
  readonly withoutContract?: readonly {
    readonly target: string;
    readonly routes: number;
    readonly untried: number;
    /** Name of the contract that somebody has begun to write, and that promises nothing yet. */
    readonly begun?: string;
    /** The contract that was written, from the project's root. */
    readonly savedAs?: string;
  }[];
}

/** What `import --json` prints. */
export interface ImportDocument {
  readonly schemaVersion: 1;
  readonly contracts: readonly {
    readonly name: string;
    /** From the project's root. */
    readonly file: string;
    readonly routes: number;
    readonly examples: number;
    /** What a person has to decide: that many comments stand in the file. */
    readonly todos: number;
    /** What a contract can't say, or the document didn't say well, with its place. */
    readonly leftOut: readonly { readonly place: string; readonly message: string }[];
  }[];
}

/** What `latency --json` prints, and `runs/RUN-ID/latency.json`. */
export interface LatencyDocument extends Judgement {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly series: readonly LatencySeries[];
  /** The same for each phase, where the schedule has several. */
  readonly phases: readonly PhaseSeries[];
  /** Response time of each target second by second. */
  readonly seconds: readonly SecondSeries[];
}

/** What `caching --json` prints, and `runs/RUN-ID/caching.json`. The first route's findings stand at the top as well. */
export interface CachingDocument extends Judgement {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Share from 0 to 1. */
  readonly hitRatio: Estimate | null;
  readonly ttlSeconds: TimeToLive | null;
  readonly keyedBy: readonly string[] | null;
  readonly invalidation: Invalidation | null;
  readonly routes: readonly CachingRoute[];
  /** What nothing was sent to, since it is known that nothing caches it. */
  readonly uncached: readonly Uncached[];
}

/** What was found of a route's cache, beside what contract and stage say of it. */
export type CachingRoute = RouteCache & Pick<CachingStudy, 'promise' | 'deployed' | 'freshBy' | 'notVaried'>;

/** What `cost --json` prints. Money is in US dollars, as doubles of amounts that were summed up exactly. */
export interface CostDocument {
  readonly schemaVersion: 1;
  readonly prices: { readonly region: string; readonly asOf: string; readonly sources: readonly string[] };
  readonly traffic: {
    /** The run that sizes and mix come from. */
    readonly runId: string | null;
    /** Means over all calls. */
    readonly requestBytes: number;
    readonly responseBytes: number;
    readonly unchargedShare: number;
  };
  /** One of the volume, several along a range or of a profile. */
  readonly months: readonly CostMonth[];
  readonly breakEven: CostBreakEven;
  /** Both bills over a range of volumes, for a chart. */
  readonly curve: CostCurve;
  readonly assumptions: readonly string[];
}

export interface CostMonth {
  readonly name: string | null;
  readonly requests: number;
  readonly rest: CostBill;
  readonly http: CostBill;
  /** What the HTTP API costs less than the REST API; below zero where it costs more. */
  readonly savingUsd: number;
  /** Share of the REST API's bill that this is, Lambda in neither; `null` where that costs nothing. */
  readonly savingShare: number | null;
}

export interface CostBill {
  readonly charges: readonly { readonly what: ChargeName; readonly usd: number }[];
  /** API Gateway and what stands around it. */
  readonly gatewayUsd: number;
  readonly lambdaUsd: number;
  readonly totalUsd: number;
  /** Of a million calls at this volume, without Lambda; `null` at none. */
  readonly costPerMillion: number | null;
}

export interface CostBreakEven {
  readonly savings: readonly Saving[];
  readonly crossings: readonly { readonly requests: number; readonly cheaperBeyond: ApiType }[];
  /** Calls a month at which something gets another price: US dollars for a million requests, or for a GB. */
  readonly tiers: readonly TierChange[];
  readonly cache: {
    readonly gigabytes: string;
    readonly usdAMonth: number;
    readonly hitShare: number | null;
    /** Calls a month from which on it pays for itself at this share; `null` where that isn't known, or never is. */
    readonly requests: number | null;
    /** Share of hits that pays at each month's volume; `null` where none does or the function's price isn't known. */
    readonly neededShares: readonly (number | null)[];
  } | null;
}

/** What `throttling --json` prints, and `runs/RUN-ID/throttling.json`. */
export interface ThrottlingDocument extends Judgement {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Of the first target, requests a second; `null` where it can't be told. */
  readonly rate: Estimate | null;
  readonly burst: Estimate | null;
  /** Of any target: 429 `Limit Exceeded` was answered. */
  readonly quotaExceeded: boolean;
  readonly targets: readonly StudiedThrottle[];
}
