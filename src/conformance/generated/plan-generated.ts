import type { Subject } from '../../config/subjects.ts';
import { type ContractRoute, corsOf, effectOf } from '../../contract/route.ts';
import { buildRequest } from '../../request/build-request.ts';
import { observe } from '../answer.ts';
import type { Exchange, PlannedExchange } from '../exchange.ts';
import { originsToTry } from '../origins.ts';
import { plan } from '../planned-exchange.ts';
import type { Broken } from './broken.ts';
import { type Breakage, type BrokenRequest, breakagesOf } from './broken-requests.ts';
import { nextCases } from './cases.ts';
import { refusalOf } from './refusal.ts';
import { soundRequest } from './sound-request.ts';
import { soundVariants } from './sound-variants.ts';

const mostPerRoute = 18;
/** What is asked to find a smaller reproducer of one breakage, in each round. */
const smallerPerRound = 4;
const smallerPerTarget = 24;

/**
 * Requests that break what their routes promise, generated from the contract's schemas; nothing for a route that
 * promises nothing; `chosen` is a seed, and the same seed makes the same requests. To a route with an effect that isn't safe to repeat only bodies go that no function can read as
 * data: everything else might be stored where it isn't refused.
 */
export function brokenRequests(
  subject: Subject,
  routes: readonly ContractRoute[],
  chosen = 0,
): PlannedExchange[] {
  return routes.flatMap((route) =>
    waysToBreak(subject, route, chosen).flatMap(({ breakage, seed }, index) =>
      nextCases(breakage, { seed, limit: 1 }).map((request) =>
        planned(subject, route, { broken: breakage.broken, request, asPage: index === 0 }),
      ),
    ),
  );
}

/**
 * Smaller requests than the smallest of each route that wasn't refused, to be sent next: of its body, and of its
 * parameters. Nothing once the smallest are known. `made` are the exchanges so far, the first requests included.
 */
export function smallerRequests(
  subject: Subject,
  routes: readonly ContractRoute[],
  { made, chosen = 0 }: { readonly made: readonly Exchange[]; readonly chosen?: number },
): PlannedExchange[] {
  const broken = made.filter(
    ({ purpose, target }) => purpose === 'broken-request' && target === subject.target.target,
  );
  return routes
    .flatMap((route) => {
      const own = broken.filter((exchange) => exchange.route === route.key);
      const worth = new Set(smallestFailures(own).map(breakageOf));
      if (worth.size === 0) return [];
      const outcomes = new Map(own.map((exchange) => [exchange.example, isFailure(exchange)]));
      return waysToBreak(subject, route, chosen)
        .filter(({ breakage }) => worth.has(breakageOf(breakage)))
        .flatMap(({ breakage, seed }) =>
          nextCases(breakage, { seed, limit: smallerPerRound, outcomes }).map((request) =>
            planned(subject, route, { broken: breakage.broken, request }),
          ),
        );
    })
    .slice(0, smallerPerTarget);
}

/** One for each part of the request that something is wrong with. */
function smallestFailures(made: readonly Exchange[]): Exchange[] {
  const smallest = new Map<string | undefined, Exchange>();
  for (const exchange of made.filter(isFailure)) {
    const known = smallest.get(exchange.broken?.part);
    if (known === undefined || isSmaller(exchange, known)) smallest.set(exchange.broken?.part, exchange);
  }
  return [...smallest.values()];
}

function breakageOf({ broken }: { readonly broken?: Broken | undefined }): string {
  return `${broken?.part} ${broken?.rule} ${broken?.place}`;
}

/** Requests that fit what their routes promise, to routes without an effect or with one that does no harm. */
export function soundRequests(
  subject: Subject,
  routes: readonly ContractRoute[],
  chosen = 0,
): PlannedExchange[] {
  return routes.filter(isHarmless).flatMap((route) =>
    soundVariants(route, subject.target.apiType, seedOf(subject, route, chosen)).map(({ parts, title }) =>
      plan(
        subject,
        {
          route: route.key,
          example: title,
          purpose: 'sound-request',
          effect: effectOf(route.route, route.method),
        },
        buildRequest(subject.target, route, parts),
      ),
    ),
  );
}

