import type { ComparisonPlan } from '../plan/comparison-plan.ts';
import { type ArrivalTimes, decodePairs, pairState } from '../run/pairs.ts';
import type { Run } from '../run/run.ts';
import { everyRoute, type RoutePairs } from './differences.ts';

/** The run of a comparison: one with two targets and their pairs. */
export interface ComparisonRun extends Run {
  readonly plan: ComparisonPlan;
}

/**
 * The pairs of all routes together and, where there are several, of each. Only pairs whose members both answered as
 * promised on connections that were open tell of time; pairs that both came to an end tell of failures.
 */
export function pairsOfRun(run: ComparisonRun): RoutePairs[] {
  if (run.pairs === undefined) return [];
  const targets = decodePairs(run.pairs);
  const { plan } = run;
  const [baseline] = plan.targets;
  const order = baseline?.order ?? [];
  const routeOf = order.map((request) => plan.series[plan.requests[request]?.series ?? -1]?.route ?? '');
  const routes = [...new Set(routeOf)];
  const groups = routes.length > 1 ? [everyRoute, ...routes] : [everyRoute];
  return groups.map((route) =>
    gather(route, targets, (arrival) => route === everyRoute || routeOf[arrival % order.length] === route),
  );
}

function gather(
  route: string,
  [baseline, candidate]: readonly [ArrivalTimes, ArrivalTimes],
  belongs: (arrival: number) => boolean,
): RoutePairs {
  const timed: number[] = [];
  const ended: number[] = [];
  for (let arrival = 0; arrival < baseline.state.length; arrival++) {
    const [here, there] = [baseline.state[arrival], candidate.state[arrival]];
    if (here === pairState.missing || there === pairState.missing || !belongs(arrival)) continue;
    ended.push(arrival);
    if (here === pairState.answered && there === pairState.answered) timed.push(arrival);
  }
  const times = ({ serviceUs }: ArrivalTimes) =>
    Uint32Array.from(timed, (arrival) => serviceUs[arrival] ?? 0);
  const failures = ({ state }: ArrivalTimes) =>
    Uint8Array.from(ended, (arrival) => (state[arrival] === pairState.failed ? 1 : 0));
  return {
    route,
    times: { baselineUs: times(baseline), candidateUs: times(candidate) },
    failures: { baseline: failures(baseline), candidate: failures(candidate) },
  };
}
