import type { Subject } from '../../config/subjects.ts';
import { type ContractRoute, effectOf } from '../../contract/route.ts';
import { buildRequest } from '../../request/build-request.ts';
import type { PlannedExchange } from '../exchange.ts';
import { requestPromiseOf, soundRequest, takesBody } from '../generated/sound-request.ts';
import { plan } from '../planned-exchange.ts';

/** Both API types take 10 MB: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const mostBytes = 10 * 1024 * 1024;

/**
 * One request a target whose body is a byte larger than the gateway takes, sound but for that: JSON may end in as many
 * spaces as it likes. To a route that promises a body and does no harm. Too much to send after a deployment: whoever
 * hands it on to Lambda, whose limit is lower, answers with a 5xx.
 */
export function oversizedRequest(subject: Subject, routes: readonly ContractRoute[]): PlannedExchange[] {
  const { apiType } = subject.target;
  for (const route of routes) {
    const promise = requestPromiseOf(route, apiType);
    const harmless = effectOf(route.route, route.method) === 'none' || route.route.safeToRepeat === true;
    if (promise?.body === undefined || !takesBody(route) || !harmless) continue;
    const parts = soundRequest(route, apiType, 1);
    if (parts?.body === undefined) continue;
    const exchange = plan(
      subject,
      {
        route: route.key,
        example: 'a body of more than 10 MB',
        purpose: 'oversized-request',
        provokes: '5xx',
        effect: effectOf(route.route, route.method),
        once: true,
      },
      buildRequest(subject.target, route, parts),
    );
    return [{ ...exchange, request: { ...exchange.request, padTo: mostBytes + 1 } }];
  }
  return [];
}
