import type { AccountLimits } from '../deployment/account-limits.ts';
import type { Deployment, Reading } from '../deployment/deployment.ts';
import type { Target } from '../discovery/target.ts';
import { calledFunction } from '../evidence/called-function.ts';
import { requestsPerSeries } from '../plan/describe-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { CallDuration } from './call-duration.ts';

/** What a plan takes of something that other APIs or functions need, too. */
export interface Share {
  readonly of: 'throttle' | 'concurrency' | 'reserved concurrency';
  readonly region: string | null;
  /** The account's last digits, where the plan goes to several; left out where it is the only one. */
  readonly account?: string;
  /** Of a reservation: whose. */
  readonly functionName?: string;
  /** Requests a second, or executions at once. */
  readonly takes: number;
  /** `null`: not known. */
  readonly limit: number | null;
  readonly limitFrom: 'account' | 'default' | 'unread';
  /** An emulator told the limit, and nobody else shares it. */
  readonly emulated?: true;
  /** Of concurrency: how the duration of the calls is known; the weakest of all routes. */
  readonly durationFrom?: CallDuration['from'];
}

/** More than this of what is shared needs the caller's word. */
export const largestShare = 0.2;

/** What an account has unless AWS raised it (AWS documentation, "Amazon API Gateway quotas"). */
export const usualThrottle = 10_000;

export interface ShareInput {
  readonly plan: Plan;
  /** By index of the plan's series. */
  readonly durations: readonly CallDuration[];
  readonly deployments: readonly Deployment[];
  /** One for each account and region of the plan's targets. */
  readonly limits: readonly AccountLimits[];
}

/** What the plan takes at its peak, by region: of the account's throttle, of the concurrency that functions share, of reservations. */
export function sharesOf(input: ShareInput): Share[] {
  const several = new Set(input.limits.map(({ account }) => account)).size > 1;
  return input.limits.flatMap((limits) => {
    const calls = callsIn(limits.targets, input);
    const shares = [throttleShare(calls, limits), ...concurrencyShares(calls, limits)];
    const { account } = limits;
    return several && account !== null ? shares.map((share) => ({ ...share, account })) : shares;
  });
}

/** Without what AWS's defaults would say of regions that an emulator answers for; what it told itself may well be enforced. */
export function ofEmulators(
  shares: readonly Share[],
  targets: readonly Pick<Target, 'region' | 'emulator'>[],
): Share[] {
  const regions = targets.flatMap(({ region, emulator }) => (emulator === undefined ? [] : [region]));
  return shares.flatMap((share) => {
    if (!regions.includes(share.region)) return [share];
    return share.limitFrom === 'account' ? [{ ...share, emulated: true as const }] : [];
  });
}

/** Whether it takes too much to go on without the caller's word. A reservation is the function's own. */
export function isTooMuch({ of, takes, limit }: Share): boolean {
  return of !== 'reserved concurrency' && limit !== null && takes > limit * largestShare;
}

/** What a series sends at the plan's peak, and who answers. */
interface Calls {
  readonly perSecond: number;
  readonly duration: CallDuration;
  /** `null`: no Lambda function; `unknown`: what is behind the route could not be read. */
  readonly functionName: string | null | 'unknown';
}

function callsIn(targets: readonly string[], { plan, durations, deployments }: ShareInput): Calls[] {
  const counts = requestsPerSeries(plan);
  const each = plan.arrivals.expected / plan.targets.length;
  return plan.series.flatMap(({ target, route }, index): Calls[] => {
    if (!targets.includes(target)) return [];
    const perSecond = ((counts[index] ?? 0) / Math.max(1, each)) * plan.arrivals.ratePerSecond;
    const deployment = deployments.find((one) => one.target === target);
    const duration = durations[index] ?? { ms: 0, from: 'assumed' };
    return [{ perSecond, duration, functionName: functionBehind(deployment, route) }];
  });
}

/** The functions that the plan's routes call, as far as it can be read. */
export function functionsBehind(plan: Plan, deployments: readonly Deployment[]): string[] {
  const names = plan.series.map(({ target, route }) =>
    functionBehind(
      deployments.find((one) => one.target === target),
      route,
    ),
  );
  return [...new Set(names.filter((name): name is string => name !== null && name !== 'unknown'))];
}

function functionBehind(deployment: Deployment | undefined, route: string): Calls['functionName'] {
  if (deployment === undefined) return 'unknown';
  const known = deployment.routes.read ? deployment.routes : deployment.definedRoutes;
  if (!known.read) return 'unknown';
  const [, path = ''] = route.split(' ');
  const found = [route, `ANY ${path}`].map((key) => known.value.find((one) => one.key === key)).find(Boolean);
  if (!found?.integration) return 'unknown';
  const { type, uri } = found.integration;
  if (type === 'MOCK' || type.startsWith('HTTP')) return null;
  return calledFunction(uri)?.name ?? 'unknown';
}

function throttleShare(calls: readonly Calls[], { region, throttle }: AccountLimits): Share {
  const told = throttle.read ? throttle.value : null;
  return {
    of: 'throttle',
    region,
    takes: sum(calls.map(({ perSecond }) => perSecond)),
    limit: told?.ratePerSecond ?? usualThrottle,
    limitFrom: told === null ? 'default' : 'account',
  };
}

function concurrencyShares(
  calls: readonly Calls[],
  { region, concurrency, reserved }: AccountLimits,
): Share[] {
  const reservedFor = (name: Calls['functionName']) => known(reserved[name ?? '']);
  const invoking = calls.filter(({ functionName }) => functionName !== null);
  const pooled = invoking.filter(({ functionName }) => reservedFor(functionName) === null);
  const own = [...new Set(invoking.map(({ functionName }) => functionName ?? ''))].filter(
    (name) => reservedFor(name) !== null,
  );
  const shareOf = (some: readonly Calls[]) => ({
    region,
    takes: sum(some.map(({ perSecond, duration }) => (perSecond * duration.ms) / 1000)),
    durationFrom: weakest(some.map(({ duration }) => duration.from)),
  });
  return [
    ...(pooled.length === 0
      ? []
      : [
          {
            of: 'concurrency' as const,
            ...shareOf(pooled),
            limit: known(concurrency),
            limitFrom: concurrency.read ? ('account' as const) : ('unread' as const),
          },
        ]),
    ...own.map((functionName) => ({
      of: 'reserved concurrency' as const,
      functionName,
      ...shareOf(invoking.filter((one) => one.functionName === functionName)),
      limit: reservedFor(functionName),
      limitFrom: 'account' as const,
    })),
  ];
}

function weakest(froms: readonly CallDuration['from'][]): CallDuration['from'] {
  return (['assumed', 'objective'] as const).find((from) => froms.includes(from)) ?? 'measured';
}

function known<T>(reading: Reading<T> | undefined): T | null {
  return reading?.read ? reading.value : null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
