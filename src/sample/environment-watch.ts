import type { EnvironmentCandidate, EnvironmentNeeds } from '../run/run.ts';
import type { Sample } from './sample.ts';

/**
 * Finds the requests that may have met a new environment of their function: those that raised the number of requests in flight on
 * their route above what it had ever been in the run, and the first after a long pause. An environment serves one request at a time (AWS
 * documentation, "Understanding Lambda function scaling"), so no other request needs a new one while environments live.
 */
export interface EnvironmentWatch {
  /** Of one target, in any order; `steady`: answered over an open connection. */
  take(sample: Sample, steady: boolean): void;
  /** By series. */
  finish(): ReadonlyMap<number, EnvironmentNeeds>;
}

/** Environments live longer than this without a request; how long isn't documented. */
export const idleMs = 300_000;
/** An answer that never comes must not make it wait for ever. */
const mostWaiting = 20_000;
/** Kept of a series. A run's virtual users bound them, mostly far below. */
const mostCandidates = 1000;

interface Request {
  readonly series: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly candidate: Omit<EnvironmentCandidate, 'inFlight' | 'overtakenMs'> | null;
}

interface Open {
  readonly request: Request;
  readonly found: { inFlight: number; overtakenMs: number | null };
}

interface Route {
  /** Ends of those in flight, not in order. */
  readonly ends: number[];
  lastEndUs: number;
  most: number;
  raised: number;
  open: Open[];
  readonly candidates: EnvironmentCandidate[];
}

/** k6 tells of a request at its end; here they go on in the order of their starts, by number. */
export function createEnvironmentWatch(): EnvironmentWatch {
  const waiting = new Map<number, Request>();
  const routes = new Map<number, Route>();
  let next = 0;

  const goOn = () => {
    if (waiting.size > mostWaiting) next = Math.min(...waiting.keys());
    for (let request = waiting.get(next); request !== undefined; request = waiting.get(next)) {
      waiting.delete(next++);
      started(routeOf(routes, request.series), request);
    }
  };

  return {
    take({ request, arrival, sinceStartUs }, steady) {
      const { series, startUs, endUs, serviceUs, iteration } = request;
      if (iteration < next) return;
      const candidate =
        steady && arrival >= 0 && request.status > 0 && !request.failed
          ? { atMs: sinceStartUs / 1000, serviceMs: serviceUs / 1000, afterIdle: false }
          : null;
      // From when it was sent: before, it waited for its connection and needed no environment.
      waiting.set(iteration, { series, startUs: Math.max(startUs, endUs - serviceUs), endUs, candidate });
      goOn();
    },
    finish() {
      const rest = [...waiting].toSorted(([a], [b]) => a - b);
      for (const [, request] of rest) started(routeOf(routes, request.series), request);
      return new Map(
        [...routes].map(([series, route]) => {
          for (const open of route.open) close(route, open);
          return [series, { raised: route.raised, mostInFlight: route.most, candidates: route.candidates }];
        }),
      );
    },
  };
}

function routeOf(routes: Map<number, Route>, series: number): Route {
  const known = routes.get(series);
  if (known !== undefined) return known;
  const route: Route = { ends: [], lastEndUs: Number.NaN, most: 0, raised: 0, open: [], candidates: [] };
  routes.set(series, route);
  return route;
}

function started(route: Route, request: Request): void {
  const { startUs, endUs } = request;
  letGo(route.ends, startUs);
  if (route.open.length > 0) overtake(route, request);
  const afterIdle = route.ends.length === 0 && startUs - route.lastEndUs > idleMs * 1000;
  if (afterIdle) route.most = 0;
  route.ends.push(endUs);
  route.lastEndUs = Math.max(Number.isNaN(route.lastEndUs) ? endUs : route.lastEndUs, endUs);
  const inFlight = route.ends.length;
  if (inFlight <= route.most) return;
  route.most = inFlight;
  if (request.candidate === null) return;
  route.raised++;
  const candidate = { ...request.candidate, afterIdle };
  route.open.push({ request: { ...request, candidate }, found: { inFlight, overtakenMs: null } });
}

function letGo(ends: number[], beforeUs: number): void {
  let kept = 0;
  for (const end of ends) if (end > beforeUs) ends[kept++] = end;
  ends.length = kept;
}

/** A later one that is answered before an earlier one found an environment that the earlier one hadn't. */
function overtake(route: Route, { startUs, endUs }: Request): void {
  const still: Open[] = [];
  for (const open of route.open) {
    const { request, found } = open;
    if (startUs >= request.startUs && endUs < request.endUs) {
      const afterMs = (endUs - request.startUs) / 1000;
      found.overtakenMs = Math.min(found.overtakenMs ?? afterMs, afterMs);
    }
    if (startUs > request.endUs) close(route, open);
    else still.push(open);
  }
  route.open = still;
}

function close(route: Route, { request, found }: Open): void {
  if (request.candidate !== null && route.candidates.length < mostCandidates)
    route.candidates.push({ ...request.candidate, ...found });
}
