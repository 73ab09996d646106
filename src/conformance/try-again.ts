import type { Observed } from './answer.ts';
import { isHarmless } from './exchange.ts';
import { expectations } from './expectations.ts';

/** Longer than functions take to answer, shorter than they take to start. In milliseconds. */
export const slowMs = 2000;

/** 429 to traffic of the gate's own, which a slower gate may not meet. Nobody ever promised it here. */
export function isRateLimited({ exchange, status, gatewayError }: Observed): boolean {
  if (status !== 429 || exchange.expects === 429 || exchange.once === true) return false;
  // A quota does not come back within minutes.
  if (gatewayError?.kind === 'quota-exceeded') return false;
  return isHarmless(exchange) || gatewayError?.kind === 'throttled';
}

/** Seconds or a date (RFC 9110, section 10.2.3), as milliseconds from now; `null` where it isn't said. */
export function retryAfterMs(observed: Observed, now: Date): number | null {
  const value = observed.header('retry-after');
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** What has just been deployed may answer so for some seconds; nothing of an effect has reached the function then. */
export function isExplainedByDeployment(observed: Observed): boolean {
  return connectionIsNew(observed) || routeIsNew(observed) || integrationIsNew(observed);
}

/** In a sentence. */
export function seenInstead({ exchange, status, gatewayError }: Observed): string {
  if (exchange.answer.kind === 'no-response') return exchange.answer.message;
  const { unknownRoute } = expectations[exchange.apiType];
  return gatewayError?.kind === 'route-missing'
    ? `${status} ${unknownRoute.message}`
    : `${status}${gatewayError === null ? '' : ` ${gatewayError.message}`}`;
}

function connectionIsNew({ exchange: { answer } }: Observed): boolean {
  return answer.kind === 'no-response' && ['refused', 'dns', 'tls'].includes(answer.cause);
}

function routeIsNew({ exchange, gatewayError, status }: Observed): boolean {
  return gatewayError?.kind === 'route-missing' && !isPromised(exchange, status);
}

function integrationIsNew({ exchange, gatewayError, status }: Observed): boolean {
  if (gatewayError === null || status < 500 || isPromised(exchange, status)) return false;
  // A REST API says 500 before it asks the function, as where the permission to invoke it is missing.
  const untouched =
    exchange.apiType === 'rest' && status === 500 && gatewayError.kind === 'integration-failed';
  return isHarmless(exchange) || untouched;
}

/** A probe that provokes an error gets what it asked for. */
function isPromised({ expects, provokes = 'nothing' }: Observed['exchange'], status: number): boolean {
  return expects === undefined ? provokes !== 'nothing' : expects === status;
}
