import type { Observed } from './answer.ts';
import type { OwnErrorKind } from './expectations.ts';

/** What the other exchanges of the same target tell about one of them. */
export interface Neighbourhood {
  /** The gateway's error that every example of the target met (or every one that it didn't refuse itself), or `null`. */
  readonly everywhere: OwnErrorKind | null;
  /** How long each example that the integration failed took, in milliseconds. */
  readonly failedAfterMs: readonly number[];
  /** Whether the function answered an example of the same route; with query parameters, or only without any. */
  readonly routeAnswers: 'with-query' | 'without-query' | null;
  /** Whether a preflight of the same route came back with an allowed origin. */
  readonly preflightAllowed: boolean;
  /** Whether a path that no route of the contract has reached a function all the same. */
  readonly catchAll: boolean;
  /** Everything that was sent to the same route, this exchange included. */
  readonly sameRoute: readonly Observed[];
  /** How many examples were sent with credentials and hoped for a success, where each got 401 or 403; else 0. */
  readonly refusedEverywhere: number;
}

/** Reads all exchanges of a run once; the function returned looks one of them up. */
export function neighbourhoodsOf(all: readonly Observed[]): (observed: Observed) => Neighbourhood {
  const met = new Map<string, Set<OwnErrorKind | null>>();
  const failedAfterMs = new Map<string, number[]>();
  const answering = new Map<string, 'with-query' | 'without-query'>();
  const allowed = new Set<string>();
  const caught = new Set<string>();
  const places = new Map<string, Observed[]>();
  const shown = new Map<string, { sent: number; refused: number }>();
  for (const observed of all) {
    const { exchange, gatewayError, status } = observed;
    const place = places.get(placeOf(observed)) ?? [];
    places.set(placeOf(observed), place);
    place.push(observed);
    if (showsCredentials(observed)) {
      const { sent, refused } = shown.get(exchange.target) ?? { sent: 0, refused: 0 };
      const more = status === 401 || status === 403 ? 1 : 0;
      shown.set(exchange.target, { sent: sent + 1, refused: refused + more });
    }
    if (exchange.purpose === 'example') {
      const kinds = met.get(exchange.target) ?? new Set();
      met.set(exchange.target, kinds.add(gatewayError?.kind ?? null));
      if (gatewayError?.kind === 'integration-failed') {
        const before = failedAfterMs.get(exchange.target) ?? [];
        failedAfterMs.set(exchange.target, [...before, exchange.answer.durationMs]);
      }
    }
    if (exchange.purpose === 'example' && status > 0 && status < 500 && gatewayError === null) {
      const query = new URL(exchange.request.url).search !== '' ? 'with-query' : 'without-query';
      if (answering.get(placeOf(observed)) !== 'with-query') answering.set(placeOf(observed), query);
    }
    if (exchange.purpose === 'unknown-route' && status > 0 && gatewayError === null) {
      caught.add(exchange.target);
    }
    const origin = observed.header('access-control-allow-origin');
    if (exchange.purpose === 'preflight' && status >= 200 && status <= 299 && origin !== null) {
      allowed.add(placeOf(observed));
    }
  }
  return (observed) => {
    const { sent, refused } = shown.get(observed.exchange.target) ?? { sent: 0, refused: 0 };
    return {
      everywhere: commonKind(met.get(observed.exchange.target) ?? new Set()),
      failedAfterMs: failedAfterMs.get(observed.exchange.target) ?? [],
      routeAnswers: answering.get(placeOf(observed)) ?? null,
      preflightAllowed: allowed.has(placeOf(observed)),
      catchAll: caught.has(observed.exchange.target),
      sameRoute: places.get(placeOf(observed)) ?? [],
      refusedEverywhere: sent === refused ? refused : 0,
    };
  };
}

/** What a validator or authorizer refuses before the function is asked says nothing about the function. */
const beforeFunction: readonly (OwnErrorKind | null)[] = [
  'parameters-refused',
  'body-refused',
  'media-type-refused',
  'unauthorized',
  'access-denied',
  'forbidden',
];

function commonKind(kinds: ReadonlySet<OwnErrorKind | null>): OwnErrorKind | null {
  const reached = [...kinds].filter((kind) => !beforeFunction.includes(kind));
  const [kind = null, ...others] = reached[0] === 'integration-failed' ? reached : kinds;
  return others.length === 0 ? kind : null;
}

/** An example that hopes to be let in. */
function showsCredentials({ exchange: { purpose, request, expects = 200 } }: Observed): boolean {
  if (purpose !== 'example' || expects >= 400) return false;
  return Object.keys(request.secretHeaders).length > 0 || request.signing !== undefined;
}

function placeOf({ exchange: { target, route } }: Observed): string {
  return `${target} ${route}`;
}
