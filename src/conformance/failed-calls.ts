import type { FailedCall } from '../evidence/evidence.ts';
import { linesOf, observe } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { requestIdOf } from './request-id.ts';

/** The exchanges that only what is behind the gateway can explain: it was asked, or should have been, and failed. */
export function failedCalls(exchanges: readonly Exchange[]): FailedCall[] {
  return exchanges.flatMap((exchange) => {
    const { answer, purpose, route, target, apiType } = exchange;
    if (answer.kind === 'no-response' || purpose === 'unknown-route' || purpose === 'wrong-method') return [];
    const { gatewayError, status } = observe(exchange);
    if (gatewayError?.kind !== 'integration-failed') return [];
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

/** What the gateway's clock is ahead of this one; within what a Date header can tell, nothing. */
function clockDifferenceMs({ answer, startedAt }: Exchange): number {
  if (answer.kind === 'no-response') return 0;
  const told = Date.parse(linesOf(answer.headers, 'date')[0] ?? '');
  const here = Date.parse(startedAt) + answer.durationMs;
  return Number.isNaN(told) || Math.abs(told - here) < 2000 ? 0 : told - here;
}
