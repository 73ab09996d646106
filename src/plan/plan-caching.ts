import type { Subject } from '../config/subjects.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import { planArrivals } from './arrivals.ts';
import { type StudyRoute, studiedRoutes } from './cached-routes.ts';
import type { CachingPlan, CachingPurpose, CachingStudy, DeployedCaching } from './caching-plan.ts';
import { studyRequests } from './caching-requests.ts';
import { inTurns, leastStretch, probesOf, refreshesOf, stretchOf } from './caching-sequence.ts';
import { formatDuration } from './duration.ts';
import type { LoadableEffects } from './loadable.ts';
import type { LoadRequest, PlannedSeries } from './plan.ts';
import { SecretVariables } from './secret-variables.ts';

export interface CachingOptions {
  readonly runId: string;
  readonly subjects: readonly Subject[];
  /** For each target; default 8 for each route, at most 24. */
  readonly ratePerSecond?: number | undefined;
  /** Default: what the time to live takes, at most ten minutes. */
  readonly durationSeconds?: number | undefined;
  /** An exact route key, or a part of one. */
  readonly routes?: string | undefined;
  readonly effects?: LoadableEffects | undefined;
  readonly maxRequests?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** How the stage caches a route, where that is known. */
  deployedCaching(target: Target, routeKey: string): DeployedCaching;
}

/** Longer than API Gateway's own limits, so that its 504 is seen. */
const timeoutSeconds = 35;
const rate = { each: 8, most: 24 } as const;
const guessedTtlSeconds = 60;
const longestSeconds = 600;

/**
 * What a caching run sends: for each route that may be cached a steady stream for one entry over more than two times to
 * live with the probes of its key among it, then who may refresh it. There is no warm-up: the first request is part of what is
 * studied. Where nothing is cached, nothing is sent.
 *
 * @throws UsageError for a rate or duration that makes no sense or is too short, and where nothing may be sent.
 */
export function planCaching(options: CachingOptions): CachingPlan {
  const { chosen, uncached } = studiedRoutes(options);
  const targets = [...new Set(chosen.map(({ subject }) => subject))];
  const each = Math.max(
    1,
    ...targets.map((subject) => chosen.filter((one) => one.subject === subject).length),
  );
  const ratePerSecond = options.ratePerSecond ?? Math.min(rate.most, rate.each * each);
  const laidOut = layOut(chosen, options.runId);
  const perRoute = ratePerSecond / each;
  const lengths = laidOut.parts.map((part) => lengthsOf(part, perRoute));
  const wanted = Math.min(
    longestSeconds,
    Math.max(0.5, ...lengths.map(({ wantedSeconds }) => wantedSeconds)),
  );
  const durationSeconds = options.durationSeconds ?? Math.ceil(wanted);
  refuseTooShort(options, {
    durationSeconds,
    leastSeconds: Math.max(0, ...lengths.map(({ leastSeconds }) => leastSeconds)),
  });
  const arrivals = planArrivals({
    phases: [{ name: 'steady', seconds: durationSeconds, ratePerSecond }],
    targets: Math.max(1, targets.length),
    memoryBytes: options.memoryBytes,
  });
  const slots = targets.length === 0 ? 0 : arrivals.expected / targets.length;
  const stretch = ({ refreshes }: Part) => Math.floor(slots / each) - refreshes.length;
  const plan: CachingPlan = {
    schemaVersion: 1,
    runId: options.runId,
    scenario: 'caching',
    arrivals: targets.length === 0 ? { ...arrivals, expected: 0 } : arrivals,
    warmUp: { arrivals: 0, ratePerSecond: arrivals.ratePerSecond, seconds: 0 },
    observe: true,
    timeoutSeconds,
    targets: targets.map(({ target, contract }, index) => {
      const { target: name, apiType, invokeUrl, stage, region } = target;
      const own = laidOut.parts.filter(({ route }) => route.subject.target === target);
      return {
        ...{ target: name, apiType, invokeUrl, stage, region, contract: contract.name },
        offsetSeconds: Math.round((index / arrivals.totalPerSecond) * 1e6) / 1e6,
        warmUp: [],
        order: inTurns(
          own.map((part) => ({
            order: [...stretchOf(part.stream, part.probes, stretch(part)), ...part.refreshes],
            fill: part.keep,
          })),
          slots,
        ),
      };
    }),
    series: laidOut.series,
    requests: laidOut.requests,
    studies: laidOut.parts.map((part) => ({ ...part.study, streamSeconds: stretch(part) / perRoute })),
    purposes: laidOut.purposes,
    uncached,
    ...(Object.keys(laidOut.secrets).length === 0 ? {} : { secrets: laidOut.secrets }),
  };
  refuseAboveLimit(plan, options.maxRequests);
  return plan;
}

