import type { Observation } from '../run/observation.ts';
import { passed, transitSpreadMs } from './answers.ts';
import { type Attempts, inOrderOfTime } from './attempts.ts';
import { heldUpOf } from './held-up.ts';

/** What the throttle met of requests, as far as it can be told from where they were sent. */
export interface MetThrottle {
  readonly attempts: Attempts;
  /** How differently long those are on their way that nothing held up. */
  readonly transitMs: number;
}

export function metThrottle(observations: readonly Observation[]): MetThrottle {
  const heldUp = heldUpOf(observations);
  const attempts = observations.flatMap((one) => {
    const accepted = passed(one);
    const untilMs = heldUp.untilMs(one);
    return accepted === null ? [] : [{ atMs: untilMs ?? one.sentMs, accepted, heldUp: untilMs !== null }];
  });
  return {
    attempts: inOrderOfTime(attempts),
    transitMs: transitSpreadMs(observations.filter((one) => heldUp.untilMs(one) === null)),
  };
}
