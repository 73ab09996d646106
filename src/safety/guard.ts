import type { Plan } from '../plan/plan.ts';
import type { StopCause } from '../run/run.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleWatch } from '../sample/sample-watch.ts';
import { watchForFailure } from './failing-target.ts';
import { type CredentialExpiry, watchCredentials } from './refused-credentials.ts';
import { watchSpending } from './spending.ts';

/** Why a run was ended before its time. */
export interface Stop {
  readonly because: StopCause;
  readonly message: string;
}

export interface GuardOptions {
  /** Whether a failing target ends the run; expired credentials always do. */
  readonly failing: boolean;
  readonly expiry: () => CredentialExpiry;
  /** `--max-cost`. */
  readonly maxCostUsd?: number | undefined;
  /** Called once. */
  onStop(stop: Stop): void;
}

/**
 * Watches a run as it goes. It sits where all answers come together, since k6's virtual users share no memory: five
 * times a second it sees what each of them got.
 */
export function createGuard(plan: Plan, { failing, expiry, maxCostUsd, onStop }: GuardOptions): SampleWatch {
  const failure = watchForFailure(plan);
  const credentials = watchCredentials(plan, expiry);
  const spending = maxCostUsd === undefined ? null : watchSpending(plan, maxCostUsd);
  let stopped: Stop | null = null;
  const stop = (because: StopCause, message: string) => {
    if (stopped !== null) return;
    stopped = { because, message };
    onStop(stopped);
  };
  return {
    see(sample: Sample) {
      spending?.sent(sample.request.target);
      const standing = credentials.see(sample);
      if (typeof standing === 'object') stop('credentials', standing.message);
      if (standing !== 'count') return 'hold';
      const failed = failing ? failure.see(sample) : null;
      if (failed !== null) stop(failed.unanswered ? 'lost-target' : 'failing-target', failed.message);
      return 'count';
    },
    received(target, bytes) {
      spending?.received(target, bytes);
      const spent = spending?.reached() ?? null;
      if (spent !== null) stop('limit', spent);
    },
    released: () => credentials.released(),
    // A few refusals at the end tell nothing of the credentials.
    end: () => (stopped?.because === 'credentials' ? [] : credentials.givenUp()),
  };
}
