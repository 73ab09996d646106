import type { Subject } from '../src/config/subjects.ts';
import type { ExitCode } from '../src/errors/exit-code.ts';
import type { LoadableEffects } from '../src/plan/loadable.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { Run } from '../src/run/run.ts';
import type { RunFolder } from '../src/run/run-folder.ts';
import type { Judgement } from '../src/verdict/verdict.ts';
import type { Deployed } from './deployed-first.ts';
import type { ResolvedTargets } from './targets.ts';

/** What a plan is made of, beside the verb's own options. */
export interface PlanInput {
  readonly runId: string;
  readonly subjects: readonly Subject[];
  readonly effects: LoadableEffects;
  readonly routes: string | undefined;
  readonly maxRequests: number | undefined;
  /** The most that each target may be sent, where nobody typed a rate. */
  readonly mostPerSecond: number;
  /** What the generator may take for its virtual users. */
  readonly memoryBytes: number;
  /** Read only for a verb that asks for it. */
  readonly deployed: Deployed;
}

/** What one verb adds to the way that all of them go from their options to an exit code. */
export interface LoadVerb<P extends Plan, D extends Judgement> {
  readonly scenario: P['scenario'];
  /** Its plan depends on what is deployed, which is read first, as far as it may be. */
  readonly readsDeployed?: true;
  /** Those that it is about; default: all. */
  choose?(subjects: readonly Subject[]): readonly Subject[];
  makePlan(input: PlanInput): P;
  /** What has to be found out before load is sent; an exit code ends the run without any. */
  before?(found: FoundOut): Promise<ExitCode | null>;
  /** What a plan comes to that has nothing to send; `null` for any other. */
  unsent?(plan: P): D | null;
  /** Pure: what the run's figures come to. */
  conclude(run: Run): D;
  format(document: D, run: Run): string;
}

/** What is known right before load is sent. */
export interface FoundOut {
  readonly folder: RunFolder;
  readonly subjects: readonly Subject[];
  readonly resolved: ResolvedTargets;
  readonly deployed: Deployed;
}
