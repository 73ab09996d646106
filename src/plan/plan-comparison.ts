import type { Subject } from '../config/subjects.ts';
import { examplesOf } from '../contract/example.ts';
import type { ContractRoute } from '../contract/route.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ComparisonPlan } from './comparison-plan.ts';
import { type ChosenSubject, type LoadableEffects, loadableExamples, loadableRoutes } from './loadable.ts';
import { mulberry32 } from './order.ts';
import { type LoadOptions, planLoad } from './plan-load.ts';

export interface ComparisonOptions
  extends Pick<LoadOptions, 'runId' | 'seed' | 'maxRequests' | 'memoryBytes'> {
  readonly baseline: Subject;
  readonly candidate: Subject;
  /** For each target. */
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  /** An exact route key, or a part of one. */
  readonly routes?: string | undefined;
  /** `none` for a protected environment; default `safe`. */
  readonly effects?: LoadableEffects | undefined;
}

/** A coin that is never thrown so often again in a run that a rhythm of the target's could fall in with it. */
const mostThrows = 4096;

/**
 * The same requests to both targets in pairs, which of the two goes first thrown with a coin for each pair: so that the
 * time of day, neighbours and warm-up meet both alike. Throws a UsageError where the two have no route in common that may
 * be sent again and again.
 */
export function planComparison({
  baseline,
  candidate,
  routes,
  effects,
  ...options
}: ComparisonOptions): ComparisonPlan {
  const { ratePerSecond, durationSeconds } = options;
  const chosen = inCommon(loadableRoutes([baseline, candidate], { filter: routes, effects }));
  const plan = planLoad({
    ...options,
    chosen,
    phases: [{ name: 'steady', seconds: durationSeconds, ratePerSecond }],
    observe: false,
  });
  const [first, second] = plan.targets;
  if (first === undefined || second === undefined) throw nothingInCommon(baseline, candidate);
  // Both were laid out alike, one behind the other.
  const behind = plan.requests.length / 2;
  const random = mulberry32(plan.arrivals.seed + 1);
  const throws = Math.min(mostThrows, plan.warmUp.arrivals + plan.arrivals.expected / 2);
  return {
    ...plan,
    scenario: 'comparison',
    turns: {
      gapSeconds: Math.round(1e6 / plan.arrivals.ratePerSecond / 2) / 1e6,
      first: Array.from({ length: throws }, () => (random() < 0.5 ? 0 : 1)),
    },
    targets: [
      { ...first, offsetSeconds: 0 },
      {
        ...second,
        offsetSeconds: 0,
        warmUp: first.warmUp.map((request) => request + behind),
        order: first.order.map((request) => request + behind),
      },
    ],
  };
}

/** Both subjects with the routes and examples that both may be sent, in the baseline's order. */
function inCommon(chosen: readonly ChosenSubject[]): ChosenSubject[] {
  const [baseline, candidate] = chosen;
  if (baseline === undefined || candidate === undefined) return [];
  const shared = baseline.routes.flatMap((here) => {
    const there = candidate.routes.find(({ key }) => key === here.key);
    if (there === undefined) return [];
    const titles = sharedTitles([baseline, here], [candidate, there]);
    return titles.size === 0 ? [] : [[only(here, titles), only(there, titles)] as const];
  });
  if (shared.length === 0) throw nothingInCommon(baseline, candidate);
  return [
    { ...baseline, routes: shared.map(([here]) => here) },
    { ...candidate, routes: shared.map(([, there]) => there) },
  ];
}

function sharedTitles(...sides: readonly (readonly [Subject, ContractRoute])[]): ReadonlySet<string> {
  const [here = new Set<string>(), there = new Set<string>()] = sides.map(
    ([{ contract, target }, { route }]) => {
      const loadable = new Set(loadableExamples(contract, route, target.apiType));
      return new Set(
        examplesOf(route, target.apiType).flatMap(({ title, example }) =>
          loadable.has(example) ? [title] : [],
        ),
      );
    },
  );
  return new Set([...here].filter((title) => there.has(title)));
}

function only(route: ContractRoute, titles: ReadonlySet<string>): ContractRoute {
  const examples = Object.entries(route.route.examples).filter(([title]) => titles.has(title));
  return { ...route, route: { ...route.route, examples: Object.fromEntries(examples) } };
}

function nothingInCommon({ target: here }: Subject, { target: there }: Subject): UsageError {
  return new UsageError(
    `${here.target} and ${there.target} have no route in common that may be sent again and again with a success to expect.`,
    'Give both the same contract, or one route of each an example of the same title that expects a status of 2xx.',
  );
}
