import type { Contract } from '../contract/contract.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { Target } from '../discovery/target.ts';
import type { Observed } from './answer.ts';
import type { CatalogueEntry, Outcome } from './check.ts';
import type { Connection } from './connection.ts';

/** Everything known of one target once its exchanges are made. */
export interface TargetFacts {
  readonly target: Target;
  readonly contract: Contract;
  /** `null` where nothing could be read, as for a bare URL. */
  readonly deployment: Deployment | null;
  /** What was seen of its transport; nothing of a target on this machine. */
  readonly connection?: Connection | null;
  /** The contract was made of what is deployed. */
  readonly derived?: boolean;
  /** All exchanges with this target. */
  readonly exchanges: readonly Observed[];
  /** The version that has to answer, where one was named. */
  readonly expectVersion?: string | null;
}

/** What `judge` is told of a target beside its exchanges. */
export interface TargetEvidence {
  readonly target: Target;
  /** Name of the contract that it is held against. */
  readonly contract: string;
  readonly deployment: Deployment | null;
  /** What was seen of its transport; nothing of a target on this machine. */
  readonly connection?: Connection | null;
  /** The contract was made of what is deployed. */
  readonly derived?: boolean;
  readonly expectVersion?: string | null;
}

/** A promise that shows only in several exchanges together, or in what is deployed. Pure. */
export interface TargetCheck extends CatalogueEntry {
  /** Nothing where it has nothing to say. */
  judge(facts: TargetFacts): readonly TargetOutcome[];
}

export interface TargetOutcome {
  readonly outcome: Outcome;
  /** Route key; `*` for the target as a whole. */
  readonly route: string;
  /** What was looked at, as an example's title is shown. */
  readonly example: string;
  /** Cause and fix of a failure in one sentence each; without it the catalogue's own. */
  readonly diagnosis?: string;
  /** The exchange that shows it, where one does: for its curl line and request id. */
  readonly observed?: Observed;
}
