import type { Deployment } from '../../deployment/deployment.ts';
import type { CallEvidence } from '../../evidence/evidence.ts';
import type { Observed } from '../answer.ts';
import type { Failure } from '../check.ts';
import type { Neighbourhood } from '../neighbourhood.ts';
import type { Promised } from '../promise.ts';

/** Everything that a cause is recognised by. */
export interface Facts {
  readonly check: string;
  readonly failure: Failure;
  readonly observed: Observed;
  readonly promised: Promised;
  readonly neighbourhood: Neighbourhood;
  /** What could be read of the target's deployment; `null` where nothing could. */
  readonly deployment: Deployment | null;
  /** What the logs and the policy of the function behind it say; left out where nobody asked. */
  readonly evidence?: CallEvidence | null;
}

/** One way in which a deployment is broken: how it looks from outside, why, and what to do. */
export interface Cause {
  /** Stable, for tests and documentation. */
  readonly id: string;
  /** Ids of the checks that it explains. */
  readonly explains: readonly string[];
  when(facts: Facts): boolean;
  /** One sentence without a full stop in the middle. */
  readonly cause: Sentence;
  readonly fix: Sentence;
}

export type Sentence = string | ((facts: Facts) => string);
