import { linesOf } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { expectations } from './expectations.ts';

/** The gateway's request id, to look up in its logs; `undefined` where the answer holds none. */
export function requestIdOf({ apiType, answer }: Exchange): string | undefined {
  if (answer.kind === 'no-response') return undefined;
  return expectations[apiType].requestIdHeaders.flatMap((name) => linesOf(answer.headers, name))[0];
}
