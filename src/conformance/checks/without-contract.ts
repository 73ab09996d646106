import { apiTypes } from '../../contract/contract.ts';
import { routesOf } from '../../contract/route.ts';
import { type Check, fail, pass, skip } from '../check.ts';
import { whyUntried } from '../probes/without-contract.ts';
import type { TargetCheck } from '../target-check.ts';

const source = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html';

/** What the gateway makes of a request that lacks something, and not of a broken deployment. */
const refusals = [
  'forbidden',
  'access-denied',
  'unauthorized',
  'parameters-refused',
  'body-refused',
  'media-type-refused',
];

/** Of a target without a contract: nothing is known of the answer but that it must not be that of a broken deployment. */
export const routeAnswers: Check = {
  id: 'route-answers',
  title: 'A deployed route answers',
  family: 'routing',
  apiTypes,
  severity: 'error',
  why: 'The route is deployed, and whoever calls it gets an error.',
  fix: 'Look for the request id in the logs of the function and of the stage.',
  source,
  after: ['answered', 'envelope'],
  judge({ exchange, status, gatewayError }) {
    if (exchange.purpose !== 'deployed-route') return null;
    if (gatewayError !== null && refusals.includes(gatewayError.kind)) {
      return skip(`answered ${status}: it needs credentials or parameters, which a contract names`);
    }
    const shown = {
      expected: 'an answer below 500 that is not of a broken deployment',
      received: String(status),
    };
    if (gatewayError !== null)
      return fail(`the gateway answered ${status} itself: ${gatewayError.message}`, shown);
    return status >= 500 ? fail(`the route answered ${status}`, shown) : pass;
  },
};

export const untriedRoute: TargetCheck = {
  id: 'untried-route',
  title: 'A target without a contract: what was not tried',
  family: 'drift',
  apiTypes,
  severity: 'note',
  why: 'A route that nobody tries may be broken.',
  fix: 'Write a contract with an example of it: npx gatewright smoke --save makes a start.',
  source,
  judge: ({ contract, target, derived = false, exchanges }) =>
    derived
      ? routesOf(contract, target.apiType)
          .filter(
            ({ key }) =>
              !exchanges.some(
                ({ exchange }) => exchange.purpose === 'deployed-route' && exchange.route === key,
              ),
          )
          .map((route) => ({
            route: route.key,
            example: 'without an example',
            outcome: skip(`not tried: ${whyUntried(route) ?? 'left out'}; write an example`),
          }))
      : [],
};
