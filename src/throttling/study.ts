import type { ApiType, ThrottlePromise } from '../contract/contract.ts';
import type { Phase } from '../plan/plan.ts';
import { roleOf } from '../plan/throttling-phases.ts';
import type { KnownSettings, ThrottlingPlan, ThrottlingStudy } from '../plan/throttling-plan.ts';
import { type Observation, observationsOf } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { groupBy } from '../statistics/grouping.ts';
import { type AcceptedLatency, acceptedLatency } from './accepted-latency.ts';
import { type Answers, answersOf } from './answers.ts';
import { figure } from './in-words.ts';
import { acceptedBeyond, type Limit, limitOf } from './limit.ts';
import { metThrottle } from './met-throttle.ts';
import { type Recovery, recoveriesOf } from './recovery.ts';
import { type WhoseLimit, whoseLimit } from './whose-limit.ts';

/** What a throttling run found out about one target. */
export interface StudiedThrottle {
  readonly target: string;
  readonly apiType: ApiType;
  readonly route: string;
  /** `null` where it can't be told. */
  readonly rate: Estimate | null;
  readonly burst: Estimate | null;
  readonly limit: LimitFinding;
  readonly answers: Answers;
  readonly promise: ThrottlePromise | null;
  /** The most that was accepted beyond the promised rate: a bucket that keeps the promise holds that much. */
  readonly acceptedBeyondPromise: number | null;
  readonly keyed: boolean;
  readonly settings: KnownSettings;
  readonly whose: WhoseLimit;
  readonly recoveries: readonly Recovery[];
  readonly acceptedLatency: AcceptedLatency;
  readonly leftOut: readonly string[];
}

/** How far a limit could be told; the figures stand beside it. */
export type LimitFinding =
  | { readonly kind: 'found'; readonly counting: 'exact' | 'spread' }
  | { readonly kind: 'below' }
  | Exclude<Limit, { readonly kind: 'found' | 'below' }>
  | { readonly kind: 'unknown'; readonly because: string };

/** Fits and counts, target by target. `run` is one of a throttling plan. */
export function studyThrottling(run: Run, plan: ThrottlingPlan): StudiedThrottle[] {
  const observations = observationsOf(run);
  return plan.studies.map((study, index) => {
    const own = observations.filter(({ target }) => target === index).toSorted((a, b) => a.sentMs - b.sentMs);
    return studyOne(study, own, { plan, apiType: plan.targets[index]?.apiType ?? 'rest' });
  });
}

interface Place {
  readonly plan: ThrottlingPlan;
  readonly apiType: ApiType;
}

function studyOne(
  { target, route, promise, keyed, settings, leftOut }: ThrottlingStudy,
  observations: readonly Observation[],
  { plan, apiType }: Place,
): StudiedThrottle {
  const { phases, seed } = plan.arrivals;
  const answers = answersOf(observations);
  const met = metThrottle(untilQuota(observations));
  const limit = unusable(answers, observations) ?? onceExceeded(limitOf(met, { phases, seed }), phases);
  const rate = 'rate' in limit ? tidied(limit.rate) : null;
  const burst = limit.kind === 'found' ? limit.burst : null;
  return {
    target,
    apiType,
    route,
    rate,
    burst,
    limit: findingOf(limit),
    answers,
    promise,
    acceptedBeyondPromise:
      promise === null ? null : Math.round(acceptedBeyond(met.attempts, promise.ratePerSecond)),
    keyed,
    settings,
    whose: whoseLimit(rate, burst, settings),
    recoveries: recoveriesOf(observations, phases),
    acceptedLatency: acceptedLatency(observations, phases),
    leftOut,
  };
}

function findingOf(limit: Limit | Extract<LimitFinding, { kind: 'unknown' }>): LimitFinding {
  if (limit.kind === 'found') return { kind: 'found', counting: limit.counting };
  return limit.kind === 'below' ? { kind: 'below' } : limit;
}

/** A run that ended before it sent more than the limit was thought to be says nothing of a limit above. */
function onceExceeded(
  limit: Limit,
  phases: readonly Phase[],
): Limit | Extract<LimitFinding, { kind: 'unknown' }> {
  const surges = phases.filter((phase) => roleOf(phase) === 'surge').map((phase) => phase.ratePerSecond);
  if (limit.kind !== 'above' || limit.sentPerSecond >= sentMostly * Math.min(...surges)) return limit;
  return {
    kind: 'unknown',
    because: `the run ended at ${figure(limit.sentPerSecond)} a second, before more was sent than the limit was thought to be`,
  };
}

/** From there on answers say nothing of the rate. */
function untilQuota(observations: readonly Observation[]): readonly Observation[] {
  const first = observations.findIndex(({ refusal }) => refusal === 'quota');
  return first === -1 ? observations : observations.slice(0, first);
}

/** Of the rate of a surge, which is sent whole unless the run ends on its way. */
const sentMostly = 0.8;

/** Share of failures behind the throttle from which on nobody knows what the answers mean. */
const mostFailures = 0.5;

function unusable(
  answers: Answers,
  observations: readonly Observation[],
): { readonly kind: 'unknown'; readonly because: string } | null {
  const { requests, quotaExceeded, clientErrors, unanswered, succeeded } = answers;
  if (requests === 0) return { kind: 'unknown', because: 'nothing was measured' };
  if (quotaExceeded > 0) {
    return { kind: 'unknown', because: 'the quota of the usage plan was used up during the run' };
  }
  if (clientErrors + unanswered > mostFailures * (requests - answers.throttled - answers.otherRefusals)) {
    return {
      kind: 'unknown',
      because: `${clientErrors + unanswered} of ${requests} requests were ${commonestFailure(observations)}, and ${succeeded} succeeded`,
    };
  }
  return null;
}

function commonestFailure(observations: readonly Observation[]): string {
  const failed = observations.filter(
    ({ status, refusal }) => status === 0 || (status >= 400 && status < 500 && refusal === null),
  );
  const [[status = 0] = []] = [...groupBy(failed, (one) => one.status)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return status === 0
    ? 'not answered, most of them'
    : `refused for other reasons, most with status ${status}`;
}

/** Without digits that nothing is behind. */
function tidied({ value, low, high }: Estimate): Estimate {
  const rounded = (rate: number) => Number(rate.toPrecision(5));
  return { value: rounded(value), low: rounded(low), high: rounded(high) };
}
