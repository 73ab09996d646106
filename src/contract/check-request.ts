import { headerName, someApiTypes } from './check-promise.ts';
import type { Check, Mistake } from './shape.ts';
import { flag, isFields, member, record, shown, suggestion, wrong } from './shape.ts';

const example = "{ body: { type: 'object', required: ['name'] } }";

/**
 * What a route promises of its requests. `expectation` checks what is expected of refused ones, `parameters` are the
 * names in its path.
 */
export function request(expectation: Check, parameters: readonly string[]): Check {
  return record(
    {
      optional: {
        apiTypes: someApiTypes,
        body: schema,
        bodyRequired: flag,
        path: named(pathParameter(parameters)),
        query: named(),
        headers: named(headerName),
        invalid: (value, path) => [...expectation(value, path), ...refusals(value, path)],
      },
    },
    example,
  );
}

const schema: Check = (value, path) =>
  isFields(value) || typeof value === 'boolean'
    ? []
    : [wrong(path, `is ${shown(value)}, not a JSON Schema.`, "Write { type: 'object' }.")];

const parameter = record(
  { required: { schema }, optional: { required: flag } },
  "{ schema: { type: 'integer' }, required: true }",
);

function named(name: Check = () => []): Check {
  return (value, path) =>
    isFields(value)
      ? Object.entries(value).flatMap(([key, one]) => [
          ...name(key, member(path, key)),
          ...parameter(one, member(path, key)),
        ])
      : [wrong(path, 'is not an object.', "Write { limit: { schema: { type: 'integer' } } }.")];
}

function pathParameter(names: readonly string[]): Check {
  return (value, path) =>
    names.includes(String(value))
      ? []
      : [
          wrong(
            path,
            'names no parameter of the path.',
            suggestion(value, names) ??
              (names.length === 0 ? 'The path has none.' : `Known are ${names.join(', ')}.`),
          ),
        ];
}

/** What is wrong may be refused with any 4xx, and with nothing else. */
function refusals(value: unknown, path: string): Mistake[] {
  if (!isFields(value)) return [];
  if ('rest' in value || 'http' in value) {
    return ['rest', 'http'].flatMap((apiType) => refusals(value[apiType], member(path, apiType)));
  }
  const { status } = value;
  return typeof status !== 'number' || (status >= 400 && status <= 499)
    ? []
    : [wrong(member(path, 'status'), `is ${status}, and a refused request is answered with a 4xx.`)];
}
