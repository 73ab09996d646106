import { placeholdersOf } from '../../contract/capture.ts';
import type {
  ApiType,
  Example,
  ParameterPromise,
  QueryValue,
  RequestPromise,
} from '../../contract/contract.ts';
import { examplesOf, expectationFor } from '../../contract/example.ts';
import type { Json, JsonSchema } from '../../contract/json.ts';
import { parameterValue } from '../../contract/parameter-value.ts';
import { applies, type ContractRoute, pathParameters } from '../../contract/route.ts';
import { firstSchemaError } from '../schema.ts';
import { soundValue } from './sound-value.ts';

/** What of an example makes a request. */
export type Parts = Pick<Example, 'path' | 'query' | 'headers' | 'body' | 'invalidBody'>;

/** What the route promises of requests on this API type, or `null`. */
export function requestPromiseOf({ route }: ContractRoute, apiType: ApiType): RequestPromise | null {
  const { request } = route;
  return request !== undefined && applies(request, apiType) ? request : null;
}

/** Whether the method is one whose body means something (RFC 9110, 9.3). */
export function takesBody({ method }: Pick<ContractRoute, 'method'>): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE';
}

/**
 * A request that fits all that the route promises: the first example that succeeds, completed by generated values
 * where it lacks something required. `null` where neither gives one, as for an id that must exist.
 */
export function soundRequest(route: ContractRoute, apiType: ApiType, seed: number): Parts | null {
  const promise = requestPromiseOf(route, apiType);
  if (promise === null) return null;
  const example = examplesOf(route.route, apiType)
    .filter(({ example: one }) => expectationFor(one, apiType).status < 300)
    .map(({ example: one }) => one)
    .find(standsAlone);
  const path = completed({ ...example?.path }, allRequired(promise.path), seed);
  const query = completed({ ...example?.query }, promise.query, seed);
  const headers = completed({ ...example?.headers }, headersWithout(promise.headers, route), seed);
  const body = soundBody(route, promise, { example, seed });
  if (path === null || query === null || headers === null || body === null) return null;
  if (pathParameters(route.pathTemplate).some(({ name }) => path[name] === undefined)) return null;
  return {
    path: path as NonNullable<Parts['path']>,
    query,
    headers: headers as NonNullable<Parts['headers']>,
    ...(body === undefined ? {} : { body }),
  };
}

/** Needs no value that another exchange has to bring first, and has a body that schemas speak about. */
function standsAlone(example: Example): boolean {
  const { invalidBody, bodyBase64 } = example;
  return invalidBody === undefined && bodyBase64 === undefined && placeholdersOf(example).length === 0;
}

type Values = { readonly [name: string]: QueryValue | readonly QueryValue[] };
type Promises = { readonly [name: string]: ParameterPromise };

/** `null`: a value that is there breaks its schema, or one that has to be there can't be made. */
function completed(given: Values, promises: Promises = {}, seed = 1): Values | null {
  const values: { [name: string]: QueryValue | readonly QueryValue[] } = { ...given };
  for (const [name, { schema, required }] of Object.entries(promises)) {
    const key = Object.keys(values).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
    const value = values[key];
    if (value !== undefined) {
      if (firstSchemaError(schema, parameterValue(value, schema)) !== null) return null;
    } else if (required === true) {
      const made = parameterText(soundValue(schema, seed));
      if (made === null) return null;
      values[key] = made;
    }
  }
  return values;
}

/** A generated value as it can be sent: `null` for objects, lists of lists and the empty text. */
export function parameterText(value: Json | undefined): QueryValue | readonly QueryValue[] | null {
  if (Array.isArray(value)) {
    const each = (value as readonly Json[]).map(parameterText);
    return each.length > 0 && each.every((one) => one !== null && typeof one !== 'object')
      ? (each as QueryValue[])
      : null;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' && value !== '' ? value : null;
}

function allRequired(promises: Promises = {}): Promises {
  return Object.fromEntries(
    Object.entries(promises).map(([name, promise]) => [name, { ...promise, required: true }]),
  );
}

/** Without those that a secret is sent in. */
export function headersWithout(promises: Promises = {}, { route }: ContractRoute): Promises {
  const secret = [route.auth ?? []].flat().map(({ header }) => header?.toLowerCase());
  return Object.fromEntries(
    Object.entries(promises).filter(([name]) => !secret.includes(name.toLowerCase())),
  );
}

/** `undefined`: the request has none; `null`: none can be made. */
function soundBody(
  route: ContractRoute,
  { body: schema, bodyRequired }: RequestPromise,
  { example, seed }: { readonly example: Example | undefined; readonly seed: number },
): Json | undefined | null {
  if (!takesBody(route)) return undefined;
  if (schema === undefined) return example?.body;
  if (example?.body !== undefined && fits(schema, example.body)) return example.body;
  const made = soundValue(schema, seed);
  return made ?? (bodyRequired === false ? undefined : null);
}

export function fits(schema: JsonSchema, value: Json): boolean {
  return firstSchemaError(schema, value) === null;
}
