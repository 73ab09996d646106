import { observe } from '../answer.ts';
import type { Told } from '../exchange.fixture.ts';
import { tell } from '../exchange.fixture.ts';
import type { Broken, BrokenPart, BrokenRule } from '../generated/broken.ts';
import type { Neighbourhood } from '../neighbourhood.ts';

/** The check that fails, how the answer looks, words that the sentence must hold, and what stands beside. */
export type CauseCase = readonly [check: string, told: Told, words: RegExp, near?: Partial<Neighbourhood>];

const body = { type: 'object', required: ['name'] } as const;

const broken = (rule: BrokenRule, told: Told = {}, part: BrokenPart = 'body'): Told => ({
  purpose: 'broken-request',
  broken: { part, rule, place: part === 'body' ? '/name' : 'limit' } satisfies Broken,
  route: { request: { body } },
  status: 201,
  ...told,
});
const crash: Told = { status: 502, body: { message: 'Internal server error' } };

/** Another broken request to the same route, which somebody refused. */
const refusedBy = (who: 'validator' | 'function', part: BrokenPart = 'body') => {
  const message = part === 'body' ? 'Invalid request body' : 'Missing required request parameters: [q]';
  const told = broken(
    'null',
    { status: 400, body: who === 'validator' ? { message } : { error: 'no' } },
    part,
  );
  return { sameRoute: [observe(tell(told).exchange)] };
};

export const requestCauseCases: { readonly [cause: string]: CauseCase } = {
  'content-type-unvalidated': [
    'broken-request-survived',
    broken('content-type', crash),
    /a model for application\/json alone/,
    refusedBy('validator'),
  ],
  'validator-looser': [
    'broken-request-refused',
    broken('pattern'),
    /its model says less about \/name than the contract/,
    refusedBy('validator'),
  ],
  'validator-off-rest': ['broken-request-refused', broken('type'), /no request validator.*validates bodies/s],
  'unvalidated-http': [
    'broken-request-refused',
    broken('type', { apiType: 'http' }),
    /an HTTP API validates no requests/,
  ],
  'check-missing': [
    'broken-request-refused',
    broken('range', {}, 'query'),
    /The function checks its input, and misses this: limit/,
    refusedBy('function', 'query'),
  ],
  'malformed-crashes': [
    'broken-request-survived',
    broken('malformed', crash),
    /parses the body without catching the error/,
  ],
  'input-crashes': ['broken-request-survived', broken('null', crash), /uses \/name before it looks at it/],
  'validator-stricter': [
    'sound-request-served',
    { purpose: 'sound-request', status: 400, body: { message: 'Invalid request body' } },
    /refuses what the contract allows/,
  ],
  'bytes-unread': [
    'status',
    {
      ...crash,
      requestHeaders: { 'content-type': 'application/octet-stream' },
      example: { bodyBase64: 'AAE=' },
    },
    /can't read a body of bytes/,
    { routeAnswers: 'without-query' },
  ],
};

const answer = (expected: unknown, received: unknown, told: Told = {}): Told => ({
  body: { v: received },
  expect: { body: { v: expected as string } },
  ...told,
});
const url = 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev/items';

export const valueCauseCases: { readonly [cause: string]: CauseCase } = {
  'plus-became-space': ['body', answer('C++', 'C  '), /plus sign became a space/],
  'space-became-plus': ['body', answer('a b', 'a+b'), /space came back as a plus/],
  'path-left-encoded': ['body', answer('a b', 'a%20b'), /hands path parameters .* as they were sent/],
  'path-decoded-twice': ['body', answer('a%2Fb', 'a/b'), /once too often/],
  'cut-at-slash': ['body', answer('a/b', 'b'), /%2F was decoded/],
  'cut-at-reserved': ['body', answer('x?y', 'x'), /read as part of a URL again/],
  'stage-in-front': ['body', answer('/items', '/dev/items'), /starts with the stage's name/],
  'another-of-repeated': [
    'body',
    answer('green', 'red', { url: `${url}?q=red&q=green` }),
    /holds the last one.*multiValueQueryStringParameters/s,
  ],
  'all-of-repeated': [
    'body',
    answer('green', 'red,green', { apiType: 'http', url: `${url}?q=red&q=green` }),
    /joined by commas/,
  ],
  'bytes-as-latin1': ['body', answer('Zoë', 'ZoÃ«'), /read as Latin-1/],
  'letters-lost': ['body', answer('東京', '??'), /question marks/],
  'left-base64': ['body', answer('hello', 'aGVsbG8='), /in base64.*isBase64Encoded/],
  'became-value': ['body', answer('10', 10), /came back as a number/],
  'became-text': ['body', answer(10, '10'), /came back as text/],
  'lower-case': ['body', answer('Ada', 'ada'), /lower case/],
  'empty-as-missing': ['body', answer('', 'all', { url: `${url}?q=` }), /taken for one that is missing/],
  'default-lost': ['body', answer('10', null), /The default of \/v is lost/, { routeAnswers: 'with-query' }],
  'parameter-lost': ['body', answer('1', null), /no value for \/v/],
};

const cookies = { expect: { headers: { 'set-cookie': 'a=1, b=2' } } } as const;

export const resultCauseCases: { readonly [cause: string]: CauseCase } = {
  'cookies-folded': [
    'set-cookie',
    { ...cookies, headers: { 'set-cookie': 'a=1, b=2' } },
    /joined by a comma.*multiValueHeaders/s,
  ],
  'cookies-lost-rest': [
    'set-cookie',
    { ...cookies, headers: { 'set-cookie': 'b=2' } },
    /the last one wins.*multiValueHeaders/s,
  ],
  'cookies-lost-http': [
    'set-cookie',
    { ...cookies, apiType: 'http' },
    /ignores multiValueHeaders.*as cookies/s,
  ],
  'header-values-lost': [
    'headers',
    { expect: { headers: { 'x-tag': 'a, b' } }, headers: { 'x-tag': 'b' } },
    /Of several values of the header one arrived/,
  ],
  'header-remapped': [
    'headers',
    {
      expect: { headers: { 'www-authenticate': 'Basic' } },
      headers: { 'x-amzn-Remapped-WWW-Authenticate': 'Basic' },
    },
    /arrived as x-amzn-Remapped-www-authenticate/,
  ],
  'content-type-missing-http': [
    'content-type',
    { apiType: 'http', headers: { 'content-type': 'text/plain; charset=utf-8' } },
    /an HTTP API then says text\/plain/,
  ],
  'content-type-missing-rest': [
    'content-type',
    { expect: { contentType: 'text/csv' } },
    /a REST API then says application\/json/,
  ],
};
