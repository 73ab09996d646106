import { capture } from './check-capture.ts';
import { headerName, someApiTypes } from './check-promise.ts';
import { disagreements } from './expected-body.ts';
import { type PathParameter, pathParameters } from './route.ts';
import type { Check, Fields, Mistake } from './shape.ts';
import {
  anything,
  isFields,
  mapOf,
  member,
  name,
  oneOf,
  record,
  shown,
  suggestion,
  text,
  wrong,
} from './shape.ts';

/** What an example is checked against. */
export interface OfRoute {
  readonly key: string;
  readonly parameters: readonly PathParameter[];
  readonly responses: Fields;
  /** Keys of all routes of the contract. */
  readonly routes: readonly string[];
}

const bodies = ['body', 'invalidBody', 'bodyBase64'] as const;

export function checkExample(value: unknown, path: string, route: OfRoute): Mistake[] {
  const shape = record(
    {
      required: { expect: (one, at) => checkExpect(one, at, route) },
      optional: {
        apiTypes: someApiTypes,
        path: anything,
        query: mapOf(queryValue, "{ q: 'python' }"),
        headers,
        body: anything,
        invalidBody: text,
        bodyBase64: base64,
        capture,
        cleanup: (one, at) => cleanup(one, at, route),
      },
    },
    '{ expect: { status: 200 } }',
  )(value, path);
  if (!isFields(value)) return shape;
  const given = bodies.filter((body) => body in value);
  return [
    ...shape,
    ...checkPath(value.path, member(path, 'path'), route),
    ...(given.length > 1
      ? [wrong(path, `has both ${given.join(' and ')}.`, 'Keep one: a request has one body.')]
      : []),
  ];
}

/** A request of another route of the contract, or of the same one. */
function cleanup(value: unknown, path: string, route: OfRoute): Mistake[] {
  const shape = record(
    {
      required: { route: oneOf(...route.routes) },
      optional: { path: anything, query: mapOf(queryValue, '{ force: true }'), headers, body: anything },
    },
    "{ route: 'DELETE /users/{id}', path: { id: '{{id}}' } }",
  )(value, path);
  if (shape.length > 0 || !isFields(value)) return shape;
  const key = String(value.route);
  return checkPath(value.path, member(path, 'path'), { ...route, key, parameters: pathParameters(key) });
}

function checkPath(value: unknown, path: string, { key, parameters }: OfRoute): Mistake[] {
  const names = parameters.map((parameter) => parameter.name);
  if (value === undefined) {
    const written = names.map((one) => `${one}: …`).join(', ');
    return names.length === 0 ? [] : [wrong(path, 'is missing.', `Write path: { ${written} }.`)];
  }
  if (!isFields(value)) return [wrong(path, 'is not an object.', "Write { id: '123' }.")];
  const unknown = Object.keys(value).filter((one) => !names.includes(one));
  return [
    ...unknown.map((one) =>
      wrong(member(path, one), `names no parameter of ${key}.`, suggestion(one, names) ?? known(names)),
    ),
    ...parameters.flatMap((parameter) => {
      const at = member(path, parameter.name);
      if (parameter.name in value) return pathValue(value[parameter.name], at, parameter);
      return unknown.length > 0 ? [] : [wrong(at, 'is missing.')];
    }),
  ];
}

function known(names: readonly string[]): string {
  return names.length === 0 ? 'Leave it out.' : `Known are ${names.join(', ')}.`;
}

/** Clients take `.` and `..` out of a path before they send it, even percent-encoded (URL standard). */
function pathValue(value: unknown, path: string, { greedy }: PathParameter): Mistake[] {
  if (typeof value === 'number') return [];
  if (typeof value !== 'string') return [wrong(path, `is ${shown(value)}, neither a text nor a number.`)];
  if (value === '') return [wrong(path, 'is empty, so that the path would be another one.')];
  const segments = greedy ? value.split('/') : [value];
  return segments.some((segment) => segment === '.' || segment === '..')
    ? [wrong(path, `is ${shown(value)}, which no client can send as a path segment.`)]
    : [];
}

const queryValue: Check = (value, path) => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.every((one) => ['string', 'number', 'boolean'].includes(typeof one))
    ? []
    : [wrong(path, `is ${shown(value)}, neither a text, number or boolean nor a list of these.`)];
};

const headers: Check = (value, path) => [
  ...mapOf(text, "{ accept: 'application/json' }")(value, path),
  ...(isFields(value) ? Object.keys(value).flatMap((key) => headerName(key, member(path, key))) : []),
];

const base64: Check = (value, path) =>
  typeof value === 'string' && /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(value)
    ? []
    : [wrong(path, 'is not base64.', 'Text that is no JSON goes into invalidBody.')];

export function checkExpect(value: unknown, path: string, route: OfRoute): Mistake[] {
  const one: Check = (expectation, at) => checkExpectation(expectation, at, route);
  const variants = isFields(value) && !('status' in value) && ('rest' in value || 'http' in value);
  return variants
    ? record({ required: { rest: one, http: one } }, '{ rest: { status: 403 }, http: { status: 404 } }')(
        value,
        path,
      )
    : one(value, path);
}

function checkExpectation(value: unknown, path: string, route: OfRoute): Mistake[] {
  const shape = record(
    {
      required: { status: (one, at) => checkStatus(one, at, route) },
      optional: { body: anything, text, headers, contentType: name },
    },
    '{ status: 200 }',
  )(value, path);
  if (!isFields(value)) return shape;
  const schema = route.responses[String(value.status)];
  return [
    ...shape,
    ...('body' in value && 'text' in value
      ? [wrong(path, 'has both body and text.', 'Keep one of them.')]
      : []),
    ...('body' in value ? disagreements(value.body, schema, member(path, 'body')) : []),
  ];
}

function checkStatus(value: unknown, path: string, { responses }: OfRoute): Mistake[] {
  const listed = Object.keys(responses);
  if (typeof value === 'number' && (listed.includes(String(value)) || isErrorStatus(value))) return [];
  return [
    wrong(
      path,
      `is ${shown(value)}, neither among the route's responses (${listed.join(', ') || 'none'}) nor from 400 to 599.`,
    ),
  ];
}

function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}
