import { auth } from './check-auth.ts';
import { checkExample, checkExpect } from './check-example.ts';
import { marks } from './check-marks.ts';
import { cache, checkSettings, cors, objectives, someApiTypes, throttle } from './check-promise.ts';
import { request } from './check-request.ts';
import { pathParameters, routeKeyMistake } from './route.ts';
import type { Check, Mistake } from './shape.ts';
import { flag, isFields, mapOf, member, name, oneOf, positive, record, wrong } from './shape.ts';

const example =
  "'GET /hello': { responses: { 200: { type: 'object' } }, examples: { 'a greeting': { expect: { status: 200 } } } }";

export const checkRoutes: Check = (value, path) => {
  if (!isFields(value) || Object.keys(value).length === 0)
    return [wrong(path, 'is not an object with routes.', `Write ${example}.`)];
  const keys = Object.keys(value);
  return [
    ...keys.flatMap((key, index) => checkKey(key, keys.slice(0, index), member(path, key))),
    ...Object.entries(value).flatMap(([key, route]) =>
      checkRoute(route, member(path, key), { key, routes: keys }),
    ),
  ];
};

function checkKey(key: string, before: readonly string[], path: string): Mistake[] {
  const mistake = routeKeyMistake(key);
  if (mistake !== null)
    return [wrong(path, `is not a route key: ${mistake}.`, "Write a method and a path: 'GET /users/{id}'.")];
  const twin = before.find((other) => withoutNames(other) === withoutNames(key));
  return twin === undefined ? [] : [wrong(path, `is the same route as "${twin}".`, 'Keep one of them.')];
}

/** Names of parameters don't tell routes apart: an API can't have both `/users/{id}` and `/users/{name}`. */
function withoutNames(key: string): string {
  return key.replace(/\{[^{}+]+/g, '{');
}

interface KeyAmong {
  readonly key: string;
  readonly routes: readonly string[];
}

function checkRoute(value: unknown, path: string, { key, routes }: KeyAmong): Mistake[] {
  const parameters = pathParameters(key);
  const statuses = isFields(value) && isFields(value.responses) ? value.responses : {};
  return record(
    {
      required: {
        responses: checkResponses,
        examples: mapOf(
          (one, at) => checkExample(one, at, { key, parameters, responses: statuses, routes }),
          "{ 'a user by id': { path: { id: 1 }, expect: { status: 200 } } }",
        ),
      },
      optional: {
        apiTypes: someApiTypes,
        effect: oneOf('none', 'creates', 'changes'),
        safeToRepeat: flag,
        weight: positive,
        auth,
        cors: (one, at) => (one === false ? [] : cors(one, at)),
        request: request(
          (one, at) => checkExpect(one, at, { key, parameters, responses: statuses, routes }),
          parameters.map((parameter) => parameter.name),
        ),
        contentType: name,
        cache: cache(parameters.map((parameter) => parameter.name)),
        throttle,
        objectives,
        marks,
        checks: checkSettings,
      },
    },
    example,
  )(value, path);
}

const checkResponses: Check = (value, path) => {
  if (!isFields(value)) return [wrong(path, 'is not an object.', "Write { 200: { type: 'object' } }.")];
  return Object.entries(value).flatMap(([status, schema]) => {
    const at = member(path, status);
    if (!/^[1-5]\d\d$/.test(status)) return [wrong(at, 'is not a status from 100 to 599.')];
    return isFields(schema) || typeof schema === 'boolean'
      ? []
      : [wrong(at, 'is not a JSON Schema.', "Write { type: 'object' }, or true where any body will do.")];
  });
};
