import type { ApiType } from '../contract/contract.ts';
import { linesOf } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { expectations } from './expectations.ts';

/**
 * The other API type, where an answer carries its request id and none of the type that was said. Nobody but the gateway
 * sends these headers, and it sends its own with every answer.
 */
export function otherApiType({ apiType, answer }: Exchange): ApiType | null {
  if (answer.kind !== 'response') return null;
  const carries = (type: ApiType) =>
    expectations[type].requestIdHeaders.some((name) => linesOf(answer.headers, name).length > 0);
  const other = apiType === 'rest' ? 'http' : 'rest';
  return carries(other) && !carries(apiType) ? other : null;
}