interface Way {
  readonly breakage: Breakage;
  readonly seed: number;
}

function waysToBreak(subject: Subject, route: ContractRoute, chosen: number): Way[] {
  const { apiType } = subject.target;
  const seed = seedOf(subject, route, chosen);
  const sound = soundRequest(route, apiType, seed);
  if (sound === null) return [];
  const allowed = breakagesOf(route, apiType, sound).filter(
    ({ broken }) => isHarmless(route) || broken.rule === 'malformed',
  );
  return inTurns(allowed)
    .slice(0, mostPerRoute)
    .map((breakage, index) => ({ breakage, seed: seed + index }));
}

/** In turn from each rule, bodies and parameters alternating: a route with many properties still shows every kind. */
function inTurns(breakages: readonly Breakage[]): Breakage[] {
  const body = breakages.filter(({ broken }) => broken.part === 'body');
  const parameters = breakages.filter(({ broken }) => broken.part !== 'body');
  return alternating([alternating(byRule(body)), alternating(byRule(parameters))]);
}

function byRule(breakages: readonly Breakage[]): Breakage[][] {
  const groups = new Map<string, Breakage[]>();
  for (const breakage of breakages) {
    const rule = `${breakage.broken.part} ${breakage.broken.rule}`;
    groups.set(rule, [...(groups.get(rule) ?? []), breakage]);
  }
  return [...groups.values()];
}

/** The first of each, then the second of each, and so on. */
function alternating<T>(groups: readonly (readonly T[])[]): T[] {
  const rounds = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    groups.flatMap((group) => group.slice(round, round + 1)),
  ).flat();
}

function isHarmless({ route, method }: ContractRoute): boolean {
  return effectOf(route, method) === 'none' || route.safeToRepeat === true;
}

/** The first one comes from a page where pages may call, so that a refusal's CORS headers are seen. */
function planned(
  subject: Subject,
  route: ContractRoute,
  told: { readonly broken: Broken; readonly request: BrokenRequest; readonly asPage?: boolean },
): PlannedExchange {
  const { parts, title } = told.request;
  const built = buildRequest(subject.target, route, parts);
  const cors = told.asPage === true ? corsOf(subject.contract, route.route) : null;
  const origin = cors === null ? undefined : originsToTry(cors)[0];
  const headers = origin === undefined ? built.headers : { origin, ...built.headers };
  return plan(
    subject,
    {
      route: route.key,
      example: title,
      purpose: 'broken-request',
      provokes: '4xx',
      effect: effectOf(route.route, route.method),
      once: true,
      broken: told.broken,
    },
    { ...built, headers },
  );
}

function isFailure(exchange: Exchange): boolean {
  const refusal = refusalOf(observe(exchange));
  return refusal === 'accepted' || refusal === 'crashed';
}

/** Whether there is less to write down of the one; of two of the same length the one that sorts first. */
export function isSmaller(one: PlannedExchange, other: PlannedExchange): boolean {
  const [size, otherSize] = [sizeOf(one), sizeOf(other)];
  return size < otherSize || (size === otherSize && one.example < other.example);
}

function sizeOf({ request }: PlannedExchange): number {
  return request.url.length + (request.bodyBase64?.length ?? 0);
}

/** Each route has one of its own, so that what is added to a contract leaves the requests of the others as they are. */
function seedOf({ contract }: Subject, { key }: ContractRoute, chosen: number): number {
  let seed = 7 + chosen;
  for (const character of `${contract.name} ${key}`) seed = (seed * 31 + character.charCodeAt(0)) % 100_003;
  return seed;
}
