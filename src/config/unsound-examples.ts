import { placeholdersIn } from '../contract/capture.ts';
import type { ApiType, Contract, Example, RequestPromise, Route } from '../contract/contract.ts';
import { apiTypes } from '../contract/contract.ts';
import { expectationFor } from '../contract/example.ts';
import type { Json, JsonSchema } from '../contract/json.ts';
import { parameterValue } from '../contract/parameter-value.ts';
import { applies } from '../contract/route.ts';
import { type Mistake, member } from '../contract/shape.ts';
import { compiledSchema } from './compiled-schema.ts';

/**
 * Examples that contradict their own route: a success is expected of a request that the route promises to refuse. Asked
 * once every schema is known to be good.
 */
export function unsoundExamples(contract: Contract): Mistake[] {
  return Object.entries(contract.routes).flatMap(([key, route]) => {
    const { request } = route;
    if (request === undefined) return [];
    return Object.entries(route.examples).flatMap(([title, example]) => {
      const at = member(`${member('routes', key)}.examples`, title);
      return succeeds(contract, route, example) ? mistakesOf({ example, request, route }, at) : [];
    });
  });
}

/** On an API type that the route's request is promised for. */
function succeeds(contract: Contract, route: Route, example: Example): boolean {
  return apiTypes.some(
    (apiType: ApiType) =>
      [contract, route, route.request ?? {}, example].every((one) => applies(one, apiType)) &&
      expectationFor(example, apiType).status < 300,
  );
}

interface Sent {
  readonly example: Example;
  readonly request: RequestPromise;
  readonly route: Route;
}

function mistakesOf({ example, request, route }: Sent, at: string): Mistake[] {
  const parameters = (['path', 'query', 'headers'] as const).flatMap((kind) => {
    const given = Object.entries(example[kind] ?? {});
    return Object.entries(request[kind] ?? {}).flatMap(([name, { schema, required }]) => {
      const value = given.find(([each]) =>
        kind === 'headers' ? each.toLowerCase() === name.toLowerCase() : each === name,
      )?.[1];
      const path = member(`${at}.${kind}`, name);
      if (value === undefined) {
        return required === true && !sentAsSecret(route, name)
          ? [contradiction(path, 'is missing, and the route requires it')]
          : [];
      }
      return broken(path, schema, parameterValue(value, schema));
    });
  });
  const body =
    request.body === undefined || example.body === undefined
      ? []
      : broken(`${at}.body`, request.body, example.body);
  return [...body, ...parameters];
}

function sentAsSecret({ auth }: Route, name: string): boolean {
  return [auth ?? []].flat().some((each) => each.header?.toLowerCase() === name.toLowerCase());
}

function broken(path: string, schema: JsonSchema, value: Json): Mistake[] {
  // What a capture will stand for can't be known yet.
  if (placeholdersIn(value).length > 0) return [];
  if (schema === true) return [];
  const validate = compiledSchema(schema === false ? { not: {} } : schema);
  if (validate(value)) return [];
  const [error] = validate.errors ?? [];
  const place = error?.instancePath ? `${error.instancePath} ` : '';
  return [
    contradiction(path, `breaks the route's request: ${place}${error?.message ?? 'it does not match'}`),
  ];
}

function contradiction(path: string, what: string): Mistake {
  return {
    path,
    message: `${what}, but a success is expected.`,
    next: 'Correct the one that is wrong, or expect a 4xx.',
  };
}
