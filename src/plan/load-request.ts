import type { Contract, Example } from '../contract/contract.ts';
import { expectationFor } from '../contract/example.ts';
import { type ContractRoute, marksOf } from '../contract/route.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
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

/** An example as k6 sends it. Throws a UsageError where it would have to be signed. */
export function loadRequest(
  { target, contract, route, series, variables, alsoExpected = [] }: LoadPlace,
  example: Example,
): LoadRequest {
  const { body, signing, secretHeaders, ...request } = buildRequest(target, route, example);
  const marks = marksOf(contract, route.route);
  if (signing !== undefined) throw signedUnderLoad(contract.name, route.key);
  return {
    series,
    ...request,
    secretHeaders: variables.namesOf(secretHeaders),
    body: asText(body),
    expectStatus: [expectationFor(example, target.apiType).status, ...alsoExpected],
    ...(Object.keys(marks).length === 0 ? {} : { marks }),
  };
}

function signedUnderLoad(contract: string, key: string): UsageError {
  return new UsageError(
    `${contract}: ${key} is called with an AWS signature (iam), which load can't sign yet.`,
    'Measure other routes with --route, or take the safe examples of this one out of the load with weight: 0.',
  );
}

/** Text where the bytes are UTF-8, so that a person can read the plan. */
function asText(body: Buffer | null): LoadRequest['body'] {
  if (body === null) return null;
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? { text } : { base64: body.toString('base64') };
}
