import { apiTypes } from '../../contract/contract.ts';
import type { Observed } from '../answer.ts';
import { type Check, fail, type Outcome, pass, shown, skip } from '../check.ts';
import { expectations } from '../expectations.ts';

export const unknownRoute: Check = {
  id: 'unknown-route',
  title: 'A path without a route is refused by the gateway',
  family: 'routing',
  apiTypes,
  severity: 'error',
  why: 'Where unknown paths reach a function, mistakes in URLs look like answers, and cost an invocation each.',
  fix: 'Remove the catch-all route, or promise it in the contract ({proxy+}).',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html',
  after: ['answered'],
  judge(observed) {
    return observed.exchange.purpose === 'unknown-route' ? refused(observed, 'path') : null;
  },
};

export const wrongMethod: Check = {
  id: 'wrong-method',
  title: 'A method that no route has is refused by the gateway',
  family: 'routing',
  apiTypes,
  severity: 'error',
  why: 'A method that is deployed and not promised is an entrance that nobody watches.',
  fix: 'Remove the method (or ANY) from the API, or promise it in the contract.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html',
  after: ['answered'],
  judge(observed) {
    return observed.exchange.purpose === 'wrong-method' ? refused(observed, 'method') : null;
  },
};

/**
 * The gateway's own refusal passes, and so does one with a status of the API's choosing (REST APIs may change gateway
 * responses). Who else refuses stands behind a catch-all route, which many APIs have on purpose: a router inside the
 * function, or an authorizer before it. A success is only a warning: the contract doesn't promise that nothing else is
 * deployed.
 */
function refused({ exchange, status, gatewayError, json, text }: Observed, what: string): Outcome {
  const { unknownRoute: expected } = expectations[exchange.apiType];
  if (gatewayError?.kind === 'route-missing') return pass;
  if (status >= 400 && status <= 499) {
    const who = gatewayError === null ? 'the function' : 'the gateway';
    return skip(`a catch-all route took the ${what}, and ${who} refused it with ${status}`);
  }
  const refusal = `${expected.status} {"message":"${expected.message}"}`;
  const received = `${status} ${json.ok ? shown(json.value) : shown(text)}`;
  return fail(`expected ${refusal} for a ${what} that no route has, received ${received}`, {
    severity: status >= 500 ? 'error' : 'warning',
    expected: refusal,
    received,
  });
}
