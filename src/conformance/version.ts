import { valueAt } from '../contract/capture.ts';
import type { Contract, VersionPromise } from '../contract/contract.ts';
import { type Observed, observe } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** The version of the code that made this answer; `null` where the answer doesn't tell, as an error of the gateway's own. */
export function versionOf(observed: Observed, promise: VersionPromise): string | null {
  const { exchange, gatewayError, status, json, header } = observed;
  if (gatewayError !== null || status === 0) return null;
  if ('header' in promise) return exchange.purpose === 'preflight' ? null : header(promise.header);
  const asked = exchange.route === promise.route && exchange.purpose !== 'preflight';
  if (!asked || !json.ok || status >= 400) return null;
  const value = valueAt(json.value, promise.pointer);
  return value === undefined || value === null ? null : String(value);
}

/** Tells answers of another version than the one expected. */
export function olderThan(
  expected: string | null,
  contracts: readonly Contract[],
): (exchange: Exchange) => boolean {
  if (expected === null) return () => false;
  const promises = new Map(contracts.map(({ name, version }) => [name, version]));
  return (exchange) => {
    const promise = promises.get(exchange.contract);
    if (promise === undefined) return false;
    const seen = versionOf(observe(exchange), promise);
    return seen !== null && seen !== expected;
  };
}
