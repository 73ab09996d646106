import type { Subject } from '../config/subjects.ts';
import { type Capturer, capturersOf, placeholdersIn } from '../contract/capture.ts';
import type { ApiType, Contract } from '../contract/contract.ts';
import type { BuiltRequest } from '../request/build-request.ts';
import type { PlannedExchange, Purpose } from './exchange.ts';
import { namesIn } from './fill-request.ts';

type Told = Pick<
  PlannedExchange,
  | 'route'
  | 'example'
  | 'purpose'
  | 'provokes'
  | 'after'
  | 'effect'
  | 'expects'
  | 'once'
  | 'captures'
  | 'cleanup'
  | 'broken'
  | 'probe'
> & {
  /** What is expected of the answer, which may name captured values too. */
  readonly expecting?: unknown;
};

/** An exchange of this subject; its id says in words what it is. */
export function plan(
  { target, contract }: Subject,
  { route, example, purpose, provokes = 'nothing', after = [], effect, expecting, ...told }: Told,
  { body, ...request }: BuiltRequest,
): PlannedExchange {
  const planned = { ...request, bodyBase64: body?.toString('base64') ?? null };
  const capturers = capturersIn(contract, target.apiType);
  const named = [...new Set([...namesIn(planned), ...placeholdersIn(expecting)])];
  const uses = named.filter((name) => capturers.has(name));
  const all = [...after, ...uses.map((name) => exampleId(target.target, capturers.get(name)))];
  return {
    id: idOf(target.target, purpose, { route, example }),
    target: target.target,
    apiType: target.apiType,
    contract: contract.name,
    route,
    example,
    purpose,
    ...(provokes === 'nothing' ? {} : { provokes }),
    ...told,
    ...(effect === undefined ? {} : { effect }),
    ...(all.length === 0 ? {} : { after: all }),
    ...(uses.length === 0 ? {} : { uses }),
    request: planned,
  };
}

/** In words, unique within a run. */
export function idOf(target: string, purpose: Purpose, { route, example }: Capturer): string {
  return `${target} ${purpose} ${route} → ${example}`;
}

/** Id of the exchange that an example stands for. */
function exampleId(target: string, capturer: Capturer | undefined): string {
  return capturer === undefined ? '' : idOf(target, 'example', capturer);
}

const known = new WeakMap<Contract, Map<ApiType, ReadonlyMap<string, Capturer>>>();

/** The same for every exchange of a contract. */
function capturersIn(contract: Contract, apiType: ApiType): ReadonlyMap<string, Capturer> {
  const byType = known.get(contract) ?? new Map<ApiType, ReadonlyMap<string, Capturer>>();
  known.set(contract, byType);
  const capturers = byType.get(apiType) ?? capturersOf(contract, apiType);
  byType.set(apiType, capturers);
  return capturers;
}
