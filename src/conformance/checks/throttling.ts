import { apiTypes } from '../../contract/contract.ts';
import type { Observed } from '../answer.ts';
import { fail } from '../check.ts';
import type { TargetCheck, TargetOutcome } from '../target-check.ts';

export const firstRequestsThrottled: TargetCheck = {
  id: 'throttle-zero',
  title: 'The throttle lets first requests through',
  family: 'throttling',
  apiTypes,
  severity: 'error',
  why: 'Nobody gets an answer: a rate or burst of zero, or close to it, refuses even the first request.',
  fix: "Look at the throttle of the method or route, the stage, the key's usage plan and the account, in this order.",
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html',
  judge: ({ exchanges }) => {
    const answered = exchanges.filter(({ status }) => status > 0);
    if (answered.length === 0) return [];
    // A preflight and a path without a route may be answered by something that no throttle stands before.
    const examples = answered.filter(({ exchange }) => exchange.purpose === 'example');
    const refused = examples.filter(throttled);
    if (refused.length === 0) return [];
    if (refused.length === examples.length) return [everywhere(refused)];
    return routesAlwaysRefused(answered);
  },
};

const throttled = ({ gatewayError }: Observed) => gatewayError?.kind === 'throttled';

function everywhere(refused: readonly Observed[]): TargetOutcome {
  const [observed] = refused.toSorted(byStart);
  return {
    route: '*',
    example: 'all examples',
    outcome: fail(
      refused.length === 1
        ? 'the only example was throttled: 429 Too Many Requests'
        : `each of the ${refused.length} examples was throttled, the first one too: 429 Too Many Requests`,
      { expected: 'an answer to the first request', received: '429' },
    ),
    diagnosis:
      "429 Too Many Requests to the very first request: the throttle of the stage (or of the key's usage plan, or of the account) is 0, or used up by others. Set rate and burst to what callers need.",
    ...(observed === undefined ? {} : { observed }),
  };
}

/** While other routes answer, a route that never does has a throttle of its own; one that does at times met the gate's own traffic. */
function routesAlwaysRefused(answered: readonly Observed[]): TargetOutcome[] {
  const routes = new Map<string, Observed[]>();
  for (const observed of answered) {
    const { route, purpose } = observed.exchange;
    if (purpose === 'preflight') continue;
    routes.set(route, [...(routes.get(route) ?? []), observed]);
  }
  return [...routes].flatMap(([route, own]): TargetOutcome[] => {
    const [observed] = own.filter(throttled).toSorted(byStart);
    if (observed === undefined || !own.every(throttled)) return [];
    return [
      {
        route,
        example: 'all its examples',
        outcome: fail(
          `every request to this route was throttled while others were answered: 429 Too Many Requests`,
          { expected: 'an answer to the first request', received: '429' },
        ),
        diagnosis:
          "429 Too Many Requests on this route alone: its own throttle on the stage, or in the key's usage plan, is 0 or close to it. Set its rate and burst to what callers need.",
        observed,
      },
    ];
  });
}

function byStart(a: Observed, b: Observed): number {
  return a.exchange.startedAt < b.exchange.startedAt ? -1 : 1;
}
