import { fillIn } from '../contract/capture.ts';
import type { Contract, CorsPromise, Example, Expectation, Route } from '../contract/contract.ts';
import { expectationFor } from '../contract/example.ts';
import { applies, corsOf } from '../contract/route.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Exchange } from './exchange.ts';

/** What the contract says about one exchange; `null` where it says nothing, as for a path that no route has. */
export interface Promised {
  readonly contract: Contract;
  readonly route: Route | null;
  readonly example: Example | null;
  readonly expectation: Expectation | null;
  readonly cors: CorsPromise | null;
}

/**
 * @throws UsageError where the exchange's contract isn't among these: a run judged against other
 *   contracts than it was made with would mean nothing.
 */
export function promiseOf(exchange: Exchange, contracts: readonly Contract[]): Promised {
  const contract = contracts.find(({ name }) => name === exchange.contract);
  if (contract === undefined) {
    throw new UsageError(
      `The exchanges were made for the contract "${exchange.contract}", and there is no such contract.`,
      'Run npx gatewright smoke again.',
    );
  }
  const route = ownValue(contract.routes, exchange.route);
  if (route === null) {
    return { contract, route: null, example: null, expectation: null, cors: contract.cors ?? null };
  }
  const cors = corsOf(contract, route);
  const example = ownValue(route.examples, exchange.example);
  const promised = example !== null && (exchange.purpose === 'example' || exchange.purpose === 'simple-cors');
  return {
    contract,
    route,
    example: promised ? example : null,
    expectation:
      promised && applies(example, exchange.apiType)
        ? fillIn(expectationFor(example, exchange.apiType), exchange.captured ?? {})
        : null,
    cors,
  };
}

function ownValue<T>(record: { readonly [key: string]: T }, key: string): T | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}
