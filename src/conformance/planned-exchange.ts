import type { Subject } from '../config/subjects.ts';
import type { BuiltRequest } from '../request/build-request.ts';
import type { PlannedExchange } from './exchange.ts';

/** An exchange of this subject; its id says in words what it is. */
export function plan(
  { target, contract }: Subject,
  { route, example, purpose }: Pick<PlannedExchange, 'route' | 'example' | 'purpose'>,
  { body, ...request }: BuiltRequest,
): PlannedExchange {
  return {
    id: `${target.target} ${purpose} ${route} → ${example}`,
    target: target.target,
    apiType: target.apiType,
    contract: contract.name,
    route,
    example,
    purpose,
    request: { ...request, bodyBase64: body?.toString('base64') ?? null },
  };
}
