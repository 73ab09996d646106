import type { Subject } from '../../config/subjects.ts';
import { placeholdersOf } from '../../contract/capture.ts';
import type { CorsPromise } from '../../contract/contract.ts';
import { examplesOf, expectationFor } from '../../contract/example.ts';
import { type ContractRoute, corsOf, effectOf } from '../../contract/route.ts';
import { buildRequest } from '../../request/build-request.ts';
import type { PlannedExchange } from '../exchange.ts';
import { originAllowed, strangeOrigin } from '../origins.ts';
import { plan } from '../planned-exchange.ts';

/**
 * A call from a page that must not read the answer, of each route without an effect: a function that echoes every Origin
 * shows it in its answers, whatever the preflight says.
 */
export function strangerCalls(subject: Subject, routes: readonly ContractRoute[]): PlannedExchange[] {
  const { contract, target } = subject;
  return routes.flatMap((route) => {
    const cors = corsOf(contract, route.route);
    if (cors === null || originAllowed(cors, strangeOrigin)) return [];
    if (effectOf(route.route, route.method) !== 'none' || route.method === 'OPTIONS') return [];
    const titled = examplesOf(route.route, target.apiType).find(
      ({ example }) =>
        expectationFor(example, target.apiType).status < 400 && placeholdersOf(example).length === 0,
    );
    if (titled === undefined) return [];
    const request = buildRequest(target, route, titled.example);
    return plan(
      subject,
      { route: route.key, example: `${titled.title}, from ${strangeOrigin}`, purpose: 'denied-cors' },
      { ...request, headers: { ...request.headers, origin: strangeOrigin } },
    );
  });
}

/** Origins that a careless comparison takes for an allowed one: it begins like one, or ends like one. */
export function lookalikes(cors: CorsPromise): string[] {
  const single = cors.origins.find((origin) => !origin.includes('*'));
  const [, scheme, host] = /^([a-z][a-z\d+.-]*:\/\/)([^/]+)$/i.exec(single ?? '') ?? [];
  if (scheme === undefined || host === undefined) return [];
  const name = host.replace(/:\d+$/, '');
  // No address has a name before or behind it.
  if (/^[\d.]+$|^\[/.test(name)) return [];
  return [`${scheme}${name}.gatewright.example`, `${scheme}gatewright${host}`].filter(
    (origin) => !originAllowed(cors, origin),
  );
}