/** What a study's part of the schedule takes: for what it is to see, and at the least. */
function lengthsOf({ assumed, probes, refreshes }: Part, perRoute: number) {
  const leastSeconds = (leastStretch(probes.length) + refreshes.length) / perRoute;
  const wantedSeconds = streamSeconds(assumed) + refreshes.length / perRoute;
  return { leastSeconds, wantedSeconds: Math.max(leastSeconds, wantedSeconds) };
}

/** Two times to live and a part of a third, so that two whole ones are seen; of a long one only one. */
function streamSeconds(ttlSeconds: number): number {
  return ttlSeconds <= guessedTtlSeconds ? ttlSeconds * 2.25 + 1 : ttlSeconds * 1.15 + 2;
}

interface Part {
  readonly route: StudyRoute;
  readonly study: Omit<CachingStudy, 'streamSeconds'>;
  readonly assumed: number;
  readonly stream: number;
  readonly keep: number;
  readonly probes: readonly number[];
  readonly refreshes: readonly number[];
}

function layOut(chosen: readonly StudyRoute[], runId: string) {
  const series: PlannedSeries[] = [];
  const requests: LoadRequest[] = [];
  const purposes: CachingPurpose[] = [];
  const variables = new SecretVariables();
  const parts = chosen.map((route, study): Part => {
    const assumedTtl = assumedTtlOf(route);
    const add = (request: Omit<LoadRequest, 'series'>, routeKey: string, purpose: CachingPurpose) => {
      const { target } = route.subject.target;
      const known = series.findIndex((one) => one.target === target && one.route === routeKey);
      const index = known === -1 ? series.push({ target, route: routeKey, objectives: {} }) - 1 : known;
      purposes.push(purpose);
      return requests.push({ ...request, series: index }) - 1;
    };
    const { laid, ...facts } = studyRequests(route, { study, seed: runId, variables, add });
    return {
      route,
      study: {
        target: route.subject.target.target,
        route: route.route.key,
        promise: route.route.route.cache ?? null,
        deployed: route.deployed,
        assumedTtl,
        ...facts,
      },
      assumed: assumedTtl.seconds,
      stream: laid.stream,
      keep: laid.keep,
      probes: probesOf(laid),
      refreshes: refreshesOf(laid),
    };
  });
  return { series, requests, purposes, parts, secrets: variables.made };
}

function assumedTtlOf({ route, deployed }: StudyRoute): CachingStudy['assumedTtl'] {
  const promised = route.route.cache?.ttlSeconds;
  if (promised !== undefined) return { seconds: promised, from: 'contract' };
  const ttl = deployed.read ? deployed.cache?.ttlSeconds : undefined;
  return typeof ttl === 'number'
    ? { seconds: ttl, from: 'stage' }
    : { seconds: guessedTtlSeconds, from: 'nobody' };
}

function refuseTooShort(
  options: CachingOptions,
  { durationSeconds, leastSeconds }: { readonly durationSeconds: number; readonly leastSeconds: number },
): void {
  if (durationSeconds >= leastSeconds || !(durationSeconds > 0)) return;
  const at = options.ratePerSecond === undefined ? '' : ` at ${options.ratePerSecond} requests a second`;
  throw new UsageError(
    `In ${formatDuration(durationSeconds)}${at} there is no room for the requests that show what the key of a cache is.`,
    [
      `They take ${formatDuration(Math.ceil(leastSeconds))}, and the time to live takes two times as long as an entry lives.`,
      `Try: --duration ${formatDuration(Math.ceil(leastSeconds))}, a higher --rate, or one --route.`,
    ],
  );
}

function refuseAboveLimit(plan: CachingPlan, maxRequests: number | undefined): void {
  const { expected } = plan.arrivals;
  if (maxRequests === undefined || expected <= maxRequests) return;
  throw new UsageError(
    `This would send ${expected} requests, and --max-requests allows ${maxRequests}.`,
    'Lower --rate or --duration, choose one --route, or raise --max-requests.',
  );
}
