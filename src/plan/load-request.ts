import type { Contract, Example, Expectation } from '../contract/contract.ts';
import { expectationFor } from '../contract/example.ts';
import { type ContractRoute, marksOf } from '../contract/route.ts';
import type { Target } from '../discovery/target.ts';
import { buildRequest } from '../request/build-request.ts';
import type { LoadRequest } from './plan.ts';
import type { SecretVariables } from './secret-variables.ts';

/** Where a request goes, and whose secrets it names. */
export interface LoadPlace {
  readonly target: Target;
  readonly contract: Contract;
  readonly route: ContractRoute;
  /** Index into the plan's series. */
  readonly series: number;
  readonly variables: SecretVariables;
  /** Statuses that are no errors either, beside the example's: 429 where a throttle is looked for. */
  readonly alsoExpected?: readonly number[];
}

/** An example as k6 sends it. */
export function loadRequest(
  { target, contract, route, series, variables, alsoExpected = [] }: LoadPlace,
  example: Example,
): LoadRequest {
  const { body, signing, secretHeaders, ...request } = buildRequest(target, route, example);
  const marks = marksOf(contract, route.route);
  const expectation = expectationFor(example, target.apiType);
  const promised = contentTypeOf(expectation, route);
  return {
    series,
    ...request,
    secretHeaders: variables.namesOf(secretHeaders),
    ...(signing === undefined ? {} : { signing: { region: signing.region } }),
    body: asText(body),
    expectStatus: [expectation.status, ...alsoExpected],
    ...(promised === null ? {} : { contentType: promised }),
    ...(Object.keys(marks).length === 0 ? {} : { marks }),
  };
}

/** As the gate takes it: what the example says, or else the route for its own statuses. */
function contentTypeOf(expectation: Expectation, { route, method }: ContractRoute): string | null {
  if (expectation.contentType !== undefined) return expectation.contentType;
  const own = method !== 'HEAD' && Object.hasOwn(route.responses, String(expectation.status));
  return own ? (route.contentType ?? 'application/json') : null;
}

/** Text where the bytes are UTF-8, so that a person can read the plan. */
function asText(body: Buffer | null): LoadRequest['body'] {
  if (body === null) return null;
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? { text } : { base64: body.toString('base64') };
}
