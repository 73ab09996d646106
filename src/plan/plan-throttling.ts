import type { Subject } from '../config/subjects.ts';
import { authsOf } from '../contract/auth.ts';
import type { ContractRoute } from '../contract/route.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type ChosenSubject, type LoadableEffects, loadableRoutes } from './loadable.ts';
import type { WarmUp } from './plan.ts';
import { type LoadOptions, planLoad } from './plan-load.ts';
import { type LimitGuess, throttlingPhases } from './throttling-phases.ts';
import type { GuessSource, KnownSettings, ThrottlingPlan, ThrottlingStudy } from './throttling-plan.ts';
import { phasedWarmUpSeconds } from './timetable.ts';

export interface ThrottlingOptions
  extends Pick<LoadOptions, 'runId' | 'seed' | 'maxRequests' | 'memoryBytes'> {
  readonly subjects: readonly Subject[];
  /** An exact route key, or a part of one. */
  readonly routes?: string | undefined;
  /** `none` for a protected environment; default `safe`. */
  readonly effects?: LoadableEffects | undefined;
  /** Where a limit is thought to be; default: what the contract promises, else what is deployed. */
  readonly guess?: { readonly ratePerSecond?: number | undefined; readonly burst?: number | undefined };
  /** How many times the guessed rate is sent at the most. */
  readonly upTo: number;
  settingsOf(target: string, route: string): KnownSettings;
}

/**
 * What a throttling run sends: one route of each target, at rates around the limit that is thought to be there. A 429 is
 * no error in it. Throws a UsageError where nobody says where the limit might be, or targets say so differently.
 */
export function planThrottling(options: ThrottlingOptions): ThrottlingPlan {
  const { subjects, routes, effects, upTo } = options;
  checkUpTo(upTo);
  const loadable = loadableRoutes(subjects, { filter: routes, effects });
  const studied = loadable.flatMap((subject) => studyOf(subject, options));
  if (studied.length === 0) throw nobodySays(loadable);
  const guess = commonGuess(studied);
  const plan = inItsOwnWords(upTo, () =>
    planLoad({
      ...options,
      chosen: studied.map(({ subject }) => subject),
      phases: throttlingPhases(guess, upTo),
      observe: true,
      alsoExpected: [429],
    }),
  );
  return {
    ...plan,
    scenario: 'throttling',
    warmUp: shortWarmUp(plan.warmUp),
    // A limit that is looked for makes percentiles of its own; the contract's objectives are for normal load.
    series: plan.series.map((series) => ({ ...series, objectives: {} })),
    guess,
    studies: studied.map(({ study }) => study),
  };
}

/** A plan that is too large is made smaller by other options than those of a constant rate. */
function inItsOwnWords<P>(upTo: number, makePlan: () => P): P {
  try {
    return makePlan();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      error.message,
      `Load rises to about ${upTo} times the guessed rate: lower --rate, --burst or --up-to, or choose fewer targets; --max-requests may be raised.`,
      { cause: error },
    );
  }
}

const warmUpSeconds = 4;

/** Functions start in it; connections need not be open, since a refusal doesn't depend on them. */
function shortWarmUp({ ratePerSecond, arrivals }: WarmUp): WarmUp {
  const enough = Math.min(arrivals, Math.max(2, Math.ceil(ratePerSecond * warmUpSeconds)));
  return { arrivals: enough, ratePerSecond, seconds: phasedWarmUpSeconds(enough, ratePerSecond) };
}

interface Studied {
  readonly subject: ChosenSubject;
  readonly study: ThrottlingStudy;
  readonly guess: ThrottlingPlan['guess'];
}

/** Nothing where nobody says what the limit might be. */
function studyOf(subject: ChosenSubject, options: ThrottlingOptions): Studied[] {
  const { target } = subject.target;
  const promised = subject.routes.filter(({ route }) => route.throttle !== undefined);
  const chosen = promised[0] ?? subject.routes[0];
  if (chosen === undefined) return [];
  const settings = options.settingsOf(target, chosen.key);
  const guess = guessFor(chosen, settings, options.guess ?? {});
  if (guess === null) return [];
  const study = {
    target,
    route: chosen.key,
    promise: chosen.route.throttle ?? null,
    keyed: sendsKey(chosen),
    settings,
    leftOut: promised.filter((route) => route !== chosen).map(({ key }) => key),
  };
  return [{ subject: { ...subject, routes: [chosen] }, study, guess }];
}

/** Seconds of its rate that a burst is taken for where nobody says it. */
const burstSeconds = 2;

function guessFor(
  { route: { throttle } }: ContractRoute,
  { limits }: KnownSettings,
  wish: Partial<LimitGuess> | NonNullable<ThrottlingOptions['guess']>,
): ThrottlingPlan['guess'] | null {
  const lowest = limits
    .filter((limit) => limit.of !== 'account')
    .toSorted((a, b) => a.ratePerSecond - b.ratePerSecond)[0];
  const sources: readonly (readonly [number | undefined, number | undefined, GuessSource])[] = [
    [wish.ratePerSecond, wish.burst ?? throttle?.burst ?? lowest?.burst, 'option'],
    [throttle?.ratePerSecond, wish.burst ?? throttle?.burst ?? lowest?.burst, 'contract'],
    [lowest?.ratePerSecond, wish.burst ?? lowest?.burst, 'deployment'],
  ];
  const found = sources.find(([rate]) => rate !== undefined && rate > 0);
  if (found === undefined) return null;
  const [ratePerSecond = 0, burst, from] = found;
  return { ratePerSecond, burst: Math.max(1, burst ?? Math.ceil(ratePerSecond * burstSeconds)), from };
}

/** API keys go in this header, or as a Lambda authorizer hands them over, which nobody can see from outside. */
function sendsKey({ route }: ContractRoute): boolean {
  return authsOf(route).some((auth) => 'header' in auth && auth.header.toLowerCase() === 'x-api-key');
}

function commonGuess(studied: readonly Studied[]): ThrottlingPlan['guess'] {
  const [first, ...others] = studied as [Studied, ...Studied[]];
  const same = ({ guess }: Studied) =>
    guess.ratePerSecond === first.guess.ratePerSecond && guess.burst === first.guess.burst;
  if (others.every(same)) return first.guess;
  throw new UsageError('The targets have different limits, and one run rises around one limit.', [
    ...studied.map(
      ({ study, guess }) =>
        `${study.target} ${study.route}: ${guess.ratePerSecond} a second, burst ${guess.burst}`,
    ),
    'Measure one at a time with --stack or --route, or give all of them one guess with --rate and --burst.',
  ]);
}

function nobodySays(subjects: readonly ChosenSubject[]): UsageError {
  const [first] = subjects;
  return new UsageError(
    `Nobody says where the limit of ${first?.target.target ?? 'the target'} might be: no route promises a throttle, and the stage's settings hold none or may not be read.`,
    [
      'Promise one in the contract, as in throttle: { ratePerSecond: 50, burst: 20 }, or give a guess.',
      'Try: --rate 50 --burst 20',
    ],
  );
}

const leastUpTo = 1.2;
const mostUpTo = 10;

function checkUpTo(upTo: number): void {
  if (Number.isFinite(upTo) && upTo >= leastUpTo && upTo <= mostUpTo) return;
  throw new UsageError(
    `--up-to ${upTo} makes no sense: a limit is found between ${leastUpTo} and ${mostUpTo} times the guessed rate.`,
    'Try: --up-to 3',
  );
}
