import type { LeftBehind } from '../conformance/not-made.ts';
import type { Result } from '../conformance/result.ts';
import type { LeftOut, Scope } from '../conformance/scope.ts';
import type { ApiType } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import type { LatencySeries } from '../statistics/latency-series.ts';
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
  /** Planned, and not sent at this scope. */
  readonly leftOut?: readonly LeftOut[];
  /** Created by the run, and still there. */
  readonly leftBehind?: readonly LeftBehind[];
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
}
