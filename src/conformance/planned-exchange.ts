import type { Subject } from '../config/subjects.ts';
import type { BuiltRequest } from '../request/build-request.ts';
import type { PlannedExchange } from './exchange.ts';

type Told = Pick<
  PlannedExchange,
  'route' | 'example' | 'purpose' | 'provokes' | 'after' | 'effect' | 'once' | 'broken' | 'probe'
>;

/** An exchange of this subject; its id says in words what it is. */
export function plan(
  { target, contract }: Subject,
  { route, example, purpose, provokes = 'nothing', after = [], ...told }: Told,
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
    ...(provokes === 'nothing' ? {} : { provokes }),
    ...told,
    ...(after.length === 0 ? {} : { after }),
    request: { ...request, bodyBase64: body?.toString('base64') ?? null },
  };
}
