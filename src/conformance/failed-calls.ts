import type { FailedCall } from '../evidence/evidence.ts';
import { linesOf, type Observed, observe } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { lambdaErrorIn } from './lambda-error.ts';
import { requestIdOf } from './request-id.ts';

/** The exchanges that only what is behind the gateway can explain: it was asked, or should have been, and failed. */
export function failedCalls(exchanges: readonly Exchange[]): FailedCall[] {
  return exchanges.flatMap((exchange) => {
    const { answer, purpose, route, target, apiType } = exchange;
    if (answer.kind === 'no-response' || purpose === 'unknown-route' || purpose === 'wrong-method') return [];
    const observed = observe(exchange);
    const { status } = observed;
    if (observed.gatewayError?.kind !== 'integration-failed' && !isUnheardOf(observed)) return [];
    const path = route.slice(route.indexOf(' ') + 1);
    return {
      exchange: exchange.id,
      target,
      apiType,
      route: purpose === 'preflight' ? `OPTIONS ${path}` : route,
      status,
      startedMs: Date.parse(exchange.startedAt) + clockDifferenceMs(exchange),
      durationMs: answer.durationMs,
      requestId: requestIdOf(exchange) ?? null,
      traceId: /Root=([\w-]+)/.exec(linesOf(answer.headers, 'x-amzn-trace-id')[0] ?? '')?.[1] ?? null,
    };
  });
}

/**
 * A failure that neither API Gateway nor a function tells like this: Lambda's own error as the answer, or a 5xx with nothing in
 * it, not even the gateway's request id. Emulators answer so where API Gateway says "Internal server error".
 */
function isUnheardOf({ exchange, status, json, text }: Observed): boolean {
  if (status < 500) return false;
  return lambdaErrorIn(json) !== null || (text === '' && requestIdOf(exchange) === undefined);
}

/** What the gateway's clock is ahead of this one; within what a Date header can tell, nothing. */
function clockDifferenceMs({ answer, startedAt }: Exchange): number {
  if (answer.kind === 'no-response') return 0;
  const told = Date.parse(linesOf(answer.headers, 'date')[0] ?? '');
  const here = Date.parse(startedAt) + answer.durationMs;
  return Number.isNaN(told) || Math.abs(told - here) < 2000 ? 0 : told - here;
}
