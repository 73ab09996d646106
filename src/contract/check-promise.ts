import { apiTypes } from './contract.ts';
import type { Check, Fields, Mistake } from './shape.ts';
import {
  flag,
  isFields,
  listOf,
  mapOf,
  member,
  name,
  oneOf,
  positive,
  record,
  shown,
  suggestion,
  wrong,
} from './shape.ts';

/** API types named for all or for one thing: at least one, or the thing would never be used. */
export const someApiTypes: Check = (value, path) =>
  Array.isArray(value) && value.length === 0
    ? [wrong(path, 'is empty.', 'Leave it out for both API types.')]
    : listOf(oneOf(...apiTypes), "['rest']")(value, path);

export const objectives = record(
  {
    optional: {
      p50Ms: positive,
      p90Ms: positive,
      p95Ms: positive,
      p99Ms: positive,
      p999Ms: positive,
      errorRate: (value, path) =>
        typeof value === 'number' && value >= 0 && value <= 1
          ? []
          : [wrong(path, 'is not a share from 0 to 1.', 'Write 0.01 for 1 %.')],
    },
  },
  '{ p95Ms: 300 }',
);

function origin(value: unknown, path: string): Mistake[] {
  return typeof value === 'string' && /^(\*|[a-z][a-z\d+.-]*:\/\/[^/?#\s]+)$/i.test(value)
    ? []
    : [
        wrong(
          path,
          `is ${shown(value)}, not an origin.`,
          "Write '*', or scheme and host alone: 'https://example.com'.",
        ),
      ];
}

const corsShape = record(
  {
    required: {
      origins: listOf(origin, "['https://example.com']"),
      methods: listOf(name, "['GET', 'POST']"),
      headers: listOf(name, "['content-type']"),
    },
    optional: {
      exposeHeaders: listOf(name, "['etag']"),
      credentials: flag,
      maxAgeSeconds: (value, path) =>
        typeof value === 'number' && value >= 0 ? [] : [wrong(path, 'is not a number of seconds.')],
    },
  },
  "{ origins: ['*'], methods: ['GET'], headers: ['content-type'] }",
);

/** Browsers refuse `*` together with credentials (Fetch standard), and so do both API types. */
export const cors: Check = (value, path) => [
  ...corsShape(value, path),
  ...(isFields(value) && value.credentials === true && listsStar(value)
    ? [
        wrong(
          member(path, 'origins'),
          "has '*', which can't go together with credentials.",
          'Name the origins, or leave credentials out.',
        ),
      ]
    : []),
];

function listsStar({ origins }: Fields): boolean {
  return Array.isArray(origins) && origins.includes('*');
}

export const throttle = record(
  { required: { ratePerSecond: positive }, optional: { burst: positive } },
  '{ ratePerSecond: 10, burst: 20 }',
);

export const headerName: Check = (value, path) =>
  typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(value)
    ? []
    : [wrong(path, `is ${shown(value)}, not a header name.`)];

/** Stage caches keep an entry for at most an hour. */
export function cache(parameters: readonly string[]): Check {
  return record(
    {
      required: {
        ttlSeconds: (value, path) =>
          typeof value === 'number' && value > 0 && value <= 3600
            ? []
            : [wrong(path, `is ${shown(value)}, not a number of seconds from 1 to 3600.`)],
      },
      optional: {
        keyedBy: listOf((value, path) => cacheKey(value, path, parameters), "['path.id']"),
      },
    },
    "{ ttlSeconds: 30, keyedBy: ['path.id'] }",
  );
}

function cacheKey(value: unknown, path: string, parameters: readonly string[]): Mistake[] {
  const [, place, key = ''] = /^(path|query|header)\.(.+)$/.exec(String(value)) ?? [];
  if (typeof value !== 'string' || place === undefined)
    return [
      wrong(path, `is ${shown(value)}, not a cache key.`, "Write 'path.id', 'query.q' or 'header.Accept'."),
    ];
  if (place !== 'path' || parameters.includes(key)) return [];
  return [
    wrong(
      path,
      `names "${key}", which is no parameter of the path.`,
      suggestion(
        value,
        parameters.map((parameter) => `path.${parameter}`),
      ),
    ),
  ];
}

export const checkSettings = mapOf(
  record(
    { required: { severity: oneOf('error', 'warning', 'note', 'off'), because: name } },
    "{ severity: 'off', because: 'why it does not matter here' }",
  ),
  "{ 'vary-origin': { severity: 'off', because: 'no cache stands between us and our clients' } }",
);
