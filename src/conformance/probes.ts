import type { Subject } from '../config/subjects.ts';
import { placeholdersIn } from '../contract/capture.ts';
import type { CorsPromise, Method } from '../contract/contract.ts';
import { examplesOf, fillPath } from '../contract/example.ts';
import { type ContractRoute, corsOf, pathParameters, routesOf } from '../contract/route.ts';
import { covers, hasGreedyRoot, pathWithoutRoute } from './coverage.ts';
import type { PlannedExchange } from './exchange.ts';
import { originAllowed, originsToTry, strangeOrigin } from './origins.ts';
import { plan } from './planned-exchange.ts';
import { lookalikes } from './probes/strange-origins.ts';
import { urlVariants } from './probes/url-variants.ts';

/** Stands for every path parameter where nothing must be hit. */
const nobody = 'gatewright-nobody';

/** As browsers ask before they call: per route with a CORS promise, from each kind of allowed origin and a strange one. */
export function preflights(subject: Subject, routes: readonly ContractRoute[]): PlannedExchange[] {
  let first = true;
  return routes.flatMap((route) => {
    const cors = corsOf(subject.contract, route.route);
    if (cors === null || route.method === 'OPTIONS' || !promisesMethod(cors, route.method)) return [];
    const denied = originAllowed(cors, strangeOrigin) ? [] : [strangeOrigin];
    // Who compares origins wrongly does so on every route.
    const near = first ? lookalikes(cors) : [];
    first = false;
    const origins = [...originsToTry(cors), ...denied, ...near];
    return origins.map((origin) => preflight(subject, route, { cors, origin }));
  });
}

function promisesMethod(cors: CorsPromise, method: Method): boolean {
  return cors.methods.some((each) => each === '*' || each.toUpperCase() === method);
}

function preflight(
  subject: Subject,
  { key, method, pathTemplate, route }: ContractRoute,
  { cors, origin }: { readonly cors: CorsPromise; readonly origin: string },
): PlannedExchange {
  // Browsers send the names in lower case, sorted.
  const asked = cors.headers
    .filter((name) => name !== '*')
    .map((name) => name.toLowerCase())
    .toSorted();
  const [first] = examplesOf(route, subject.target.apiType);
  // What a capture would stand for is not asked after: a preflight hits nothing anyway.
  const path = Object.entries(first?.example.path ?? {}).filter(
    ([, value]) => placeholdersIn(value).length === 0,
  );
  return plan(
    subject,
    { route: key, example: `preflight from ${origin}`, purpose: 'preflight' },
    {
      method: 'OPTIONS',
      url: `${subject.target.invokeUrl}${fillPath(pathTemplate, { ...standIns(pathTemplate), ...Object.fromEntries(path) })}`,
      headers: {
        origin,
        'access-control-request-method': method,
        ...(asked.length === 0 ? {} : { 'access-control-request-headers': asked.join(',') }),
      },
      secretHeaders: {},
      body: null,
    },
  );
}

/** A path and methods that no route of the contract has. A greedy root has them all. */
export function routingProbes(subject: Subject, effects: 'all' | 'none'): PlannedExchange[] {
  const { contract, target } = subject;
  const routes = routesOf(contract, target.apiType);
  if (routes.length === 0 || hasGreedyRoot(routes)) return [];
  const unknown = pathWithoutRoute(routes);
  // A promise that every route of this API type takes back holds for no error either.
  const promised = routes.some(({ route }) => corsOf(contract, route) !== null);
  const origin = contract.cors === undefined || !promised ? undefined : originsToTry(contract.cors)[0];
  const asked = (purpose: 'unknown-route' | 'simple-cors', headers: { origin?: string }) =>
    plan(
      subject,
      {
        route: `GET ${unknown}`,
        example:
          purpose === 'unknown-route' ? 'a path without a route' : `a path without a route, from ${origin}`,
        purpose,
        provokes: '4xx',
      },
      { method: 'GET', url: `${target.invokeUrl}${unknown}`, headers, secretHeaders: {}, body: null },
    );
  return [
    asked('unknown-route', {}),
    ...(origin === undefined ? [] : [asked('simple-cors', { origin })]),
    ...wrongMethods(subject, routes, effects),
    ...urlVariants(subject, routes),
  ];
}

/**
 * One per path. GET where it is not promised; else PATCH without a body and with a path that names nobody, so
 * that a method that is deployed after all finds nothing to change. Without effects, GET only.
 */
function wrongMethods(
  subject: Subject,
  routes: readonly ContractRoute[],
  effects: 'all' | 'none',
): PlannedExchange[] {
  const candidates: readonly Method[] = effects === 'none' ? ['GET'] : ['GET', 'PATCH', 'PUT'];
  const templates = [...new Set(routes.map(({ pathTemplate }) => pathTemplate))];
  return templates.flatMap((template) => {
    const path = fillPath(template, standIns(template));
    const method = candidates.find(
      (each) => !routes.some((route) => route.method === each && covers(route.pathTemplate, path)),
    );
    const greedy = routes.some(
      (route) => route.pathTemplate.endsWith('+}') && covers(route.pathTemplate, path),
    );
    if (method === undefined || greedy) return [];
    return plan(
      subject,
      {
        route: `${method} ${template}`,
        example: 'a method without a route',
        purpose: 'wrong-method',
        provokes: '4xx',
      },
      { method, url: `${subject.target.invokeUrl}${path}`, headers: {}, secretHeaders: {}, body: null },
    );
  });
}

function standIns(pathTemplate: string): { [name: string]: string } {
  return Object.fromEntries(pathParameters(pathTemplate).map(({ name }) => [name, nobody]));
}
