import type { ApiType, ParameterPromise, QueryValue } from '../../contract/contract.ts';
import type { ContractRoute } from '../../contract/route.ts';
import { type Parts, parameterText, requestPromiseOf, soundRequest, takesBody } from './sound-request.ts';
import { soundValue } from './sound-value.ts';

const most = 3;

/**
 * Requests that fit the promise and stand in no example: with everything optional, with nothing optional, and one by
 * chance. Path parameters stay those of the example, since what they name has to exist.
 */
export function soundVariants(
  route: ContractRoute,
  apiType: ApiType,
  seed: number,
): { readonly parts: Parts; readonly title: string }[] {
  const promise = requestPromiseOf(route, apiType);
  const base = soundRequest(route, apiType, seed);
  if (promise === null || base === null) return [];
  const variants = new Map<string, Parts>();
  for (const [index, optionals] of [1, 0, 0.5].entries()) {
    const query = queryOf(promise.query ?? {}, { seed: seed + index, optionals });
    const body =
      promise.body === undefined || !takesBody(route)
        ? undefined
        : soundValue(promise.body, seed + index, optionals);
    if (query === null || (promise.body !== undefined && takesBody(route) && body === undefined)) continue;
    if (promise.query === undefined && body === undefined) continue;
    const parts: Parts = {
      ...base,
      ...(promise.query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
    };
    variants.set(JSON.stringify(parts), parts);
  }
  return [...variants.values()]
    .slice(0, most)
    .map((parts, index) => ({ parts, title: `a generated request that fits, ${index + 1}` }));
}

type Promises = { readonly [name: string]: ParameterPromise };

function queryOf(
  promises: Promises,
  { seed, optionals }: { seed: number; optionals: number },
): NonNullable<Parts['query']> | null {
  const query: { [name: string]: QueryValue | readonly QueryValue[] } = {};
  for (const [index, [name, { schema, required }]] of Object.entries(promises).entries()) {
    const given = optionals === 1 || (optionals > 0 && (seed + index) % 2 === 0);
    if (required !== true && !given) continue;
    const value = parameterText(soundValue(schema, seed + index));
    if (value !== null) query[name] = value;
    else if (required === true) return null;
  }
  return query;
}
