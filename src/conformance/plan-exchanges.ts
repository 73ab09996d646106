import type { Subject } from '../config/subjects.ts';
import { capturersOf } from '../contract/capture.ts';
import { examplesOf, expectationFor, type TitledExample } from '../contract/example.ts';
import { type ContractRoute, corsOf, effectOf, routesOf } from '../contract/route.ts';
import { buildRequest } from '../request/build-request.ts';
import { inContractOrder, withCapturers } from './captured-order.ts';
import { refuseUnknownChecks } from './check-settings.ts';
import { everyCheck } from './every-check.ts';
import type { Exchange, PlannedExchange, Provocation } from './exchange.ts';
import { namesIn } from './fill-request.ts';
import { brokenRequests, smallerRequests, soundRequests } from './generated/plan-generated.ts';
import { onItsWay } from './on-its-way.ts';
import { originsToTry } from './origins.ts';
import { plan } from './planned-exchange.ts';
import { authProbes } from './probes/auth.ts';
import { cacheProbes } from './probes/cache.ts';
import { oversizedRequest } from './probes/oversized.ts';
import { strangerCalls } from './probes/strange-origins.ts';
import { deployedRoutes } from './probes/without-contract.ts';
import { preflights, routingProbes } from './probes.ts';
import { exampleTitle, probeTitle, titleMatcher } from './title.ts';

export interface PlanningOptions {
  /** Only what has a title like this (`--grep`): a regular expression or a piece of it. */
  readonly routes?: string;
  /** `none` leaves out every request that may change something, probes included; default `all`. */
  readonly effects?: 'all' | 'none';
  /** Of generated requests: the same seed makes the same ones; default 0. */
  readonly seed?: number;
  /** Sent as `x-gatewright-run`, so that logs can tell a run's requests from all others. */
  readonly runId?: string;
  /** Of this tool, for the User-Agent. */
  readonly version?: string;
}

/**
 * Everything that the gate asks of one target: each example once, then what the checks want to know beside.
 * An example with an effect is never sent twice: where its CORS headers are to be judged, it carries an Origin
 * itself. Pure; the order is the contract's.
 * @throws UsageError where the contract sets a check that isn't there.
 */
export function planExchanges(subject: Subject, options: PlanningOptions = {}): PlannedExchange[] {
  refuseUnknownChecks(
    subject.contract,
    everyCheck().map(({ id }) => id),
  );
  const routes = routesAllowed(subject, options);
  const wanted = titleMatcher(options.routes);
  if (subject.derived) {
    return [...deployedRoutes(subject), ...preflights(subject, routes), ...routingProbes(subject, 'none')]
      .filter((exchange) => wanted(probeTitle(exchange)))
      .map((exchange) => identified(exchange, subject.target, options));
  }
  const unguessed = options.runId ?? subject.contract.name;
  const planned = [
    ...routes.flatMap((route) => examplesOfRoute(subject, route, wanted)),
    ...[...preflights(subject, routes), ...strangerCalls(subject, routes)].filter((exchange) =>
      wanted(probeTitle(exchange)),
    ),
    ...routingProbes(subject, options.effects ?? 'all').filter((exchange) => wanted(probeTitle(exchange))),
    ...[
      ...soundRequests(subject, routes, options.seed),
      ...brokenRequests(subject, routes, options.seed),
      ...oversizedRequest(subject, routes),
    ].filter((exchange) => wanted(probeTitle(exchange))),
    ...[
      ...authProbes(subject, routes, { seed: unguessed }),
      ...cacheProbes(subject, routes, { seed: unguessed }),
    ].filter((exchange) => wanted(probeTitle(exchange))),
  ];
  const needed = withCapturers(planned, examplesThatCapture(subject, routes));
  return inContractOrder(needed).map((exchange) => identified(exchange, subject.target, options));
}

/** A pattern may pick an example without the one that its values come from. */
function examplesThatCapture(subject: Subject, routes: readonly ContractRoute[]): PlannedExchange[] {
  if (capturersOf(subject.contract, subject.target.apiType).size === 0) return [];
  return routes
    .flatMap((route) => examplesOfRoute(subject, route, () => true))
    .filter(({ captures }) => captures !== undefined);
}

