import type { Observation } from '../run/observation.ts';

/** What became of the requests of one target, each counted once. */
export interface Answers {
  readonly requests: number;
  /** The status that the contract expects, or another success. */
  readonly succeeded: number;
  /** 429 `Too Many Requests`. */
  readonly throttled: number;
  /** 429 `Limit Exceeded`: the quota of a usage plan is used up. */
  readonly quotaExceeded: number;
  /** 429 with words of the API's own. */
  readonly otherRefusals: number;
  /** 4xx but 429, and 5xx: they passed the throttle and failed behind it. */
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly unanswered: number;
}

export function answersOf(observations: readonly Observation[]): Answers {
  const count = (is: (one: Observation) => boolean) => observations.filter(is).length;
  return {
    requests: observations.length,
    succeeded: count(({ status }) => status >= 200 && status < 400),
    throttled: count(({ refusal }) => refusal === 'throttled'),
    quotaExceeded: count(({ refusal }) => refusal === 'quota'),
    otherRefusals: count(({ refusal }) => refusal === 'unknown'),
    clientErrors: count(({ status, refusal }) => status >= 400 && status < 500 && refusal === null),
    serverErrors: count(({ status }) => status >= 500),
    unanswered: count(({ status }) => status === 0),
  };
}

/** Whether the throttle let it pass; `null` where nobody knows. */
export function passed({ status, refusal }: Observation): boolean | null {
  if (status === 0 || refusal === 'quota') return null;
  return refusal === null;
}

/** How differently long requests take to the throttle and back, by those that it refused: the middle eight tenths. */
export function transitSpreadMs(observations: readonly Observation[]): number {
  const refused = observations
    .filter(({ refusal }) => refusal !== null)
    .map(({ serviceMs }) => serviceMs)
    .sort((a, b) => a - b);
  const at = (share: number) => refused[Math.floor((refused.length - 1) * share)] ?? 0;
  return Math.min(100, Math.max(0.1, (at(0.9) - at(0.1)) / 2));
}