/**
 * What to ask once these exchanges are made: smaller requests than those that should have been refused and weren't.
 * Asked again with its own exchanges added, until it has nothing more to ask.
 */
export function planSmaller(
  { subject, made }: { readonly subject: Subject; readonly made: readonly Exchange[] },
  options: PlanningOptions = {},
): PlannedExchange[] {
  const smaller = smallerRequests(subject, routesAllowed(subject, options), {
    made,
    ...(options.seed === undefined ? {} : { chosen: options.seed }),
  });
  return smaller.map((exchange) => identified(exchange, subject.target, options));
}

function routesAllowed({ contract, target }: Subject, { effects }: PlanningOptions): ContractRoute[] {
  return routesOf(contract, target.apiType).filter(
    ({ route, method }) => effects !== 'none' || effectOf(route, method) === 'none',
  );
}

function examplesOfRoute(
  subject: Subject,
  route: ContractRoute,
  wanted: (title: string) => boolean,
): PlannedExchange[] {
  const { contract, target } = subject;
  const cors = corsOf(contract, route.route);
  const origin = cors === null ? undefined : originsToTry(cors)[0];
  const examples = examplesOf(route.route, target.apiType).filter((titled) =>
    wanted(exampleTitle(contract, target.apiType, { key: route.key, ...titled })),
  );
  const harmless = effectOf(route.route, route.method) === 'none';
  const succeeds = ({ example }: TitledExample) => expectationFor(example, target.apiType).status < 400;
  const again = harmless && origin !== undefined ? examples.find(succeeds) : undefined;
  return examples.flatMap((titled) => {
    const request = buildRequest(target, route, titled.example);
    const carriesOrigin = origin !== undefined && (!harmless || !succeeds(titled));
    const withOrigin = { ...request, headers: { origin: origin ?? '', ...request.headers } };
    const expecting = expectationFor(titled.example, target.apiType);
    const { status: expects } = expecting;
    const effect = effectOf(route.route, route.method);
    const told = {
      route: route.key,
      example: titled.title,
      provokes: provokedBy(expects),
      expects,
      expecting,
      effect,
    };
    const { capture: captures } = titled.example;
    const cleanup = cleanupOf(subject, titled);
    return [
      plan(
        subject,
        {
          ...told,
          purpose: 'example',
          ...(captures === undefined ? {} : { captures }),
          ...(cleanup === null ? {} : { cleanup }),
        },
        carriesOrigin ? withOrigin : request,
      ),
      ...(titled === again ? [plan(subject, { ...told, purpose: 'simple-cors' }, withOrigin)] : []),
    ];
  });
}

function cleanupOf(
  { contract, target }: Subject,
  { example }: TitledExample,
): NonNullable<PlannedExchange['cleanup']> | null {
  const { cleanup } = example;
  const route = cleanup && routesOf(contract, target.apiType).find(({ key }) => key === cleanup.route);
  if (cleanup === undefined || route === undefined) return null;
  const { body, ...request } = buildRequest(target, route, cleanup);
  const planned = { ...request, bodyBase64: body?.toString('base64') ?? null };
  return { route: cleanup.route, uses: namesIn(planned), request: planned };
}

function provokedBy(status: number): Provocation {
  if (status >= 500) return '5xx';
  return status >= 400 ? '4xx' : 'nothing';
}

function identified(
  exchange: PlannedExchange,
  { transport }: Subject['target'],
  options: PlanningOptions,
): PlannedExchange {
  const { cleanup } = exchange;
  const ready = (request: PlannedExchange['request']) => onItsWay(signedByUs(request, options), transport);
  return {
    ...exchange,
    ...(cleanup === undefined ? {} : { cleanup: { ...cleanup, request: ready(cleanup.request) } }),
    request: ready(exchange.request),
  };
}

function signedByUs(
  request: PlannedExchange['request'],
  { runId, version }: PlanningOptions,
): PlannedExchange['request'] {
  return {
    ...request,
    headers: {
      'user-agent': `gatewright${version === undefined ? '' : `/${version}`} (+smoke)`,
      ...request.headers,
      ...(runId === undefined ? {} : { 'x-gatewright-run': runId }),
    },
  };
}
